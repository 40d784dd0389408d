import HTTPTypes
import Logging
import Model
import NIOCore
import Operations
import Resilience
import Telemetry
import Testing

@testable import Console

/// Who counts as a visitor, and where the counts are told.
@Suite struct VisitTests {
    private static let browser = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"

    /// A stage whose visitors are counted.
    private func stage() async throws -> (Stage, VisitorService) {
        let stage = try await Stage.filled(1)
        let service = VisitorService(
            stage.visitors, store: VisitorStore(stage.database), clock: stage.clock, logger: stage.telemetry.logger)
        try await service.keep()
        return (stage, service)
    }

    @Test func `a browser that looks around is one user, and an other program of the API another`() async throws {
        let (stage, _) = try await stage()
        for path in [
            "/", "/directories", "/directories/d-0", "/queues", "/api/v1/overview", "/status", "/static/console.css", "/livez", "/metrics",
            "/badges/d-0.svg", "/favicon.ico", "/openapi.yaml",
        ] {
            _ = try await stage.ask(path, headers: [.userAgent: Self.browser])
        }
        _ = try await stage.ask("/api/v1/jobs", headers: [.userAgent: "curl/8.5"])
        #expect(stage.visitors.counts(at: stage.clock.now()) == ["all": 2, "console": 1, "api": 2, "status": 1])
    }

    @Test(arguments: [
        ("/livez", VisitTests.browser), ("/metrics", VisitTests.browser), ("/static/console.css", VisitTests.browser),
        ("/badges/d-0.svg", VisitTests.browser), ("/openapi.yaml", VisitTests.browser), ("/nowhere", VisitTests.browser),
        ("/api/v1/directories/none", VisitTests.browser), ("/directories?limit=x", VisitTests.browser),
        ("/", "Mozilla/5.0 (compatible; Googlebot/2.1)"), ("/status", "SomeCrawler/1.0"), ("/status", ""),
    ]) func `what is no visit is not counted`(_ path: String, _ agent: String) async throws {
        let (stage, _) = try await stage()
        _ = try await stage.ask(path, headers: [.userAgent: agent])
        _ = try await stage.ask(path, method: .head, headers: [.userAgent: Self.browser])
        #expect(stage.visitors.counts(at: stage.clock.now()).isEmpty)
    }

    @Test func `live events are no visit, and the public listener's root is the status page`() {
        #expect(Visit.surface(of: "/api/v1/events", isPublic: false) == nil)
        #expect(Visit.surface(of: "/", isPublic: true) == .status && Visit.surface(of: "/", isPublic: false) == .console)
        #expect(Visit.surface(of: "/changes.atom", isPublic: false) == .api)
        #expect(Visit.isPerson("Mozilla/5.0 (Linux; Android 14; CUBOT KINGKONG)") && !Visit.isPerson("bingbot/2.0"))
    }

    @Test func `visitors are told apart by network, by whom a proxy asks for, and by browser`() throws {
        func identity(_ address: String, _ forwarded: String? = nil, _ agent: String? = "a") throws -> Visitors.Identity {
            Visit.identity(address: try SocketAddress(ipAddress: address, port: 1), forwarded: forwarded, agent: agent)
        }
        #expect(try identity("192.0.2.1") == identity("192.0.2.1") && identity("192.0.2.1") != identity("192.0.2.2"))
        #expect(try identity("192.0.2.1") == identity("::ffff:192.0.2.1"))
        #expect(try identity("2001:db8::1") == identity("2001:db8::2") && identity("2001:db8::1") != identity("2001:db8:0:1::1"))
        #expect(try identity("192.0.2.1", "198.51.100.7") != identity("192.0.2.1", "198.51.100.8"))
        #expect(try identity("192.0.2.1", nil, "a") != identity("192.0.2.1", nil, "b"))
        // However long what they say is.
        let long = String(repeating: "é", count: 100_000)
        #expect(try identity("192.0.2.1", long, long).count < 2_000)
        #expect(Visit.identity(address: nil, forwarded: nil, agent: nil) == [0, 0])
    }

    @Test func `the page and the API tell how much there was by day, users among it`() async throws {
        let (stage, service) = try await stage()
        let empty = try await stage.ask("/stats")
        #expect(empty.status == 200 && empty.text.contains("Nothing is counted yet"))
        _ = try await stage.ask("/", headers: [.userAgent: Self.browser])
        _ = try await stage.ask("/api/v1/jobs", headers: [.userAgent: Self.browser])
        try await service.keep()
        let kind = TallyKind(
            [.users(VisitorStore(stage.database), clock: stage.clock)], store: TallyStore(stage.database), clock: stage.clock)
        try await kind.count("users")
        let answer = try await stage.ask("/api/v1/stats?days=2")
        #expect(answer.items.count == 1 && answer.items.first?["noun"] as? String == "users")
        #expect(answer.items.first?["total"] as? Int == 1)
        #expect(answer.items.first?["counts"] as? [String: Int] == ["console": 1, "api": 1])
        #expect(answer.items.first?["day"] as? String == "2026-01-01")
        let page = try await stage.ask("/stats").text
        #expect(page.contains("<td>2026-01-01</td><td>users</td>") && page.contains("<svg class=\"days\""))
    }
}
