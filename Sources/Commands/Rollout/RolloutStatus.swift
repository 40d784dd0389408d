import API
import ArgumentParser
import Onboarding

/// `rollcall rollout list`
struct RolloutList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the rollouts, the latest first.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "How many at most.")
    var limit = 50

    func validate() throws {
        guard (1...1_000).contains(limit) else { throw ValidationError("--limit is from 1 to 1000") }
    }

    func run() async throws {
        let context = try CommandContext(global)
        let terminal = context.terminal
        let rollouts = try await context.withRollouts { try await $0.list(limit: limit) }
        if output.json { return terminal.say(try JSON.line(rollouts.map(RolloutItem.init))) }
        guard !rollouts.isEmpty else { return terminal.note("No rollout yet. Begin one with `rollcall rollout start`.") }
        var table = Table(["#", "rollout", "state", "phase", "have it", "brings", "last"], flexible: 6)
        for rollout in rollouts {
            table.add([
                Table.Cell("\(rollout.id)"), Table.Cell(rollout.name),
                Table.Cell(rollout.plan.state.words, RolloutText.style(rollout.plan.state)), Table.Cell(RolloutText.phase(rollout)),
                Table.Cell("\(rollout.plan.bearers) of \(rollout.plan.total)"), Table.Cell(Table.clean(rollout.change.words)),
                Table.Cell(Table.clean(rollout.reason)),
            ])
        }
        table.lines(on: terminal).forEach { terminal.say($0) }
    }
}

/// `rollcall rollout status`
struct RolloutStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show a rollout: its phases, what it waits for, and what was done by whom and why.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "Its name or number.")
    var rollout: String

    @Flag(help: "List its directories as well.")
    var directories = false

    func run() async throws {
        let context = try CommandContext(global)
        try await context.withRollouts { store in
            let detail = try await RolloutDesk(store.onboardings.jobs).detail(try await store.find(rollout))
            try Self.say(detail, context.terminal, json: output.json)
            guard directories else { return }
            var from = 0
            while true {
                let members = try await store.members(of: detail.rollout.id, from: from)
                try say(members, detail.rollout, context.terminal)
                guard let last = members.last, members.count == 1_000 else { return }
                from = last.rank + 1
            }
        }
    }

    private func say(_ members: [RolloutMember], _ rollout: ChangeRollout, _ terminal: Terminal) throws {
        if output.json {
            for member in members { terminal.say(try JSON.line(RolloutMemberItem(member, rollout))) }
            return
        }
        var table = Table(["directory", "phase", "stands", "before", "now", "why"], flexible: 5)
        for member in members {
            table.add([
                Table.Cell(member.slug), Table.Cell(rollout.plan.policy.phases[rollout.plan.phase(ofRank: member.rank)].name),
                Table.Cell(member.standing.words), Table.Cell("\(member.before)"), Table.Cell(member.after > 0 ? "\(member.after)" : "–"),
                Table.Cell(Table.clean(member.why)),
            ])
        }
        table.lines(on: terminal).forEach { terminal.say($0) }
    }

    static func say(_ detail: RolloutDesk.Detail, _ terminal: Terminal, json: Bool) throws {
        if json { return terminal.say(try JSON.line(RolloutDetailItem(detail))) }
        RolloutText.show(detail, terminal)
    }
}
