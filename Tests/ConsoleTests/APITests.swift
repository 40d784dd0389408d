import Foundation
import HTTPTypes
import Model
import Testing
import Watch

@testable import API
@testable import Console

@Suite struct APITests {
    @Test func `the overview counts by verdict and tells freshness`() async throws {
        let answer = try await Stage.filled().ask("/api/v1/overview")
        #expect(answer.status == 200)
        #expect(answer.headers[.contentType] == "application/json; charset=utf-8")
        #expect(answer.json["directories"] as? Int == 23)
        #expect(answer.json["paused"] as? Int == 1)
        #expect((answer.json["verdicts"] as? [String: Int])?["down"] == 3)
        #expect(answer.json["open_incidents"] as? Int == 2)
        #expect((answer.json["freshness"] as? [String: Any])?["overloaded"] as? Bool == false)
    }

    @Test(arguments: [
        ("verdict=down", 3), ("verdict=down,parked", 7), ("importance=critical", 1), ("category=realtor", 11), ("tag=law", 1),
        ("paused=true", 1), ("search=directory+1", 12), ("search=HOST22", 1), ("region=us-tx", 23), ("search=%3Cscript", 1),
        ("search=nothing", 0),
    ])
    func `directories are filtered by`(query: String, expected: Int) async throws {
        let answer = try await Stage.filled().ask("/api/v1/directories?limit=500&\(query)")
        #expect(answer.status == 200)
        #expect(answer.json["total"] as? Int == expected)
        #expect(answer.items.count == expected)
    }

    @Test(arguments: ["worst", "name", "latency", "uptime", "changed"], ["forward", "reverse"])
    func `walking the pages of directories gives the whole in order`(sort: String, order: String) async throws {
        let stage = try await Stage.filled()
        let whole = try await stage.ask("/api/v1/directories?limit=500&sort=\(sort)&order=\(order)").items.compactMap {
            $0["slug"] as? String
        }
        #expect(whole.count == 23)
        #expect(try await walk(stage, "/api/v1/directories?limit=5&sort=\(sort)&order=\(order)", "slug") as? [String] == whole)
    }

    @Test func `walking the pages of incidents and observations gives the whole`() async throws {
        let stage = try await Stage.filled()
        #expect(try await walk(stage, "/api/v1/incidents?limit=2", "id") as? [Int] == Array((1...9).reversed()))
        #expect(try await walk(stage, "/api/v1/observations?limit=7", "at").count == 92)
        #expect(try await walk(stage, "/api/v1/directories/d-5/observations?limit=3", "at").count == 4)
    }

    private func walk(_ stage: Stage, _ start: String, _ key: String) async throws -> [Any] {
        var found: [Any] = []
        var uri = start
        for _ in 0..<100 {
            let answer = try await stage.ask(uri)
            try #require(answer.status == 200, "\(answer.text)")
            found += answer.items.compactMap { $0[key] }
            guard let next = answer.json["next"] as? String else { return found }
            uri = "\(start)&cursor=\(next)"
        }
        return found
    }

    @Test func `a directory is told with its checks`() async throws {
        let answer = try await Stage.filled().ask("/api/v1/directories/d-5")
        #expect(answer.json["name"] as? String == Stage.hostile)
        let check = try #require((answer.json["checks"] as? [[String: Any]])?.first)
        #expect(check["verdict"] as? String == "down")
        #expect(check["latency_microseconds"] as? Int == 42_500)
        #expect(check["at"] as? String == "2026-01-01T11:58:55.000Z")
    }

    @Test func `a series and an uptime come from the observations`() async throws {
        let stage = try await Stage.filled()
        let series = try await stage.ask("/api/v1/directories/d-5/series?window=24h")
        #expect(series.json["bucket_seconds"] as? Int == 300)
        let points = try #require(series.json["points"] as? [[String: Any]])
        #expect(points.reduce(0) { $0 + (($1["rollup"] as? [String: Any])?["observations"] as? Int ?? 0) } == 4)
        let uptime = try await stage.ask("/api/v1/directories/d-0/uptime?window=1h")
        #expect((uptime.json["total"] as? [String: Any])?["uptime"] as? Double == 1)
        let down = try await stage.ask("/api/v1/directories/d-5/uptime?window=1h")
        #expect((down.json["total"] as? [String: Any])?["uptime"] as? Double == 0)
    }

    @Test func `a shared incident is told with its members`() async throws {
        let answer = try await Stage.filled().ask("/api/v1/incidents/1")
        #expect(answer.json["kind"] as? String == "shared")
        #expect((answer.json["members"] as? [[String: Any]])?.compactMap { $0["directory"] as? String } == ["d-5", "d-11"])
    }

    @Test(arguments: [("state=open", 4), ("state=closed", 5), ("directory=d-17", 6), ("since=2026-01-01T12:00:00Z", 4)])
    func `incidents are filtered by`(query: String, expected: Int) async throws {
        #expect(try await Stage.filled().ask("/api/v1/incidents?\(query)").items.count == expected)
    }

