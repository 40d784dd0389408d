import Model
import NIOPosix
import Testing

@testable import Web

struct ProberDNSTests {
    @Test func `depth dns tells the facts and connects to nobody`() async throws {
        let names = try await NameServer.zone(NameResolverTests.records)
        let result = try await makeProber(nameServers: [names], allowPrivate: false).probe(
            try makeRequest("http://www.example.org/") {
                $0.depth = .dns
                $0.nameServers = true
            })
        #expect(result.failure == nil)
        #expect(
            result.dns
                == DNSFacts(
                    addresses: ["192.0.2.4", "192.0.2.5"], cnames: ["edge.example.org", "four.example.org"],
                    nameServers: ["ns1.example.org", "ns2.example.org"], ttl: 10))
        #expect(result.timings.dns != nil)
        #expect(result.timings.connect == nil)
        await names.close()
    }

    @Test func `name servers that are slow to be found do not keep a probe beyond its time`() async throws {
        // Knows the address; says nothing of name servers.
        let names = try await NameServer { query, _ in
            guard let question = query.questions.first, question.type != .ns else { return nil }
            var response = DNSMessage(respondingTo: query)
            if question.type == .a { response.answers = [DNSRecord(name: question.name, ttl: 60, content: .a([192, 0, 2, 4]))] }
            return response
        }
        let start = ContinuousClock.now
        let result = try await makeProber(nameServers: [names], allowPrivate: false).probe(
            try makeRequest("http://www.example.org/") {
                $0.depth = .dns
                $0.nameServers = true
                $0.timeouts = ProbeTimeouts(dns: .seconds(8), total: .milliseconds(300))
            })
        #expect(result.failure == nil)
        #expect(result.dns == DNSFacts(addresses: ["192.0.2.4"], ttl: 60))
        #expect(ContinuousClock.now - start < .seconds(6))
        await names.close()
    }

    @Test func `failures of the name system keep their kind`() async throws {
        let names = try await NameServer.zone(NameResolverTests.records)
        let broken = try await NameServer { query, _ in DNSMessage(respondingTo: query, code: .serverFailure) }
        let silent = try await NameServer { _, _ in nil }
        let rows: [(NameServer, String, ProbeFailure.Kind)] = [
            (names, "missing.example.org", .dnsNotFound), (names, "text.example.org", .dnsFailure), (broken, "example.org", .dnsFailure),
            (silent, "example.org", .dnsTimeout),
        ]
        for (server, host, kind) in rows {
            let patience: Duration = kind == .dnsTimeout ? .milliseconds(100) : .seconds(20)
            let result = try await makeProber(nameServers: [server], patience: patience).probe(try makeRequest("http://\(host)/"))
            #expect(result.failure?.kind == kind)
            #expect(result.timings.dns != nil)
        }
        for server in [names, broken, silent] { await server.close() }
    }

    @Test func `a name that leads into the network is refused`() async throws {
        let names = try await NameServer.zone([
            DNSRecord(name: "rebind.example.org", ttl: 0, content: .a([127, 0, 0, 1])),
            DNSRecord(name: "meta.example.org", ttl: 0, content: .aaaa([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 169, 254, 169, 254])),
        ])
        for host in ["rebind.example.org", "meta.example.org"] {
            let result = try await makeProber(nameServers: [names], allowPrivate: false).probe(try makeRequest("http://\(host)/"))
            #expect(result.failure?.kind == .addressRefused)
            #expect(result.timings.connect == nil)
        }
        await names.close()
    }

    @Test func `an address that refuses gives way to the next at once`() async throws {
        // The name has an IPv6 address where nobody listens and an IPv4 one where somebody does.
        let server = try await LoopbackServer { $0.isEmpty ? [] : LoopbackServer.ok("four") }
        let names = try await NameServer.zone([
            DNSRecord(name: "dual.example.org", ttl: 60, content: .aaaa([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])),
            DNSRecord(name: "dual.example.org", ttl: 60, content: .a([127, 0, 0, 1])),
        ])
        let result = try await makeProber(nameServers: [names]).probe(try makeRequest("http://dual.example.org:\(server.port)/"))
        #expect(result.failure == nil)
        #expect(result.address == "127.0.0.1")
        #expect(result.dns?.addresses == ["::1", "127.0.0.1"])
        await server.close()
        await names.close()
    }

    @Test func `a fresh path tries the address that failed last and asks the name servers again`() async throws {
        let server = try await LoopbackServer { $0.isEmpty ? [] : LoopbackServer.ok("x") }
        let names = try await NameServer.zone([
            DNSRecord(name: "two.example.org", ttl: 600, content: .a([127, 0, 0, 1])),
            DNSRecord(name: "two.example.org", ttl: 600, content: .a([127, 0, 0, 2])),
        ])
        let prober = try makeProber(nameServers: [names])
        let url = "http://two.example.org:\(server.port)/"
        #expect(await prober.probe(try makeRequest(url)).address == "127.0.0.1")
        let asked = names.questions.count
        let again = await prober.probe(
            try makeRequest(url) {
                $0.freshPath = true
                $0.avoid = "127.0.0.1"
            })
        #expect(names.questions.count > asked)
        #expect(again.dns?.addresses == ["127.0.0.2", "127.0.0.1"])
        // Nobody listens at the other: what a visitor gets is told, not that one of two addresses is dead.
        #expect(again.failure == nil && again.status == 200 && again.address == "127.0.0.1")
        await server.close()
        await names.close()
    }
}
