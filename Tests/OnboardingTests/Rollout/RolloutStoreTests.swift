import Database
import DatabaseTesting
import Directories
import JobQueue
import Model
import Resilience
import Testing

@testable import Onboarding

/// Rollouts over many directories as they are stored, on both engines, without a web.
@Suite(.onEachEngine, .serialized) struct RolloutStoreTests {
    private let clock = ManualClock()
    private let policy = GroupPolicy(phases: GroupPolicy.phases(soakSeconds: 0))

    /// Active directories: each is of `eu` or `us` by turns, built with Wix but the last.
    private func active(_ count: Int) async throws -> RolloutStore {
        let store = try await RoadStage.store(clock)
        let order = OnboardingOrder(Profile([.organization: ["Acme"], .email: ["a@acme.example"]]))
        for (index, before) in try await store.begin((0..<count).map { "https://site-\($0).test/" }, order, who: "ana").enumerated() {
            let directory = try await store.register.add(
                DirectoryDraft(
                    url: before.url, category: "law", region: index % 2 == 0 ? "eu" : "us", tags: ["onboarded"],
                    owner: index < 2 ? "acme" : ""))
            var entry = before
            (entry.state, entry.version, entry.inUse) = (.active, 3, 3)
            (entry.directory, entry.directoryID) = (directory.slug, directory.id)
            entry.platform = index < count - 1 ? "Wix" : nil
            _ = try await store.save(entry, readAs: before)
        }
        return RolloutStore(store)
    }

    /// Ends the road of whoever is tried with the change, as its job would.
    private func come(_ store: RolloutStore, _ rollout: Int64, to state: OnboardingState = .active, version: Int = 4) async throws {
        for member in try await store.members(of: rollout, .started) {
            let before = try #require(try await store.onboardings.get(member.onboarding))
            #expect(before.state == .map && before.changeRollout == rollout)
            var entry = before
            (entry.state, entry.version, entry.inUse) = (state, version, state == .active ? version : entry.inUse)
            (entry.reason, entry.isSending) = (state == .active ? "" : "the form is gone", false)
            _ = try await store.onboardings.save(entry, readAs: before)
        }
    }

    private func settle(_ store: RolloutStore, _ id: Int64) async throws -> ChangeRollout {
        for _ in 0..<100 {
            let (rollout, more) = try #require(try await store.step(id))
            if !more { return rollout }
        }
        Issue.record("it does not come to rest")
        throw CancellationError()
    }

    private func standings(_ store: RolloutStore, _ id: Int64) async throws -> [RolloutMember.Standing: Int] {
        Dictionary(try await store.members(of: id).map { ($0.standing, 1) }, uniquingKeysWith: +)
    }

    @Test(arguments: [
        (RolloutScope(), 6), (RolloutScope(region: "eu"), 3), (RolloutScope(platform: "Wix"), 5), (RolloutScope(owner: "acme"), 2),
        (RolloutScope(tag: "onboarded", category: "law", region: "us"), 3), (RolloutScope(platform: "Wix", region: "us"), 2),
    ])
    func `Directories are chosen by group, region or account, in an order that is the same each time`(scope: RolloutScope, count: Int)
        async throws
    {
        let store = try await active(6)
        let first = try await store.begin("first", .recipe("# none"), to: scope, policy: policy, who: "ana", why: "x")
        let again = try await store.begin("again", .recipe("# none"), to: scope, policy: policy, who: "ana", why: "x")
        #expect(first.plan.total == count && first.plan.reached == 1)
        let order = try await store.members(of: again.id).map(\.directory)
        #expect(try await store.members(of: first.id).map(\.directory) == order)
        #expect(try await store.list().map(\.name) == ["again", "first"])
        #expect(try await store.list(before: again.id).map(\.id) == [first.id])
        #expect(try await store.find("first") == first)
        #expect(try await store.find("\(first.id)") == first)
    }

