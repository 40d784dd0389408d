import ArgumentParser
import Directories
import Model

/// `rollcall add`
struct AddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Put directories on the register.",
        discussion: """
            A site that is there already, however its URL is written, is not added twice. A running server notices by itself.
            Of several, those that can be added are; each of the others is told, and the exit status is 2.
            """)

    @Argument(
        help: ArgumentHelp("The pages to watch; https is taken where no scheme is given. - reads them, one a line.", valueName: "url"))
    var urls: [String]

    @OptionGroup(title: "Fields") var fields: FieldOptions

    @Option(help: "A tag; may be given several times.")
    var tag: [String] = []

    @Flag(help: "Put it on the register without watching it yet.")
    var paused = false

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext(global)
        let urls = try DirectoryNames.expand(urls)
        // Not while parsing, where it would hide that an option is misspelt: what follows that one is taken for a URL.
        if urls.count > 1, fields.name != nil || fields.slug != nil {
            throw CommandFailure("--name and --slug are of one directory", remedy: "Give one URL")
        }
        var draft = DirectoryDraft(url: "", tags: tag, paused: paused)
        let patch = try fields.patch()
        draft.slug = patch.slug
        draft.name = patch.name ?? ""
        draft.category = patch.category ?? ""
        draft.importance = patch.importance ?? .normal
        draft.region = patch.region ?? ""
        draft.notes = patch.notes ?? ""
        draft.owner = patch.owner ?? ""
        draft.checks = patch.checks ?? nil
        let (new, terminal, json) = (draft, context.terminal, output.json)
        var failures: [DirectoriesError] = []
        try await context.withRegister { store in
            for url in urls {
                var new = new
                new.url = url
                do {
                    let added = try await store.add(new)
                    terminal.say(
                        json
                            ? DirectoryDocument.json(added)
                            : "\(terminal.styled("added", .good)) \(added.slug)  \(Table.clean(added.url))")
                } catch let error as DirectoriesError { failures.append(error) }
            }
        }
        guard let last = failures.popLast() else { return }
        for error in failures { RollcallCommand.report(CommandFailure(error.message, remedy: error.remedy)) }
        throw CommandFailure(last.message, remedy: last.remedy)
    }
}