    @Test(arguments: [
        ("directories?colour=red", "colour"), ("directories?verdict=dead", "verdict"), ("directories?limit=0", "limit"),
        ("directories?limit=501", "limit"), ("directories?paused=perhaps", "paused"), ("directories?sort=best", "sort"),
        ("directories?cursor=nonsense!", "cursor"), ("directories?search=a&search=b", "search"), ("directories?search=%zz", "search"),
        ("directories?search=%ff", "search"), ("observations?since=yesterday", "since"), ("observations?check=smell", "check"),
        ("directories/d-1/series?window=99999d", "window"), ("directories/d-1/uptime?window=1y", "window"),
        ("incidents?state=ajar", "state"),
        ("overview?x=1", "x"), ("events?x=1", "x"),
    ])
    func `what cannot be used is a problem that names the field`(path: String, field: String) async throws {
        let answer = try await Stage.filled(2).ask("/api/v1/\(path)")
        #expect(answer.status == 400)
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(answer.json["field"] as? String == field)
        #expect(answer.json["type"] as? String == "urn:rollcall:problem:invalid-parameter")
    }

    @Test func `a cursor of other filters is refused`() async throws {
        let stage = try await Stage.filled()
        let next = try #require(try await stage.ask("/api/v1/directories?limit=5").json["next"] as? String)
        #expect(try await stage.ask("/api/v1/directories?limit=5&verdict=up&cursor=\(next)").status == 400)
    }

    @Test(arguments: ["/api/v1/directories/none", "/api/v1/incidents/77", "/api/v1/incidents/x", "/api/v2", "/api/v1/nothing"])
    func `what is not there is a 404 problem`(path: String) async throws {
        let answer = try await Stage.filled(2).ask(path, headers: [.accept: "text/html"])
        #expect(answer.status == 404)
        #expect(answer.headers[.contentType] == "application/problem+json")
    }

    @Test(arguments: [HTTPRequest.Method.post, .put, .delete, .patch])
    func `other methods are refused with what is allowed`(method: HTTPRequest.Method) async throws {
        let answer = try await Stage.filled(1).ask("/api/v1/directories", method: method)
        #expect(answer.status == 405)
        #expect(answer.headers[.allow] == "GET, HEAD")
        #expect(answer.json["status"] as? Int == 405)
    }

    @Test(arguments: [
        ("2026-01-01T12:00:00Z", 1_767_268_800_000), ("2026-01-01T13:00:00.250+01:00", 1_767_268_800_250),
        ("1767268800000", 1_767_268_800_000),
    ])
    func `times are read as RFC 3339 or milliseconds`(text: String, milliseconds: Int64) {
        #expect(MomentReader.read(text) == Timestamp(milliseconds: milliseconds))
    }

    @Test func `times are written as they are read`() {
        for seconds in stride(from: Int64(-2_000_000_000), through: 4_000_000_000, by: 12_345_677) {
            let time = Timestamp(seconds: seconds)
            #expect(MomentReader.read(time.description) == time)
        }
    }

    @Test func `an answer is tagged, and not sent again as long as it is the same`() async throws {
        let stage = try await Stage.filled(3)
        let first = try await stage.ask("/api/v1/directories")
        let tag = try #require(first.headers[.eTag])
        for field in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
            let again = try await stage.ask("/api/v1/directories", headers: [.ifNoneMatch: field])
            #expect(again.status == 304 && again.text.isEmpty, "\(field)")
        }
        #expect(try await stage.ask("/api/v1/directories", headers: [.ifNoneMatch: "\"other\""]).status == 200)
        #expect(try await stage.ask("/api/v1/directories?limit=1", headers: [.ifNoneMatch: tag]).status == 200)
    }

    @Test(arguments: ["/api/v1/directories", "/api/v1/overview", "/api/v1/events", "/", "/livez", "/badges/d-1.svg"])
    func `HEAD answers as GET does, without a body`(path: String) async throws {
        let stage = try await Stage.filled(2)
        let answer = try await stage.ask(path, method: .head)
        #expect(answer.status == 200)
        #expect(answer.text.isEmpty)
        #expect(stage.feed.listeners == 0)
    }

    @Test func `no other site can read or change anything`() async throws {
        let stage = try await Stage.filled(1)
        var headers: HTTPFields = [.origin: "https://evil.example"]
        headers[try #require(HTTPField.Name("Sec-Fetch-Site"))] = "cross-site"
        for method in [HTTPRequest.Method.post, .put, .patch, .delete, .options] {
            let answer = try await stage.ask("/api/v1/directories/d-0", method: method, headers: headers)
            #expect(answer.status == 405)
            #expect(answer.headers[.accessControlAllowOrigin] == nil)
        }
        let read = try await stage.ask("/api/v1/directories", headers: headers)
        #expect(read.headers[.accessControlAllowOrigin] == nil)
        #expect(read.headers[try #require(HTTPField.Name("Cross-Origin-Resource-Policy"))] == "same-origin")
        // A badge is made to be shown elsewhere.
        let badge = try await stage.ask("/badges/d-0.svg", headers: headers)
        #expect(badge.headers[try #require(HTTPField.Name("Cross-Origin-Resource-Policy"))] == "cross-origin")
    }

    @Test func `cursors survive the way through a URL`() throws {
        for parts in [["50"], ["1.2.3", "ä b"], [""]] {
            #expect(try Cursor(Cursor(parts).text(for: "x"), for: "x").parts == parts)
            #expect(throws: Problem.self) { try Cursor(Cursor(parts).text(for: "x"), for: "y") }
        }
    }
}
