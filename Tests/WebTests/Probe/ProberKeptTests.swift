import Model
import NIOSSL
import Testing

@testable import Web

/// Connections that stay open for the next request.
struct ProberKeptTests {
    /// A response after which the server waits for the next request.
    private static func open(_ body: String, headers: String = "") -> [LoopbackServer.Step] {
        [.text("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")]
    }

    private func ask(_ prober: Prober, _ url: String, _ times: Int, keeps: Bool = true) async throws -> [ProbeResult] {
        var results: [ProbeResult] = []
        for number in 0..<times {
            results.append(await prober.probe(try makeRequest(url + "\(number)") { $0.keepsConnection = keeps }))
        }
        return results
    }

    @Test func `requests that say so share a connection, others have each their own`() async throws {
        let server = try await LoopbackServer { $0.isEmpty ? [] : Self.open("page " + $0.prefix(6)) }
        let prober = try makeProber()
        let results = try await ask(prober, "http://127.0.0.1:\(server.port)/", 3)
        #expect(results.map { String(decoding: $0.body, as: UTF8.self) } == ["page GET /0", "page GET /1", "page GET /2"])
        #expect(results.allSatisfy { $0.failure == nil && $0.address == "127.0.0.1" })
        #expect(results.map { $0.timings.connect != nil } == [true, false, false])
        #expect(server.connections == 1)
        #expect(server.seen.allSatisfy { !$0.contains("Connection: close") })
        _ = try await ask(prober, "http://127.0.0.1:\(server.port)/", 2, keeps: false)
        #expect(server.connections == 3)
        await prober.shutdown()
        await server.close()
    }

    @Test func `over TLS the facts of the first handshake hold for what follows`() async throws {
        let authority = try TestAuthority()
        let server = try await LoopbackServer(tls: try authority.context()) { $0.isEmpty ? [] : Self.open("safe") }
        let prober = try makeProber(authority: try authority.file())
        let results = try await ask(prober, "https://localhost:\(server.port)/", 3)
        #expect(results.allSatisfy { $0.failure == nil && $0.tls?.trust == .trusted && $0.tls?.applicationProtocol == "http/1.1" })
        #expect(results.map { $0.timings.tls != nil } == [true, false, false])
        #expect(server.connections == 1)
        await prober.shutdown()
        await server.close()
    }

    @Test func `a connection that the server closed meanwhile costs another one and nothing else`() async throws {
        // Closed at once, without a word of it in the response.
        let server = try await LoopbackServer { $0.isEmpty ? [] : LoopbackServer.ok("gone") }
        let prober = try makeProber()
        let results = try await ask(prober, "http://127.0.0.1:\(server.port)/", 20)
        #expect(results.allSatisfy { $0.failure == nil && $0.body == Array("gone".utf8) })
        #expect(server.seen.count == 20 && server.connections == 20)
        await prober.shutdown()
        await server.close()
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: Close\r\n\r\nok", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more than it said",
    ])
    func `a connection is not kept where the server says so, or where its end is in doubt`(_ response: String) async throws {
        let server = try await LoopbackServer { $0.isEmpty ? [] : [.text(response)] }
        let prober = try makeProber()
        let results = try await ask(prober, "http://127.0.0.1:\(server.port)/", 2)
        #expect(results.allSatisfy { $0.failure == nil && $0.body == Array("ok".utf8) })
        #expect(server.connections == 2)
        await prober.shutdown()
        await server.close()
    }

    @Test func `a page that is cut at its limit leaves no connection behind`() async throws {
        let server = try await LoopbackServer { $0.isEmpty ? [] : Self.open(String(repeating: "x", count: 100_000)) }
        let prober = try makeProber()
        for _ in 0..<2 {
            let result = await prober.probe(
                try makeRequest("http://127.0.0.1:\(server.port)/") {
                    $0.keepsConnection = true
                    $0.body = .upTo(1000)
                })
            #expect(result.failure == nil && result.bodyTruncated && result.body.count == 1000)
        }
        #expect(server.connections == 2)
        await prober.shutdown()
        await server.close()
    }

    @Test func `what is posted is never sent over a connection that may be gone`() async throws {
        let server = try await LoopbackServer { $0.isEmpty ? [] : Self.open("ok") }
        let prober = try makeProber()
        _ = try await ask(prober, "http://127.0.0.1:\(server.port)/", 1)
        let result = await prober.probe(
            try makeRequest("http://127.0.0.1:\(server.port)/form") {
                $0.keepsConnection = true
                $0.method = "POST"
            })
        #expect(result.failure == nil && result.timings.connect != nil)
        #expect(server.connections == 2)
        await prober.shutdown()
        await server.close()
    }
}
