import ArgumentParser
import Directories
import Model

/// `rollcall add`
struct AddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Put a directory on the register.",
        discussion: "A site that is there already, however its URL is written, is not added twice. A running server notices by itself.")

    @Argument(help: "The page to watch; https is taken where no scheme is given.")
    var url: String

    @OptionGroup(title: "Fields") var fields: FieldOptions

    @Option(help: "A tag; may be given several times.")
    var tag: [String] = []

    @Flag(help: "Put it on the register without watching it yet.")
    var paused = false

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext(global)
        var draft = DirectoryDraft(url: url, tags: tag, paused: paused)
        let patch = try fields.patch()
        draft.slug = patch.slug
        draft.name = patch.name ?? ""
        draft.category = patch.category ?? ""
        draft.importance = patch.importance ?? .normal
        draft.region = patch.region ?? ""
        draft.notes = patch.notes ?? ""
        draft.owner = patch.owner ?? ""
        draft.checks = patch.checks ?? nil
        let new = draft
        let added = try await context.withRegister { try await $0.add(new) }
        if output.json {
            context.terminal.say(DirectoryDocument.json(added))
        } else {
            context.terminal.say("\(context.terminal.styled("added", .good)) \(added.slug)  \(Table.clean(added.url))")
        }
    }
}
