package import Onboarding

/// A rollout over many directories, as the API and the command line write it.
package struct RolloutItem: Encodable, Sendable {
    package let id: Int64
    package let name: String
    package let change: String
    /// In words.
    package let brings: String
    package let scope: String
    package let state: String
    /// The phase it is in.
    package let phase: String
    /// Directories that it is for, that have the change or are about to, and that came through with it.
    package let directories: Int
    package let reached: Int
    package let passed: Int
    /// The last thing that was recorded.
    package let reason: String
    package let who: String
    package let madeAt: Moment
    package let updatedAt: Moment

    package init(_ rollout: ChangeRollout) {
        let plan = rollout.plan
        (id, name, change, brings) = (rollout.id, rollout.name, rollout.change.kind, rollout.change.words)
        (scope, state) = (rollout.scope.words, plan.state.rawValue)
        phase = plan.policy.phases.indices.contains(plan.phase) ? plan.policy.phases[plan.phase].name : ""
        (directories, reached, passed) = (plan.total, plan.reached, plan.bearers)
        (reason, who) = (rollout.reason, rollout.who)
        (madeAt, updatedAt) = (Moment(rollout.madeAt), Moment(rollout.updatedAt))
    }
}

/// All about one rollout.
package struct RolloutDetailItem: Encodable, Sendable {
    package struct Phase: Encodable, Sendable {
        package let name: String
        package let percent: Int
        package let soakSeconds: Int
        /// Directories whose turn comes in this phase.
        package let directories: Int
        package let standing: String
        /// By their standing.
        package let counts: [String: Int]
    }

    package struct Policy: Encodable, Sendable {
        package let successPercent: Int
        package let failureBudget: Int
        package let driftBudget: Int
    }

    package let rollout: RolloutItem
    package let phases: [Phase]
    package let policy: Policy
    /// What stands between this phase and the next, in words.
    package let gates: [String]
    /// The newest first.
    package let events: [OnboardingDetailItem.Event]

    package init(_ detail: RolloutDesk.Detail) {
        let policy = detail.rollout.plan.policy
        rollout = RolloutItem(detail.rollout)
        phases = detail.phases.map { phase in
            Phase(
                name: phase.name, percent: phase.percent, soakSeconds: phase.soakSeconds, directories: phase.directories,
                standing: phase.standing.rawValue,
                counts: Dictionary(phase.counts.map { ($0.key.name, $0.value) }, uniquingKeysWith: +))
        }
        self.policy = Policy(
            successPercent: policy.successPercent, failureBudget: policy.failureBudget, driftBudget: policy.driftBudget)
        gates = detail.gates
        events = detail.events.map { OnboardingDetailItem.Event($0) }
    }
}

/// A directory in a rollout.
package struct RolloutMemberItem: Encodable, Sendable {
    package let rank: Int
    package let directory: String
    package let onboarding: Int64?
    package let phase: String
    package let standing: String
    /// The version that was good before, and the one that the change led to.
    package let before: Int
    package let after: Int?
    package let why: String
    package let lookedAt: Moment?

    package init(_ member: RolloutMember, _ rollout: ChangeRollout) {
        let (plan, phases) = (rollout.plan, rollout.plan.policy.phases)
        let place = plan.phase(ofRank: member.rank)
        (rank, directory, standing, why) = (member.rank, member.slug, member.standing.name, member.why)
        onboarding = member.onboarding > 0 ? member.onboarding : nil
        phase = phases.indices.contains(place) ? phases[place].name : ""
        before = member.before
        after = member.after > 0 ? member.after : nil
        lookedAt = member.lookedAt.map { Moment($0) }
    }
}

/// A flag of a region.
package struct RegionFlagItem: Encodable, Sendable {
    package let region: String
    package let flag: String
    package let allows: Bool
    package let who: String
    package let why: String
    package let at: Moment

    package init(_ setting: RegionFlags.Setting) {
        (region, flag, allows) = (setting.region, setting.flag.rawValue, setting.allows)
        (who, why, at) = (setting.who, setting.why, Moment(setting.at))
    }
}

/// Two versions of a mapping side by side.
package struct MappingComparisonItem: Encodable, Sendable {
    package struct Row: Encodable, Sendable {
        package let control: String
        package let label: String
        package let left: OnboardingDetailItem.Field?
        package let right: OnboardingDetailItem.Field?
        package let same: Bool
    }

    package let left: Int
    package let right: Int
    /// In words.
    package let differences: [String]
    package let rows: [Row]

    package init(_ comparison: MappingComparison, left: Int, right: Int) {
        (self.left, self.right, differences) = (left, right, comparison.differences)
        rows = comparison.rows.map {
            Row(
                control: $0.control, label: $0.label, left: $0.left.map { OnboardingDetailItem.Field($0) },
                right: $0.right.map { OnboardingDetailItem.Field($0) }, same: $0.isSame)
        }
    }
}
