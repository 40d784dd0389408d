import API
import ArgumentParser
import Directories
import Model
import Resilience
import Rolls

/// `rollcall listings`
struct ListingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listings", abstract: "Who is listed: what rolls have found.", subcommands: [ListingsList.self, ListingsExport.self],
        defaultSubcommand: ListingsList.self)
}

/// Which listings a verb takes.
struct ListingFilterOptions: ParsableArguments {
    @Option(help: "Only those with this text in one of their values.")
    var search: String?

    @Flag(help: "Those that have left instead of those that are there.")
    var left = false

    @Option(
        help: ArgumentHelp(
            "Only those that appeared, changed or left since: a span such as 24h, a roll's number, or a time such as 2026-03-01.",
            valueName: "span|roll|time"))
    var since: SinceOption?

    func filter(_ directory: DirectoryID?, _ store: ListingStore) async throws -> ListingStore.Filter {
        ListingStore.Filter(
            directory: directory, left: left, search: search, changedSince: try await since?.resolved(store, now: SystemClock().now()))
    }
}

/// `rollcall listings list`
struct ListingsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List who is listed in a directory, or in all of them.")

    @Argument(help: "A directory's slug, number, URL or name; all when left out.", completion: .slugs)
    var directory: String?

    @OptionGroup(title: "Which") var which: ListingFilterOptions

    @Option(help: "How many at most.")
    var limit = 100

    @Option(help: ArgumentHelp("The number of the last listing of the page before.", valueName: "number"))
    var after: Int64 = 0

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is from 1 to 10000") }
    }

    func run() async throws {
        let context = try CommandContext(global)
        let (listings, total, slugs) = try await context.withListings { register, store in
            let site = if let directory { try await register.find(directory) } else { Directory?.none }
            let filter = try await which.filter(site?.id, store)
            let listings = try await store.list(filter, after: after, limit: limit)
            return (listings, try await store.count(filter), try await register.slugs(of: listings.map(\.directory)))
        }
        let terminal = context.terminal
        if output.json {
            terminal.say(
                try JSON.line(
                    PageItem(
                        items: listings.map { ListingItem($0, slug: slugs[$0.directory]) }, total: total,
                        next: listings.count == limit ? listings.last.map { String($0.id) } : nil)))
            return
        }
        guard !listings.isEmpty else {
            return terminal.note("No such listing. Take a roll first: rollcall roll \(directory ?? "DIRECTORY")")
        }
        var table = ListingView.table
        for listing in listings { ListingView.add(listing, to: &table) }
        for line in table.lines(on: terminal) { terminal.say(line) }
        if listings.count == limit, let last = listings.last {
            terminal.note("\(listings.count) of \(total) shown; the next with --after \(last.id)")
        }
    }
}

extension CommandContext {
    /// Opens the database and lets the work use the register and what rolls have found.
    /// - Throws: ``CommandFailure`` for what the register refuses, with its remedy.
    func withListings<Result>(_ work: (DirectoryStore, ListingStore) async throws -> Result) async throws -> Result {
        do {
            return try await withDatabase { try await work(DirectoryStore($0, clock: SystemClock()), ListingStore($0)) }
        } catch let error as DirectoriesError {
            throw CommandFailure(error.message, remedy: error.remedy)
        }
    }
}

extension DirectoryStore {
    /// The slugs of directories by their numbers; those removed meanwhile are left out.
    func slugs(of directories: [DirectoryID]) async throws -> [DirectoryID: String] {
        var slugs: [DirectoryID: String] = [:]
        for id in Set(directories) { slugs[id] = try await get(id)?.slug }
        return slugs
    }
}