    @Test func `It goes from the canary to all by itself, and every mapping stays with its change`() async throws {
        let store = try await active(6)
        let begun = try await store.begin(
            "answers", .answer(control: "reg_no", answer: .term("hasCredential")), to: RolloutScope(), policy: policy, who: "ana",
            why: "asked")
        var rollout = try await settle(store, begun.id)
        #expect(rollout.plan.gates(at: clock.now()) == ["1 of 1 directory is on its way"])
        let canary = try #require(try await store.members(of: begun.id, .started).first)
        let entry = try #require(try await store.onboardings.get(canary.onboarding))
        #expect(try await store.onboardings.sayings(for: entry).answers == [ControlKey(text: "reg_no"): .term("hasCredential")])
        let other = try #require(try await store.members(of: begun.id, .waiting).first)
        #expect(try await store.onboardings.sayings(for: try #require(try await store.onboardings.get(other.onboarding))).answers.isEmpty)
        // Whoever is in one rollout is in no other.
        #expect(try await store.begin("second", .remap, to: RolloutScope(), policy: policy, who: "ben", why: "x").plan.total == 5)
        while rollout.plan.state == .running {
            try await come(store, begun.id)
            rollout = try await settle(store, begun.id)
        }
        #expect(rollout.plan.state == .done)
        #expect(try await standings(store, begun.id) == [.passed: 6])
        #expect(try await store.onboardings.list().allSatisfy { $0.state == .active && $0.inUse == 4 && $0.changeRollout == nil })
        #expect(try await store.onboardings.sayings(for: entry).answers.count == 1)
        #expect(
            try await store.events(of: begun.id).map(\.action).reversed() == [
                "begin", "promote to 10 %", "promote to 50 %", "promote to all", "done",
            ])
        // Also what is done is taken back by a person, to what was good before.
        _ = try await store.steer("answers", .rollback(who: "eva", why: "it lists us twice"))
        #expect(try await settle(store, begun.id).reason == "roll back by eva: it lists us twice")
        #expect(try await standings(store, begun.id) == [.takenBack: 6])
        #expect(
            try await store.onboardings.list().allSatisfy {
                $0.state == .active && $0.inUse == 3 && $0.reason.contains("it lists us twice")
            })
        #expect(try await store.onboardings.sayings(for: entry).answers.isEmpty)
    }

    @Test func `Who does not come through goes back at once, and a spent budget takes all back`() async throws {
        let store = try await active(10)
        let begun = try await store.begin("remap", .remap, to: RolloutScope(), policy: policy, who: "ana", why: "a new model")
        _ = try await settle(store, begun.id)
        try await come(store, begun.id)
        _ = try await settle(store, begun.id)
        #expect(try await standings(store, begun.id) == [.passed: 1, .started: 4, .waiting: 5])
        try await come(store, begun.id, to: .failed)
        let back = try await settle(store, begun.id)
        #expect(back.plan.state == .rolledBack && back.reason.contains("the error budget of 2 is spent"), "\(back.reason)")
        #expect(try await standings(store, begun.id) == [.failed: 2, .takenBack: 3, .waiting: 5])
        let entries = try await store.onboardings.list()
        #expect(entries.allSatisfy { $0.state == .active && $0.inUse == 3 && $0.changeRollout == nil })
        #expect(try await store.onboardings.drifts().isEmpty)
        await #expect(throws: OnboardingError.self) { try await store.steer("remap", .promote(who: "a", why: "b")) }
    }

    @Test func `What came into use since is not taken back, and who changed meanwhile is left out`() async throws {
        let store = try await active(2)
        let begun = try await store.begin(
            "remap", .remap, to: RolloutScope(), policy: GroupPolicy(phases: GroupPolicy.phases([50, 100], soakSeconds: 60)), who: "ana",
            why: "x")
        _ = try await settle(store, begun.id)
        try await come(store, begun.id)
        _ = try await settle(store, begun.id)
        let waiting = try #require(try await store.members(of: begun.id, .waiting).first)
        let before = try #require(try await store.onboardings.get(waiting.onboarding))
        var other = before
        other.inUse = 2
        _ = try await store.onboardings.save(other, readAs: before)
        _ = try await store.steer("remap", .promote(who: "ana", why: "sure"))
        let done = try await settle(store, begun.id)
        #expect(done.plan.state == .done, "\(done.reason)")
        #expect(try await standings(store, begun.id) == [.passed: 1, .skipped: 1])
        let passed = try #require(try await store.members(of: begun.id, .passed).first)
        let bearer = try #require(try await store.onboardings.get(passed.onboarding))
        var newer = bearer
        newer.inUse = 5
        _ = try await store.onboardings.save(newer, readAs: bearer)
        _ = try await store.steer("\(begun.id)", .rollback(who: "eva", why: "doubts"))
        _ = try await settle(store, begun.id)
        #expect(try await store.onboardings.get(passed.onboarding)?.inUse == 5)
    }

    @Test(arguments: [
        (RolloutChange.threshold(0.2), RolloutScope(), "x"), (.answer(control: "x", answer: .term("nonsense")), RolloutScope(), "x"),
        (.answer(control: "", answer: .leave), RolloutScope(), "x"), (.recipe(""), RolloutScope(), "x"),
        (.remap, RolloutScope(region: "mars"), "x"), (.remap, RolloutScope(), " "), (.remap, RolloutScope(), "17"),
    ])
    func `What nobody can take is refused, and nothing is stored`(change: RolloutChange, scope: RolloutScope, name: String) async throws {
        let store = try await active(2)
        await #expect(throws: OnboardingError.self) { try await store.begin(name, change, to: scope, who: "ana", why: "x") }
        #expect(try await store.list().isEmpty)
        await #expect(throws: OnboardingError.self) { try await store.find("x") }
    }

    @Test func `Of two who take the same step both are carried out, one after the other`() async throws {
        let store = try await active(6)
        let begun = try await store.begin("remap", .remap, to: RolloutScope(), policy: policy, who: "ana", why: "x")
        async let one = store.step(begun.id)
        async let two = store.step(begun.id)
        _ = try await (one, two)
        #expect(try await standings(store, begun.id) == [.started: 1, .waiting: 5])
        #expect(try await store.jobs.list(limit: 100).count { $0.kind == "rollout" } == 1)
        try await store.enqueueAll()
        #expect(try await store.jobs.list(limit: 100).count { $0.kind == "rollout" } == 1)
    }

    @Test func `Flags are kept with who and why, and tell which step of a directory they stop`() async throws {
        let store = try await active(2).onboardings
        _ = try await store.set(.mappings, in: " EU ", allows: false, who: "ana", why: "an audit")
        var entry = try await store.find("https://site-0.test/")
        let order = try #require(try await store.order(entry.order))
        entry.state = .canary
        #expect(try await store.stop(entry, order) == "new mappings are stopped in eu by ana: an audit")
        entry.state = .trial
        #expect(try await store.stop(entry, order) == nil)
        _ = try await store.set(.trials, in: "*", allows: false, who: "ben", why: "a break")
        #expect(try await store.stop(entry, order) == "trials are stopped by ben: a break")
        _ = try await store.set(.trials, in: "eu", allows: true, who: "ben", why: "over")
        #expect(try await store.stop(entry, order) == nil)
        #expect(try await store.flags().settings.map(\.region) == ["*", "eu", "eu"])
        #expect(try await store.flagHistory().map(\.who) == ["ben", "ben", "ana"])
        await #expect(throws: OnboardingError.self) { try await store.set(.trials, in: " ", allows: false, who: "a", why: "b") }
        await #expect(throws: OnboardingError.self) { try await store.set(.trials, in: "eu", allows: false, who: "a", why: " ") }
    }
}
