import Model
import NIOSSL
import SwiftASN1
import Testing
import X509

@testable import Web

struct ProberTLSTests {
    @Test func `a trusted chain is told in full`() async throws {
        let authority = try TestAuthority()
        let server = try await LoopbackServer(tls: try authority.context()) { $0.isEmpty ? [] : LoopbackServer.ok("safe") }
        let prober = try makeProber(authority: try authority.file())
        // Twice: the second judgement comes from the cache.
        for _ in 0..<2 {
            let result = await prober.probe(try makeRequest("https://localhost:\(server.port)/"))
            #expect(result.failure == nil)
            #expect(result.body == Array("safe".utf8))
            let facts = try #require(result.tls)
            #expect(facts.trust == .trusted)
            #expect(facts.protocolVersion == "TLSv1.3")
            #expect(facts.applicationProtocol == "http/1.1")
            let leaf = try #require(facts.chain.first)
            #expect(leaf.subject == "leaf")
            #expect(leaf.issuer == "Test Authority")
            #expect(leaf.issuerOrganization == "Test Works")
            #expect(leaf.names == ["localhost"])
            #expect(leaf.key == "EC P-256")
            #expect(leaf.fingerprint.count == 64)
            #expect(leaf.notBefore < result.startedAt && result.startedAt < leaf.notAfter)
            #expect(result.timings.tls != nil)
        }
        await server.close()
    }

    @Test func `depth tls stops after the handshake`() async throws {
        let authority = try TestAuthority()
        let server = try await LoopbackServer(tls: try authority.context()) { $0.isEmpty ? [] : LoopbackServer.ok("safe") }
        let result = try await makeProber(authority: try authority.file()).probe(
            try makeRequest("https://localhost:\(server.port)/") { $0.depth = .tls })
        #expect(result.failure == nil)
        #expect(result.tls?.trust == .trusted)
        #expect(result.status == nil)
        #expect(server.seen.isEmpty)
        await server.close()
    }

    static let wrongs: [(trust: TLSFacts.Trust, names: [GeneralName], from: Double, to: Double, selfSigned: Bool)] = [
        (.expired, [.dnsName("localhost")], -7200, -3600, false), (.notYetValid, [.dnsName("localhost")], 3600, 7200, false),
        (.wrongName, [.dnsName("example.org"), .dnsName("*.example.net")], -3600, 3600, false),
        (.selfSigned, [.dnsName("localhost")], -3600, 3600, true),
    ]

    @Test(arguments: wrongs.indices) func `a bad certificate is told by its fault, and no request is sent`(index: Int) async throws {
        let row = Self.wrongs[index]
        let authority = try TestAuthority()
        let server = try await LoopbackServer(
            tls: try authority.context(names: row.names, from: row.from, to: row.to, selfSigned: row.selfSigned)
        ) { $0.isEmpty ? [] : LoopbackServer.ok("bad") }
        let prober = try makeProber(authority: try authority.file())
        for _ in 0..<2 {
            let result = await prober.probe(try makeRequest("https://localhost:\(server.port)/"))
            #expect(result.failure?.kind == .certificateInvalid)
            #expect(result.tls?.trust == row.trust)
            #expect(result.tls?.chain.count == 1)
            #expect(result.timings.tls != nil)
            #expect(result.status == nil)
        }
        #expect(server.seen.isEmpty)
        await server.close()
    }

    @Test func `an unknown authority is not trusted`() async throws {
        let server = try await LoopbackServer(tls: try TestAuthority("Stranger").context()) { _ in [] }
        let result = try await makeProber(authority: try TestAuthority().file()).probe(try makeRequest("https://localhost:\(server.port)/"))
        #expect(result.failure?.kind == .certificateInvalid)
        #expect(result.tls?.trust == .untrusted)
        await server.close()
    }

    @Test func `a certificate for an address covers the address`() async throws {
        let authority = try TestAuthority()
        let names: [GeneralName] = [.ipAddress(.init(contentBytes: [127, 0, 0, 1]))]
        let server = try await LoopbackServer(tls: try authority.context(names: names)) { $0.isEmpty ? [] : LoopbackServer.ok("safe") }
        let result = try await makeProber(authority: try authority.file()).probe(try makeRequest("https://127.0.0.1:\(server.port)/"))
        #expect(result.failure == nil)
        #expect(result.tls?.chain.first?.names == ["127.0.0.1"])
        await server.close()
    }

    @Test(arguments: [
        ([LoopbackServer.Step.text("HTTP/1.1 400 Bad Request\r\n\r\n"), .hang], ProbeFailure.Kind.tlsFailure), ([.close], .connectionReset),
        ([.reset], .connectionReset), ([.hang], .tlsTimeout),
    ]) func `a handshake that fails is told`(steps: [LoopbackServer.Step], kind: ProbeFailure.Kind) async throws {
        let server = try await LoopbackServer { $0.isEmpty ? steps : [] }
        let result = try await makeProber().probe(
            try makeRequest("https://127.0.0.1:\(server.port)/") { if kind == .tlsTimeout { $0.timeouts.tls = .milliseconds(100) } })
        #expect(result.failure?.kind == kind, "\(String(describing: result.failure))")
        // A reset may arrive before the handshake begins.
        if kind != .connectionReset { #expect(result.timings.tls != nil) }
        await server.close()
    }

    @Test func `a body ended by the connection's end is whole, also without a TLS goodbye`() async throws {
        let authority = try TestAuthority()
        let server = try await LoopbackServer(tls: try authority.context()) {
            $0.isEmpty ? [] : [.text("HTTP/1.0 200 OK\r\n\r\nall of it"), .close]
        }
        let result = try await makeProber(authority: try authority.file()).probe(try makeRequest("https://localhost:\(server.port)/"))
        #expect(result.failure == nil)
        #expect(result.body == Array("all of it".utf8))
        #expect(result.httpVersion == "HTTP/1.0")
        await server.close()
    }

    @Test(
        arguments: [
            (["example.org"], "example.org", true), (["*.example.org"], "www.example.org", true),
            (["*.example.org"], "a.b.example.org", false),
            (["*.example.org"], "example.org", false), (["*.org"], "example.org", false), (["example.org"], "example.org.", true),
            (["192.0.2.1"], "192.0.2.1", true), (["*.0.2.1"], "192.0.2.1", false), ([], "example.org", false),
        ] as [([String], String, Bool)]) func `names cover hosts as RFC 9525 says`(names: [String], host: String, covers: Bool)
    {
        #expect(CertificateReader.covers(names, host: host) == covers)
    }
}
