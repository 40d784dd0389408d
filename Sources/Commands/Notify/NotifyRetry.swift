import Alerts
import ArgumentParser
import JobQueue
import Resilience

/// `rollcall notify retry`
struct NotifyRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Let messages that have failed be tried again by the running server.")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "Numbers of messages, as `rollcall notify list --state failed` shows them.")
    var messages: [Int64] = []

    @Flag(help: "All that have failed.")
    var all = false

    func validate() throws {
        guard all == messages.isEmpty else { throw ValidationError("give numbers of messages, or --all") }
    }

    func run() async throws {
        let context = try CommandContext(global)
        let count = try await context.withDatabase { database in
            try await NoticeOutbox(JobStore(database)).retry(all ? nil : messages)
        }
        context.terminal.note("\(count) message\(count == 1 ? "" : "s") will be tried again.")
        if count == 0, !all { throw CommandFailure("none of these messages has failed", remedy: "see rollcall notify list --state failed") }
    }
}
