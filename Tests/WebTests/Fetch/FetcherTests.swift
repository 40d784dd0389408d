import Foundation
import HTML
import Model
import Resilience
import Synchronization
import Testing

@testable import Web

@Suite struct FetcherTests {
    private func withFetcher(
        cache: Bool = false, allowPrivate: Bool = true, clock: any WallClock = SystemClock(), _ body: (Fetcher) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "fetch-\(UUID().uuidString)").path
        let prober = try Prober(configuration: WebConfiguration(allowPrivate: allowPrivate))
        let fetcher = Fetcher(
            prober, cache: cache ? PageCache(folder: folder) : nil, manners: HostLane.Manners(delay: .zero, slowdown: 0), clock: clock)
        do { try await body(fetcher) } catch {
            await prober.shutdown()
            throw error
        }
        await prober.shutdown()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func url(_ server: LoopbackServer, _ path: String) throws -> WebURL {
        try #require(WebURL("http://127.0.0.1:\(server.port)\(path)"))
    }

    private func server(robots: String = "User-agent: *\nAllow: /", _ page: @escaping @Sendable (String) -> [LoopbackServer.Step])
        async throws
        -> LoopbackServer
    {
        try await LoopbackServer { request in
            if request.isEmpty { return [] }
            return request.hasPrefix("GET /robots.txt ") ? LoopbackServer.ok(robots) : page(request)
        }
    }

    @Test func whatRobotsForbidsIsNeverAskedFor() async throws {
        let server = try await server(robots: "User-agent: Rollcall\nDisallow: /secret\n") { _ in LoopbackServer.ok("<p>x") }
        try await withFetcher { fetcher in
            guard case .forbidden = await fetcher.fetch(try url(server, "/secret/x")) else { throw Unexpected() }
            guard case .page(let page) = await fetcher.fetch(try url(server, "/open")) else { throw Unexpected() }
            #expect(page.body == Array("<p>x".utf8))
        }
        #expect(server.seen.map { $0.split(separator: " ")[1] } == ["/robots.txt", "/open"])
        await server.close()
    }

    @Test(arguments: [("404 Not Found", true), ("403 Forbidden", true), ("500 Broken", false), ("429 Slow", false)])
    func aRobotsFileThatIsAbsentAllowsAndOneThatCannotBeHadForbids(_ status: String, _ allows: Bool) async throws {
        let server = try await LoopbackServer { request in
            if request.isEmpty { return [] }
            if request.hasPrefix("GET /robots.txt ") { return [.text("HTTP/1.1 \(status)\r\nContent-Length: 0\r\n\r\n"), .close] }
            return LoopbackServer.ok("x")
        }
        try await withFetcher { fetcher in
            switch await fetcher.fetch(try url(server, "/a")) {
            case .page: #expect(allows)
            case .later: #expect(!allows)
            default: throw Unexpected()
            }
        }
        await server.close()
    }

    @Test func whatHasNotChangedIsTakenFromTheCache() async throws {
        let server = try await server { request in
            request.lowercased().contains("if-none-match: \"v1\"")
                ? [.text("HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n"), .close]
                : LoopbackServer.ok("<p>whole", headers: "ETag: \"v1\"\r\nContent-Type: text/html\r\n")
        }
        try await withFetcher(cache: true) { fetcher in
            guard case .page(let first) = await fetcher.fetch(try url(server, "/a")) else { throw Unexpected() }
            guard case .page(let second) = await fetcher.fetch(try url(server, "/a#part")) else { throw Unexpected() }
            #expect(!first.isUnchanged && second.isUnchanged)
            #expect(second.body == first.body && second.hash == first.hash && second.contentType == "text/html" && second.bytes == 0)
        }
        await server.close()
    }

    @Test func tooManyRequestsAreAnsweredWithTheWaitThatIsAskedFor() async throws {
        let server = try await server { _ in [.text("HTTP/1.1 429 Slow\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n"), .close] }
        let clock = ManualClock()
        try await withFetcher(clock: clock) { fetcher in
            guard case .later(let time, _) = await fetcher.fetch(try url(server, "/a")) else { throw Unexpected() }
            #expect(time == clock.now() + .seconds(3600))
            // Nobody is asked meanwhile, whatever the page.
            guard case .later = await fetcher.fetch(try url(server, "/b")) else { throw Unexpected() }
        }
        #expect(server.seen.count == 2)
        await server.close()
    }

    @Test func aPrivateAddressIsRefusedAtTheAddressConnectedTo() async throws {
        let server = try await server { _ in LoopbackServer.ok("x") }
        try await withFetcher(allowPrivate: false) { fetcher in
            guard case .failed(let reason) = await fetcher.fetch(try url(server, "/")) else { throw Unexpected() }
            #expect(reason.contains("loopback"))
        }
        #expect(server.seen.isEmpty)
        await server.close()
    }

    @Test func redirectsAreToldNotFollowed() async throws {
        let server = try await server { _ in [.text("HTTP/1.1 301 Moved\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n"), .close] }
        try await withFetcher { fetcher in
            guard case .redirect(let next) = await fetcher.fetch(try url(server, "/old")) else { throw Unexpected() }
            #expect(next.path == "/new")
        }
        await server.close()
    }

    @Test func oneHostIsAskedOneAtATime() async throws {
        let server = try await server { _ in LoopbackServer.ok("x") }
        try await withFetcher { fetcher in
            let pages = try (0..<20).map { try url(server, "/\($0)") }
            let answered = await withTaskGroup(of: Bool.self) { group in
                for page in pages {
                    group.addTask { if case .page = await fetcher.fetch(page) { true } else { false } }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(answered == 20)
        }
        #expect(server.seen.filter { $0.hasPrefix("GET /robots.txt ") }.count == 1)
        await server.close()
    }

    private struct Unexpected: Error {}
}
