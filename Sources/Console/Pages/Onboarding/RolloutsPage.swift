import API
import Model
import Onboarding

/// The rollouts over many directories, the latest first, and the flags of regions with the form that sets them.
struct RolloutsPage {
    struct Row {
        let id: Int64
        let name: String
        let word: String
        let style: String
        let phase: String
        let have: String
        let brings: String
        let scope: String
        let reason: String
        let when: String
    }

    struct Flag {
        let region: String
        let name: String
        let word: String
        let style: String
        let why: String
        let who: String
        let when: String
    }

    struct Choice {
        let value: String
        let name: String
        let chosen: Bool
    }

    /// What a person typed into the form of flags that could not be used, and why.
    struct Mistake {
        let flag: String
        let region: String
        let why: String
        let sentence: String
    }

    let tabs: [PageValues.Tab]
    let rows: [Row]
    let hasRows: Bool
    let next: String?
    let flags: [Flag]
    let hasFlags: Bool
    let choices: [Choice]
    let regions: [String]
    let region: String
    let why: String
    let said: String?
    let mistake: String?

    init(_ desk: RolloutDesk, before: Int64?, said: String? = nil, mistake: Mistake? = nil) async throws {
        let (rollouts, cursor) = try await desk.list(before: before, limit: 50)
        tabs = OnboardingWords.tabs(at: "/onboarding/rollouts")
        rows = rollouts.map { rollout in
            let plan = rollout.plan
            return Row(
                id: rollout.id, name: rollout.name, word: plan.state.words, style: RolloutWords.style(plan.state),
                phase: plan.policy.phases.indices.contains(plan.phase) ? plan.policy.phases[plan.phase].name : "–",
                have: "\(Figures.count(plan.bearers)) of \(Figures.count(plan.total))", brings: rollout.change.words,
                scope: rollout.scope.words, reason: String(rollout.reason.prefix(300)), when: TimeElement.ago(rollout.updatedAt))
        }
        hasRows = !rows.isEmpty
        next = cursor.map { PageValues.link("/onboarding/rollouts", [("cursor", $0)]) }
        flags = try await desk.store.onboardings.flags().settings.map {
            Flag(
                region: $0.region == RegionFlags.everywhere ? "all others" : $0.region, name: $0.flag.words,
                word: $0.allows ? "allowed" : "stopped", style: $0.allows ? "s-done" : "s-cancelled", why: $0.why, who: $0.who,
                when: TimeElement.ago($0.at))
        }
        hasFlags = !flags.isEmpty
        choices = RegionFlag.allCases.map { Choice(value: $0.rawValue, name: $0.words, chosen: $0.rawValue == mistake?.flag) }
        regions = try await desk.regions()
        (region, why) = (mistake?.region ?? "", mistake?.why ?? "")
        self.said = said
        self.mistake = mistake?.sentence
    }
}

/// One rollout: its phases as a picture, what it waits for, whom it has reached, what was done, and how a person steers it.
struct RolloutPage {
    struct Member {
        let rank: Int
        let slug: String
        let onboarding: Int64?
        let phase: String
        let word: String
        let style: String
        let before: String
        let after: String
        let compares: Bool
        let why: String
    }

    let id: Int64
    let name: String
    let word: String
    let style: String
    let reason: String
    let brings: String
    let recipe: String?
    let scope: String
    let total: String
    let who: String
    let made: String
    let picture: String
    let gates: [String]
    let hasGates: Bool
    let rules: String
    let verbs: [OnboardingPage.Verb]
    let canSteer: Bool
    let members: [Member]
    let next: String?
    let events: [OnboardingPage.Event]
    let said: String?
    let mistake: String?
    let typed: String

    private static let perPage = 100

    /// - Parameter steering: What a person wrote that could not be done, and why.
    init(
        _ desk: RolloutDesk, _ id: String, from rank: Int = 0, said: String? = nil, steering: (typed: String, sentence: String)? = nil
    ) async throws {
        let detail = try await desk.detail(id)
        let (rollout, plan) = (detail.rollout, detail.rollout.plan)
        (self.id, name, reason, brings) = (rollout.id, rollout.name, rollout.reason, rollout.change.words)
        (word, style) = (plan.state.words, RolloutWords.style(plan.state))
        if case .recipe(let text) = rollout.change { recipe = text } else { recipe = nil }
        (scope, total, who) = (rollout.scope.words, Figures.count(plan.total), rollout.who)
        made = TimeElement.at(rollout.madeAt)
        picture = RolloutPicture(detail.phases).html()
        gates = detail.gates
        hasGates = !gates.isEmpty
        let policy = plan.policy
        rules =
            "A phase is left when \(policy.successPercent) % of its trials and looks succeeded and its soak is over; everything goes back at "
            + "\(policy.failureBudget) \(policy.failureBudget == 1 ? "failure" : "failures") or \(policy.driftBudget) "
            + "\(policy.driftBudget == 1 ? "form" : "forms") whose change breaks the mapping."
        verbs = OnboardingPage.verbs(plan.state, begins: "Begin the next phase")
        canSteer = !verbs.isEmpty
        let found = try await desk.store.members(of: rollout.id, from: rank, limit: Self.perPage + 1)
        let recipes = recipe != nil
        members = found.prefix(Self.perPage).map { member in
            let phase = plan.phase(ofRank: member.rank)
            return Member(
                rank: member.rank, slug: member.slug, onboarding: member.onboarding > 0 ? member.onboarding : nil,
                phase: policy.phases.indices.contains(phase) ? policy.phases[phase].name : "–", word: member.standing.words,
                style: RolloutWords.style(member.standing), before: member.before > 0 ? "\(member.before)" : "–",
                after: member.after > 0 ? "\(member.after)" : "–",
                compares: !recipes && member.after > 0 && member.after != member.before, why: member.why)
        }
        next = found.count > Self.perPage ? "/onboarding/rollouts/\(rollout.id)?from=\(rank + Self.perPage)" : nil
        events = detail.events.map {
            OnboardingPage.Event(at: TimeElement.at($0.at), who: $0.who, action: $0.action, why: $0.why.isEmpty ? nil : $0.why)
        }
        self.said = said
        mistake = steering?.sentence
        typed = steering?.typed ?? ""
    }
}

/// How rollouts read on pages.
enum RolloutWords {
    static func style(_ state: Rollout.State) -> String {
        switch state {
        case .running: "s-running"
        case .held: "s-cancelled"
        case .done: "s-done"
        case .rolledBack: "s-failed"
        }
    }

    static func style(_ standing: RolloutMember.Standing) -> String {
        switch standing {
        case .waiting, .skipped: "s-waiting"
        case .started: "s-running"
        case .passed: "s-done"
        case .failed, .takenBack: "s-failed"
        }
    }
}
