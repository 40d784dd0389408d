import Directories
import HTML
import HTTPTypes
import Hummingbird
import JobQueue
import Model
import Rolls
import Testing

@testable import API
@testable import Console
@testable import Onboarding

/// Ten active directories of a region with a hostile name, and a rollout of which the canary came through and the next are tried.
private struct RolloutStage {
    let stage: Stage
    let store: RolloutStore

    init() async throws {
        stage = try await Stage()
        store = RolloutStore(stage.jobs)
        let onboardings = store.onboardings
        guard let mapper = FormMapper.standard else { return }
        func mapping(_ html: String) -> OnboardingMapping {
            let page = mapper.map(Document("<h1>Add your business</h1><form method=post>\(html)<button>Submit</button></form>"))
            return OnboardingMapping(page, form: 0, shape: FormShape(page, form: 0))
        }
        let company = "<label>Company &lt;b&gt; <input name=company required></label>"
        let (old, new) = (mapping(company + "<label>Email <input type=email name=mail></label>"), mapping(company))
        let order = OnboardingOrder(Profile([.organization: ["Acme"]]))
        for (index, before) in try await onboardings.begin((0..<10).map { "https://d\($0).example/" }, order, who: "ana").enumerated() {
            let directory = try await stage.directories.add(
                DirectoryDraft(url: before.url, slug: "d-\(index)", name: Stage.hostile, region: "<i>eu"))
            var entry = before
            (entry.state, entry.version, entry.inUse) = (.active, 1, 1)
            (entry.directory, entry.directoryID) = (directory.slug, directory.id)
            let stored = try await onboardings.save(entry, readAs: before, mapping: (old, "mapped for the first time"))
            if index == 0, let stored {
                var newer = stored
                newer.version = 2
                _ = try await onboardings.save(newer, readAs: stored, mapping: (new, "`mail` is gone"))
                let recipes = RecipeStore(stage.database, clock: stage.clock)
                for base in 0..<2 {
                    _ = try await recipes.add(DirectoryRecipe.none, to: directory.id, author: "roll 1", reason: "<u>first", base: base)
                }
            }
        }
        let policy = GroupPolicy(phases: GroupPolicy.phases(soakSeconds: 0))
        let begun = try await store.begin("<b>anew", .remap, to: RolloutScope(), policy: policy, who: "<b>ana</b>", why: Stage.hostile)
        try await rest(begun.id)
        for member in try await store.members(of: begun.id, .started) {
            let before = try #require(try await onboardings.get(member.onboarding))
            var entry = before
            entry.state = .active
            _ = try await onboardings.save(entry, readAs: before)
        }
        try await rest(begun.id)
        _ = try await onboardings.set(.submissions, in: "<i>eu", allows: false, who: "ana", why: "<u>an audit")
    }

    func rest(_ id: Int64) async throws { while try await store.step(id)?.more == true {} }

    func post(_ path: String, _ body: String, json: Bool = false) async throws -> Answer {
        try await stage.ask(
            path, method: .post, headers: [.contentType: json ? "application/json" : "application/x-www-form-urlencoded"], body: body)
    }
}

@Suite struct RolloutPagesTests {
    @Test(arguments: [
        ("/onboarding/rollouts", "1 of 10"), ("/onboarding/rollouts", "submissions"), ("/onboarding/rollouts/1", "1 of 1 have it"),
        ("/onboarding/rollouts/1", "4 on their way"), ("/onboarding/rollouts/1", "4 of 5 directories are on their way"),
        ("/onboarding/rollouts/1?from=5", "waits"), ("/onboarding/1/versions", "`email` is gone"),
        ("/onboarding/1/versions?left=1&right=1", "They are the same"), ("/onboarding/1/versions", "Version 2"),
        ("/onboarding/1", "/onboarding/1/versions"),
    ])
    func `pages show rollouts, flags and versions, with nothing of strangers as markup`(path: String, text: String) async throws {
        let answer = try await RolloutStage().stage.ask(path)
        #expect(answer.status == 200)
        #expect(answer.text.contains(text), "\(answer.text)")
        for evil in ["<script>alert", "<i>eu", "<b>ana<", "<u>", "{{", " style=\"", " onclick="] {
            #expect(!answer.text.contains(evil), "\(evil)")
        }
    }

    @Test func `a rollout is held and taken back, with who and why`() async throws {
        let stage = try await RolloutStage()
        let silent = try await stage.post("/onboarding/rollouts/1/steer", "verb=hold&why=+")
        #expect(silent.status == 422 && silent.text.contains("Say why"))
        let held = try await stage.post("/onboarding/rollouts/1/steer", "verb=hold&why=a+look+first&who=Eva")
        #expect(held.status == 303 && held.headers[.location] == "/onboarding/rollouts/1?done=steered")
        #expect(try await stage.stage.ask("/onboarding/rollouts/1").text.contains("Let it go on"))
        #expect(try await stage.post("/onboarding/rollouts/1/steer", "verb=rollback&why=no&who=Eva").status == 303)
        try await stage.rest(1)
        #expect(try await stage.store.onboardings.list().allSatisfy { $0.state == .active && $0.inUse == 1 })
        #expect(try await stage.store.events(of: 1).first?.who == "Eva")
        #expect(try await stage.post("/onboarding/rollouts/1/steer", "verb=promote&why=late").status == 409)
        #expect(try await stage.post("/onboarding/rollouts/1/steer", "verb=burn&why=x").status == 400)
        #expect(try await stage.post("/onboarding/rollouts/9/steer", "verb=hold&why=x").status == 404)
    }

