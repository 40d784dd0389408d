import API
import ArgumentParser
import Directories
import Model
import Resilience
import Rolls

extension ChangeKind: ExpressibleByArgument {
    package init?(argument: String) { self.init(name: argument) }
    package static var allValueStrings: [String] { allCases.map(\.name) }
}

/// `rollcall changes`
struct ChangesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "changes", abstract: "What changed among the listings, the latest first.",
        discussion: """
            With --after, the oldest first from that change on: a program that keeps the last number it saw misses nothing and sees nothing \
            twice.
            """)

    @Argument(help: "A directory's slug, number, URL or name; all when left out.", completion: .slugs)
    var directory: String?

    @Option(
        help: ArgumentHelp(
            "Only those since: a span such as 24h, a roll's number, or a time such as 2026-03-01.", valueName: "span|roll|time"))
    var since: SinceOption?

    @Option(help: "Only those of this kind: appeared, changed, left, moved or returned. May be given several times.")
    var kind: [ChangeKind] = []

    @Option(help: ArgumentHelp("Only those of the listing of this number.", valueName: "number"))
    var listing: Int64?

    @Option(help: ArgumentHelp("The number of the last change that was seen.", valueName: "number"))
    var after: Int64?

    @Option(help: "How many at most.")
    var limit = 100

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is from 1 to 10000") }
    }

    func run() async throws {
        let context = try CommandContext(global)
        let (changes, slugs) = try await context.withListings { register, store in
            let site = if let directory { try await register.find(directory) } else { Directory?.none }
            let filter = ListingStore.ChangeFilter(
                directory: site?.id, listing: listing, kinds: Set(kind),
                since: try await since?.resolved(store, now: SystemClock().now()))
            let changes = try await store.changes(filter, after.map { .after($0) } ?? .before(nil), limit: limit)
            return (changes, try await register.slugs(of: changes.map(\.directory)))
        }
        let terminal = context.terminal
        if output.json { return terminal.say(try JSON.line(changes.map { ListingChangeItem($0, slug: slugs[$0.directory]) })) }
        guard !changes.isEmpty else { return terminal.note("Nothing changed.") }
        var table = Table(["change", "when", "directory", "what", "listing", "fields"], flexible: 5)
        for change in changes {
            table.add([
                Table.Cell("#\(change.id)"), Table.Cell(String(change.at.description.prefix(19))),
                Table.Cell(slugs[change.directory] ?? "#\(change.directory)"), Table.Cell(change.kind.name, Self.style(change.kind)),
                Table.Cell(change.name), Table.Cell(ListingView.words(change)),
            ])
        }
        for line in table.lines(on: terminal) { terminal.say(line) }
    }

    private static func style(_ kind: ChangeKind) -> Terminal.Style {
        switch kind {
        case .appeared, .returned: .good
        case .changed, .moved: .info
        case .left: .bad
        }
    }
}
