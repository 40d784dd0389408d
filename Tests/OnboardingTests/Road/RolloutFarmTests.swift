import DatabaseTesting
import Model
import Resilience
import SimulatedWeb
import Testing

@testable import Onboarding

/// Changes on their way to directories of the simulated web.
@Suite(.serialized) struct RolloutFarmTests {
    private let clock = ManualClock()

    /// Active directories, each with the first version of its mapping in use.
    private func active(_ stage: FarmStage, _ count: Int) async throws -> (RolloutStore, RolloutRunner, Onboarder) {
        let store = RolloutStore(try await RoadStage.store(clock))
        let onboarder = stage.onboarder(store.onboardings)
        for site in stage.quick.filter({ $0.captcha == nil && $0.formShape != .multiStep }).prefix(count) {
            let entry = try await stage.begin(site, store.onboardings)
            _ = try await onboarder.advance(entry.id)
        }
        let entries = try await store.onboardings.list()
        try #require(entries.count == count && entries.allSatisfy { $0.state == .active && $0.inUse == 1 })
        return (store, RolloutRunner(store, onboarder: onboarder), onboarder)
    }

    /// Works the rollout and whoever it has reached, until nothing happens without time.
    private func work(_ store: RolloutStore, _ runner: RolloutRunner, _ onboarder: Onboarder, _ id: Int64) async throws -> ChangeRollout {
        for _ in 0..<50 {
            _ = try await runner.advance(id)
            let started = try await store.members(of: id, .started)
            if started.isEmpty { break }
            for member in started { _ = try await onboarder.advance(member.onboarding) }
        }
        return try #require(try await store.get(id))
    }

    private func site(_ stage: FarmStage, _ entry: OnboardingEntry) throws -> FarmDirectory {
        try #require(stage.web.directories.first { stage.web.url(of: $0) == entry.url })
    }

    @Test(.onEachEngine) func `A form that changes during a rollout is caught at the canary, and everything goes back`() async throws {
        try await FarmStage.with(40) { stage in
            let (store, runner, onboarder) = try await active(stage, 5)
            let begun = try await store.begin(
                "stricter", .threshold(0.6), to: RolloutScope(), policy: GroupPolicy(phases: GroupPolicy.phases(soakSeconds: 600)),
                who: "ana",
                why: "we want to be asked")
            let soaking = try await work(store, runner, onboarder, begun.id)
            #expect(soaking.plan.state == .running && soaking.plan.phase == 0, "\(soaking.reason)")
            let member = try #require(try await store.members(of: begun.id, .passed).first)
            let canary = try #require(try await store.onboardings.get(member.onboarding))
            #expect(canary.state == .active && canary.inUse == 2 && canary.changeRollout == begun.id)
            #expect(try await store.onboardings.mapping(of: canary.id, version: 2)?.threshold == 0.6)
            // Two looks that find nothing, then a form that is gone.
            clock.advance(by: .seconds(151))
            #expect(try await work(store, runner, onboarder, begun.id).plan.successes == 2)
            stage.web.set(.vanishedForm, for: try site(stage, canary).index)
            clock.advance(by: .seconds(451))
            let back = try await work(store, runner, onboarder, begun.id)
            #expect(back.plan.state == .rolledBack && back.plan.phase == 0, "\(back.reason)")
            #expect(back.reason.contains("has changed: the form is gone"), "\(back.reason)")
            #expect(try await store.members(of: begun.id).map(\.standing) == [.takenBack] + Array(repeating: .waiting, count: 4))
            for entry in try await store.onboardings.list() {
                #expect(entry.state == .active && entry.inUse == 1 && entry.changeRollout == nil, "\(entry.reason)")
            }
            #expect(try await store.onboardings.events(of: canary.id).first?.action == "roll back to version 1")
        }
    }

    @Test func `A change that holds comes to all, and nobody is listed a second time`() async throws {
        try await FarmStage.with(40) { stage in
            let (store, runner, onboarder) = try await active(stage, 4)
            let begun = try await store.begin(
                "by hand", .answer(control: "no-such-control", answer: .leave), to: RolloutScope(tag: "onboarded"),
                policy: GroupPolicy(phases: GroupPolicy.phases(soakSeconds: 60)), who: "ana", why: "x")
            var rollout = try await work(store, runner, onboarder, begun.id)
            for _ in 0..<6 where rollout.plan.state == .running {
                clock.advance(by: .seconds(61))
                rollout = try await work(store, runner, onboarder, begun.id)
            }
            #expect(rollout.plan.state == .done, "\(rollout.reason)")
            #expect(try await store.onboardings.list().allSatisfy { $0.inUse == 2 && $0.changeRollout == nil })
            #expect(stage.web.directories.allSatisfy { stage.web.submitted(to: $0.index) == ([], 0, 0) })
        }
    }

    @Test func `Rollouts and the directories that they reach are worked as jobs`() async throws {
        try await FarmStage.with(40) { stage in
            let store = RolloutStore(try await RoadStage.store(SystemClock()))
            let onboarder = stage.onboarder(store.onboardings)
            for site in stage.quick.filter({ $0.captcha == nil && $0.formShape != .multiStep }).prefix(4) {
                _ = try await onboarder.advance(try await stage.begin(site, store.onboardings).id)
            }
            let begun = try await store.begin(
                "anew", .threshold(0.55), to: RolloutScope(), policy: GroupPolicy(phases: GroupPolicy.phases(soakSeconds: 0)), who: "ana",
                why: "x")
            try await RoadStage.work(store.onboardings, onboarder) { try await store.get(begun.id)?.plan.state != .running }
            let done = try #require(try await store.get(begun.id))
            #expect(done.plan.state == .done, "\(done.reason)")
        }
    }

    @Test func `A flag of the region keeps a directory where it is until it is lifted`() async throws {
        try await FarmStage.with(16) { stage in
            let (store, site) = (try await RoadStage.store(clock), try stage.plainSite())
            let onboarder = stage.onboarder(store)
            _ = try await store.set(.submissions, in: "*", allows: false, who: "ana", why: "not before Monday")
            let entry = try await stage.begin(site, store, submits: true)
            guard case .waits = try await onboarder.advance(entry.id), case .waits = try await onboarder.advance(entry.id) else {
                Issue.record("it does not wait")
                return
            }
            let stopped = try #require(try await store.get(entry.id))
            #expect(stopped.state == .trial && stopped.stopped == "submissions are stopped by ana: not before Monday")
            #expect(stage.web.submitted(to: site.index) == ([], 0, 0))
            _ = try await store.set(.submissions, in: "*", allows: true, who: "ana", why: "Monday")
            _ = try await onboarder.advance(entry.id)
            let done = try #require(try await store.get(entry.id))
            #expect(done.state == .active && done.stopped == nil && done.verdict == .published, "\(done.reason)")
        }
    }
}
