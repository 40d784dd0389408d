import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JobQueue
import Testing

@testable import API
@testable import Console

@Suite struct WriteGuardTests {
    private static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]

    @Test(
        "a source is trusted where it is our own page or no browser",
        arguments: [
            (nil, nil, "localhost:7655", true), ("same-origin", nil, "localhost:7655", true), ("none", nil, "localhost:7655", true),
            ("same-origin", "https://rollcall.example", "inner:7655", true), ("same-site", nil, "localhost:7655", false),
            ("cross-site", nil, "localhost:7655", false), ("cross-site", "http://localhost:7655", "localhost:7655", false),
            ("", nil, "localhost:7655", false), (nil, "http://localhost:7655", "localhost:7655", true),
            (nil, "HTTP://LocalHost:7655", "localhost:7655", true), (nil, "https://rollcall.example", "rollcall.example", true),
            (nil, "http://localhost:7656", "localhost:7655", false), (nil, "http://localhost", "localhost:7655", false),
            (nil, "http://evil.example", "localhost:7655", false), (nil, "null", "localhost:7655", false),
            (nil, "http://localhost:7655.evil.example", "localhost:7655", false), (nil, "localhost:7655", "localhost:7655", false),
            (nil, "", "localhost:7655", false), (nil, "http://localhost:7655", nil, false),
        ] as [(String?, String?, String?, Bool)])
    func trust(site: String?, origin: String?, authority: String?, isTrusted: Bool) {
        #expect(RequestSource(site: site, origin: origin, authority: authority).isTrusted == isTrusted)
    }

    /// Every route that takes a POST, also those that others add later.
    @Test func `no route takes a change from another site`() async throws {
        let stage = try await Stage.filled(1)
        let paths = try stage.surface().router(listensOn: "127.0.0.1").routes.filter { $0.method == .post }.map {
            "\($0.path)".split(separator: "/").map { $0.hasPrefix(":") ? "1" : String($0) }.joined(separator: "/")
        }
        #expect(paths.count >= 15)
        for path in paths {
            for (name, value) in [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"), ("Origin", "https://evil.example")] {
                var headers = Self.form
                headers[try #require(HTTPField.Name(name))] = value
                let answer = try await stage.ask("/\(path)", method: .post, headers: headers, body: "")
                #expect(answer.status == 403, "\(path)")
                #expect(answer.headers[.contentType] == "application/problem+json")
                #expect(answer.json["type"] as? String == "urn:rollcall:problem:cross-origin")
            }
        }
    }

    @Test func `a change from our own page or from a program is taken`() async throws {
        let stage = try await Stage()
        _ = try await stage.jobs.enqueue(JobDraft(Letter(), Letter.Payload(to: "a")))
        for (name, value) in [("Sec-Fetch-Site", "same-origin"), ("Origin", "http://localhost")] {
            var headers = Self.form
            headers[try #require(HTTPField.Name(name))] = value
            let answer = try await stage.ask("/queues/pause", method: .post, headers: headers, body: "queue=default")
            #expect(answer.status == 303)
            #expect(answer.headers[.location] == "/queues?done=paused")
        }
        #expect(try await stage.ask("/queues/resume", method: .post, headers: Self.form, body: "queue=default").status == 303)
        #expect(try await stage.ask("/api/v1/queues/default/pause", method: .post).json["paused"] as? Bool == true)
    }

    @Test func `the public page takes no change at all`() async throws {
        let stage = try await Stage.filled(1)
        for path in ["/", "/status", "/queues/pause", "/api/v1/jobs/1/retry"] {
            #expect(try await stage.ask(path, method: .post, isPublic: true).status == 405, "\(path)")
        }
    }

    @Test(
        arguments: [
            ("/queues/pause", "text/plain", "queue=default", 415), ("/queues/pause", nil, "queue=default", 415),
            ("/queues/pause", "application/x-www-form-urlencoded", "queue=default&extra=1", 400),
            ("/queues/pause", "application/x-www-form-urlencoded; charset=utf-8", "queue=%zz", 400),
            ("/queues/pause", "application/x-www-form-urlencoded", "queue=%ff", 400),
            ("/queues/pause", "application/x-www-form-urlencoded", "queue=none", 404),
            ("/api/v1/jobs/1/edit", "application/x-www-form-urlencoded", "payload=1", 415),
            ("/api/v1/jobs/1/edit", "application/json", "[1]", 400),
            ("/api/v1/jobs/1/edit", "application/json", "{\"paylod\":{}}", 400), ("/api/v1/jobs/1/edit", "application/json", "{", 400),
            ("/api/v1/jobs/1/edit", "application/json", "{\"attempts\":\"many\"}", 400),
            ("/api/v1/jobs/1/edit", "application/json", "{\"priority\":\"loud\"}", 400),
            ("/api/v1/jobs/1/retry", "application/json", "{\"force\":true}", 400), ("/api/v1/jobs/x/retry", nil, "", 404),
            ("/api/v1/jobs/99/retry", nil, "", 404), ("/api/v1/runs/99/cancel", nil, "", 404), ("/api/v1/runs/99/resume", nil, "", 404),
            ("/api/v1/jobs/retry", "application/json", "{}", 400),
            ("/api/v1/jobs/retry", "application/json", "{\"jobs\":[1],\"all\":true}", 400),
        ] as [(String, String?, String, Int)])
    func `a body that cannot be used is refused`(path: String, type: String?, body: String, status: Int) async throws {
        var headers: HTTPFields = [:]
        headers[.contentType] = type
        let answer = try await Stage().ask(path, method: .post, headers: headers, body: body)
        #expect(answer.status == status, "\(answer.text)")
        #expect(answer.headers[.contentType] == "application/problem+json")
    }
}
