import Database
import DatabaseTesting
import Directories
import JobQueue
import Model
import Resilience
import Testing

@testable import Onboarding

/// What is kept of onboardings, on both engines, without a web.
@Suite(.onEachEngine, .serialized) struct OnboardingStoreTests {
    private let clock = ManualClock()
    private let order = OnboardingOrder(Profile([.organization: ["Acme"], .email: ["a@acme.example"]]), sandbox: ["b.test", "a.test"])

    private func problem(_ control: String, kind: FillPlan.Problem.Kind = .unknown) -> FillPlan.Problem {
        FillPlan.Problem(
            kind: kind, ordinal: 1, control: control.isEmpty ? nil : ControlKey(text: control), label: control,
            message: "nothing says what \(control) asks for", isBlocking: true)
    }

    /// Sets directories out, and lets each wait for what it is asked.
    private func waiting(_ asked: [(platform: String?, controls: [String])], _ store: OnboardingStore) async throws -> [OnboardingEntry] {
        let begun = try await store.begin(asked.indices.map { "https://site-\($0).test/" }, order, who: "ana")
        var entries: [OnboardingEntry] = []
        for (entry, (platform, controls)) in zip(begun, asked) {
            var waits = entry
            (waits.state, waits.platform, waits.likeness) = (.needsAnswer, platform, platform.map { "platform:\($0)" })
            entries.append(try #require(try await store.save(waits, readAs: entry, questions: controls.map { problem($0) })))
        }
        return entries
    }

    @Test func `Setting out twice makes one entry and one job of each address`() async throws {
        let store = try await RoadStage.store(clock)
        let urls = ["https://a.test/", "https://b.test/"]
        let first = try await store.begin(urls, order, who: "ana")
        #expect(first.map(\.url) == urls && first.allSatisfy { $0.state == .discover && $0.revision == 1 })
        #expect(try await store.begin(urls + ["https://a.test/"], order, who: "ben").map(\.id) == first.map(\.id) + [first[0].id])
        #expect(try await store.jobs.list(limit: 10).count == 2)
        #expect(try await store.events(of: first[0].id).map { "\($0.action) by \($0.who)" } == ["begin by ana"])
        #expect(try await store.order(first[0].order) == order && order.sandbox == ["a.test", "b.test"])
    }

    @Test func `Of two who take the same step one is refused`() async throws {
        let store = try await RoadStage.store(clock)
        let entry = try #require(try await store.begin(["https://a.test/"], order, who: "ana").first)
        var (one, two) = (entry, entry)
        (one.state, two.state) = (.map, .failed)
        #expect(try await store.save(one, readAs: entry)?.state == .map)
        #expect(try await store.save(two, readAs: entry) == nil)
        #expect(try await store.find("a.test/").state == .map)
        #expect(try await store.find("\(entry.id)").state == .map)
        await #expect(throws: OnboardingError.self) { try await store.find("https://b.test/") }
        await #expect(throws: OnboardingError.self) { try await store.steer("https://a.test/", .promote(who: "a", why: "b")) }
    }

    @Test func `One answer serves all that are alike, now and later, and the question that frees most comes first`() async throws {
        let store = try await RoadStage.store(clock)
        let entries = try await waiting(
            [(nil, ["reg_no"]), ("Wix", ["x", "y"]), ("Wix", ["x", "y"]), ("Wix", ["x", "y"])]
                + Array(repeating: ("GeoDirectory", ["reg_no"]), count: 2), store)
        let questions = try await store.questions()
        #expect(
            questions.map { "\($0.platform ?? "-") \($0.control) \($0.frees) \($0.others)" } == [
                "GeoDirectory reg_no 2 1", "- reg_no 1 0", "Wix x 0 2", "Wix y 0 2",
            ])
        let answered = try await store.answer(questions[0].id, .term("hasCredential"), everywhere: true, who: "ana")
        #expect(answered == .init(settled: 2, freed: 2))
        // Where something else is asked as well, it waits for that.
        #expect(try await store.answer(questions[2].id, .leave, everywhere: true, who: "ana") == .init(settled: 3, freed: 0))
        #expect(try await store.answer(questions[3].id, .value("7"), everywhere: false, who: "ben") == .init(settled: 1, freed: 1))
        #expect(try await store.counts() == [.map: 3, .needsAnswer: 3])
        let last = try await store.find(entries[5].url)
        #expect(try await store.sayings(for: last).answers == [ControlKey(text: "reg_no"): .term("hasCredential")])
        #expect(try await store.sayings(for: try await store.find(entries[0].url)).answers.isEmpty)
        #expect(
            try await store.events(of: last.id).first
                == OnboardingEvent(
                    at: clock.now(), who: "ana", action: "answer", why: "`reg_no`: term hasCredential"))
        // Those that go on have jobs of their own.
        #expect(try await store.jobs.list(limit: 50).count == entries.count + 3)
        await #expect(throws: OnboardingError.self) { try await store.answer(questions[0].id, .leave, everywhere: false, who: "ana") }
    }

    @Test func `An answer of the directory itself counts more than one for all alike`() async throws {
        let store = try await RoadStage.store(clock)
        let entries = try await waiting([("Wix", ["x"]), ("Wix", ["x"])], store)
        let question = try #require(try await store.questions(of: entries[0].id).first)
        _ = try await store.answer(question.id, .value("own"), everywhere: false, who: "ana")
        let other = try #require(try await store.questions(of: entries[1].id).first)
        _ = try await store.answer(other.id, .value("all"), everywhere: true, who: "ana")
        #expect(try await store.sayings(for: try await store.find(entries[0].url)).answers == [ControlKey(text: "x"): .value("own")])
    }

    @Test(arguments: [Answer.term("nonsense"), .value("  "), .value(String(repeating: "x", count: 20_000))])
    func `An answer that cannot be used changes nothing`(answer: Answer) async throws {
        let store = try await RoadStage.store(clock)
        let entries = try await waiting([(nil, ["x"])], store)
        let question = try #require(try await store.questions().first)
        await #expect(throws: OnboardingError.self) { try await store.answer(question.id, answer, everywhere: true, who: "ana") }
        #expect(try await store.find(entries[0].url) == entries[0])
        #expect(try await store.questions().count == 1)
    }

    @Test func `Whoever read before an answer cannot store over it`() async throws {
        let store = try await RoadStage.store(clock)
        let entry = try await waiting([(nil, ["x", "y"])], store)[0]
        let question = try #require(try await store.questions().first)
        _ = try await store.answer(question.id, .leave, everywhere: false, who: "ana")
        #expect(try await store.save(entry, readAs: entry, questions: [problem("x"), problem("y")]) == nil)
        #expect(try await store.questions(of: entry.id).map(\.control) == ["y"])
    }

    @Test func `Another profile lets those go on that were asked something`() async throws {
        let store = try await RoadStage.store(clock)
        let entry = try await waiting([(nil, ["x"])], store)[0]
        #expect(try await store.begin([entry.url], order, who: "ana").first?.state == .needsAnswer)
        let other = OnboardingOrder(Profile([.organization: ["Acme"], .hasCredential: ["L-1"]]))
        let mended = try #require(try await store.begin([entry.url], other, who: "ana").first)
        #expect(mended.state == .map && mended.order != entry.order)
        #expect(try await store.questions().isEmpty)
    }

    @Test func `A person holds, resumes, promotes and takes back, each recorded with who and why`() async throws {
        let store = try await RoadStage.store(clock)
        let entry = try #require(try await store.begin(["https://a.test/"], order, who: "ana").first)
        var canary = entry
        (canary.state, canary.version, canary.verdict) = (.canary, 2, .ready)
        canary.rollout = Rollout(version: 2, lastGood: 1, who: "rollcall", why: "ready", at: clock.now())
        _ = try await store.save(canary, readAs: entry)
        let held = try await store.steer("https://a.test/", .hold(who: "ben", why: "a look first"))
        #expect(held.rollout?.state == .held && held.reason == "hold by ben: a look first")
        await #expect(throws: OnboardingError.self) { try await store.steer("1", .hold(who: "ben", why: "again")) }
        #expect(try await store.steer("1", .resume(who: "ben", why: "looks well")).rollout?.state == .running)
        var last = try await store.steer("1", .promote(who: "ben", why: "sure"))
        while last.state == .canary { last = try await store.steer("1", .promote(who: "ben", why: "sure")) }
        #expect(last.state == .active && last.inUse == 2 && last.directory == "a-test")
        #expect(try await store.register.get(slug: "a-test")?.tags == ["onboarded"])
        let back = try await store.steer("a-test", .rollback(who: "eva", why: "it lists us twice"))
        #expect(back.state == .active && back.inUse == 1 && back.reason.contains("it lists us twice"))
        let events = try await store.events(of: entry.id).map { "\($0.action), \($0.who): \($0.why)" }
        #expect(events.contains("hold, ben: a look first") && events.contains("roll back to version 1, eva: it lists us twice"))
    }

    @Test func `A directory that is on the register already stays as it is there`() async throws {
        let store = try await RoadStage.store(clock)
        _ = try await store.register.add(.init(url: "https://a.test/", slug: "known", name: "Known"))
        let entry = try #require(try await store.begin(["https://a.test/"], order, who: "ana").first)
        var canary = entry
        (canary.state, canary.version) = (.canary, 1)
        canary.rollout = Rollout(
            version: 1, lastGood: nil, policy: OnboardingOrder.canary(soakSeconds: 60), who: "rollcall", why: "", at: clock.now())
        _ = try await store.save(canary, readAs: entry)
        #expect(try await store.steer("1", .promote(who: "ana", why: "sure")).directory == "known")
    }
}
