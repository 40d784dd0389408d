import HTML
import HTTPTypes
import Hummingbird
import JobQueue
import Model
import Resilience
import Testing

@testable import API
@testable import Console
@testable import Onboarding

/// A stage with three directories on their road: two alike that are asked the same, one in its canary.
struct OnboardingStage {
    let stage: Stage
    let store: OnboardingStore

    init() async throws {
        stage = try await Stage()
        store = OnboardingStore(stage.jobs)
        let order = OnboardingOrder(Profile([.organization: ["Acme"]]))
        let entries = try await store.begin((0..<4).map { "https://d\($0).example/" }, order, who: "<b>ana</b>")
        let html = """
            <h1>Add your business</h1><form method=post><label>Company &lt;b&gt; <input name=company required></label>
            <label>Email <input type=email name=mail></label><label>Registration <input name='<i>reg' required></label><button>Submit</button></form>
            """
        guard let mapper = FormMapper.standard else { return }
        let page = mapper.map(Document(html))
        let mapping = OnboardingMapping(page, form: 0, shape: FormShape(page, form: 0))
        for (index, before) in entries.enumerated() where index < 3 {
            var entry = before
            (entry.version, entry.submission) = (1, "https://d\(index).example/add")
            var questions: [FillPlan.Problem] = []
            if index < 2 {
                (entry.state, entry.reason, entry.platform, entry.likeness) = (.needsAnswer, Stage.hostile, "Wix", "platform:Wix")
                questions = [
                    FillPlan.Problem(
                        kind: .unknown, ordinal: 2, control: ControlKey(text: "<i>reg"), label: "Registration",
                        message: "\"\(Stage.hostile)\" is required and nothing says what it asks for", isBlocking: true,
                        suggestions: [Suggestion(.term("hasCredential"), confidence: 0.62, reason: Stage.hostile), "vatID"],
                        step: index == 0 ? nil : 2)
                ]
            } else {
                (entry.state, entry.verdict) = (.canary, .ready)
                entry.rollout = Rollout(
                    version: 1, lastGood: nil, policy: OnboardingOrder.canary(soakSeconds: 3_600), who: "rollcall", why: "ready",
                    at: stage.clock.now())
            }
            _ = try await store.save(entry, readAs: before, mapping: (mapping, "mapped for the first time"), questions: questions)
        }
    }

    func post(_ path: String, _ body: String, json: Bool = false, headers: HTTPFields = [:]) async throws -> Answer {
        var headers = headers
        headers[.contentType] = json ? "application/json" : "application/x-www-form-urlencoded"
        return try await stage.ask(path, method: .post, headers: headers, body: body)
    }
}

