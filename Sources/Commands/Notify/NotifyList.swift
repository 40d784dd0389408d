import API
import Alerts
import ArgumentParser
import JobQueue
import Model
import Resilience

extension NoticeDelivery.State: ExpressibleByArgument {
    /// From the word for people.
    public init?(argument: String) {
        guard let state = Self.allCases.first(where: { $0.name == argument }) else { return nil }
        self = state
    }

    /// The words that are allowed.
    public static var allValueStrings: [String] { allCases.map(\.name) }
}

/// `rollcall notify list`
struct NotifyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List messages to channels, the latest first.",
        discussion: "Exit status: 0, or 1 where one of those listed has failed.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "Only those that are waiting, accepted or failed.")
    var state: NoticeDelivery.State?

    @Option(help: "Only those to this channel.")
    var channel: String?

    @Option(help: "How many at the most.")
    var limit = 50

    private struct Item: Encodable {
        var id: Int64
        var channel: String
        var key: String
        var state: String
        var summary: String
        var incidents: [Int64]
        var attempts: Int
        var createdAt: String
        var settledAt: String?
        var problem: String?
    }

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is from 1 to 10000") }
    }

    func run() async throws {
        let context = try CommandContext(global)
        let found = try await context.withDatabase { database in
            try await NoticeOutbox(JobStore(database)).deliveries(state, channel: channel, limit: limit)
        }
        if output.json {
            let items = found.map {
                Item(
                    id: $0.id, channel: $0.channel, key: $0.notice.key, state: $0.state.name, summary: NoticeText($0.notice).subject,
                    incidents: $0.notice.items.map(\.incident.rawValue), attempts: $0.attempts, createdAt: $0.createdAt.description,
                    settledAt: $0.settledAt?.description, problem: $0.problem)
            }
            context.terminal.say(try JSON.line(items))
        } else if found.isEmpty {
            context.terminal.note("No message is on record.")
        } else {
            var table = Table(["message", "channel", "state", "attempts", "at", "what"], flexible: 5)
            for delivery in found {
                let what = NoticeText(delivery.notice).subject + (delivery.problem.map { " (\($0))" } ?? "")
                table.add([
                    Table.Cell("\(delivery.id)"), Table.Cell(delivery.channel), Table.Cell(delivery.state.name),
                    Table.Cell("\(delivery.attempts)"), Table.Cell(String(delivery.createdAt.description.prefix(19))), Table.Cell(what),
                ])
            }
            for line in table.lines(on: context.terminal) { context.terminal.say(line) }
        }
        if found.contains(where: { $0.state == .failed }) { throw ExitCode(1) }
    }
}
