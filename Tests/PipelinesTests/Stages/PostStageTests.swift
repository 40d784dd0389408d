import Directories
import Foundation
import JobQueue
import Model
import NIOHTTP1
import Resilience
import SiteTesting
import Testing
import Web

@testable import Pipelines

/// The HTTP output against a real server on loopback that does what servers do.
@Suite(.timeLimit(.minutes(1))) struct `The HTTP output` {
    private func context(_ bench: Bench) -> RunContext {
        RunContext(
            run: RunID(7), pipeline: "leads", folder: bench.folder, date: "2026-03-01", nonce: "n",
            services: PipelineServices(clock: SystemClock()))
    }

    private func stage(_ site: ScriptedSite, batch: Int = 2) -> PostStage {
        var stage = PostStage(url: site.url, batch: batch)
        stage.pause = .milliseconds(1)
        stage.headers = [("X-Team", "leads")]
        return stage
    }

    private func record(_ number: Int) -> Record { Record([FieldValue.Member("n", .number(String(number)))]) }

    /// Writes so many records and brings them to their end.
    private func write(_ count: Int, to stage: PostStage, at state: String? = nil) async throws -> String {
        let writer = try await stage.open(context(try await Bench()), index: 0, at: state)
        for number in 1...count { try writer.add(record(number)) }
        return try await writer.checkpoint(isEnd: true)
    }

    @Test func `sends each batch with a key of its own`() async throws {
        let site = try await ScriptedSite.start([])
        _ = try await write(3, to: stage(site))
        #expect(site.requests.map(\.body) == [#"[{"n":1},{"n":2}]"#, #"[{"n":3}]"#])
        #expect(site.requests.map(\.key) == ["leads-n-7-0-1", "leads-n-7-0-2"])
        #expect(site.requests.allSatisfy { $0.headers.first(name: "X-Team") == "leads" })
        await site.stop()
    }

    @Test func `signs events as Standard Webhooks says`() async throws {
        let site = try await ScriptedSite.start([.status(503)])
        var stage = stage(site)
        stage.type = "listings.changed"
        stage.secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        _ = try await write(1, to: stage)
        let secret = try #require(WebhookSignature.secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        #expect(site.requests.count == 2)
        for request in site.requests {
            #expect(request.headers.first(name: "webhook-id") == "leads-n-7-0-1")
            let seconds = try #require(request.headers.first(name: "webhook-timestamp").flatMap { Int64($0) })
            #expect(
                request.headers.first(name: "webhook-signature")
                    == WebhookSignature.signature(id: "leads-n-7-0-1", seconds: seconds, body: Array(request.body.utf8), secret: secret))
            #expect(request.body.hasPrefix(#"{"type":"listings.changed","timestamp":"2"#) && request.body.hasSuffix(#","data":[{"n":1}]}"#))
        }
        await site.stop()
    }

    /// The example of the specification's own libraries.
    @Test func `signs as the standard's libraries do`() throws {
        let secret = try #require(WebhookSignature.secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let signature = WebhookSignature.signature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", seconds: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8), secret: secret)
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test(arguments: ["secret: nonsense", "{type: x, format: jsonl}"])
    func `is told of secrets and events that cannot be`(_ keys: String) throws {
        let text = keys.hasPrefix("{") ? keys.dropFirst().dropLast() : keys[...]
        #expect(throws: DocumentErrors.self) {
            _ = try PipelineDocument.parse(
                name: "a", file: "a.yaml",
                bytes: Array("source: {read: a.csv}\noutputs: [post: {url: \"https://a.example/\", \(text)}]".utf8))
        }
    }

    @Test(arguments: [408, 425, 429, 500, 502, 503, 504] as [UInt])
    func `sends again, with the same key, what was not taken for a reason that may pass`(_ status: UInt) async throws {
        let site = try await ScriptedSite.start([.status(status), .status(status)])
        _ = try await write(3, to: stage(site))
        #expect(site.requests.map(\.key) == ["leads-n-7-0-1", "leads-n-7-0-1", "leads-n-7-0-1", "leads-n-7-0-2"])
        #expect(Set(site.requests.prefix(3).map(\.body)).count == 1)
        await site.stop()
    }

    @Test(arguments: [301, 302, 400, 401, 403, 404, 409, 410, 413, 422] as [UInt])
    func `ends the run where another attempt would end no better`(_ status: UInt) async throws {
        let site = try await ScriptedSite.start([.status(status, [("Location", "http://127.0.0.1:1/")])])
        let error = await #expect(throws: PipelineError.self) { try await write(1, to: stage(site)) }
        #expect(error?.code == .refused && error?.message.contains("\(status)") == true)
        #expect(site.requests.count == 1)
        await site.stop()
    }

    @Test func `waits as long as the server asks`() async throws {
        let site = try await ScriptedSite.start([.status(429, [("Retry-After", "1")])])
        _ = try await write(1, to: stage(site))
        let requests = site.requests
        #expect(requests.count == 2)
        #expect(requests[1].at - requests[0].at >= .seconds(1))
        await site.stop()
    }

    @Test func `lets go for as long as a server wants to be left alone`() async throws {
        let site = try await ScriptedSite.start([.status(503, [("Retry-After", "3600")])])
        let began = SystemClock().now()
        let failure = await #expect(throws: JobFailure.self) { try await write(1, to: stage(site)) }
        guard case .later(let time, let reason)? = failure else {
            Issue.record("it does not say when: \(String(describing: failure))")
            return
        }
        #expect(time - began >= .seconds(3600) && time - began < .seconds(3660) && reason.contains("1h"))
        #expect(site.requests.count == 1)
        await site.stop()
    }

    @Test(arguments: ["hang", "cut", "half"])
    func `sends again what a server does not answer`(_ how: String) async throws {
        let answer: ScriptedSite.Answer = how == "hang" ? .hang : how == "cut" ? .cut : .half
        let site = try await ScriptedSite.start([answer])
        var stage = stage(site)
        stage.timeout = .milliseconds(300)
        _ = try await write(1, to: stage)
        #expect(site.requests.count >= 2 && Set(site.requests.map(\.key)) == ["leads-n-7-0-1"])
        await site.stop()
    }

    @Test func `gives up after a few attempts, and goes on later with the same key`() async throws {
        let site = try await ScriptedSite.start(Array(repeating: .status(503), count: 6))
        let stage = stage(site)
        let writer = try await stage.open(context(try await Bench()), index: 0, at: nil)
        for number in 1...2 { try writer.add(record(number)) }
        let error = await #expect(throws: PipelineError.self) { try await writer.send() }
        #expect(error?.mayPass == true && error?.message.contains("503") == true)
        #expect(site.requests.count == 5)
        // The run is tried again from its last checkpoint, which was before these records.
        _ = try await write(2, to: stage)
        #expect(Set(site.requests.map(\.key)) == ["leads-n-7-0-1"] && Set(site.requests.map(\.body)).count == 1)
        await site.stop()
    }

    @Test func `makes the same batches again whatever the checkpoints were`() async throws {
        let site = try await ScriptedSite.start([])
        let bench = try await Bench()
        let stage = stage(site)
        let first = try await stage.open(context(bench), index: 0, at: nil)
        for number in 1...3 { try first.add(record(number)) }
        let state = try await first.checkpoint(isEnd: false)
        try first.add(record(4))
        try await first.send()
        // It died there; the next worker sends the fourth again, with the key that it had.
        let second = try await stage.open(context(bench), index: 0, at: state)
        for number in 4...5 { try second.add(record(number)) }
        _ = try await second.checkpoint(isEnd: true)
        #expect(site.requests.map(\.key) == ["leads-n-7-0-1", "leads-n-7-0-2", "leads-n-7-0-2", "leads-n-7-0-3"])
        #expect(site.requests.map(\.body) == [#"[{"n":1},{"n":2}]"#, #"[{"n":3},{"n":4}]"#, #"[{"n":3},{"n":4}]"#, #"[{"n":5}]"#])
        await site.stop()
    }
}
