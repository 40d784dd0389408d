import ArgumentParser
import JobQueue
import Resilience

/// `rollcall jobs …`
struct JobsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "See and steer the durable jobs.",
        subcommands: [
            JobsList.self, JobsShow.self, JobsWhy.self, JobsCancel.self, JobsRetry.self, JobsSnooze.self, JobsEdit.self, JobsPause.self,
            JobsResume.self,
            JobsLimit.self, JobsStats.self, JobsSchedules.self,
        ], defaultSubcommand: JobsList.self)
}

extension CommandContext {
    /// Opens the database and lets the work use the job queue.
    /// - Throws: ``CommandFailure`` for what the queue refuses, with its remedy.
    func withJobs<Result>(_ work: (JobStore) async throws -> Result) async throws -> Result {
        do {
            return try await withDatabase { try await work(JobStore($0, clock: SystemClock())) }
        } catch let error as JobQueueError {
            throw CommandFailure(error.message, remedy: error.remedy, exitCode: error.code == .unknownJob ? 1 : 2)
        }
    }
}

/// Which jobs a verb is about.
struct JobFilterOptions: ParsableArguments {
    @Option(help: "Only those of this queue.")
    var queue: String?

    @Option(help: "Only those of this kind.")
    var kind: String?

    @Option(help: "Only those with this tag.")
    var tag: String?

    @Option(help: "Only those of this tenant.")
    var tenant: String?

    var filter: JobStore.Filter {
        var filter = JobStore.Filter()
        filter.queue = queue
        filter.kind = kind
        filter.tag = tag
        filter.tenant = tenant
        return filter
    }
}

extension JobID: ExpressibleByArgument {
    package init?(argument: String) {
        guard let number = Int64(argument), number > 0 else { return nil }
        self.init(number)
    }
}

extension JobPriority: ExpressibleByArgument {
    package init?(argument: String) { self.init(name: argument) }
    package static var allValueStrings: [String] { allCases.map(\.name) }
}

extension JobState: ExpressibleByArgument {
    package init?(argument: String) { self.init(name: argument) }
    package static var allValueStrings: [String] { allCases.map(\.name) }
}
