import Glibc
import Testing

@testable import Web

/// What a probe says when this process has run out of file descriptors. Run alone, as all tests are: the limit is the whole process's.
@Suite(.serialized) struct ProberLimitsTests {
    /// Runs something while no new descriptor can be had.
    private func withoutDescriptors<Value>(_ body: () async throws -> Value) async throws -> Value {
        var before = rlimit()
        try #require(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before) == 0)
        var none = before
        none.rlim_cur = 3
        try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &none) == 0)
        defer { setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before) }
        return try await body()
    }

    @Test func `is about us and not about the directory`() async throws {
        let server = try await LoopbackServer { $0.isEmpty ? [] : LoopbackServer.ok("well") }
        let names = try await NameServer.zone([
            DNSRecord(name: "site.example.org", ttl: 60, content: .a([127, 0, 0, 1]))
        ])
        let prober = try makeProber(nameServers: [names])
        // Whatever is made at first use is made now.
        #expect(await prober.probe(try makeRequest("http://127.0.0.1:\(server.port)/")).failure == nil)
        let (byAddress, byName) = try await withoutDescriptors {
            (
                await prober.probe(try makeRequest("http://127.0.0.1:\(server.port)/")),
                await prober.probe(try makeRequest("http://site.example.org:\(server.port)/"))
            )
        }
        #expect(byAddress.failure?.kind == .localResources, "\(String(describing: byAddress.failure))")
        #expect(byName.failure?.kind == .localResources, "\(String(describing: byName.failure))")
        #expect(await prober.probe(try makeRequest("http://site.example.org:\(server.port)/")).failure == nil)
        await server.close()
        await names.close()
    }
}
