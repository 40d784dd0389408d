import Synchronization
import Testing

@testable import Web

struct ProberRedirectTests {
    /// `/n` leads to `/n-1`, `/0` answers; `/loop` to itself by way of `/pool`; others as their name says.
    private func server() async throws -> LoopbackServer {
        try await LoopbackServer { request in
            guard let path = request.split(separator: " ").dropFirst().first else { return [] }
            func to(_ place: String) -> [LoopbackServer.Step] {
                [.text("HTTP/1.1 302 Found\r\nLocation: \(place)\r\nContent-Length: 5\r\n\r\nmoved"), .close]
            }
            switch path {
            case "/loop": return to("/pool")
            case "/pool": return to("/loop#again")
            case "/mail": return to("mailto:a@example.org")
            case "/bad": return to("http://[::bad/")
            case "/inside": return to("http://10.0.0.1/secret")
            case "/mapped": return to("http://[::ffff:169.254.169.254]/latest/meta-data")
            case "/nowhere": return [.text("HTTP/1.1 302 Found\r\nContent-Length: 2\r\n\r\nhm"), .close]
            default:
                guard let step = Int(path.dropFirst()), step > 0 else { return LoopbackServer.ok("here") }
                return to("\(step - 1)")
            }
        }
    }

    @Test func `a chain is followed and kept`() async throws {
        let server = try await server()
        let base = "http://127.0.0.1:\(server.port)"
        let result = try await makeProber().probe(try makeRequest("\(base)/3"))
        #expect(result.failure == nil)
        #expect(result.body == Array("here".utf8))
        #expect(
            result.hops == [
                ProbeHop(url: "\(base)/3", status: 302), ProbeHop(url: "\(base)/2", status: 302), ProbeHop(url: "\(base)/1", status: 302),
                ProbeHop(url: "\(base)/0", status: 200),
            ])
        await server.close()
    }

    static let failures: [(path: String, limit: Int, kind: ProbeFailure.Kind?)] = [
        ("/5", 5, nil), ("/6", 5, .tooManyRedirects), ("/loop", 5, .redirectLoop), ("/mail", 5, .redirectInvalid),
        ("/bad", 5, .redirectInvalid),
        ("/nowhere", 5, nil), ("/loop", 0, nil), ("/3", 0, nil),
    ]

    @Test(arguments: failures.indices) func `redirects have limits`(index: Int) async throws {
        let row = Self.failures[index]
        let server = try await server()
        let result = try await makeProber().probe(
            try makeRequest("http://127.0.0.1:\(server.port)\(row.path)") { $0.redirects = row.limit })
        #expect(result.failure?.kind == row.kind)
        if row.limit == 0 {
            #expect(result.status == 302)
            #expect(result.body == Array("moved".utf8))
        }
        await server.close()
    }

    /// Sends everybody back to where they are until they bring the cookie that it sets.
    private func gate(always: Bool = false, changing: Bool = false, attributes: String = "") async throws -> LoopbackServer {
        let count = Mutex(0)
        return try await LoopbackServer { request in
            guard !request.isEmpty else { return [] }
            if !always, request.contains("Cookie: seen=") { return LoopbackServer.ok("let in") }
            let number =
                changing
                ? count.withLock {
                    $0 += 1; return $0
                } : 1
            return [
                .text("HTTP/1.1 302 Found\r\nLocation: /\r\nSet-Cookie: seen=\(number)\(attributes)\r\nContent-Length: 0\r\n\r\n"), .close,
            ]
        }
    }

    @Test(arguments: ["", "; Path=/; HttpOnly; SameSite=Lax", "; Max-Age=60", "; Expires=Wed, 09 Jun 2100 10:18:14 GMT"])
    func `a page that sends its reader back with a cookie is asked again with it`(attributes: String) async throws {
        let server = try await gate(attributes: attributes)
        let prober = try makeProber()
        let request = try makeRequest("http://127.0.0.1:\(server.port)/")
        let result = await prober.probe(request)
        #expect(result.failure == nil)
        #expect(result.body == Array("let in".utf8))
        #expect(result.hops.map(\.status) == [302, 200])
        // Nothing is kept for the next probe.
        #expect(await prober.probe(request).hops.count == 2)
        await server.close()
    }

    static let loops: [(always: Bool, changing: Bool, attributes: String)] = [
        (true, false, ""), (true, true, ""), (false, false, "; Secure"), (false, false, "; Path=/elsewhere"), (false, false, "; Max-Age=0"),
        (false, false, "; Expires=Thu, 01-Jan-1970 00:00:01 GMT"), (false, false, "; Domain=example.org"),
    ]

    @Test(arguments: loops.indices) func `a page that sends its reader back for ever is a loop, cookies or not`(index: Int) async throws {
        let row = Self.loops[index]
        let server = try await gate(always: row.always, changing: row.changing, attributes: row.attributes)
        let result = try await makeProber().probe(try makeRequest("http://127.0.0.1:\(server.port)/"))
        #expect(result.failure?.kind == .redirectLoop)
        await server.close()
    }

    @Test func `a cookie of the chain stands beside one that was asked for`() async throws {
        let server = try await gate()
        let result = try await makeProber().probe(
            try makeRequest("http://127.0.0.1:\(server.port)/") { $0.headers = [("Cookie", "own=1")] })
        #expect(result.failure?.kind == .redirectLoop || result.status == 200)
        #expect(server.seen.last?.contains("Cookie: own=1; seen=1") == true)
        await server.close()
    }

    @Test(arguments: ["/inside", "/mapped"]) func `a redirect does not lead into the network`(path: String) async throws {
        let server = try await server()
        let prober = try makeProber(allowPrivate: false, allowed: [try #require(AddressBlock("127.0.0.1"))])
        let result = await prober.probe(try makeRequest("http://127.0.0.1:\(server.port)\(path)"))
        #expect(result.failure?.kind == .addressRefused)
        #expect(result.hops.count == 2)
        #expect(result.status == nil)
        await server.close()
    }

    @Test(arguments: [
        "http://127.0.0.1/", "http://[::1]/", "http://localhost/", "http://2130706433/", "http://0x7f.1/", "http://[::ffff:10.0.0.1]/",
        "http://a.localhost/",
    ])
    func `a private address is refused by default`(url: String) async throws {
        let result = try await makeProber(allowPrivate: false).probe(try makeRequest(url))
        #expect(result.failure?.kind == .addressRefused)
    }

    @Test func `credentials do not follow a redirect to another origin`() async throws {
        let target = try await LoopbackServer { $0.isEmpty ? [] : LoopbackServer.ok("x") }
        let port = target.port
        let source = try await LoopbackServer {
            $0.isEmpty ? [] : [.text("HTTP/1.1 307 x\r\nLocation: http://127.0.0.1:\(port)/\r\n\r\n"), .close]
        }
        let result = try await makeProber().probe(
            try makeRequest("http://127.0.0.1:\(source.port)/") { $0.headers = [("Authorization", "secret"), ("X-Plain", "kept")] })
        #expect(result.failure == nil)
        #expect(source.seen.first?.contains("secret") == true)
        #expect(target.seen.first?.contains("secret") == false)
        #expect(target.seen.first?.contains("kept") == true)
        await source.close()
        await target.close()
    }
}
