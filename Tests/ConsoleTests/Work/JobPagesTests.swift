import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JobQueue
import Model
import Resilience
import Testing

@testable import API
@testable import Console

/// A stage with jobs in several states.
struct JobStage {
    static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
    static let json: HTTPFields = [.contentType: "application/json"]

    let stage: Stage
    /// Dead letters, the first first.
    var dead: [JobID] = []
    let waiting: JobID

    /// - Parameter dead: how many dead letters there are.
    init(dead count: Int = 3) async throws {
        stage = try await Stage()
        let store = stage.jobs
        let session = try await store.openSession(node: "n", queues: nil, offer: ResourceProfile())
        for number in 0..<count {
            var draft = try JobDraft(Letter(), Letter.Payload(to: "<script>alert(\(number))</script>"))
            draft.queue = number == 0 ? "first" : "letters"
            dead.append(try await store.enqueue(draft).id)
        }
        let lanes = try await store.readyLanes()
        let claimed = try await store.exchange([], claiming: lanes.map { ClaimRequest($0, count: 100) }, for: session, node: "n").claims
            .jobs
        _ = try await store.exchange(
            claimed.map { JobOutcome($0.lease, .dead(error: "no such <address>")) }, claiming: [], for: session, node: "n")
        var later = try JobDraft(Letter(), Letter.Payload(to: "you"))
        later.queue = "letters"
        later.tags = ["spring"]
        waiting = try await store.enqueue(later).id
    }

    func state(_ id: JobID) async throws -> JobState { try await stage.jobs.get(id).state }
}

