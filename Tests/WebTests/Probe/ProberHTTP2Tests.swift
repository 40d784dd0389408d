import Testing

@testable import Web

struct ProberHTTP2Tests {
    private func probe(_ steps: [HTTP2LoopbackServer.Step], _ adjust: (inout ProbeRequest) -> Void = { _ in }) async throws -> ProbeResult {
        let authority = try TestAuthority()
        let server = try await HTTP2LoopbackServer(tls: try authority.context(protocols: ["h2"])) { _ in steps }
        let result = try await makeProber(authority: try authority.file()).probe(
            try makeRequest("https://localhost:\(server.port)/x", adjust))
        await server.close()
        return result
    }

    @Test func `a response by HTTP/2 is read like any other`() async throws {
        let page = [UInt8](repeating: 66, count: 10_000)
        let result = try await probe(
            [
                .headers([(":status", "103")], end: false),
                .headers([(":status", "200"), ("x-a", "b"), ("content-length", "500000")], end: false),
            ] + (0..<50).map { .data(page, end: $0 == 49) })
        #expect(result.failure == nil)
        #expect(result.status == 200)
        #expect(result.httpVersion == "HTTP/2")
        #expect(result.tls?.applicationProtocol == "h2")
        #expect(result.header("x-a") == "b")
        #expect(result.body.count == 500_000)
        #expect(result.bytes == 500_000)
    }

    static let ends: [(name: String, steps: [HTTP2LoopbackServer.Step], kind: ProbeFailure.Kind?)] = [
        ("head alone", [.headers([(":status", "204")], end: true)], nil),
        ("reset", [.headers([(":status", "200")], end: false), .data([1], end: false), .reset], .connectionReset),
        ("goaway", [.goAway, .close], .connectionReset), ("closed", [.close], .emptyResponse),
        ("closed in the body", [.headers([(":status", "200")], end: false), .data([1], end: false), .close], .bodyIncomplete),
        ("short", [.headers([(":status", "200"), ("content-length", "5")], end: false), .data([1], end: true)], .bodyIncomplete),
    ]

    @Test(arguments: ends.indices) func `every end of a stream is told`(index: Int) async throws {
        let row = Self.ends[index]
        let result = try await probe(row.steps)
        #expect(result.failure?.kind == row.kind, "\(row.name): \(String(describing: result.failure))")
    }

    @Test func `a body by HTTP/2 is cut at the bound`() async throws {
        let result = try await probe([.headers([(":status", "200")], end: false), .data([UInt8](repeating: 1, count: 9000), end: false)]) {
            $0.body = .upTo(1000)
        }
        #expect(result.failure == nil)
        #expect(result.body.count == 1000)
        #expect(result.bodyTruncated)
    }
}
