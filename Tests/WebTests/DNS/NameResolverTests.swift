import NIOPosix
import Synchronization
import Testing

@testable import Web

struct NameResolverTests {
    static let v6: [UInt8] = [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]

    static let records: [DNSRecord] = [
        DNSRecord(name: "example.org", ttl: 300, content: .a([192, 0, 2, 1])), DNSRecord(name: "example.org", ttl: 200, content: .aaaa(v6)),
        DNSRecord(name: "example.org", ttl: 900, content: .ns("ns2.example.org")),
        DNSRecord(name: "example.org", ttl: 900, content: .ns("ns1.example.org")),
        DNSRecord(name: "four.example.org", ttl: 60, content: .a([192, 0, 2, 4])),
        DNSRecord(name: "four.example.org", ttl: 60, content: .a([192, 0, 2, 5])),
        DNSRecord(name: "www.example.org", ttl: 30, content: .cname("edge.example.org")),
        DNSRecord(name: "edge.example.org", ttl: 10, content: .cname("four.example.org")),
        DNSRecord(name: "ring.example.org", ttl: 30, content: .cname("gnir.example.org")),
        DNSRecord(name: "gnir.example.org", ttl: 30, content: .cname("ring.example.org")),
        DNSRecord(name: "zero.example.org", ttl: 0, content: .a([192, 0, 2, 9])),
        DNSRecord(name: "text.example.org", ttl: 30, content: .txt([[1]])),
    ]

    private func resolver(_ servers: [NameServer], timeout: Duration = .seconds(20), hosts: [String: [IPAddress]] = [:]) -> NameResolver {
        NameResolver(
            configuration: ResolverConfiguration(
                servers: servers.map(\.server), timeout: timeout, attempts: 1, hosts: hosts, cacheCapacity: 100),
            group: MultiThreadedEventLoopGroup.singleton)
    }

    @Test func `both families are asked for and interleaved, with the smallest time to live`() async throws {
        let server = try await NameServer.zone(Self.records)
        let name = try await resolver([server]).resolve("Example.org.", timeout: .seconds(60))
        #expect(name.addresses.map(\.description) == ["2001:db8::1", "192.0.2.1"])
        #expect(name.ttl == 200)
        #expect(name.cnames.isEmpty)
        #expect(Set(server.questions) == [.init(name: "example.org", type: .a), .init(name: "example.org", type: .aaaa)])
        await server.close()
    }

    @Test func `aliases are followed and kept`() async throws {
        let server = try await NameServer.zone(Self.records)
        let name = try await resolver([server]).resolve("www.example.org", timeout: .seconds(60))
        #expect(name.addresses.map(\.description) == ["192.0.2.4", "192.0.2.5"])
        #expect(name.cnames == ["edge.example.org", "four.example.org"])
        #expect(name.ttl == 10)
        await server.close()
    }

    @Test func `an alias whose target is not told is asked for`() async throws {
        let server = try await NameServer { query, _ in
            var response = DNSMessage(respondingTo: query)
            guard let question = query.questions.first else { return nil }
            if question.name == "a.example.org" {
                response.answers = [DNSRecord(name: "a.example.org", ttl: 50, content: .cname("b.example.net"))]
            }
            if question.name == "b.example.net", question.type == .a {
                response.answers = [DNSRecord(name: "b.example.net", ttl: 40, content: .a([192, 0, 2, 7]))]
            }
            return response
        }
        let name = try await resolver([server]).resolve("a.example.org", timeout: .seconds(60))
        #expect(name == ResolvedName(addresses: [.v4(0xC000_0207)], cnames: ["b.example.net"], ttl: 40))
        await server.close()
    }

    static let failures: [(name: String, kind: DNSFailure.Kind)] = [
        ("missing.example.org", .notFound), ("text.example.org", .noData), ("ring.example.org", .serverFailure), ("a..b", .notFound),
        (String(repeating: "x", count: 70), .notFound),
    ]

    @Test(arguments: failures) func `a name without address is told by its kind`(row: (name: String, kind: DNSFailure.Kind)) async throws {
        let server = try await NameServer.zone(Self.records)
        let resolver = resolver([server])
        await #expect { try await resolver.resolve(row.name, timeout: .seconds(60)) } throws: { ($0 as? DNSFailure)?.kind == row.kind }
        let asked = server.questions.count
        // The answer is kept: asking again asks nobody.
        await #expect { try await resolver.resolve(row.name, timeout: .seconds(60)) } throws: { ($0 as? DNSFailure)?.kind == row.kind }
        #expect(server.questions.count == asked)
        await server.close()
    }

