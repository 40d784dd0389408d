import CZlib
import NIOCore

/// A response ready for the wire: made once, written many times.
struct FarmResponse: Sendable {
    var status: Int
    var headers: [FarmPage.Header]
    var body: ByteBuffer
    /// Head and body as HTTP/1.1 wants them.
    var http1: ByteBuffer
    /// Bytes of `http1` before the body.
    var headLength: Int

    init(_ page: FarmPage, extra: [FarmPage.Header] = [], gzip: Bool = false, announced: Int? = nil) {
        var (headers, body) = (page.headers + extra, page.body)
        if gzip, body.count > 512, let packed = Gzip.compress(body) {
            body = packed
            headers.append(FarmPage.Header(name: "content-encoding", value: "gzip"))
            headers.append(FarmPage.Header(name: "vary", value: "accept-encoding"))
        }
        headers.append(FarmPage.Header(name: "content-length", value: String(announced ?? body.count)))
        self.init(status: page.status, headers: headers, body: body)
    }

    /// Bytes as they are: the caller says how long they are, and how they are packed.
    init(status: Int, headers: [FarmPage.Header], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = ByteBuffer(bytes: body)
        var head = "HTTP/1.1 \(status) \(FarmPage.phrase(status))\r\n"
        for header in headers { head += "\(header.name): \(header.value)\r\n" }
        head += "\r\n"
        var wire = ByteBuffer()
        wire.reserveCapacity(head.utf8.count + body.count)
        wire.writeString(head)
        headLength = wire.readableBytes
        wire.writeBytes(body)
        http1 = wire
    }
}

/// What a server does with one request.
enum Reply: Sendable {
    case answer(FarmResponse, after: Duration?)
    /// Never answers.
    case silence
    case reset
    /// Sends so many bytes of the body, then closes.
    case cut(FarmResponse, at: Int)
    /// Sends the head and then body without end.
    case endless(FarmResponse)
}

/// Compression by zlib, gzip framing (RFC 1952).
enum Gzip {
    /// Nil only if zlib has no memory.
    static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        guard
            deflateInit2_(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else {
            return nil
        }
        defer { deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
        let done = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                return deflate(&stream, Z_FINISH)
            }
        }
        guard done == Z_STREAM_END else { return nil }
        return Array(output.prefix(Int(stream.total_out)))
    }

    /// A few dozen kilobytes that become so many megabytes of nothing.
    static func bomb(megabytes: Int) -> [UInt8] {
        let start = Array("<!DOCTYPE html><html><head><title>Directory</title></head><body>".utf8)
        return compress(start + [UInt8](repeating: UInt8(ascii: " "), count: megabytes << 20)) ?? []
    }
}
