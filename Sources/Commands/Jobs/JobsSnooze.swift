import API
import ArgumentParser
import JobQueue
import Model
import Resilience
import Settings

/// `rollcall jobs snooze`
struct JobsSnooze: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snooze", abstract: "Let a waiting job wait for a while, or until a time.",
        discussion: """
            A job that waits for others, or for its key, waits for both. `rollcall jobs retry` lets it go at once.

              rollcall jobs snooze 12 10m
              rollcall jobs snooze 12 2026-12-01T08:00:00Z
            """)

    @Argument(help: "The job's number.")
    var job: JobID

    @Argument(help: ArgumentHelp("For how long, or until when.", valueName: "span|time"))
    var until: TimeOption

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext(global)
        let time = until.time(from: SystemClock().now())
        let job = try await context.withJobs { store in
            try await store.snooze(self.job, until: time)
            return try await store.get(self.job)
        }
        context.terminal.say(output.json ? try JSON.line(JobItem(job)) : "#\(job.id) waits until \(time)")
    }
}

/// A time to come: a span from now on (`10m`), or a moment (RFC 3339).
enum TimeOption: ExpressibleByArgument, Sendable, Hashable {
    case span(Duration)
    case moment(Timestamp)

    init?(argument: String) {
        if let span = DurationText.parse(argument) {
            self = .span(span)
        } else if let moment = Moment(text: argument) {
            self = .moment(moment.timestamp)
        } else {
            return nil
        }
    }

    /// The moment that is meant.
    func time(from now: Timestamp) -> Timestamp {
        switch self {
        case .span(let span): now + span
        case .moment(let moment): moment
        }
    }
}

/// A thing, or `none`.
struct OrNone<Value: ExpressibleByArgument & Sendable>: ExpressibleByArgument, Sendable {
    let value: Value?

    init?(argument: String) {
        value = argument == "none" ? nil : Value(argument: argument)
        guard value != nil || argument == "none" else { return nil }
    }
}

extension ResourceProfile: ExpressibleByArgument {
    package init?(argument: String) { self.init(text: argument) }
}
