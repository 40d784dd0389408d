import NIOPosix
import Testing

@testable import Web

/// Whether domains take mail, by a name server on loopback.
@Suite(.timeLimit(.minutes(1))) struct MailDomainsTests {
    private static func mx(_ name: String, _ preference: UInt16, _ host: String, ttl: UInt32 = 300) -> DNSRecord {
        DNSRecord(name: name, ttl: ttl, content: .mx(preference: preference, exchange: host))
    }

    private static func a(_ name: String, _ bytes: [UInt8] = [198, 41, 0, 4]) -> DNSRecord {
        DNSRecord(name: name, ttl: 300, content: .a(bytes))
    }

    private static let records: [DNSRecord] = [
        mx("two.org", 20, "b.two.org"), mx("two.org", 10, "a.two.org"), a("a.two.org"), a("b.two.org"),
        mx("half.org", 10, "gone.half.org"), mx("half.org", 20, "there.half.org"), a("there.half.org"),
        mx("none.org", 0, ""), a("none.org"),
        mx("odd.org", 0, ""), mx("odd.org", 5, "a.two.org"),
        a("plain.org"),
        DNSRecord(name: "empty.org", ttl: 300, content: .txt([[1]])),
        mx("lost.org", 10, "mail.lost.org"),
        mx("number.org", 10, "198.41.0.4"),
        mx("inside.org", 10, "in.inside.org"), a("in.inside.org", [127, 0, 0, 1]),
        DNSRecord(name: "alias.org", ttl: 300, content: .cname("two.org")),
        DNSRecord(name: "ring.org", ttl: 300, content: .cname("gnir.org")),
        DNSRecord(name: "gnir.org", ttl: 300, content: .cname("ring.org")),
    ]

    private func domains(_ server: NameServer, timeout: Duration = .seconds(20), isStrict: Bool = true) -> MailDomains {
        let resolver = NameResolver(
            configuration: ResolverConfiguration(servers: [server.server], timeout: timeout, attempts: 1),
            group: MultiThreadedEventLoopGroup.singleton)
        return MailDomains(resolver, policy: AddressPolicy(allowPrivate: !isStrict), timeout: .seconds(30))
    }

    private func word(_ verdict: MailVerdict) -> String {
        switch verdict {
        case .accepts(let host): "accepts \(host)"
        case .refuses: "refuses"
        case .unknown: "unknown"
        }
    }

    @Test(arguments: [
        ("two.org", "accepts a.two.org"), ("half.org", "accepts there.half.org"), ("none.org", "refuses"), ("odd.org", "accepts a.two.org"),
        ("plain.org", "accepts plain.org"), ("empty.org", "refuses"), ("lost.org", "refuses"), ("nowhere.org", "refuses"),
        ("number.org", "unknown"), ("inside.org", "unknown"), ("alias.org", "accepts a.two.org"), ("ring.org", "unknown"),
    ])
    func `a domain takes mail where its records lead to a host`(_ domain: String, _ expected: String) async throws {
        let server = try await NameServer.zone(Self.records)
        #expect(word(await domains(server).verdict(on: domain)) == expected)
        await server.close()
    }

    @Test func `an address of our own network counts where the settings allow it`() async throws {
        let server = try await NameServer.zone(Self.records)
        #expect(await domains(server, isStrict: false).verdict(on: "inside.org") == .accepts("in.inside.org"))
        await server.close()
    }

    @Test(arguments: [DNSResponseCode.serverFailure, .refused, .notImplemented])
    func `a name server that does not answer the question says nothing about the domain`(_ code: DNSResponseCode) async throws {
        let server = try await NameServer { query, _ in DNSMessage(respondingTo: query, code: code) }
        #expect(word(await domains(server).verdict(on: "a.org")) == "unknown")
        await server.close()
    }

    @Test func `silence says nothing about the domain`() async throws {
        let server = try await NameServer { _, _ in nil }
        #expect(word(await domains(server, timeout: .milliseconds(20)).verdict(on: "a.org")) == "unknown")
        await server.close()
    }

    @Test func `a mail server that cannot be looked up leaves the domain unknown`() async throws {
        let server = try await NameServer { query, _ in
            guard let question = query.questions.first else { return nil }
            guard question.type == .mx else { return DNSMessage(respondingTo: query, code: .serverFailure) }
            var response = DNSMessage(respondingTo: query)
            response.answers = [Self.mx(question.name, 10, "mail.a.org")]
            return response
        }
        #expect(word(await domains(server).verdict(on: "a.org")) == "unknown")
        await server.close()
    }

    @Test func `a name server that denies the name for a type it does not know is not believed`() async throws {
        let server = try await NameServer { query, _ in
            guard let question = query.questions.first else { return nil }
            var response = DNSMessage(respondingTo: query, code: question.type == .mx ? .nameError : .noError)
            if question.type == .a { response.answers = [Self.a(question.name)] }
            return response
        }
        #expect(word(await domains(server).verdict(on: "a.org")) == "unknown")
        await server.close()
    }

    @Test func `a domain is asked about once however many addresses have it`() async throws {
        let server = try await NameServer.zone(Self.records)
        let domains = domains(server)
        let verdicts = await withTaskGroup(of: MailVerdict.self) { group in
            for _ in 0..<200 { group.addTask { await domains.verdict(on: "two.org") } }
            return await group.reduce(into: Set<MailVerdict>()) { $0.insert($1) }
        }
        #expect(verdicts == [.accepts("a.two.org")])
        #expect(server.questions.count { $0.type == .mx } == 1)
        await server.close()
    }

    @Test func `thousands of mail servers that do not exist cost no more than a few questions`() async throws {
        let server = try await NameServer { query, _ in
            guard let question = query.questions.first else { return nil }
            var response = DNSMessage(respondingTo: query, code: question.type == .mx ? .noError : .nameError)
            if question.type == .mx { response.answers = (0..<1500).map { Self.mx(question.name, UInt16($0), "h\($0).a.org") } }
            return response
        }
        #expect(word(await domains(server).verdict(on: "a.org")) == "unknown")
        #expect(server.questions.count { $0.type == .a } == MailDomains.mostHosts)
        await server.close()
    }

    @Test func `whoever is cancelled leaves the question to the next`() async throws {
        let server = try await NameServer { query, _ in
            guard let question = query.questions.first else { return nil }
            var response = DNSMessage(respondingTo: query)
            if question.type == .mx { response.answers = [Self.mx(question.name, 10, "m.a.org")] }
            if question.type == .a { response.answers = [Self.a(question.name)] }
            return response
        }
        let domains = domains(server)
        let first = Task { await domains.verdict(on: "a.org") }
        first.cancel()
        _ = await first.value
        #expect(await domains.verdict(on: "a.org") == .accepts("m.a.org"))
        await server.close()
    }

    @Test(
        arguments: [
            ("ann@example.org", "example.org"), ("Ann@EXAMPLE.org", "example.org"), ("\"a@b\"@example.org", "example.org"),
            ("ann@müller.example", "xn--mller-kva.example"), ("ann", nil), ("ann@", nil), ("ann@a/b", nil), ("ann@a:25", nil),
            ("ann@a b", nil),
        ] as [(String, String?)])
    func `the domain of an address is what stands behind its last at`(_ address: String, _ domain: String?) {
        #expect(MailDomains.domain(of: address) == domain)
    }
}
