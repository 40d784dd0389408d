import API
import ArgumentParser
import JobQueue
import Resilience

/// `rollcall jobs list`
struct JobsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List jobs, the latest first.",
        discussion: "Unfinished ones, unless --state says otherwise. `--state dead` lists the dead letters.")

    @Option(help: "Only those in this state; may be given more than once.")
    var state: [JobState] = []

    @OptionGroup var which: JobFilterOptions

    @Option(help: "How many at the most.")
    var limit = 50

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is from 1 to 10000") }
    }

    func run() async throws {
        let context = try CommandContext(global)
        var filter = which.filter
        if !state.isEmpty { filter.states = state }
        let jobs = try await context.withJobs { [filter] in try await $0.list(filter, limit: limit) }
        if output.json {
            context.terminal.say(try JSON.line(jobs.map { JobItem($0) }))
        } else if jobs.isEmpty {
            context.terminal.note(state.isEmpty ? "No job waits or runs." : "There is no such job.")
        } else {
            let table = JobView.table(jobs, now: SystemClock().now())
            for line in table.lines(on: context.terminal) { context.terminal.say(line) }
        }
    }
}
