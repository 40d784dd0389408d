import NIOCore

/// The head of a response.
struct HTTPResponseHead: Sendable {
    /// `HTTP/1.0`, `HTTP/1.1` or `HTTP/2`.
    var version: String
    var status: Int
    /// Names in lower case, in the order received.
    var headers: [(name: String, value: String)]

    /// The first header of that name (lower case).
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// Reads one HTTP/1 response (RFC 9112) out of bytes as they arrive. A pure state machine: it holds no socket and no clock.
///
/// Lenient in what does no harm (bare line feeds, a missing reason phrase, folded headers, empty lines before the status line, repeated equal
/// lengths), strict where two readers could disagree about where the body ends.
struct HTTP1ResponseParser {
    enum Event {
        case head(HTTPResponseHead)
        case body(ByteBuffer)
        case end
    }

    /// What is wrong with the response; `message` is for people, without a trailing full stop.
    struct Failure: Error, Hashable {
        enum Kind: Hashable { case invalid, incompleteHead, incompleteBody, empty }
        var kind: Kind
        var message: String
    }

    private enum State {
        case head
        case length(Int)
        case chunkSize
        case chunk(Int)
        case chunkEnd
        case trailers
        case untilClose
        case done
    }

    /// A head, chunk extension or trailer section longer than this is refused, in bytes.
    static let headLimit = 64 * 1024

    private var state = State.head
    private var buffer = ByteBuffer()
    /// Bytes of the buffer already searched for the end of the head.
    private var scanned = 0
    private var informational = 0
    private var trailerBytes = 0
    /// Whether a single byte has come.
    private(set) var began = false
    private let bodiless: Bool
    private var lastedUntilClose = false

    /// - Parameter toHead: Whether the request was a HEAD, whose response has no body whatever its headers say.
    init(toHead: Bool = false) { bodiless = toHead }

    /// Adds bytes as they came from the network.
    mutating func feed(_ bytes: ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        began = true
        if buffer.readableBytes == 0 {
            buffer = bytes
            scanned = 0
        } else {
            buffer.writeImmutableBuffer(bytes)
        }
    }

    /// Whether the response has come to an end of its own, and nothing behind it: the connection can serve another one.
    var isReusable: Bool {
        if case .done = state { return !lastedUntilClose && buffer.readableBytes == 0 }
        return false
    }

    /// The next event; nil when more bytes are needed.
    mutating func next() throws(Failure) -> Event? {
        while true {
            switch state {
            case .head:
                guard let head = try readHead() else { return nil }
                if (100..<200).contains(head.status), head.status != 101 {
                    informational += 1
                    guard informational <= 32 else {
                        throw Failure(kind: .invalid, message: "The server sent interim responses without end")
                    }
                    continue
                }
                state = try framing(of: head)
                return .head(head)
            case .length(let remaining):
                if remaining == 0 {
                    state = .done
                    return .end
                }
                guard let part = buffer.readSlice(length: min(remaining, buffer.readableBytes)), part.readableBytes > 0 else { return nil }
                state = .length(remaining - part.readableBytes)
                return .body(part)
            case .chunkSize:
                guard let line = try readLine() else { return nil }
                let size = try chunkSize(line)
                state = size == 0 ? .trailers : .chunk(size)
            case .chunk(let remaining):
                guard let part = buffer.readSlice(length: min(remaining, buffer.readableBytes)), part.readableBytes > 0 else { return nil }
                state = remaining == part.readableBytes ? .chunkEnd : .chunk(remaining - part.readableBytes)
                return .body(part)
            case .chunkEnd:
                guard let line = try readLine() else { return nil }
                guard line.isEmpty else { throw Failure(kind: .invalid, message: "A chunk is longer than it says") }
                state = .chunkSize
            case .trailers:
                guard let line = try readLine() else { return nil }
                trailerBytes += line.count + 2
                guard trailerBytes <= Self.headLimit else { throw Failure(kind: .invalid, message: "The trailers are longer than 64 KiB") }
                if line.isEmpty {
                    state = .done
                    return .end
                }
            case .untilClose:
                guard let part = buffer.readSlice(length: buffer.readableBytes), part.readableBytes > 0 else { return nil }
                return .body(part)
            case .done: return nil
            }
        }
    }

    /// The peer closed: the end of a body that lasts until then, a failure anywhere else. To be called when ``next()`` has given nil.
    mutating func finish() throws(Failure) -> Event? {
        switch state {
        case .done: return nil
        case .untilClose:
            lastedUntilClose = true
            state = .done
            return .end
        case .head:
            if !began { throw Failure(kind: .empty, message: "The server closed the connection without a response") }
            throw Failure(kind: .incompleteHead, message: "The server closed the connection within the response's head")
        case .length(let remaining):
            throw Failure(kind: .incompleteBody, message: "The body ended \(remaining) bytes before its Content-Length")
        case .chunkSize, .chunk, .chunkEnd, .trailers:
            throw Failure(kind: .incompleteBody, message: "The body ended before its last chunk")
        }
    }

