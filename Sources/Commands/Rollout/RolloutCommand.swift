import API
import ArgumentParser
import Assembly
import JobQueue
import Onboarding
import Resilience

/// `rollcall rollout …`
struct RolloutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollout", abstract: "Bring a change of mapping or recipe to many directories, in phases with gates.",
        subcommands: [
            RolloutStart.self, RolloutList.self, RolloutStatus.self, RolloutWork.self, RolloutHold.self, RolloutResume.self,
            RolloutPromote.self, RolloutRollback.self,
        ])
}

extension CommandContext {
    /// Opens the database and lets the work use the rollouts.
    /// - Throws: ``CommandFailure`` for what the store refuses, with its remedy.
    func withRollouts<Result>(_ work: (RolloutStore) async throws -> Result) async throws -> Result {
        try await withOnboardings { try await work(RolloutStore($0)) }
    }

    /// Takes a rollout along in this process until there is nothing to be done before a later time, or until Ctrl-C.
    func follow(_ rollout: Int64, _ store: RolloutStore, _ reach: OnboardReach) async throws -> ChangeRollout? {
        let onboarder = reach.onboarder(store.onboardings)
        let recipes = RecipeShelf(store.onboardings.jobs.database, clock: store.clock)
        var kinds = JobKinds()
        kinds.add(OnboardJob { onboarder })
        kinds.add(FormPictureJob { onboarder })
        kinds.add(RolloutJob { RolloutRunner(store, onboarder: onboarder, recipes: recipes) })
        let terminal = terminal
        try await work(store.onboardings.jobs, queue: OnboardJob.queue, kinds: kinds, verb: "rollout") {
            while !Task.isCancelled {
                guard let now = try await store.get(rollout) else { break }
                terminal.progress(RolloutText.progress(now))
                if try await store.rests(now) { break }
                try await Task.sleep(for: .milliseconds(250))
            }
        }
        terminal.progress("")
        return try await store.get(rollout)
    }
}

/// How rollouts look on a terminal.
enum RolloutText {
    static func style(_ state: Rollout.State) -> Terminal.Style {
        switch state {
        case .running: .info
        case .held: .warning
        case .done: .good
        case .rolledBack: .bad
        }
    }

    static func phase(_ rollout: ChangeRollout) -> String {
        let plan = rollout.plan
        return plan.policy.phases.indices.contains(plan.phase) ? plan.policy.phases[plan.phase].name : "–"
    }

    static func progress(_ rollout: ChangeRollout) -> String {
        let plan = rollout.plan
        return
            "\(Table.clean(rollout.name)): \(plan.state.words) at \(phase(rollout)), \(plan.bearers) of \(plan.total) directories have it"
    }

    /// A bar of one phase: who has it, who is tried, who failed, who waits.
    static func bar(_ phase: RolloutDesk.RolloutPhase, _ terminal: Terminal) -> String {
        let width = 20
        let total = max(1, phase.directories)
        func cells(_ standings: [RolloutMember.Standing]) -> Int {
            let count = standings.reduce(0) { $0 + (phase.counts[$1] ?? 0) }
            return count == 0 ? 0 : max(1, count * width / total)
        }
        let (passed, tried, bad) = (cells([.passed]), cells([.started]), cells([.failed, .takenBack]))
        let shown = min(width, passed + tried + bad)
        return terminal.styled(String(repeating: "█", count: min(passed, width)), .good)
            + terminal.styled(String(repeating: "▒", count: max(0, min(tried, width - passed))), .info)
            + terminal.styled(String(repeating: "▓", count: max(0, shown - passed - tried)), .bad)
            + String(repeating: "░", count: phase.directories == 0 ? 0 : width - shown)
    }

    static func show(_ detail: RolloutDesk.Detail, _ terminal: Terminal) {
        let (rollout, plan) = (detail.rollout, detail.rollout.plan)
        terminal.say(
            terminal.styled("#\(rollout.id) \(Table.clean(rollout.name))", .bold) + ": "
                + terminal.styled(plan.state.words, style(plan.state))
                + ", " + Table.clean(rollout.reason))
        terminal.say("  brings  \(Table.clean(rollout.change.words))")
        terminal.say("  to      \(Table.clean(rollout.scope.words)): \(plan.total) directories")
        for phase in detail.phases {
            let counts = RolloutMember.Standing.allCases.compactMap { standing in
                phase.counts[standing].map { "\($0) \(standing.words)" }
            }
            let mark = phase.standing == .current ? "→" : phase.standing == .stopped ? "×" : " "
            let padded = phase.name + String(repeating: " ", count: max(0, 7 - phase.name.count))
            terminal.say("\(mark) \(padded) \(bar(phase, terminal))  \(counts.isEmpty ? "nobody besides" : counts.joined(separator: ", "))")
        }
        for gate in detail.gates { terminal.say("  waits   \(gate)") }
        for event in detail.events.reversed() {
            terminal.say("  \(event.at)  \(event.action) by \(Table.clean(event.who)): \(Table.clean(event.why))")
        }
    }
}
