import ArgumentParser
import Assembly
import Console
import Database
import DatabaseSQLite
import Model
import Resilience
import Watch

/// `rollcall watch`
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Follow on the terminal what a running server sees: counts, and each change of verdict.",
        discussion: "Reads the server's database beside it, so it can be started and stopped at any time. Ctrl-C ends it.")

    @OptionGroup var global: GlobalOptions

    @Option(help: "End after so many seconds; 0 goes on until Ctrl-C.")
    var seconds = 0

    func run() async throws {
        let context = try CommandContext(global)
        let terminal = context.terminal
        try await context.withDatabase { database in
            let board = BoardStore(database)
            var before: [String: Verdict] = [:]
            var isFirst = true
            let end = ContinuousClock.now + .seconds(seconds)
            while seconds == 0 || ContinuousClock.now < end {
                var query = BoardStore.Query()
                query.verdicts = Set(Verdict.allCases.filter(\.isFailure))
                query.limit = 500
                let page = try await board.list(query)
                let counts = try await board.counts()
                var now: [String: Verdict] = [:]
                for line in page.lines { now[line.slug] = line.verdict }
                for line in page.lines where before[line.slug] != line.verdict {
                    guard let verdict = line.verdict else { continue }
                    terminal.progress("")
                    terminal.say(Self.change(line.since, verdict, line.slug, line.sentence ?? "", terminal))
                }
                if !isFirst {
                    for slug in before.keys.sorted() where now[slug] == nil {
                        terminal.progress("")
                        terminal.say(Self.change(SystemClock().now(), .up, slug, "is up again", terminal))
                    }
                }
                (before, isFirst) = (now, false)
                terminal.progress(Self.summary(counts, terminal))
                try await Task.sleep(for: .seconds(1))
            }
            terminal.progress("")
        }
    }

    private static func change(_ at: Timestamp?, _ verdict: Verdict, _ slug: String, _ sentence: String, _ terminal: Terminal) -> String {
        let name = verdict.rawValue + String(repeating: " ", count: max(0, 9 - verdict.rawValue.count))
        let time = at.map { String($0.description.dropFirst(11).prefix(8)) } ?? "        "
        return "\(time)  \(terminal.styled(name, VerdictStyle.of(verdict)))  \(slug)  \(Table.clean(sentence))"
    }

    private static func summary(_ counts: [Verdict?: Int], _ terminal: Terminal) -> String {
        let parts = Verdict.allCases.compactMap { verdict in
            counts[verdict].map { terminal.styled("\(verdict.rawValue) \($0)", VerdictStyle.of(verdict)) }
        }
        return parts.isEmpty ? "nothing was looked at yet; is `rollcall serve` running?" : parts.joined(separator: "  ")
    }
}
