import Model
import NIOCore
import NIOPosix
import Testing

@testable import Web

struct ConnectionRaceTests {
    @Test func `an address that stays silent is overtaken by the next after a quarter of a second`() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        // Nobody takes connections from this listener, and its queue is full: connecting hangs.
        let silent = try await ServerBootstrap(group: group).serverChannelOption(.autoRead, value: false).serverChannelOption(
            .backlog, value: 1
        )
        .bind(host: "::1", port: 0).get()
        let address = try #require(silent.localAddress)
        let port = try #require(address.port)
        let fillers = [
            try await ClientBootstrap(group: group).connect(to: address).get(),
            try await ClientBootstrap(group: group).connect(to: address).get(),
        ]
        let server = try await LoopbackServer(port: port) { $0.isEmpty ? [] : LoopbackServer.ok("four") }
        let names = try await NameServer.zone([
            DNSRecord(name: "dual.example.org", ttl: 60, content: .aaaa([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])),
            DNSRecord(name: "dual.example.org", ttl: 60, content: .a([127, 0, 0, 1])),
        ])
        let result = try await makeProber(nameServers: [names]).probe(try makeRequest("http://dual.example.org:\(port)/"))
        #expect(result.failure == nil)
        #expect(result.address == "127.0.0.1")
        #expect((result.timings.connect ?? 0) >= 249_000)
        for channel in fillers + [silent] { try await channel.close() }
        await server.close()
        await names.close()
    }

    @Test func `of several failures the most telling is reported`() async throws {
        let server = try await LoopbackServer { _ in [] }
        await server.close()
        let names = try await NameServer.zone([
            DNSRecord(name: "dead.example.org", ttl: 60, content: .aaaa([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])),
            DNSRecord(name: "dead.example.org", ttl: 60, content: .a([127, 0, 0, 1])),
        ])
        let result = try await makeProber(nameServers: [names]).probe(try makeRequest("http://dead.example.org:\(server.port)/"))
        #expect(result.failure?.kind == .connectRefused)
        #expect(result.dns?.addresses.count == 2)
        await names.close()
    }
}