    /// One line without its end; nil when it has not come whole.
    private mutating func readLine() throws(Failure) -> [UInt8]? {
        let view = buffer.readableBytesView
        guard let end = view.firstIndex(of: 0x0A) else {
            guard view.count <= Self.headLimit else {
                throw Failure(kind: .invalid, message: "A line of the chunked body is longer than 64 KiB")
            }
            return nil
        }
        var line = Array(view[view.startIndex..<end])
        buffer.moveReaderIndex(forwardBy: line.count + 1)
        if line.last == 0x0D { line.removeLast() }
        return line
    }

    private func chunkSize(_ line: [UInt8]) throws(Failure) -> Int {
        var size = 0
        var digits = 0
        for byte in line {
            let value: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = byte - UInt8(ascii: "A") + 10
            case UInt8(ascii: ";"), UInt8(ascii: " "), UInt8(ascii: "\t"):
                guard digits > 0 else { throw Failure(kind: .invalid, message: "A chunk has no size") }
                return size
            default: throw Failure(kind: .invalid, message: "The size of a chunk is no hexadecimal number")
            }
            digits += 1
            guard digits <= 15 else { throw Failure(kind: .invalid, message: "The size of a chunk is beyond all measure") }
            size = size << 4 | Int(value)
        }
        guard digits > 0 else { throw Failure(kind: .invalid, message: "A chunk has no size") }
        return size
    }

    /// How the body ends (RFC 9112 §6.3).
    private func framing(of head: HTTPResponseHead) throws(Failure) -> State {
        if bodiless || head.status == 204 || head.status == 304 || head.status == 101 { return .length(0) }
        var codings: String?
        var length: Int?
        for header in head.headers {
            if header.name == "transfer-encoding" {
                codings = header.value.lowercased()
            } else if header.name == "content-length" {
                for part in header.value.split(separator: ",") {
                    let digits = part.utf8.filter { $0 != 0x20 && $0 != 0x09 }
                    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }),
                        let value = Int(String(decoding: digits, as: UTF8.self))
                    else { throw Failure(kind: .invalid, message: "The Content-Length is no number") }
                    guard length == nil || length == value else {
                        throw Failure(kind: .invalid, message: "The response has two different Content-Lengths")
                    }
                    length = value
                }
            }
        }
        if let codings {
            let last = codings.split(separator: ",").last.map { $0.filter { $0 != " " && $0 != "\t" } }
            return last == "chunked" ? .chunkSize : .untilClose
        }
        return length.map { .length($0) } ?? .untilClose
    }

    /// The head, once it has come whole.
    private mutating func readHead() throws(Failure) -> HTTPResponseHead? {
        // Empty lines before the status line are forgiven (RFC 9112 §2.2).
        while let byte = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self), byte == 0x0D || byte == 0x0A, scanned == 0 {
            buffer.moveReaderIndex(forwardBy: 1)
        }
        guard let length = try headLength() else { return nil }
        defer {
            buffer.moveReaderIndex(forwardBy: length)
            scanned = 0
        }
        return try HTTP1HeadReader(buffer: buffer, length: length).read()
    }

    /// Bytes up to and with the empty line that ends the head; nil when it has not come yet.
    private mutating func headLength() throws(Failure) -> Int? {
        let from = scanned
        let count = buffer.readableBytes
        if let length = Self.headLength(buffer, from: from) { return length }
        // What cannot be HTTP is told from its first bytes, without waiting for an end that may never come.
        if from < 5, !"HTTP/".utf8.prefix(count).elementsEqual(buffer.readableBytesView.prefix(5)) {
            throw Failure(kind: .invalid, message: "The server does not speak HTTP")
        }
        guard count < Self.headLimit else { throw Failure(kind: .invalid, message: "The response's head is longer than 64 KiB") }
        scanned = max(count - 2, 0)
        return nil
    }

    private static func headLength(_ buffer: ByteBuffer, from: Int) -> Int? {
        let bytes = buffer.readableBytesUInt8Span
        let count = min(bytes.count, headLimit)
        var index = from
        while index < count {
            if bytes[index] == 0x0A {
                if index + 1 < count, bytes[index + 1] == 0x0A { return index + 2 }
                if index + 2 < count, bytes[index + 1] == 0x0D, bytes[index + 2] == 0x0A { return index + 3 }
            }
            index += 1
        }
        return nil
    }
}
