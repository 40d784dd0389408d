import Model
import Testing

@testable import Onboarding

/// How a change comes to many directories, on a clock that is turned by hand.
@Suite struct GroupRolloutTests {
    private let start = Timestamp(seconds: 1_000_000)

    private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: start.milliseconds + seconds * 1_000) }

    private func begun(_ total: Int, _ policy: GroupPolicy = GroupPolicy()) -> (GroupRollout, [GroupRollout.Action]) {
        var rollout = GroupRollout(policy, total: total, at: start)
        let actions = rollout.begin(who: "ana", why: "a new mapping", at: start)
        return (rollout, actions)
    }

    private func trial(_ succeeded: Bool = true) -> GroupRollout.Event {
        .trial(directory: "site", succeeded: succeeded, why: succeeded ? "" : "refused")
    }

    @Test(arguments: [
        (1, [1, 1, 1, 1]), (4, [1, 1, 2, 4]), (100, [1, 10, 50, 100]), (250, [3, 25, 125, 250]),
        (100_000, [1_000, 10_000, 50_000, 100_000]),
    ])
    func `Each phase reaches its share, the canary never nobody`(total: Int, boundaries: [Int]) {
        let (rollout, actions) = begun(total)
        #expect((0..<4).map { rollout.boundary(of: $0) } == boundaries)
        #expect(actions == [.note(action: "begin", who: "ana", why: "a new mapping"), .reach(boundaries[0])])
        #expect(rollout.phase(ofRank: 0) == 0 && rollout.boundary(of: rollout.phase(ofRank: total - 1)) == total)
    }

    @Test func `With good trials and looks it goes through all phases by itself, each after its soak`() {
        var (rollout, _) = begun(100)
        var (now, reached) = (Int64(0), 0)
        for phase in 0..<4 {
            #expect(rollout.phase == phase && rollout.state == .running && rollout.outstanding == rollout.reached - reached)
            for _ in reached..<rollout.reached { _ = rollout.take(trial(), at: at(now + 5)) }
            reached = rollout.boundary(of: phase)
            guard phase < 3 else { break }
            #expect(rollout.phase == phase && rollout.gates(at: at(now + 5)) == ["5 of 3600 seconds of soak"])
            #expect(rollout.looksBefore(at(now + 5)) == nil && rollout.due(after: at(now + 5)) == at(now + 900))
            #expect(rollout.looksBefore(at(now + 2_000)) == at(now + 1_800))
            now += 3_600
            #expect(rollout.take(.tick, at: at(now)) == [])
            #expect(rollout.gates(at: at(now)) == ["0 of \(reached) \(reached == 1 ? "form was" : "forms were") looked at after the soak"])
            #expect(rollout.looksBefore(at(now)) == at(now))
            for _ in 0..<reached { _ = rollout.take(.look(directory: "site", nil, words: ""), at: at(now)) }
        }
        #expect(rollout.state == .done && rollout.bearers == 100 && rollout.gates(at: at(now)).isEmpty)
    }

    @Test func `A form that changes at the canary takes everything back, and nobody else ever has it`() {
        var (rollout, _) = begun(100)
        _ = rollout.take(trial(), at: at(1))
        #expect(rollout.take(.look(directory: "one", .cosmetic, words: "a label"), at: at(900)) == [])
        let actions = rollout.take(.look(directory: "one", .breaking, words: "a captcha was added"), at: at(1_800))
        #expect(actions.contains(.takeBack(why: "the form of one has changed: a captcha was added")))
        #expect(rollout.state == .rolledBack && rollout.phase == 0 && rollout.reached == 1)
        for event in [trial(), .tick, .promote(who: "ana", why: "late"), .resume(who: "ana", why: "late")] as [GroupRollout.Event] {
            #expect(rollout.take(event, at: at(9_000)) == [])
        }
    }

    @Test func `A spent error budget takes it back, also while it is held and where sites do not answer`() {
        var (rollout, _) = begun(100, GroupPolicy(phases: GroupPolicy.phases([10, 100], soakSeconds: 60)))
        #expect(rollout.take(.hold(who: "ben", why: "a look first"), at: at(1)) == [.note(action: "hold", who: "ben", why: "a look first")])
        for _ in 0..<9 { _ = rollout.take(trial(), at: at(2)) }
        #expect(rollout.take(trial(false), at: at(2)).count == 1 && rollout.state == .held)
        let actions = rollout.take(.missed(directory: "two", why: "no answer"), at: at(3))
        #expect(rollout.state == .rolledBack && actions.contains(.takeBack(why: "the error budget of 2 is spent: two: no answer")))
    }

    @Test func `Too few successes take it back when all have come through`() {
        var (rollout, _) = begun(10, GroupPolicy(phases: GroupPolicy.phases([50, 100], soakSeconds: 0), failureBudget: 9))
        for succeeded in [true, true, true, false] { #expect(rollout.take(trial(succeeded), at: at(1)).count == (succeeded ? 0 : 1)) }
        #expect(rollout.gates(at: at(1)).first == "1 of 5 directories are on their way")
        let actions = rollout.take(trial(), at: at(2))
        #expect(rollout.state == .rolledBack && actions.contains(.takeBack(why: "80 % of trials succeeded, and 95 % must")))
    }

    @Test func `What is held waits for a person, who may resume, promote or take back what is done`() {
        var (rollout, _) = begun(4, GroupPolicy(phases: GroupPolicy.phases(soakSeconds: 0)))
        _ = rollout.take(.hold(who: "ben", why: "wait"), at: at(1))
        #expect(rollout.take(trial(), at: at(2)) == [] && rollout.phase == 0)
        #expect(rollout.take(.hold(who: "ben", why: "again"), at: at(3)) == [])
        let resumed = rollout.take(.resume(who: "ben", why: "well"), at: at(4))
        #expect(resumed.first == .note(action: "resume", who: "ben", why: "well") && rollout.phase == 1)
        // 10 % of four is the canary again: nobody is waited for.
        #expect(rollout.take(.tick, at: at(5)).contains(.reach(2)) && rollout.phase == 2)
        // A person does not wait for the one that is on its way.
        #expect(rollout.take(.promote(who: "eva", why: "sure"), at: at(6)).last == .reach(4))
        for _ in 0..<2 { _ = rollout.take(trial(), at: at(7)) }
        #expect(rollout.outstanding == 1 && rollout.state == .running)
        #expect(rollout.take(.skipped(directory: "four", why: "not active"), at: at(8)).last == .finish)
        #expect(rollout.state == .done)
        #expect(rollout.take(.rollback(who: "eva", why: "it lists us twice"), at: at(9)).last == .takeBack(why: "it lists us twice"))
    }

    @Test(arguments: [
        GroupPolicy(phases: []), GroupPolicy(phases: GroupPolicy.phases([10, 50], soakSeconds: 0)),
        GroupPolicy(phases: GroupPolicy.phases([50, 10, 100], soakSeconds: 0)),
        GroupPolicy(phases: GroupPolicy.phases([0, 100], soakSeconds: 0)),
        GroupPolicy(phases: GroupPolicy.phases(soakSeconds: -1)), GroupPolicy(successPercent: 101), GroupPolicy(failureBudget: 0),
        GroupPolicy(driftBudget: 0),
    ])
    func `Phases that lead nowhere and gates that nothing passes are refused`(policy: GroupPolicy) {
        #expect(throws: OnboardingError.self) { try policy.check() }
        #expect(throws: Never.self) { try GroupPolicy().check() }
    }

    @Test func `A flag stops a region, or all that have no setting of their own`() {
        func set(_ region: String, _ allows: Bool, _ flag: RegionFlag = .trials) -> RegionFlags.Setting {
            RegionFlags.Setting(region: region, flag: flag, allows: allows, who: "ana", why: "the law", at: start)
        }
        let flags = RegionFlags([set("*", false), set("us", true), set("eu", false, .submissions)])
        #expect(flags.stop(.trials, in: "") != nil && flags.stop(.trials, in: "EU")?.region == "*" && flags.stop(.trials, in: "US") == nil)
        #expect(flags.stop(.submissions, in: "EU")?.words == "submissions are stopped in eu by ana: the law")
        #expect(flags.stop([.mappings, .submissions], in: "us") == nil && RegionFlags([]).stop(.submissions, in: "eu") == nil)
    }
}