    @Test(arguments: [DNSResponseCode.serverFailure, .refused, .notImplemented]) func `an error code moves on to the next server`(
        code: DNSResponseCode
    ) async throws {
        let bad = try await NameServer { query, _ in DNSMessage(respondingTo: query, code: code) }
        let good = try await NameServer.zone(Self.records)
        #expect(try await resolver([bad, good]).resolve("four.example.org", timeout: .seconds(60)).addresses.count == 2)
        await #expect { try await resolver([bad]).resolve("four.example.org", timeout: .seconds(60)) } throws: {
            ($0 as? DNSFailure)?.kind == .serverFailure
        }
        await bad.close()
        await good.close()
    }

    @Test func `a silent server is a timeout, or a step to the next one`() async throws {
        let silent = try await NameServer { _, _ in nil }
        let good = try await NameServer.zone(Self.records)
        let both = resolver([silent, good], timeout: .milliseconds(1500))
        #expect(try await both.resolve("four.example.org", timeout: .seconds(60)).addresses.count == 2)
        // From then on the good one is asked first.
        let before = silent.questions.count
        #expect(try await both.resolve("example.org", timeout: .seconds(60)).addresses.count == 2)
        #expect(silent.questions.count == before)
        await #expect {
            try await resolver([silent], timeout: .milliseconds(100)).resolve("four.example.org", timeout: .seconds(60))
        } throws: {
            ($0 as? DNSFailure)?.kind == .timeout
        }
        await #expect { try await resolver([silent], timeout: .seconds(5)).resolve("x.org", timeout: .milliseconds(30)) } throws: {
            ($0 as? DNSFailure)?.kind == .timeout
        }
        await silent.close()
        await good.close()
    }

    @Test func `a server that is not there is unreachable`() async throws {
        let gone = try await NameServer { _, _ in nil }
        await gone.close()
        // Long enough that only the refusal, never a busy machine, can end the wait.
        await #expect { try await resolver([gone], timeout: .seconds(30)).resolve("four.example.org", timeout: .seconds(120)) } throws: {
            ($0 as? DNSFailure)?.kind == .unreachable
        }
    }

    @Test func `a truncated answer is asked for again by TCP`() async throws {
        let server = try await NameServer { query, stream in
            var response = DNSMessage(respondingTo: query)
            response.truncated = !stream
            guard stream, query.questions.first?.type == .a else { return response }
            response.answers = (0..<200).map { DNSRecord(name: "big.example.org", ttl: 60, content: .a([192, 0, 2, UInt8($0)])) }
            return response
        }
        #expect(try await resolver([server]).resolve("big.example.org", timeout: .seconds(60)).addresses.count == 200)
        await server.close()
    }

    @Test func `a forged answer is not believed`() async throws {
        let server = try await NameServer { query, _ in
            var response = DNSMessage(respondingTo: query)
            response.id &+= 1
            response.answers = [DNSRecord(name: "four.example.org", ttl: 60, content: .a([6, 6, 6, 6]))]
            return response
        }
        await #expect {
            try await resolver([server], timeout: .milliseconds(150)).resolve("four.example.org", timeout: .seconds(60))
        } throws: {
            ($0 as? DNSFailure)?.kind == .timeout
        }
        await server.close()
    }

    @Test func `a server that knows no EDNS is asked without`() async throws {
        let server = try await NameServer { query, _ in
            guard query.edns == nil else { return DNSMessage(respondingTo: query, code: .formatError) }
            var response = DNSMessage(respondingTo: query)
            if query.questions.first?.type == .a {
                response.answers = [DNSRecord(name: "old.example.org", ttl: 60, content: .a([192, 0, 2, 1]))]
            }
            return response
        }
        #expect(try await resolver([server]).resolve("old.example.org", timeout: .seconds(60)).addresses.count == 1)
        await server.close()
    }

    @Test func `one family that stays silent does not hold up the other`() async throws {
        let server = try await NameServer { query, _ in
            guard query.questions.first?.type == .a else { return nil }
            var response = DNSMessage(respondingTo: query)
            response.answers = [DNSRecord(name: "half.example.org", ttl: 600, content: .a([192, 0, 2, 1]))]
            return response
        }
        let clock = ContinuousClock()
        let start = clock.now
        #expect(try await resolver([server], timeout: .seconds(60)).resolve("half.example.org", timeout: .seconds(60)).addresses.count == 1)
        #expect(clock.now - start < .seconds(30))
        await server.close()
    }

    @Test func `known names are answered without asking, fresh ones are not, and zero is not kept`() async throws {
        let server = try await NameServer.zone(Self.records)
        let resolver = resolver([server])
        for _ in 0..<3 { _ = try await resolver.resolve("four.example.org", timeout: .seconds(60)) }
        #expect(server.questions.count == 2)
        _ = try await resolver.resolve("four.example.org", fresh: true, timeout: .seconds(60))
        #expect(server.questions.count == 4)
        for _ in 0..<2 { _ = try await resolver.resolve("zero.example.org", timeout: .seconds(60)) }
        #expect(server.questions.count == 8)
        await server.close()
    }

    @Test func `many who ask at once cause one question`() async throws {
        let server = try await NameServer.zone(Self.records)
        let resolver = resolver([server])
        let found = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<50 {
                group.addTask { (try? await resolver.resolve("zero.example.org", timeout: .seconds(60)).addresses.count) ?? 0 }
            }
            return await group.reduce(0, +)
        }
        #expect(found == 50)
        #expect(server.questions.count < 100)
        await server.close()
    }

    @Test func `literals, localhost and the hosts file ask nobody`() async throws {
        let resolver = resolver([], hosts: ["router.lan": [.v4(0x0A00_0001)]])
        #expect(try await resolver.resolve("[2001:db8::1]", timeout: .seconds(60)).addresses.map(\.description) == ["2001:db8::1"])
        #expect(try await resolver.resolve("192.0.2.1", timeout: .seconds(60)).addresses.map(\.description) == ["192.0.2.1"])
        #expect(try await resolver.resolve("localhost", timeout: .seconds(60)).addresses.map(\.description) == ["::1", "127.0.0.1"])
        #expect(try await resolver.resolve("Router.LAN", timeout: .seconds(60)).addresses.map(\.description) == ["10.0.0.1"])
    }

    @Test(arguments: ["example.org", "www.example.org", "a.b.c.d.example.org"]) func `name servers are found by walking up to the zone`(
        host: String
    ) async throws {
        let server = try await NameServer.zone(Self.records)
        let resolver = resolver([server])
        for _ in 0..<2 { #expect(await resolver.nameServers(of: host, timeout: .seconds(60)) == ["ns1.example.org", "ns2.example.org"]) }
        #expect(server.questions.count <= 3)
        #expect(await resolver.nameServers(of: "192.0.2.1").isEmpty)
        await server.close()
    }

    @Test func `a cancelled wait ends at once`() async throws {
        let silent = try await NameServer { _, _ in nil }
        let resolver = resolver([silent], timeout: .seconds(5))
        let task = Task { try await resolver.resolve("four.example.org", timeout: .seconds(60)) }
        while silent.questions.isEmpty { await Task.yield() }
        task.cancel()
        await #expect { try await task.value } throws: { ($0 as? DNSFailure)?.kind == .cancelled }
        await silent.close()
    }

    @Test func `resolv.conf and hosts files are read as they are written`() {
        let configuration = ResolverConfiguration(
            resolvConf:
                "# comment\nnameserver 192.0.2.53\nnameserver\t2001:db8::53\nnameserver fe80::1%eth0\nsearch example.org\noptions ndots:5 timeout:3 attempts:4\n"
        )
        #expect(configuration.servers.map(\.description) == ["192.0.2.53:53", "[2001:db8::53]:53"])
        #expect(configuration.timeout == .seconds(3))
        #expect(configuration.attempts == 4)
        #expect(ResolverConfiguration(resolvConf: "").servers.map(\.description) == ["127.0.0.1:53"])
        let hosts = ResolverConfiguration.parseHosts("127.0.0.1 localhost Self # me\n::1\tlocalhost\nnonsense here\n")
        #expect(hosts["localhost"]?.count == 2)
        #expect(hosts["self"]?.count == 1)
        #expect(hosts["here"] == nil)
    }

    @Test(
        arguments: [
            ("192.0.2.1", "192.0.2.1:53"), ("192.0.2.1:5353", "192.0.2.1:5353"), ("2001:db8::1", "[2001:db8::1]:53"),
            ("[2001:db8::1]:54", "[2001:db8::1]:54"), ("192.0.2.1:0", nil), ("dns.example:53", nil), ("1.2.3.4:+5", nil),
        ] as [(String, String?)])
    func `name servers are written as address and port`(text: String, expected: String?) {
        #expect(ResolverConfiguration.Server(text)?.description == expected)
    }
}
