import CZlib

/// Deflates a stream of bytes (bare RFC 1951, as ZIP archives hold it), a piece at a time in constant memory, and keeps its CRC and lengths.
package final class Deflater {
    // zlib keeps a pointer to the stream, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let scratch: UnsafeMutableBufferPointer<UInt8>
    private let isOpen: Bool
    /// CRC-32 of what went in.
    package private(set) var crc: UInt32 = 0
    /// Bytes that went in, and that came out.
    package private(set) var (size, compressed) = (0, 0)

    private static let scratchSize = 32 * 1024

    package init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        scratch = .allocate(capacity: Self.scratchSize)
        isOpen =
            deflateInit2_(stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    }

    deinit {
        if isOpen { deflateEnd(stream) }
        stream.deallocate()
        scratch.deallocate()
    }

    /// Takes a piece; what zlib has ready of it, or with `isLast` everything, is appended to `output`.
    /// - Returns: whether it could be: false where zlib had no memory, or after the last piece.
    package func deflate(_ input: [UInt8], isLast: Bool, into output: inout [UInt8]) -> Bool {
        guard isOpen else { return false }
        size += input.count
        var input = input
        return input.withUnsafeMutableBufferPointer { bytes in
            // zlib takes an absent buffer for the wish to begin anew.
            if !bytes.isEmpty { crc = UInt32(truncatingIfNeeded: crc32(UInt(crc), bytes.baseAddress, UInt32(bytes.count))) }
            stream.pointee.next_in = bytes.baseAddress
            stream.pointee.avail_in = UInt32(bytes.count)
            var code = Z_OK
            repeat {
                stream.pointee.next_out = scratch.baseAddress
                stream.pointee.avail_out = UInt32(Self.scratchSize)
                code = CZlib.deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
                guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else { return false }
                let made = Self.scratchSize - Int(stream.pointee.avail_out)
                compressed += made
                output.append(contentsOf: scratch[..<made])
            } while stream.pointee.avail_out == 0
            return !isLast || code == Z_STREAM_END
        }
    }
}
