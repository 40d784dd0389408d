import API
import ArgumentParser
import Pipelines
import Resilience

/// `rollcall runs list`
struct RunsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List runs, the latest first.")

    @Option(help: "Only those of this pipeline.")
    var pipeline: String?

    @Option(help: "Only those in this state; may be given more than once.")
    var state: [RunState] = []

    @Option(help: "How many at the most.")
    var limit = 20

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is from 1 to 10000") }
    }

    func run() async throws {
        let context = try CommandContext(global)
        let runs = try await context.withRuns { try await $0.list(pipeline: pipeline, states: state, limit: limit) }
        if output.json {
            context.terminal.say(try JSON.line(runs.map { RunItem($0) }))
        } else if runs.isEmpty {
            context.terminal.note(
                pipeline == nil && state.isEmpty ? "No pipeline was ever run: `rollcall run --help`." : "There is no such run.")
        } else {
            for line in RunView.table(runs, now: SystemClock().now()).lines(on: context.terminal) { context.terminal.say(line) }
        }
    }
}
