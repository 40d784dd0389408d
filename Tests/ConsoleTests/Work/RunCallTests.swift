import Foundation
import HTTPTypes
import Model
import Resilience
import Testing

@testable import API
@testable import Console
@testable import Pipelines

@Suite struct `A call that starts a run` {
    private static let json: HTTPFields = [.contentType: "application/json"]
    private static let path = "/api/v1/pipelines/members/runs"

    private static func staged(_ document: String = "source:\n  event:\noutputs: [write: o.jsonl]\n") async throws -> Stage {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rollcall-call-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try document.write(toFile: "\(folder)/members.yaml", atomically: true, encoding: .utf8)
        var stage = try await Stage()
        stage.pipelines = PipelineFolder(folder)
        return stage
    }

    private static func keyed(_ key: String) -> HTTPFields {
        var fields = json
        if let name = HTTPField.Name("Idempotency-Key") { fields[name] = key }
        return fields
    }

    @Test func `is answered with the run that waits, and where it is`() async throws {
        let stage = try await Self.staged()
        let answer = try await stage.ask(Self.path, method: .post, headers: Self.json, body: #"{"event":{"b":1,"a":"x"}}"#)
        #expect(answer.status == 202 && answer.headers[.location] == "/api/v1/runs/1", "\(answer.text)")
        #expect(answer.json["state"] as? String == "waiting")
        #expect(answer.json["cause"] as? String == "api")
        #expect(try await stage.runs.get(RunID(1)).event == #"{"a":"x","b":1}"#)
        #expect(try await stage.ask(Self.path, method: .post, headers: [:], body: "").status == 202, "a body may be left out")
    }

    @Test func `starts one run however often it is sent with its key`() async throws {
        let stage = try await Self.staged()
        let body = #"{"event":{"n":1}}"#
        let first = try await stage.ask(Self.path, method: .post, headers: Self.keyed("k"), body: body)
        let second = try await stage.ask(Self.path, method: .post, headers: Self.keyed("k"), body: body)
        #expect(first.status == 202 && second.status == 200 && second.headers[.location] == "/api/v1/runs/1")
        let other = try await stage.ask(Self.path, method: .post, headers: Self.keyed("k"), body: #"{"event":{"n":2}}"#)
        #expect(other.status == 422 && other.text.contains("key-reused"), "\(other.text)")
        #expect(try await stage.runs.list().count == 1)
    }

    @Test(arguments: [
        (#"{"event":[1]}"#, 400), (#"{"event":"x"}"#, 400), (#"{"evnt":{}}"#, 400), ("{", 400), ("[]", 400),
        (#"{"event":{"x":""# + String(repeating: "x", count: 65 << 10) + #""}}"#, 400),
    ])
    func `is refused where its body makes no sense`(_ body: String, _ status: Int) async throws {
        let stage = try await Self.staged()
        let answer = try await stage.ask(Self.path, method: .post, headers: Self.json, body: body)
        #expect(answer.status == status && answer.headers[.contentType] == "application/problem+json", "\(answer.text.prefix(200))")
        #expect(try await stage.runs.list().isEmpty)
    }

    @Test func `is refused from another site, as another type, with a bad key, and where there is nothing to run`() async throws {
        let stage = try await Self.staged()
        var foreign = Self.json
        foreign[.origin] = "https://evil.example"
        #expect(try await stage.ask(Self.path, method: .post, headers: foreign, body: "{}").status == 403)
        #expect(try await stage.ask(Self.path, method: .post, headers: [.contentType: "text/plain"], body: "{}").status == 415)
        #expect(try await stage.ask(Self.path, method: .post, headers: Self.keyed("a b"), body: "{}").status == 400)
        #expect(try await stage.ask("/api/v1/pipelines/other/runs", method: .post, headers: Self.json, body: "{}").status == 404)
        #expect(try await stage.ask("/api/v1/pipelines/..%2Fx/runs", method: .post, headers: Self.json, body: "{}").status == 404)
        #expect(try await stage.runs.list().isEmpty)
        let broken = try await Self.staged("source: {raed: x}\n")
        let answer = try await broken.ask(Self.path, method: .post, headers: Self.json, body: "{}")
        #expect(answer.status == 422 && answer.text.contains("members.yaml:1:10"), "\(answer.text)")
    }

    @Test func `says what is to be done first, by when, and what it needs`() async throws {
        let stage = try await Self.staged()
        _ = try await stage.ask(Self.path, method: .post, headers: Self.json, body: "{}")
        let body = #"{"after":[1],"deadline":"2h","needs":"memory=512MiB"}"#
        let answer = try await stage.ask(Self.path, method: .post, headers: Self.json, body: body)
        #expect(answer.status == 202, "\(answer.text)")
        let job = try #require(answer.json["job"] as? Int)
        let found = try await stage.ask("/api/v1/jobs/\(job)").json
        #expect(found["state"] as? String == "blocked" && found["needs"] as? String == "memory=512MiB")
        #expect(found["deadline"] as? String == (stage.clock.now() + .seconds(7200)).description)
        for (body, status) in [
            (#"{"after":[99]}"#, 404), (#"{"after":"1"}"#, 400), (#"{"deadline":"2001-01-01T00:00:00Z"}"#, 400), (#"{"needs":"x"}"#, 400),
        ] {
            let answer = try await stage.ask(Self.path, method: .post, headers: Self.json, body: body)
            #expect(answer.status == status, "\(body): \(answer.text)")
        }
        #expect(try await stage.runs.list().count == 2)
    }
}
