import API
import ArgumentParser
import Assembly
import JobQueue
import Model
import Resilience

/// `rollcall jobs cancel`
struct JobsCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "End jobs: waiting ones at once, running ones as soon as their work stops.")

    @Argument(help: "The jobs' numbers.")
    var jobs: [JobID]

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext(global)
        let results = try await context.withJobs { store in
            var results: [(JobID, Cancellation)] = []
            for job in jobs { results.append((job, try await store.cancel(job))) }
            return results
        }
        if output.json {
            context.terminal.say(try JSON.line(results.map { JobChangeItem($0.0, result: $0.1.rawValue) }))
        } else {
            for (job, result) in results {
                context.terminal.say(result == .cancelled ? "cancelled #\(job)" : "#\(job) runs; its worker was asked to stop it")
            }
        }
    }
}

/// `rollcall jobs retry`
struct JobsRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Work dead or cancelled jobs once more, and scheduled ones at once.",
        discussion: "With --all, every dead letter that the options choose.")

    @Argument(help: "The jobs' numbers.")
    var jobs: [JobID] = []

    @Flag(help: "All dead letters that the options choose.")
    var all = false

    @OptionGroup var which: JobFilterOptions
    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard jobs.isEmpty == all else { throw ValidationError("name jobs, or give --all with options that choose them") }
    }

    func run() async throws {
        let context = try CommandContext(global)
        let filter = which.filter
        if all {
            let (replayed, left) = try await context.withJobs { try await $0.retryAll(filter) }
            if output.json {
                context.terminal.say(try JSON.line(ReplayItem(replayed: replayed, left: left)))
            } else {
                context.terminal.say(
                    "\(replayed) dead \(replayed == 1 ? "letter is" : "letters are") worked once more"
                        + (left > 0 ? ", \(left) left: others have their unique keys" : ""))
            }
            return
        }
        try await context.withJobs { store in for job in jobs { try await store.retry(job) } }
        if output.json {
            context.terminal.say(try JSON.line(jobs.map { JobChangeItem($0, result: "ready") }))
        } else {
            for job in jobs { context.terminal.say("#\(job) is worked once more") }
        }
    }
}

/// `rollcall jobs edit`
struct JobsEdit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Change a waiting job or a dead letter.",
        discussion: "The payload is checked by the job's kind before it is stored. A dead letter is worked once more by `jobs retry`.")

    @Argument(help: "The job's number.")
    var job: JobID

    @Option(help: ArgumentHelp("The new payload.", valueName: "json"))
    var payload: String?

    @Option(help: "The new priority.")
    var priority: JobPriority?

    @Option(help: "Move it to this queue.")
    var queue: String?

    @Option(help: "Attempts in all.")
    var attempts: Int?

    @Option(help: ArgumentHelp("The job it waits for, instead of those it waited for; may be given more than once.", valueName: "job|none"))
    var after: [OrNone<JobID>] = []

    @Option(help: ArgumentHelp("When it is given up.", valueName: "span|time|none"))
    var deadline: OrNone<TimeOption>?

    @Option(help: ArgumentHelp("What it needs of the machine, such as cpu=0.5,memory=512MiB,network=10Mbit.", valueName: "needs|none"))
    var needs: ResourceProfile?

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard
            payload != nil || priority != nil || queue != nil || attempts != nil || !after.isEmpty || deadline != nil || needs != nil
        else {
            throw ValidationError("name what to change: --payload, --priority, --queue, --attempts, --after, --deadline or --needs")
        }
        guard after.count < 2 || after.allSatisfy({ $0.value != nil }) else { throw ValidationError("--after none stands alone") }
        guard attempts.map({ (1...1000).contains($0) }) ?? true else { throw ValidationError("--attempts is from 1 to 1000") }
    }

    func run() async throws {
        let context = try CommandContext(global)
        let job = try await context.withJobs { store in
            let job = try await store.get(self.job)
            var edit = JobEdit()
            edit.priority = priority
            edit.queue = queue
            edit.maxAttempts = attempts
            if !after.isEmpty { edit.after = after.compactMap(\.value) }
            if let deadline { edit.deadline = .some(deadline.value?.time(from: store.clock.now())) }
            edit.needs = needs
            if let payload {
                guard let kind = Assembly.jobKinds(store.database, clock: store.clock)[job.kind] else {
                    throw CommandFailure(
                        "This program does not know the kind \"\(job.kind)\", so it cannot check its payload.",
                        remedy: "Use the version of Rollcall that enqueued the job.")
                }
                try kind.check(Array(payload.utf8), kind.version)
                edit.payload = Array(payload.utf8)
                edit.version = kind.version
            }
            try await store.edit(self.job, edit)
            return try await store.get(self.job)
        }
        context.terminal.say(output.json ? try JSON.line(JobItem(job)) : "changed #\(job.id)")
    }
}

/// `rollcall jobs pause`
struct JobsPause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Give out no more jobs of a queue; running ones go on.")

    @Argument(help: "The queue.")
    var queue: String

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws { try await QueuePausing.set(true, queue, CommandContext(global), json: output.json) }
}

/// `rollcall jobs resume`
struct JobsResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Give out the jobs of a queue again.")

    @Argument(help: "The queue.")
    var queue: String

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws { try await QueuePausing.set(false, queue, CommandContext(global), json: output.json) }
}

/// What pausing and resuming have in common.
private enum QueuePausing {
    struct Item: Encodable {
        var queue: String
        var paused: Bool
    }

    static func set(_ paused: Bool, _ queue: String, _ context: CommandContext, json: Bool) async throws {
        try await context.withJobs { try await $0.setPaused(paused, queue: queue) }
        context.terminal.say(
            json ? try JSON.line(Item(queue: queue, paused: paused)) : "the queue \(queue) \(paused ? "is paused" : "goes on")")
    }
}
