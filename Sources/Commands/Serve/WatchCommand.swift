import ArgumentParser
import Assembly
import Console
import Database
import Model
import Resilience
import Watch

/// `rollcall watch`
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Follow on the terminal what a running server sees: counts, and each change of verdict.",
        discussion: """
            First what is wrong now, then each change as it happens. Reads the server's database beside it, so it can be started and stopped \
            at any time. Ctrl-C ends it.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: "End after so many seconds; 0 goes on until Ctrl-C.")
    var seconds = 0

    func validate() throws {
        guard (0...31_536_000).contains(seconds) else { throw ValidationError("--seconds is from 0 to 31536000") }
    }

    func run() async throws {
        let context = try CommandContext(global)
        let terminal = context.terminal
        try await context.withDatabase { database in
            let board = BoardStore(database)
            var follower = BoardFollower()
            let end = ContinuousClock.now + .seconds(seconds)
            var counts = try await board.counts()
            if counts.keys.allSatisfy({ $0 == nil }) { terminal.note(Self.summary(counts, terminal)) }
            repeat {
                for change in try await follower.changes(on: board) {
                    terminal.progress("")
                    terminal.say(Self.line(change, terminal))
                }
                counts = try await board.counts()
                terminal.progress(Self.summary(counts, terminal))
                try await Task.sleep(for: .seconds(1))
            } while seconds == 0 || ContinuousClock.now < end
            terminal.progress("")
            // Where nothing can be drawn over itself, the state at the end is worth a line.
            if !terminal.interactive { terminal.note(Self.summary(counts, terminal)) }
        }
    }

    private static func line(_ change: BoardFollower.Change, _ terminal: Terminal) -> String {
        let name = change.verdict.rawValue + String(repeating: " ", count: max(0, 9 - change.verdict.rawValue.count))
        let time = change.at.map { String($0.description.dropFirst(11).prefix(8)) } ?? "        "
        return "\(time)  \(terminal.styled(name, VerdictStyle.of(change.verdict)))  \(change.slug)  \(Table.clean(change.sentence))"
    }

    private static func summary(_ counts: [Verdict?: Int], _ terminal: Terminal) -> String {
        let parts = Verdict.allCases.compactMap { verdict in
            counts[verdict].map { terminal.styled("\(verdict.rawValue) \($0)", VerdictStyle.of(verdict)) }
        }
        return parts.isEmpty ? "nothing was looked at yet; is `rollcall serve` running?" : parts.joined(separator: "  ")
    }
}
