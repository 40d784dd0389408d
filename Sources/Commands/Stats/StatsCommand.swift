import API
import ArgumentParser
import Foundation
import Model
import Operations
import Resilience

/// `rollcall stats`
struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Count checks, incidents, listings, notices and users by day.",
        discussion: """
            Days are those of UTC, the latest first. The server counts each hour a few minutes after it is over and keeps the counts for 400
            days. Checks are counted by verdict, incidents as opened and ended, listings by what rolls saw of them (appeared, changed,
            left, …), notices by what their channel made of them. Users are different visitors of console, API and status page, told apart by
            address and browser, without keeping who they were; today's are those so far.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "How many days, today among them; 1 to 400.")
    var days = 14

    func validate() throws {
        guard (1...400).contains(days) else { throw ValidationError("--days is \(days); it is from 1 to 400") }
    }

    func run() async throws {
        let context = try CommandContext(global)
        let since = SystemClock().now() - .seconds(Int64(days - 1) * 86_400)
        let found = try await context.withDatabase { try await TallyStore($0).days(since: since) }
        let items = found.map(StatItem.init)
        guard !output.json else {
            context.terminal.say(try JSON.line(items))
            return
        }
        guard !items.isEmpty else {
            context.terminal.note("Nothing is counted yet: the server counts an hour when it is over.")
            return
        }
        var table = Table(["day", "", "in all", "of these"], flexible: 3)
        var last = ""
        for item in items {
            table.add([
                Table.Cell(item.day == last ? "" : item.day), Table.Cell(item.noun), Table.Cell("\(item.total)"),
                Table.Cell(item.words),
            ])
            last = item.day
        }
        for line in table.lines(on: context.terminal) { context.terminal.say(line) }
    }
}
