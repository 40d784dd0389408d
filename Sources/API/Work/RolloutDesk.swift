import Directories
package import JobQueue
package import Model
package import Onboarding
import Resilience
package import Rolls

/// What surfaces read and change of rollouts and of the flags of regions.
package struct RolloutDesk: Sendable {
    package let store: RolloutStore

    package init(_ jobs: JobStore) { store = RolloutStore(jobs) }

    /// The moment now.
    package func now() -> Timestamp { store.clock.now() }

    /// All about one: how many directories stand where in each phase, and what was done.
    package struct Detail: Sendable {
        package let rollout: ChangeRollout
        package let phases: [RolloutPhase]
        package let gates: [String]
        package let events: [OnboardingEvent]
    }

    /// One phase with its directories.
    package struct RolloutPhase: Sendable {
        package let name: String
        package let percent: Int
        package let soakSeconds: Int
        /// Directories whose turn comes in this phase.
        package let directories: Int
        package let counts: [RolloutMember.Standing: Int]
        package let standing: Standing

        /// Where the rollout is, seen from a phase.
        package enum Standing: String, Sendable {
            case waiting, current, passed, stopped
        }
    }

    package func detail(_ rollout: ChangeRollout) async throws -> Detail {
        let counts = try await store.counts(of: rollout)
        let plan = rollout.plan
        var first = 0
        let phases = zip(plan.policy.phases, counts).enumerated().map { index, pair in
            let end = plan.boundary(of: index)
            defer { first = max(first, end) }
            let isCurrent = index == plan.phase
            let standing: RolloutPhase.Standing =
                switch plan.state {
                case .done: .passed
                case .rolledBack: index < plan.phase ? .passed : isCurrent ? .stopped : .waiting
                case .running, .held: index < plan.phase ? .passed : isCurrent ? .current : .waiting
                }
            return RolloutPhase(
                name: pair.0.name, percent: pair.0.percent, soakSeconds: pair.0.soakSeconds, directories: max(0, end - first),
                counts: pair.1,
                standing: standing)
        }
        return Detail(
            rollout: rollout, phases: phases, gates: plan.gates(at: store.clock.now()), events: try await store.events(of: rollout.id))
    }

    /// The same for the rollout of that number, or a 404 that names it.
    package func detail(_ text: String) async throws -> Detail {
        let id = try OnboardingDesk.number(text, "rollout")
        guard let rollout = try await store.get(id) else { throw Problem.notFound("rollout", "\(id)") }
        return try await detail(rollout)
    }

    /// A page of the latest, and the cursor of the next page.
    package func list(before: Int64?, limit: Int) async throws -> (rollouts: [ChangeRollout], next: String?) {
        var rollouts = try await store.list(before: before, limit: limit + 1)
        guard rollouts.count > limit else { return (rollouts, nil) }
        rollouts.removeLast()
        return (rollouts, rollouts.last.map { Cursor([String($0.id)]).text(for: Self.cursor) })
    }

    /// For whose cursors stand.
    static let cursor = "rollouts"

    package func begin(_ request: RolloutRequest, who: String?, why: String?) async throws -> ChangeRollout {
        guard let why = OneLine.text(why) else { throw Problem.invalid("why", "Say why, for those who come after.") }
        return try await store.begin(
            request.name, try request.made(), to: request.scope, policy: request.policy, who: OneLine.text(who) ?? "API", why: why)
    }

    /// The number behind a cursor.
    package static func before(_ text: String) throws -> Int64 {
        guard let number = try Cursor(text, for: cursor).parts.first.flatMap({ Int64($0) }) else {
            throw Problem.invalid("cursor", "This cursor is damaged.")
        }
        return number
    }

    /// The regions of the register, for suggestions.
    package func regions() async throws -> [String] {
        try await DirectoryStore(store.onboardings.jobs.database, clock: store.clock).distinct(.region).prefix(100).map(\.value)
    }

    /// The two latest versions of a directory's recipe.
    package func recipes(of entry: OnboardingEntry) async throws -> [RecipeStore.Version] {
        guard let directory = entry.directoryID else { return [] }
        return try await RecipeStore(store.onboardings.jobs.database, clock: store.clock).history(directory, limit: 2)
    }

    /// Steers a rollout by the word of a verb.
    package func steer(_ text: String, _ verb: Steering, who: String?, why: String?) async throws -> ChangeRollout {
        let id = try OnboardingDesk.number(text, "rollout")
        guard let why = OneLine.text(why) else { throw Problem.invalid("why", "Say why, for those who come after.") }
        return try await store.steer("\(id)", verb.event(who: OneLine.text(who) ?? "console", why: why))
    }

    /// Two versions of a directory's mapping; 0 for the one in use (left) and the newest (right), or the one before where these are the same.
    package func compare(
        _ text: String, left: Int, right: Int
    ) async throws -> (entry: OnboardingEntry, left: Int, right: Int, comparison: MappingComparison) {
        let id = try OnboardingDesk.number(text, "onboarding")
        let onboardings = store.onboardings
        guard let entry = try await onboardings.get(id) else { throw Problem.notFound("onboarding", "\(id)") }
        let newer = right > 0 ? right : entry.version
        let older = left > 0 ? left : entry.inUse > 0 && entry.inUse != newer ? entry.inUse : max(1, newer - 1)
        guard let old = try await onboardings.mapping(of: id, version: older) else { throw Problem.notFound("version", "\(older)") }
        guard let new = try await onboardings.mapping(of: id, version: newer) else { throw Problem.notFound("version", "\(newer)") }
        return (entry, older, newer, MappingComparison(old, new))
    }

    /// Stops something in a region, or allows it again.
    package func set(
        _ flag: String?, region: String?, allows: Bool?, who: String?, why: String?
    ) async throws -> RegionFlags.Setting {
        guard let flag = flag.flatMap({ RegionFlag(rawValue: $0) }) else {
            throw Problem.invalid("flag", "Give one of \(RegionFlag.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        guard let allows else { throw Problem.invalid("allows", "Say true or false.") }
        guard let region = OneLine.text(region) else { throw Problem.invalid("region", "Name a region, or * for all.") }
        guard let why = OneLine.text(why) else { throw Problem.invalid("why", "Say why, for those who come after.") }
        return try await store.onboardings.set(flag, in: region, allows: allows, who: OneLine.text(who) ?? "console", why: why)
    }
}

extension Steering {
    /// The same for a rollout over many directories.
    package func event(who: String, why: String) -> GroupRollout.Event {
        switch self {
        case .hold: .hold(who: who, why: why)
        case .resume: .resume(who: who, why: why)
        case .promote: .promote(who: who, why: why)
        case .rollback: .rollback(who: who, why: why)
        }
    }
}
