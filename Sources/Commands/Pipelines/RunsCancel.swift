import API
import ArgumentParser
import JobQueue
import Pipelines

/// `rollcall runs cancel`
struct RunsCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "End runs: waiting ones at once, running ones as soon as their worker hears of it.",
        discussion: "What a run has written is not put in place, except in files that are appended to.")

    @Argument(help: "The runs' numbers.")
    var runs: [RunID]

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    private struct Item: Encodable {
        var id: Int64
        var result: String
    }

    func run() async throws {
        let context = try CommandContext(global)
        let results = try await context.withRuns { store in
            var results: [(RunID, Cancellation)] = []
            for run in runs { results.append((run, try await store.cancel(run))) }
            return results
        }
        if output.json {
            context.terminal.say(try JSON.line(results.map { Item(id: $0.0.rawValue, result: $0.1.rawValue) }))
        } else {
            for (run, result) in results {
                context.terminal.say(result == .cancelled ? "cancelled #\(run)" : "#\(run) runs; its worker was asked to stop it")
            }
        }
    }
}
