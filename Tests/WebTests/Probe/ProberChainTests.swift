import Testing

@testable import Web

/// Chains that leave out the certificate of the issuer, as many servers do unnoticed: browsers mostly find it elsewhere.
struct ProberChainTests {
    @Test func `a chain without its issuer is completed by what another chain has shown, and told apart`() async throws {
        let authority = try TestAuthority()
        let intermediate = try authority.chained(through: "Middle One", showsIssuer: true)
        let prober = try makeProber(authority: try authority.file())
        let whole = try await LoopbackServer(tls: intermediate.context) { $0.isEmpty ? [] : LoopbackServer.ok("whole") }
        #expect(await prober.probe(try makeRequest("https://localhost:\(whole.port)/")).tls?.trust == .trusted)
        await whole.close()

        // Another authority of the same name, which the first knows nothing of: the chain does not come true by a name.
        let stranger = try authority.chained(through: "Middle One", showsIssuer: false)
        let short = try await LoopbackServer(tls: stranger.context) { $0.isEmpty ? [] : LoopbackServer.ok("short") }
        let result = await prober.probe(try makeRequest("https://localhost:\(short.port)/"))
        #expect(result.failure?.kind == .certificateInvalid && result.tls?.trust == .untrusted)
        await short.close()
    }

    @Test func `a chain without its issuer is completed from where the certificate says`() async throws {
        let authority = try TestAuthority()
        let library = try await LoopbackServer { _ in [] }
        let port = library.port
        await library.close()
        let chain = try authority.chained(through: "Middle Two", showsIssuer: false, issuerURL: "http://127.0.0.1:\(port)/issuer.der")
        let issuer = chain.issuer
        let served = try await LoopbackServer(port: port) { request in
            guard !request.isEmpty else { return [] }
            return [.text("HTTP/1.1 200 OK\r\nContent-Length: \(issuer.count)\r\n\r\n"), .send(issuer), .close]
        }
        let server = try await LoopbackServer(tls: chain.context) { $0.isEmpty ? [] : LoopbackServer.ok("short") }
        let prober = try makeProber(authority: try authority.file())
        for _ in 0..<2 {
            let result = await prober.probe(try makeRequest("https://localhost:\(server.port)/"))
            #expect(result.failure == nil && result.body == Array("short".utf8))
            #expect(result.tls?.trust == .incomplete && result.tls?.chain.count == 1)
        }
        #expect(served.seen.count == 1, "it is fetched once")
        await served.close()
        await server.close()
    }

    @Test func `a chain that nothing completes is not trusted`() async throws {
        let authority = try TestAuthority()
        let chain = try authority.chained(through: "Middle Three", showsIssuer: false, issuerURL: "http://127.0.0.1:1/issuer.der")
        let server = try await LoopbackServer(tls: chain.context) { $0.isEmpty ? [] : LoopbackServer.ok("short") }
        let result = await (try makeProber(authority: try authority.file())).probe(try makeRequest("https://localhost:\(server.port)/"))
        #expect(result.failure?.kind == .certificateInvalid && result.tls?.trust == .untrusted)
        await server.close()
    }
}
