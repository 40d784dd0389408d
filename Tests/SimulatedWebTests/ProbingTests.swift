import FoundationEssentials
import HTML
import Model
import SimulatedWeb
import Testing
import Web

/// The farm as the program's own prober sees it: names, HTTP/2 and trust from end to end.
@Suite struct ProbingTests {
    @Test func `a probe resolves, verifies and reads directories over either protocol`() async throws {
        let farm = try await SimulatedWeb.start(FarmPlan(directories: 60, seed: 5), options: .init(schedule: .none))
        var configuration = WebConfiguration()
        configuration.allowPrivate = true
        let root = FileManager.default.temporaryDirectory.appending(path: "simulated-web-\(UUID().uuidString).pem")
        try Data(farm.caPEM.utf8).write(to: root)
        defer { try? FileManager.default.removeItem(at: root) }
        configuration.extraCertificates = root.path
        configuration.dnsServers = [try #require(ResolverConfiguration.Server("\(farm.dnsServer.address):\(farm.dnsServer.port)"))]
        let prober = try Prober(configuration: configuration)
        var versions: Set<String> = []
        for site in farm.directories {
            let url = try #require(WebURL(farm.url(of: site)))
            let result = await prober.probe(ProbeRequest(url: url, body: .upTo(1 << 20)))
            #expect(result.failure == nil && result.status == 200, "\(site.slug): \(String(describing: result.failure))")
            #expect(result.body.count > 1_000)
            if let version = result.httpVersion { versions.insert(version) }
            #expect((result.httpVersion == "HTTP/2") == site.http2)
        }
        #expect(versions == ["HTTP/1.1", "HTTP/2"])

        // What goes wrong inside a stream is seen by whoever reads it.
        let site = try #require(farm.directories.first { $0.http2 })
        let url = try #require(WebURL(farm.url(of: site)))
        for (fault, kinds) in [
            (Fault.reset, [ProbeFailure.Kind.connectionReset, .emptyResponse]),
            (.truncatedBody, [.bodyIncomplete, .connectionReset, .invalidResponse]),
        ] {
            farm.set(fault, for: site.index)
            let kind = try #require(await prober.probe(ProbeRequest(url: url, body: .upTo(1 << 20))).failure?.kind)
            #expect(kinds.contains(kind), "\(fault): \(kind)")
        }
        await prober.shutdown()
        try await farm.stop()
    }
}
