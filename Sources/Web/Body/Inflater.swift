import CZlib

/// Undoes gzip (RFC 1952) or deflate (RFC 1950, and the bare RFC 1951 that some servers send under that name), a piece at a time.
final class Inflater {
    enum Format {
        case gzip
        /// With the zlib wrapper or without it; told by the first two bytes.
        case deflate
    }

    /// The data is not what its coding says.
    struct Failure: Error, Hashable {}

    private let format: Format
    // zlib keeps a pointer to the stream, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let scratch: UnsafeMutableBufferPointer<UInt8>
    private var open = false
    private var held: [UInt8] = []
    /// Whether the compressed data came to its own end.
    private(set) var ended = false

    private static let scratchSize = 16 * 1024

    init(_ format: Format) {
        self.format = format
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        scratch = .allocate(capacity: Self.scratchSize)
    }

    deinit {
        if open { inflateEnd(stream) }
        stream.deallocate()
        scratch.deallocate()
    }

    /// Inflates a piece, appending to `output` until it holds `limit` bytes.
    /// - Returns: True when there was more than that.
    func inflate(_ input: [UInt8], into output: inout [UInt8], limit: Int) throws(Failure) -> Bool {
        var input = input
        if !open {
            // Two bytes tell the wrapper: compression method 8 and a checksum that divides by 31.
            held.append(contentsOf: input)
            guard held.count >= 2 else { return false }
            input = held
            held = []
            let wrapped = input[0] & 0x0F == 8 && (Int(input[0]) << 8 | Int(input[1])) % 31 == 0
            let bits: Int32 = format == .gzip ? 31 : wrapped ? 15 : -15
            guard inflateInit2_(stream, bits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { throw Failure() }
            open = true
        }
        if ended, !restart(input) { return false }
        var failed = false
        var full = false
        input.withUnsafeMutableBufferPointer { bytes in
            stream.pointee.next_in = bytes.baseAddress
            stream.pointee.avail_in = UInt32(bytes.count)
            repeat {
                stream.pointee.next_out = scratch.baseAddress
                stream.pointee.avail_out = UInt32(Self.scratchSize)
                let code = CZlib.inflate(stream, Z_NO_FLUSH)
                let made = Self.scratchSize - Int(stream.pointee.avail_out)
                let room = limit - output.count
                output.append(contentsOf: scratch[..<min(made, room)])
                if made > room {
                    full = true
                    return
                }
                switch code {
                case Z_OK: continue
                case Z_BUF_ERROR: return
                case Z_STREAM_END:
                    ended = true
                    // A further gzip member may follow; anything else after the end is padding.
                    let rest = Int(stream.pointee.avail_in)
                    guard format == .gzip, rest >= 2, bytes[bytes.count - rest] == 0x1F, bytes[bytes.count - rest + 1] == 0x8B,
                        inflateReset(stream) == Z_OK
                    else { return }
                    ended = false
                default:
                    failed = true
                    return
                }
            } while stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0
        }
        stream.pointee.next_in = nil
        stream.pointee.next_out = nil
        if failed { throw Failure() }
        return full
    }

    private func restart(_ input: [UInt8]) -> Bool {
        guard format == .gzip, input.count >= 2, input[0] == 0x1F, input[1] == 0x8B, inflateReset(stream) == Z_OK else { return false }
        ended = false
        return true
    }
}