@Suite struct OnboardingPagesTests {
    @Test(arguments: [
        ("/onboarding", "2 of 4 need no more"), ("/onboarding?state=canary", "https://d2.example/"),
        ("/onboarding?state=failed", "None stands there"), ("/onboarding?limit=1", "rel=\"next\""),
        ("/onboarding/questions", "also for 1 more alike"), ("/onboarding/1", "mapped for the first time"),
        ("/onboarding/3", "Promote it"), ("/onboarding/3", "0 of 3600 seconds of soak"), ("/onboarding/3", "0 of 1 trial<"),
        ("/onboarding/questions", "<span class=\"sure\">62 %</span>"), ("/onboarding/1", "value=\"term:vatID\""),
        ("/onboarding", "<b>No form is sent:</b>"), ("/onboarding/1", "Its form was not filled in yet"),
        ("/onboarding/2", "Step 2: &quot;"),
    ])
    func `pages show where directories stand, with nothing of strangers as markup`(path: String, text: String) async throws {
        let answer = try await OnboardingStage().stage.ask(path)
        #expect(answer.status == 200)
        #expect(
            answer.text.contains(text), "\(answer.text)")
        for evil in ["<script>alert", "<i>reg", "<b>ana</b>", "{{", " style=\"", " onclick="] {
            #expect(!answer.text.contains(evil), "\(evil)")
        }
    }

    @Test func `an answer for all alike lets both go on`() async throws {
        let stage = try await OnboardingStage()
        let done = try await stage.post("/onboarding/questions/1", "how=term&text=hasCredential&everywhere=true&who=Eva&place=questions")
        #expect(done.status == 303 && done.headers[.location] == "/onboarding/questions?done=answered&settled=2&freed=2")
        let page = try await stage.stage.ask(try #require(done.headers[.location]))
        #expect(page.text.contains("Answered for 2 directories; 2 go on.") && page.text.contains("Nothing is asked"))
        #expect(try await stage.store.counts() == [.discover: 1, .map: 2, .canary: 1])
        #expect(try await stage.store.events(of: 2).first?.who == "Eva")
        #expect(try await stage.post("/onboarding/questions/1", "how=leave").status == 404)
    }

    @Test func `one click answers`() async throws {
        let stage = try await OnboardingStage()
        let done = try await stage.post("/onboarding/questions/1", "how=value&text=x&pick=term%3AhasCredential&place=1")
        #expect(done.status == 303 && done.headers[.location] == "/onboarding/1?done=answered&settled=1&freed=1")
        #expect(try await stage.store.events(of: 1).contains { $0.action == "answer" && $0.why.contains("term hasCredential") })
        #expect(try await stage.post("/onboarding/questions/2", "pick=burn%3Ax&place=questions").status == 400)
        #expect(try await stage.post("/onboarding/questions/2", "pick=term%3Anonsense&place=questions").status == 422)
    }

    @Test func `directories are set on their way for a known business or another, and nothing is ever sent`() async throws {
        let stage = try await OnboardingStage()
        let board = try await stage.stage.ask("/onboarding")
        #expect(board.text.contains("<option value=\"1\" selected>Acme, 1 key, as of "))
        let known = try await stage.post("/onboarding", "addresses=new.example%0D%0Ahttps%3A%2F%2Fd0.example%2F&known=1&soak=1800&who=Eva")
        #expect(known.status == 303 && known.headers[.location] == "/onboarding?done=begun&begun=2", "\(known.text)")
        #expect(try await stage.stage.ask("/onboarding?done=begun&begun=2").text.contains("2 directories are on the way"))
        let entry = try await stage.store.find("https://new.example/")
        let order = try #require(try await stage.store.order(entry.order))
        #expect(!order.submits && order.policy.soakSeconds == 1_800 && order.business[.organization] == "Acme")
        #expect(try await stage.store.events(of: entry.id).first?.who == "Eva")
        let other = try await stage.post(
            "/onboarding", "addresses=https%3A%2F%2Fx.example%2F&known=1&profile=organization%3A+Other+%26%0D%0Aregion%3A+x")
        #expect(other.status == 422 && other.text.contains("Line 2: there is no key region"), "\(other.text)")
        let mended = try await stage.post("/onboarding", "addresses=https%3A%2F%2Fx.example%2F&known=1&profile=organization%3A+Other")
        #expect(mended.status == 303)
        let last = try await stage.store.find("https://x.example/")
        #expect(try await stage.store.order(last.order)?.business == Profile([.organization: ["Other"]]))
    }

    @Test(arguments: [
        ("addresses=&known=1", "Give at least one address"), ("addresses=%3Cb%3E+no&known=1", "Give at least one address"),
        ("addresses=a.test%0A%3Cscript%3Ealert+1&known=1", "Line 2: &quot;&lt;script&gt;alert 1&quot; names no address"),
        ("addresses=a.test", "write its profile"), ("addresses=a.test&known=99", "not known any more"),
        ("addresses=a.test&known=1&soak=-5", "at most a year"), ("addresses=a.test&known=1&soak=x", "at most a year"),
        ("addresses=a.test&profile=email%3A+x", "Line 1:"),
    ])
    func `what cannot be begun with is told beside what was written, and nothing is begun`(body: String, sentence: String) async throws {
        let stage = try await OnboardingStage()
        let refused = try await stage.post("/onboarding", body)
        #expect(refused.status == 422 && refused.text.contains(sentence), "\(refused.text)")
        #expect(refused.text.contains("<details class=\"card begin\" id=\"begin\" open>"))
        #expect(!refused.text.contains("<script>alert"))
        #expect(try await stage.store.counts().values.reduce(0, +) == 4)
    }

    @Test func `a picture is served as a picture and nothing else`() async throws {
        let stage = try await OnboardingStage()
        for path in ["1/pictures/1", "1/pictures/x", "99/pictures/1", "x/pictures/1"] {
            #expect(try await stage.stage.ask("/onboarding/\(path)").status == 404, "\(path)")
        }
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1]
        let entry = try #require(try await stage.store.get(1))
        let pictures = [
            StepPicture(step: 1, url: "https://d0.example/add", result: .taken(png, filled: 3, fields: 4)),
            StepPicture(step: 2, url: "https://d0.example/two", result: .missing("<i>Chromium</i> is not installed")),
        ]
        try await stage.store.keep(pictures, for: entry, who: "ana")
        let page = try await stage.stage.ask("/onboarding/1")
        #expect(page.text.contains("3 of 4 fields filled") && page.text.contains("src=\"/onboarding/1/pictures/1?made="))
        #expect(page.text.contains("There is no picture: &lt;i&gt;Chromium") && !page.text.contains("pictures/2"))
        for path in ["/onboarding/1/pictures/1", "/api/v1/onboarding/1/pictures/1"] {
            let picture = try await stage.stage.ask(path)
            #expect(picture.status == 200 && picture.headers[.contentType] == "image/png")
            #expect(picture.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'; sandbox") == true)
            #expect(picture.headers[.xContentTypeOptions] == "nosniff" && picture.headers[.cacheControl]?.hasPrefix("private") == true)
            var again: HTTPFields = [:]
            again[.ifNoneMatch] = picture.headers[.eTag]
            #expect(try await stage.stage.ask(path, headers: again).status == 304)
        }
        let detail = try await stage.stage.ask("/api/v1/onboarding/1")
        try OpenAPITests.check(detail.json, as: "OnboardingDetail", at: "pictures")
        let items = try #require(detail.json["pictures"] as? [[String: Any]])
        #expect(items.map { $0["href"] as? String } == ["/api/v1/onboarding/1/pictures/1", nil])
        #expect(items.map { $0["missing"] as? String } == [nil, "<i>Chromium</i> is not installed"])
    }

    @Test(arguments: ["questions", "1"]) func `what cannot be used stays as it was typed, beside what is wrong`(place: String) async throws
    {
        let stage = try await OnboardingStage()
        let refused = try await stage.post("/onboarding/questions/1", "how=term&text=non%3Csense&place=\(place)")
        #expect(
            refused.status == 422 && refused.text.contains("There is no term non&lt;sense.")
                && refused.text.contains("value=\"non&lt;sense\""))
        #expect(try await stage.store.questions().count == 1)
    }

    @Test func `a canary is held and taken back, with who and why`() async throws {
        let stage = try await OnboardingStage()
        let silent = try await stage.post("/onboarding/3/steer", "verb=hold&why=+")
        #expect(silent.status == 422 && silent.text.contains("Say why"))
        let held = try await stage.post("/onboarding/3/steer", "verb=hold&why=a+look+first&who=Eva")
        #expect(held.status == 303 && held.headers[.location] == "/onboarding/3?done=steered")
        #expect(try await stage.stage.ask("/onboarding/3").text.contains("Let it go on"))
        #expect(try await stage.post("/onboarding/3/steer", "verb=rollback&why=no").status == 303)
        #expect(try await stage.store.get(3)?.state == .failed)
        let late = try await stage.post("/onboarding/3/steer", "verb=promote&why=late")
        #expect(late.status == 409 && late.text.contains("has no rollout"))
        #expect(try await stage.post("/onboarding/3/steer", "verb=burn&why=x").status == 400)
    }

    @Test(arguments: [
        "/onboarding", "/api/v1/onboarding", "/onboarding/questions/1", "/onboarding/3/steer", "/api/v1/onboarding/questions/1",
        "/api/v1/onboarding/3/promote",
    ])
    func `a page of another site changes nothing`(path: String) async throws {
        let stage = try await OnboardingStage()
        var headers: HTTPFields = [.origin: "https://evil.example"]
        headers[try #require(HTTPField.Name("Sec-Fetch-Site"))] = "cross-site"
        #expect(try await stage.post(path, "how=leave&verb=promote&why=x&addresses=a.test&known=1", headers: headers).status == 403)
        #expect(try await stage.store.counts() == [.discover: 1, .needsAnswer: 2, .canary: 1])
    }

    // MARK: API

    @Test(arguments: [
        ("/api/v1/onboarding", "OnboardingPage"), ("/api/v1/onboarding?state=canary&limit=1", "OnboardingPage"),
        ("/api/v1/onboarding/1", "OnboardingDetail"), ("/api/v1/onboarding/questions", "OnboardingQuestionPage"),
        ("/api/v1/onboarding/99", "Problem"), ("/api/v1/onboarding?state=lost", "Problem"),
    ])
    func `every answer about onboarding has the shape that is described`(path: String, schema: String) async throws {
        try OpenAPITests.check(try await OnboardingStage().stage.ask(path).json, as: schema, at: path)
    }

    @Test(arguments: [
        (#"{"urls":["https://n.example/"],"profile":{"organization":"Other"},"soak":5,"who":"bot"}"#, 200),
        (#"{"urls":["https://n.example/"],"profile":"organization: Other"}"#, 200), (#"{"urls":["n.example"],"known":1}"#, 200),
        (#"{"urls":[],"known":1}"#, 400), (#"{"urls":["no address", "nor this"],"known":1}"#, 400), (#"{"urls":"x","known":1}"#, 400),
        (#"{"urls":["n.example"]}"#, 400), (#"{"urls":["n.example"],"profile":{"region":"x"}}"#, 400),
        (#"{"urls":["n.example"],"profile":{"organization":"A","logo":"/etc/passwd"}}"#, 400),
        (#"{"urls":["n.example"],"known":1,"submit":true}"#, 400),
    ])
    func `a program sets directories on their way`(body: String, status: Int) async throws {
        let stage = try await OnboardingStage()
        let answer = try await stage.post("/api/v1/onboarding", body, json: true)
        #expect(answer.status == status, "\(answer.text)")
        try OpenAPITests.check(answer.json, as: status == 200 ? "OnboardingPage" : "Problem", at: body)
        #expect(try await stage.store.counts().values.reduce(0, +) == (status == 200 ? 5 : 4))
        if status == 200 { #expect(answer.items.compactMap { $0["url"] as? String } == ["https://n.example/"]) }
    }

    @Test func `a program answers, steers and pages`() async throws {
        let stage = try await OnboardingStage()
        let first = try await stage.stage.ask("/api/v1/onboarding?limit=3")
        let next = try #require(first.json["next"] as? String)
        let rest = try await stage.stage.ask("/api/v1/onboarding?limit=3&cursor=\(next)")
        #expect(first.items.count == 3 && rest.items.compactMap { $0["id"] as? Int } == [4] && rest.json["next"] == nil)
        let answered = try await stage.post("/api/v1/onboarding/questions/1", #"{"value":"L-7","who":"bot"}"#, json: true)
        #expect(answered.status == 200 && answered.json["settled"] as? Int == 1)
        let promoted = try await stage.post("/api/v1/onboarding/3/promote", #"{"why":"sure","who":"bot"}"#, json: true)
        #expect(promoted.json["state"] as? String == "active" && promoted.json["directory"] as? String != nil, "\(promoted.text)")
        for (path, body, status) in [
            ("questions/2", #"{"value":"a","term":"tel"}"#, 400), ("questions/2", #"{"term":"nonsense"}"#, 422),
            ("questions/77", #"{"leave":true}"#, 404),
            ("3/hold", "{}", 400), ("3/hold", #"{"why":"x"}"#, 409), ("x/hold", #"{"why":"x"}"#, 404),
        ] {
            #expect(try await stage.post("/api/v1/onboarding/\(path)", body, json: true).status == status, "\(path) \(body)")
        }
    }
}
