import NIOCore

/// Reads a whole head: status line and header fields (RFC 9112 §4 and §5).
struct HTTP1HeadReader {
    private let buffer: ByteBuffer
    private let start: Int
    private let end: Int

    /// - Parameter length: Bytes of the head from the buffer's reader index, with the empty line that ends it.
    init(buffer: ByteBuffer, length: Int) {
        self.buffer = buffer
        self.start = buffer.readerIndex
        self.end = buffer.readerIndex + length
    }

    func read() throws(HTTP1ResponseParser.Failure) -> HTTPResponseHead {
        let bytes = buffer.readableBytesUInt8Span
        var line = 0
        let limit = end - start
        var head: HTTPResponseHead?
        while line < limit {
            var next = line
            while next < limit, bytes[next] != 0x0A { next += 1 }
            var stop = next
            if stop > line, bytes[stop - 1] == 0x0D { stop -= 1 }
            if stop == line { break }
            if head == nil {
                head = try statusLine(bytes.extracting(line..<stop), at: line)
                head?.headers.reserveCapacity(16)
            } else {
                field(bytes.extracting(line..<stop), at: line, into: &head)
            }
            line = next + 1
        }
        guard let head else { throw HTTP1ResponseParser.Failure(kind: .invalid, message: "The response has no status line") }
        return head
    }

    /// `HTTP/1.1 200 OK`; the reason phrase and its space may be missing.
    private func statusLine(_ line: Span<UInt8>, at offset: Int) throws(HTTP1ResponseParser.Failure) -> HTTPResponseHead {
        guard line.count >= 12, line[0] == UInt8(ascii: "H"), line[1] == UInt8(ascii: "T"), line[2] == UInt8(ascii: "T"),
            line[3] == UInt8(ascii: "P"), line[4] == UInt8(ascii: "/"), line[5] == UInt8(ascii: "1"), line[6] == UInt8(ascii: "."),
            line[7] == UInt8(ascii: "0") || line[7] == UInt8(ascii: "1"), line[8] == 0x20
        else { throw HTTP1ResponseParser.Failure(kind: .invalid, message: "The server does not speak HTTP/1") }
        var index = 9
        while index < line.count, line[index] == 0x20 { index += 1 }
        var status = 0
        var digits = 0
        while index < line.count, (0x30...0x39).contains(line[index]), digits < 4 {
            status = status * 10 + Int(line[index] - 0x30)
            digits += 1
            index += 1
        }
        guard digits == 3, status >= 100, index == line.count || line[index] == 0x20 else {
            throw HTTP1ResponseParser.Failure(kind: .invalid, message: "The status is no number of three digits")
        }
        return HTTPResponseHead(version: line[7] == UInt8(ascii: "0") ? "HTTP/1.0" : "HTTP/1.1", status: status, headers: [])
    }

    /// `Name: value`; a line that starts with space continues the field before it (obs-fold), one without a colon or name is passed over.
    private func field(_ line: Span<UInt8>, at offset: Int, into head: inout HTTPResponseHead?) {
        if line[0] == 0x20 || line[0] == 0x09 {
            let value = text(line, from: 0, offset: offset)
            if !value.isEmpty, let last = head?.headers.indices.last { head?.headers[last].value += " " + value }
            return
        }
        var colon = 0
        while colon < line.count, line[colon] != UInt8(ascii: ":") { colon += 1 }
        guard colon < line.count else { return }
        var nameEnd = colon
        while nameEnd > 0, line[nameEnd - 1] == 0x20 || line[nameEnd - 1] == 0x09 { nameEnd -= 1 }
        guard nameEnd > 0 else { return }
        head?.headers.append((name(line.extracting(0..<nameEnd)), text(line, from: colon + 1, offset: offset)))
    }

    private func name(_ bytes: Span<UInt8>) -> String {
        String(unsafeUninitializedCapacity: bytes.count) { target in
            for index in bytes.indices {
                let byte = bytes[index]
                // A name is ASCII; anything else becomes a question mark rather than ill-formed text.
                target[index] = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte < 0x80 ? byte : UInt8(ascii: "?")
            }
            return bytes.count
        }
    }

    /// The text of a line from a place on, without the space around it.
    private func text(_ line: Span<UInt8>, from: Int, offset: Int) -> String {
        var first = from
        var last = line.count
        while first < last, line[first] == 0x20 || line[first] == 0x09 { first += 1 }
        while last > first, line[last - 1] == 0x20 || line[last - 1] == 0x09 { last -= 1 }
        return buffer.getString(at: start + offset + first, length: last - first) ?? ""
    }
}
