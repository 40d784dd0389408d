import ArgumentParser
import Directories
import Model

/// `rollcall list`
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the directories on the register.")

    @OptionGroup(title: "Which") var filters: FilterOptions

    @Option(help: "name, slug, importance or added.")
    var order: DirectoryOrder = .name

    @Option(help: "How many at most.")
    var limit = 100

    @Option(help: ArgumentHelp("Where the page before ended, as it said.", valueName: "cursor"))
    var after: String?

    @Flag(help: "Only the slugs, one a line, for other commands: rollcall list --tag old --slugs | rollcall pause -")
    var slugs = false

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if slugs, output.json { throw ValidationError("Give --slugs or --json, not both.") }
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is \(limit); it can be from 1 to 10000.") }
    }

    func run() async throws {
        let context = try CommandContext(global)
        let terminal = context.terminal
        let (filter, order, after, limit) = (filters.filter, order, after, limit)
        let (page, total) = try await context.withRegister { store in
            (try await store.list(filter, order: order, after: after, limit: limit), try await store.count(filter))
        }
        if output.json {
            terminal.say(DirectoryDocument.json(page, total: total))
            return
        }
        if slugs {
            for directory in page.items { terminal.say(directory.slug) }
            if let next = page.next { terminal.note("\(page.items.count) of \(total) shown; the next with --after \(next)") }
            return
        }
        if page.items.isEmpty {
            let hint = filter == DirectoryFilter() ? "The register is empty: put one on it with `rollcall add URL`" : "No directory fits"
            terminal.note(hint)
            return
        }
        DirectoryView.list(page.items, on: terminal)
        if let next = page.next { terminal.note("\(page.items.count) of \(total) shown; the next with --after \(next)") }
    }
}
