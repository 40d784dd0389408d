import NIOCore
import Testing

@testable import Web

struct HTTP1ResponseParserTests {
    /// What a parser made of some bytes: comparable, whatever pieces they came in.
    struct Reading: Equatable {
        var status: Int?
        var headers: [String] = []
        var body: [UInt8] = []
        var ended = false
        var failure: HTTP1ResponseParser.Failure.Kind?
    }

    static func read(_ pieces: [[UInt8]], toHead: Bool = false, closes: Bool = true) -> Reading {
        var parser = HTTP1ResponseParser(toHead: toHead)
        var reading = Reading()
        func take(_ event: HTTP1ResponseParser.Event) {
            switch event {
            case .head(let head):
                reading.status = head.status
                reading.headers = head.headers.map { "\($0.name)=\($0.value)" }
            case .body(let part): reading.body += part.readableBytesView
            case .end: reading.ended = true
            }
        }
        do {
            for piece in pieces {
                parser.feed(ByteBuffer(bytes: piece))
                while let event = try parser.next() { take(event) }
            }
            if closes, let event = try parser.finish() { take(event) }
        } catch {
            reading.failure = error.kind
        }
        return reading
    }

    static let responses: [(text: String, expected: Reading)] = [
        (
            "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\n\r\nhi",
            Reading(status: 200, headers: ["a=b", "content-length=2"], body: Array("hi".utf8), ended: true)
        ),
        ("HTTP/1.0 404\r\n\r\nuntil close", Reading(status: 404, body: Array("until close".utf8), ended: true)),
        ("\r\n\nHTTP/1.1 200 OK\nA:b\n\n", Reading(status: 200, headers: ["a=b"], ended: true)),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 204 No\r\n\r\n", Reading(status: 204, ended: true)),
        ("HTTP/1.1 304 Not\r\nContent-Length: 10\r\n\r\n", Reading(status: 304, headers: ["content-length=10"], ended: true)),
        (
            "HTTP/1.1 200 OK\r\nA: b\r\n  c\r\n\td\r\nno colon here\r\n: no name\r\nE :f\r\n\r\n",
            Reading(status: 200, headers: ["a=b c d", "e=f"], ended: true)
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nContent-Length: 9\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n",
            Reading(
                status: 200, headers: ["transfer-encoding=Chunked", "content-length=9"], body: Array("abc0123456789".utf8), ended: true)
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nhi",
            Reading(status: 200, headers: ["content-length=2, 2"], body: Array("hi".utf8), ended: true)
        ),
        ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", Reading(failure: .invalid)),
        ("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", Reading(failure: .invalid)),
        ("HTTP/1.1 20 OK\r\n\r\n", Reading(failure: .invalid)), ("HTTP/1.1 2000 OK\r\n\r\n", Reading(failure: .invalid)),
        ("HTTP/2 200 OK\r\n\r\n", Reading(failure: .invalid)), ("ICY 200 OK\r\n\r\n", Reading(failure: .invalid)),
        ("", Reading(failure: .empty)), ("HTTP/1.1 200", Reading(failure: .incompleteHead)),
    ]

    @Test(arguments: responses.indices) func `a response reads the same in any pieces`(index: Int) {
        let (text, expected) = Self.responses[index]
        let bytes = Array(text.utf8)
        #expect(Self.read([bytes]) == expected)
        #expect(Self.read(bytes.map { [$0] }) == expected)
        var random = SplitMix(seed: UInt64(index))
        for _ in 0..<50 { #expect(Self.read(Self.pieces(of: bytes, &random)) == expected) }
    }

    @Test func `a response to HEAD has no body`() {
        #expect(Self.read([Array("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n".utf8)], toHead: true, closes: false).ended)
    }

    @Test func `a head without end is refused at its bound`() {
        var parser = HTTP1ResponseParser()
        var fed = 0
        #expect(throws: HTTP1ResponseParser.Failure.self) {
            parser.feed(ByteBuffer(string: "HTTP/1.1 200 OK\r\n"))
            while fed < 200_000 {
                parser.feed(ByteBuffer(string: "X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n"))
                _ = try parser.next()
                fed += 44
            }
        }
        #expect(fed < 70_000)
    }

    @Test func `garbage and mutations never trap, and pieces do not matter`() {
        var random = SplitMix(seed: 7)
        for round in 0..<6000 {
            var bytes = Array(Self.responses[round % Self.responses.count].text.utf8)
            for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert([0x0D, 0x0A, 0x3A, 0x20, 0x30, 0x66].randomElement(using: &random) ?? 0, at: place)
                }
            }
            if round % 5 == 0 {
                bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            }
            let whole = Self.read([bytes])
            #expect(Self.read(Self.pieces(of: bytes, &random)) == whole)
        }
    }

    static func pieces(of bytes: [UInt8], _ random: inout SplitMix) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + Int.random(in: 1...12, using: &random))
            pieces.append(Array(bytes[start..<end]))
            start = end
        }
        return pieces
    }
}
