import ArgumentParser
import Directories
import Model

/// `rollcall edit`
struct EditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Change a directory; what is not named stays as it is.",
        discussion: "A running server notices by itself.")

    @Argument(help: "Slug, number or URL.")
    var directory: String

    @Option(help: "The page to watch.")
    var url: String?

    @OptionGroup(title: "Fields") var fields: FieldOptions

    @Option(help: "A tag to add; may be given several times.")
    var addTag: [String] = []

    @Option(help: "A tag to take away; may be given several times.")
    var removeTag: [String] = []

    @Flag(help: "Go back to the configuration's checks.")
    var defaultChecks = false

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if defaultChecks, fields.checks != nil { throw ValidationError("Give --checks or --default-checks, not both.") }
    }

    func run() async throws {
        let context = try CommandContext(global)
        var changes = try fields.patch()
        changes.url = url
        changes.addTags = addTag
        changes.removeTags = removeTag
        if defaultChecks { changes.checks = .some(nil) }
        guard !changes.isEmpty else {
            throw CommandFailure(
                "Nothing to change was named", remedy: "Name a field, such as --importance high (see rollcall edit --help)")
        }
        let (name, patch) = (directory, changes)
        let edited = try await context.withRegister { store in try await store.edit(try await store.find(name).id, patch) }
        if output.json {
            context.terminal.say(DirectoryDocument.json(edited))
        } else {
            DirectoryView.show(edited, on: context.terminal)
        }
    }
}