@Suite struct JobPagesTests {
    @Test(arguments: [
        ("/queues", "letters"), ("/jobs", "No job"), ("/jobs?state=dead", "#1 letter"), ("/jobs?queue=letters", "#4 letter"),
        ("/jobs?tag=spring", "#4 letter"), ("/dead", "Replay the chosen"), ("/dead?queue=first", "1 given up in this queue"),
        ("/jobs/1", "no such &lt;address&gt;"), ("/jobs/4", "Why it waits"), ("/pipelines", "There is no pipeline in"),
        ("/runs", "Nothing ran yet"),
    ])
    func `serves the pages of jobs with nothing of strangers as markup`(path: String, text: String) async throws {
        let answer = try await JobStage().stage.ask(path)
        #expect(answer.status == 200)
        #expect(path == "/jobs" || answer.text.contains(text), "\(answer.text)")
        for evil in ["<script>alert", "<address>", "{{", " style=\"", " onclick="] { #expect(!answer.text.contains(evil), "\(evil)") }
        #expect(answer.text.contains("data-topic=\"work\""))
    }

    @Test(arguments: ["/queues", "/jobs", "/dead", "/pipelines", "/runs"])
    func `an installation without work is shown as one`(path: String) async throws {
        let answer = try await Stage().ask(path)
        #expect(answer.status == 200)
        #expect(answer.text.contains("class=\"empty\""))
    }

    @Test(arguments: [
        "/jobs/0", "/jobs/x", "/jobs/99", "/runs/99", "/runs/-1", "/pipelines/none", "/pipelines/..%2Fetc", "/api/v1/jobs/99",
        "/api/v1/jobs/99/why", "/api/v1/runs/99", "/api/v1/pipelines/none",
    ])
    func `what is not there is a 404`(path: String) async throws {
        #expect(try await JobStage(dead: 0).stage.ask(path).status == 404)
    }

    @Test func `the page says why a job waits as the command line does`() async throws {
        let stage = try await JobStage()
        try await stage.stage.jobs.setPaused(true, queue: "letters")
        let page = try await stage.stage.ask("/jobs/\(stage.waiting)")
        #expect(page.text.contains("The queue letters is paused; `rollcall jobs resume letters` lets it go on."))
        let why = try await stage.stage.ask("/api/v1/jobs/\(stage.waiting)/why")
        let reasons = why.json["reasons"] as? [[String: Any]] ?? []
        #expect(reasons.first?["reason"] as? String == "paused")
    }

    @Test func `a dead letter is edited and replayed`() async throws {
        let stage = try await JobStage()
        let id = stage.dead[1]
        let wrong = try await stage.stage.ask("/jobs/\(id)/edit", method: .post, headers: JobStage.form, body: "payload=%7B%22to%22%3A1%7D")
        #expect(wrong.status == 422)
        #expect(wrong.text.contains("to is of the wrong type") && wrong.text.contains("{&quot;to&quot;:1}"), "\(wrong.text)")
        let right = try await stage.stage.ask(
            "/jobs/\(id)/edit", method: .post, headers: JobStage.form, body: "payload=%7B%22to%22%3A%0D%0A%22me%22%7D")
        #expect(right.status == 303 && right.headers[.location] == "/jobs/\(id)?done=edited")
        #expect(try await stage.stage.jobs.get(id).payload == Array("{\"to\":\n\"me\"}".utf8))
        #expect(try await stage.stage.ask("/jobs/\(id)/retry", method: .post, headers: JobStage.form, body: "").status == 303)
        #expect(try await stage.state(id) == .ready)
        // A second click: it is no dead letter any more, which is a conflict and no crash.
        #expect(try await stage.stage.ask("/jobs/\(id)/retry", method: .post, headers: JobStage.form, body: "").status == 409)
    }

    @Test func `dead letters are replayed by choice and all that match`() async throws {
        let stage = try await JobStage(dead: 6)
        let chosen = try await stage.stage.ask(
            "/dead/replay", method: .post, headers: JobStage.form, body: "which=chosen&job=2&job=3&job=99&queue=&kind=&tag=")
        #expect(chosen.headers[.location] == "/dead?done=replayed&replayed=2&left=1")
        let said = try await stage.stage.ask("/dead?done=replayed&replayed=2&left=1").text
        #expect(said.contains("2 are worked once more; 1 left"))
        #expect(try await stage.stage.ask("/dead/replay", method: .post, headers: JobStage.form, body: "which=chosen").status == 400)
        let all = try await stage.stage.ask(
            "/dead/replay", method: .post, headers: JobStage.form, body: "which=all&queue=letters&kind=&tag=")
        #expect(all.headers[.location] == "/dead?done=replayed&replayed=3&left=0&queue=letters")
        #expect(try await stage.state(stage.dead[0]) == .dead)
        let rest = try await stage.stage.ask("/api/v1/jobs/retry", method: .post, headers: JobStage.json, body: "{\"jobs\":[1]}")
        #expect(rest.json["replayed"] as? Int == 1)
    }

    @Test func `a waiting job is cancelled, once`() async throws {
        let stage = try await JobStage()
        let answer = try await stage.stage.ask("/api/v1/jobs/\(stage.waiting)/cancel", method: .post)
        #expect(answer.json["result"] as? String == "cancelled")
        let again = try await stage.stage.ask("/api/v1/jobs/\(stage.waiting)/cancel", method: .post)
        #expect(again.status == 409 && again.json["type"] as? String == "urn:rollcall:problem:conflict")
    }

    @Test func `a waiting job is snoozed, and changed in what it waits for`() async throws {
        let stage = try await JobStage()
        let (console, id) = (stage.stage, stage.waiting)
        func post(_ verb: String, _ body: String, _ headers: HTTPFields = JobStage.json, api: String = "/api/v1") async throws -> Answer {
            try await console.ask("\(api)/jobs/\(id)/\(verb)", method: .post, headers: headers, body: body)
        }
        let form = try await post("snooze", "for=10m", JobStage.form, api: "")
        #expect(form.status == 303 && form.headers[.location] == "/jobs/\(id)?done=snoozed")
        #expect(try await console.ask("/jobs/\(id)").text.contains("It is snoozed until"))
        let later = try await post("snooze", #"{"until":"2h"}"#)
        #expect(later.json["run_at"] as? String == (console.clock.now() + .seconds(7200)).description, "\(later.text)")
        let edit = #"{"deadline":"1d","needs":"cpu=0.5,memory=512MiB","after":[]}"#
        let edited = try await post("edit", edit)
        #expect(edited.json["needs"] as? String == "cpu=0.5,memory=512MiB", "\(edited.text)")
        #expect(edited.json["deadline"] as? String == (console.clock.now() + .seconds(86_400)).description)
        let why = try await console.ask("/api/v1/jobs/\(id)/why").json["reasons"] as? [[String: Any]] ?? []
        #expect(Set(why.compactMap { $0["reason"] as? String }).isSuperset(of: ["resource", "deadline"]), "\(why)")
        let cleared = try await post("edit", #"{"deadline":"none","needs":"none"}"#)
        #expect(cleared.json["deadline"] == nil && cleared.json["needs"] == nil, "\(cleared.text)")
        for (verb, body, status) in [
            ("snooze", "{}", 400), ("snooze", #"{"until":"soon"}"#, 400), ("snooze", #"{"until":"2001-01-01T00:00:00Z"}"#, 422),
            ("edit", #"{"needs":"memory=512"}"#, 400), ("edit", #"{"after":[\#(id)]}"#, 409), ("edit", #"{"deadline":"1s ago"}"#, 400),
        ] {
            let answer = try await post(verb, body)
            #expect(answer.status == status, "\(body): \(answer.text)")
        }
        #expect(try await post("snooze", "for=soon", JobStage.form, api: "").status == 400)
    }

    @Test func `what a form did shows at once, also where counts are kept for a moment`() async throws {
        let stage = try await JobStage()
        try await Application(router: stage.stage.surface().router(listensOn: "127.0.0.1")).test(.router) { client in
            func queues() async throws -> String { String(buffer: try await client.execute(uri: "/queues", method: .get).body) }
            #expect(try await !queues().contains(">paused<"))
            let headers = JobStage.form
            _ = try await client.execute(uri: "/queues/pause", method: .post, headers: headers, body: ByteBuffer(string: "queue=letters"))
            #expect(try await queues().contains(">paused<"))
            _ = try await client.execute(uri: "/queues/resume", method: .post, headers: headers, body: ByteBuffer(string: "queue=letters"))
            #expect(try await !queues().contains(">paused<"))
        }
    }

    @Test func `a page of jobs leads to the next`() async throws {
        let stage = try await JobStage(dead: 5)
        var seen: [Int] = []
        var cursor: String? = ""
        while let found = cursor {
            let answer = try await stage.stage.ask("/api/v1/jobs?state=dead&limit=2&cursor=\(found)")
            seen += answer.items.compactMap { $0["id"] as? Int }
            cursor = answer.json["next"] as? String
        }
        #expect(seen == [5, 4, 3, 2, 1])
        let page = try await stage.stage.ask("/api/v1/jobs?state=dead&limit=2")
        let foreign = try #require(page.json["next"] as? String)
        #expect(try await stage.stage.ask("/api/v1/jobs?limit=2&cursor=\(foreign)").status == 400)
    }

    @Test func `a stamp of work changes with the work and not without`() async throws {
        let stage = try await JobStage()
        let desks = Desks(
            stage.stage.database, kinds: JobKinds(), pipelines: stage.stage.pipelines, stored: stage.stage.storedPages,
            clock: stage.stage.clock)
        let pulse = WorkPulse(desks)
        let first = try await pulse.stamp()
        stage.stage.clock.advance(by: .seconds(10))
        #expect(try await pulse.stamp() == first)
        _ = try await stage.stage.jobs.cancel(stage.waiting)
        stage.stage.clock.advance(by: .seconds(10))
        #expect(try await pulse.stamp() != first)
    }
}
