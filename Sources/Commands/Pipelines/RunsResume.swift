import API
import ArgumentParser
import Pipelines

/// `rollcall runs resume`
struct RunsResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on with a run from its last checkpoint: one that was interrupted, killed or has failed.",
        discussion: "Exit status as of `rollcall run`. A run whose worker was killed a moment ago is taken up after about four seconds.")

    @Argument(help: "The run's number.")
    var run: RunID

    @Flag(help: "Leave the work to a running server.")
    var detach = false

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext(global)
        let run = try await context.withRuns { runs in
            let run = try await runs.get(self.run)
            if run.state == .done || run.state == .cancelled {
                throw PipelineError(
                    .state, "Run \(run.id) is \(run.state.name).", remedy: "Start another one with `rollcall run \(run.pipeline)`.")
            }
            if run.state != .running { try await runs.retry(run.id) }
            return detach ? try await runs.get(run.id) : try await context.follow(run.id, runs, json: output.json)
        }
        if detach {
            context.terminal.say(output.json ? try RunItem.line(run) : "\(run.pipeline) #\(run.id) waits for a worker")
        } else {
            try context.conclude(run, json: output.json)
        }
    }
}
