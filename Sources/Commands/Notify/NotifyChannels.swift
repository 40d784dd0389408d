import API
import Alerts
import ArgumentParser
import Assembly
import Model
import Settings

/// `rollcall notify channels`
struct NotifyChannels: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "channels", abstract: "List the channels and what each is told of.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    private struct Item: Encodable {
        var name: String
        var kind: String
        var importance: String
        var verdicts: [String]?
        var tags: [String]
        var remindSeconds: Int64?
    }

    func run() async throws {
        let context = try CommandContext(global)
        let channels = context.configuration.alerts.channels
        if output.json {
            let items = channels.map {
                Item(
                    name: $0.name, kind: $0.kind.rawValue, importance: $0.rules.importance.rawValue,
                    verdicts: $0.rules.verdicts.map { $0.map(\.rawValue).sorted() }, tags: $0.rules.tags.sorted(),
                    remindSeconds: $0.rules.remind?.components.seconds)
            }
            return context.terminal.say(try JSON.line(items))
        }
        guard !channels.isEmpty else {
            return context.terminal.note("No channel is configured: nobody is told of incidents. See docs/operations/alerts.md.")
        }
        var table = Table(["channel", "kind", "told of", "reminded"], flexible: 2)
        for channel in channels {
            var told = channel.rules.importance == .low ? "all directories" : "importance \(channel.rules.importance.rawValue) and above"
            if let verdicts = channel.rules.verdicts { told += ", \(verdicts.map(\.rawValue).sorted().joined(separator: " or "))" }
            if !channel.rules.tags.isEmpty { told += ", tagged \(channel.rules.tags.sorted().joined(separator: " or "))" }
            table.add([
                Table.Cell(channel.name), Table.Cell(channel.kind.rawValue), Table.Cell(told),
                Table.Cell(channel.rules.remind.map { "every " + DurationText.text($0) } ?? "never"),
            ])
        }
        for line in table.lines(on: context.terminal) { context.terminal.say(line) }
    }
}