    @Test func `a flag is set, and what cannot be used stays as it was typed`() async throws {
        let stage = try await RolloutStage()
        let refused = try await stage.post("/onboarding/flags", "flag=trials&region=mars%3C&allows=false&why=")
        #expect(refused.status == 422 && refused.text.contains("value=\"mars&lt;\"") && refused.text.contains("Say why"))
        let set = try await stage.post("/onboarding/flags", "flag=trials&region=*&allows=false&why=a+break&who=Eva")
        #expect(set.status == 303 && set.headers[.location] == "/onboarding/rollouts?done=steered")
        #expect(try await stage.store.onboardings.flags().stop(.trials, in: "anywhere")?.who == "Eva")
    }

    @Test(arguments: ["/onboarding/rollouts/1/steer", "/onboarding/flags", "/api/v1/rollouts", "/api/v1/rollouts/1/hold", "/api/v1/flags"])
    func `a page of another site changes nothing`(path: String) async throws {
        let stage = try await RolloutStage()
        var headers: HTTPFields = [.origin: "https://evil.example", .contentType: "application/x-www-form-urlencoded"]
        headers[try #require(HTTPField.Name("Sec-Fetch-Site"))] = "cross-site"
        #expect(try await stage.stage.ask(path, method: .post, headers: headers, body: "verb=hold&why=x").status == 403)
        #expect(try await stage.store.get(1)?.plan.state == .running)
    }

    // MARK: API

    @Test(arguments: [
        ("/api/v1/rollouts", "RolloutPage"), ("/api/v1/rollouts/1", "RolloutDetail"),
        ("/api/v1/rollouts/1/directories?from=2&limit=3", "RolloutMemberPage"), ("/api/v1/flags", "RegionFlagPage"),
        ("/api/v1/onboarding/1/compare", "MappingComparison"), ("/api/v1/onboarding/1/compare?left=7", "Problem"),
        ("/api/v1/rollouts/9", "Problem"), ("/api/v1/rollouts?cursor=nonsense", "Problem"),
    ])
    func `every answer about rollouts has the shape that is described`(path: String, schema: String) async throws {
        try OpenAPITests.check(try await RolloutStage().stage.ask(path).json, as: schema, at: path)
    }

    @Test func `a program begins rollouts, pages and sets flags`() async throws {
        let stage = try await RolloutStage()
        let scope = #""region":"<i>eu","phases":"50,100","soak":0,"why":"x""#
        let body = #"{"name":"two","change":"answer","control":"mail","term":"email",\#(scope)}"#
        let begun = try await stage.post("/api/v1/rollouts", body, json: true)
        #expect(begun.status == 200 && begun.json["directories"] as? Int == 5, "\(begun.text)")
        let first = try await stage.stage.ask("/api/v1/rollouts?limit=1")
        let next = try #require(first.json["next"] as? String)
        #expect(try await stage.stage.ask("/api/v1/rollouts?limit=1&cursor=\(next)").items.compactMap { $0["id"] as? Int } == [1])
        let flag = try await stage.post("/api/v1/flags", #"{"flag":"mappings","region":"EU","allows":false,"why":"x"}"#, json: true)
        #expect(flag.json["region"] as? String == "eu", "\(flag.text)")
        for (path, body, status) in [
            ("rollouts", #"{"name":"x","change":"remap","why":" "}"#, 400), ("rollouts", #"{"name":"x","change":"magic","why":"x"}"#, 422),
            ("rollouts", #"{"name":"x","change":"remap","threshold":90,"why":"x"}"#, 422),
            ("rollouts", #"{"name":"x","change":"answer","control":"a","why":"x"}"#, 422),
            ("rollouts", #"{"name":"x","change":"recipe","recipe":"records: [","why":"x"}"#, 422),
            ("rollouts", #"{"name":"x","change":"remap","phases":"a,b","why":"x"}"#, 400),
            ("rollouts", #"{"name":"x","change":"remap","phases":"50,10","why":"x"}"#, 422),
            ("rollouts/1/promote", #"{"why":"sure"}"#, 200), ("rollouts/1/resume", #"{"why":"x"}"#, 409), ("flags", #"{"flag":"x"}"#, 400),
        ] {
            let answer = try await stage.post("/api/v1/\(path)", body, json: true)
            #expect(answer.status == status, "\(path) \(body): \(answer.text)")
        }
    }
}
