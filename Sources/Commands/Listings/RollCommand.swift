import API
import ArgumentParser
import Assembly
import Browser
import Database
import DatabaseSQLite
import Directories
import Foundation
import HTML
import JobQueue
import Model
import Resilience
import Rolls
import Web

/// `rollcall roll`
struct RollCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roll", abstract: "Take the roll of a directory: who is listed, and what changed since the last time.",
        discussion: """
            A directory on the register keeps its listings in the database; one that is interrupted goes on where it stopped when the \
            command is given again. A URL that is not on the register is read once, and its listings are printed.
            Exit status: 0 the roll was taken, 1 it failed and what was known stays, 2 it could not run.
            """)

    @Argument(help: ArgumentHelp("A slug, number or name on the register, or a URL.", valueName: "directory or url"), completion: .slugs)
    var directory: String

    @Option(help: "How many pages to fetch at the most; the roll is partial where that is too few.")
    var pages: Int?

    @Flag(help: "Believe what is found although it differs so much that the site may have been redesigned.")
    var accept = false

    @Flag(help: "Only read the lists, not the listings' own pages.")
    var listsOnly = false

    @Flag(help: "Leave the work to the running server.")
    var queue = false

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard pages.map({ (1...10_000_000).contains($0) }) ?? true else { throw ValidationError("--pages is from 1 to 10000000") }
        if queue, listsOnly { throw ValidationError("--lists-only cannot be left to the server.") }
    }

    func run() async throws {
        let context = try CommandContext(global)
        if directory.contains("://"), try await context.withRegister({ try await Self.isUnknown(directory, $0) }) {
            return try await readOnce(context)
        }
        let found = try await context.withRegister { try await $0.find(directory) }
        if queue { return try await enqueue(found, context) }
        let roll = try await context.withDatabase { try await take(found, $0, context) }
        try show(roll, found, context.terminal)
        if roll.state == .failed { throw ExitCode(1) }
    }

    private static func isUnknown(_ url: String, _ register: DirectoryStore) async throws -> Bool {
        do {
            _ = try await register.find(url)
            return false
        } catch let error as DirectoriesError where error.code == .notFound {
            return true
        }
    }

    private func enqueue(_ found: Directory, _ context: CommandContext) async throws {
        let made = try await context.withJobs { store in
            let job = Assembly.rollJob(store.database, clock: store.clock)
            return try await store.enqueue(try job.draft(RollJob.Payload(directory: found.id, pages: pages, accept: accept)))
        }
        if output.json {
            context.terminal.say(try JSON.line(["job": made.id.rawValue]))
        } else {
            context.terminal.say(made.isNew ? "job #\(made.id) will take the roll" : "job #\(made.id) is taking it already")
        }
    }

    private func take(
        _ found: Directory, _ database: any SQLDatabase, isKept: Bool = true, _ context: CommandContext
    ) async throws -> RollReport {
        let terminal = context.terminal
        let prober: Prober
        do { prober = try Prober(configuration: context.configuration.web) } catch {
            throw CommandFailure(error.message, remedy: error.remedy)
        }
        var options = context.configuration.rolls.options
        options.rules.acceptsAnything = accept
        options.followsDetails = !listsOnly
        options.patience = .seconds(600)
        if let pages { options.budget.pages = pages }
        let browser = Browser(context.configuration.browser, prober: prober)
        let fetcher = Assembly.fetcher(context.configuration, prober: prober)
        let taker = Assembly.rollTaker(context.configuration, database: database, fetcher: fetcher, browser: browser, isKept: isKept)
        do {
            let roll = try await taker.take(found, owner: RollOwner.own, takesOver: RollOwner.isDead, options: options) {
                progress, address in
                terminal.progress("\(progress.found) listings, \(progress.pages) pages, \(progress.waiting) to go  \(address)")
            }
            terminal.progress("")
            // Where no server runs, nobody else does it.
            await fetcher.pruneCache()
            await browser.shutdown()
            await prober.shutdown()
            return roll
        } catch {
            await browser.shutdown()
            await prober.shutdown()
            throw Self.failure(error, found)
        }
    }

    private static func failure(_ error: any Error, _ directory: Directory) -> any Error {
        switch error {
        case let error as RollsError: CommandFailure(error.message, remedy: error.remedy)
        case let error as RollTaker.PutOff:
            CommandFailure(
                "\(directory.url) wants to be left alone until \(error.until): \(error.reason)",
                remedy: "Give the command again then: the roll goes on where it stopped.")
        default: error
        }
    }

    // MARK: Once

    /// Reads a site that is not on the register, with a database that lasts as long as the command.
    private func readOnce(_ context: CommandContext) async throws {
        guard let url = WebURL(directory), url.isHTTP, let host = url.host else {
            throw CommandFailure("\(directory) is no web page.", remedy: "Write it like https://www.example.com/find-a-lawyer.")
        }
        guard !queue else {
            throw CommandFailure("\(directory) is not on the register.", remedy: "Put it there first: rollcall add \(directory)")
        }
        let now = SystemClock().now()
        let site = Directory(id: DirectoryID(1), slug: host, name: host, url: url.href, createdAt: now, updatedAt: now)
        let database = try await SQLiteDatabase.open(path: ":memory:")
        try await database.migrate([RollsSchema.migrations], at: now)
        let roll = try await take(site, database, isKept: false, context)
        let (store, terminal) = (ListingStore(database), context.terminal)
        var export = ListingExport(.jsonl)
        var table = ListingView.table
        var last: Int64 = 0
        while true {
            let listings = try await store.list(after: last, limit: 500)
            for listing in listings {
                if output.json {
                    var line: [UInt8] = []
                    try export.write(listing, directory: host, to: &line)
                    terminal.put(String(decoding: line, as: UTF8.self))
                } else {
                    ListingView.add(listing, to: &table)
                }
            }
            guard let end = listings.last?.id else { break }
            last = end
        }
        if !output.json { for line in table.lines(on: terminal) { terminal.say(line) } }
        terminal.note(
            "\(roll.state.name): \(roll.found) listings on \(roll.pages) pages" + (roll.reason.map { "; \($0)" } ?? "")
                + "\nNothing was kept. To follow what changes: rollcall add \(directory), then rollcall roll \(host)")
        if roll.state == .failed { throw ExitCode(1) }
    }

    private func show(_ roll: RollReport, _ directory: Directory, _ terminal: Terminal) throws {
        guard !output.json else { return terminal.say(try JSON.line(RollItem(roll, slug: directory.slug))) }
        terminal.say(
            "roll \(roll.id) of \(directory.slug): \(terminal.styled(roll.state.name, roll.state == .complete ? .good : roll.state == .failed ? .bad : .warning)), \(roll.found) listings on \(roll.pages) pages (\(roll.unchanged) unchanged)"
        )
        if let reason = roll.reason { terminal.say("  \(reason)") }
        if roll.state != .failed {
            terminal.say("  \(roll.appeared) appeared, \(roll.changed) changed, \(roll.moved) moved, \(roll.left) left")
        } else {
            terminal.note("  → What was known stays. If the directory really is so now: rollcall roll \(directory.slug) --accept")
        }
    }
}

/// The name under which this process takes a roll: the machine and the process, so that another command knows when it was killed.
enum RollOwner {
    static let own = "command \(host) \(getpid()) \(UUID().uuidString)"

    private static var host: String { ProcessInfo.processInfo.hostName.filter { $0 != " " } }

    /// Whether an owner was a command of this machine whose process is gone.
    static func isDead(_ owner: String) -> Bool {
        let parts = owner.split(separator: " ")
        guard parts.count == 4, parts[0] == "command", parts[1] == host, let process = pid_t(parts[2]) else { return false }
        if kill(process, 0) != 0 { return errno == ESRCH }
        // Gone, though nobody has asked for its status yet: the state stands behind the name's closing parenthesis.
        guard let facts = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8), let end = facts.lastIndex(of: ")") else {
            return false
        }
        return facts[end...].dropFirst(2).first == "Z"
    }
}
