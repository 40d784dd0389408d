import Foundation
import HTML
import NIOPosix
import Resilience
import Testing

@testable import Web

/// Whether websites are there, by servers on loopback.
@Suite(.timeLimit(.minutes(1))) struct WebsiteLooksTests {
    private func withLooks(allowPrivate: Bool = true, _ body: (WebsiteLooks) async throws -> Void) async throws {
        let names = try await NameServer.zone([])
        let prober = try makeProber(nameServers: [names], allowPrivate: allowPrivate)
        do {
            try await body(WebsiteLooks(Fetcher(prober, cache: nil, manners: HostLane.Manners(delay: .zero, slowdown: 0))))
        } catch {
            await prober.shutdown()
            await names.close()
            throw error
        }
        await prober.shutdown()
        await names.close()
    }

    private func server(robots: String = "HTTP/1.1 404 None", status: String) async throws -> LoopbackServer {
        try await LoopbackServer { request in
            if request.isEmpty { return [] }
            let line = request.hasPrefix("GET /robots.txt ") ? robots : "HTTP/1.1 \(status)"
            return [.text("\(line)\r\nContent-Length: 0\r\n\r\n"), .close]
        }
    }

    private func url(_ server: LoopbackServer, _ path: String = "/") throws -> WebURL {
        try #require(WebURL("http://127.0.0.1:\(server.port)\(path)"))
    }

    @Test(arguments: [
        ("200 OK", Liveness.Verdict.live), ("403 Forbidden", .live), ("405 Not So", .live), ("429 Slow", .live), ("404 None", .dead),
        ("410 Gone", .dead), ("500 Broken", .unknown), ("503 Busy", .unknown),
    ])
    func `a site is live where it answers, and dead where its page is gone`(_ status: String, _ verdict: Liveness.Verdict) async throws {
        let server = try await server(status: status)
        try await withLooks { looks in
            let found = await looks.look(at: try url(server))
            #expect(found.verdict == verdict)
            #expect(found.status == Int(status.prefix(3)))
        }
        await server.close()
    }

    @Test func `redirects are followed with the manners of each host`() async throws {
        let target = try await server(status: "200 OK")
        let source = try await server(status: "301 Moved\r\nLocation: http://127.0.0.1:\(target.port)/new")
        try await withLooks { looks in
            let found = await looks.look(at: try url(source))
            #expect(found == Liveness(.live, "http://127.0.0.1:\(target.port)/new answers with 200", status: 200))
        }
        #expect(target.seen.map { $0.split(separator: " ")[1] } == ["/robots.txt", "/new"])
        await source.close()
        await target.close()
    }

    @Test func `redirects without end are no answer`() async throws {
        let server = try await LoopbackServer { request in
            request.isEmpty ? [] : [.text("HTTP/1.1 302 Go\r\nLocation: /x\(request.count)\r\nContent-Length: 0\r\n\r\n"), .close]
        }
        try await withLooks { looks in
            let found = await looks.look(at: try url(server))
            #expect(found.verdict == .unknown)
        }
        await server.close()
    }

    @Test func `a page that robots are asked to leave alone is left alone, and its site lives`() async throws {
        let server = try await LoopbackServer { request in
            if request.isEmpty { return [] }
            return request.hasPrefix("GET /robots.txt ") ? LoopbackServer.ok("User-agent: *\nDisallow: /") : LoopbackServer.ok("x")
        }
        try await withLooks { looks in
            let found = await looks.look(at: try url(server))
            #expect(found.verdict == .live && found.status == nil)
        }
        #expect(server.seen.map { $0.split(separator: " ")[1] } == ["/robots.txt"])
        await server.close()
    }

    @Test func `a port where nobody listens is dead, also when it is asked again`() async throws {
        let server = try await server(status: "200 OK")
        let (first, second) = (try url(server), try url(server, "/other"))
        await server.close()
        try await withLooks { looks in
            #expect(await looks.look(at: first).verdict == .dead)
            #expect(await looks.look(at: second).verdict == .dead)
        }
    }

    @Test func `a name that does not exist is dead`() async throws {
        try await withLooks { looks in
            let found = await looks.look(at: try #require(WebURL("https://gone.example/")), isGuess: true)
            #expect(found.verdict == .dead)
        }
    }

    @Test func `an address of our own network is not asked, and so not known`() async throws {
        let server = try await server(status: "200 OK")
        try await withLooks(allowPrivate: false) { looks in
            let found = await looks.look(at: try url(server))
            #expect(found.verdict == .unknown && found.reason.contains("loopback"))
        }
        #expect(server.seen.isEmpty)
        await server.close()
    }

    @Test func `an address is looked at once however many ask`() async throws {
        let server = try await server(status: "200 OK")
        try await withLooks { looks in
            let url = try url(server)
            let verdicts = await withTaskGroup(of: Liveness.Verdict.self) { group in
                for _ in 0..<50 { group.addTask { await looks.look(at: url).verdict } }
                return await group.reduce(into: Set<Liveness.Verdict>()) { $0.insert($1) }
            }
            #expect(verdicts == [.live])
        }
        #expect(server.seen.count == 2)
        await server.close()
    }

    @Test(
        arguments: [
            ("example.org", "https://example.org/"), ("http://example.org/a#b", "http://example.org/a"),
            ("www.example.org/x y", "https://www.example.org/xy"),
            ("mailto:a@b.org", nil), ("none", nil), ("ftp://a.org", nil), ("", nil),
        ] as [(String, String?)])
    func `an address without its scheme is one of the web`(_ text: String, _ address: String?) {
        #expect(WebsiteLooks.address(text)?.href == address)
    }
}
