import ArgumentParser
import Directories
import Model

/// `rollcall edit`
struct EditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Change directories; what is not named stays as it is.",
        discussion: "A running server notices by itself.")

    @OptionGroup var names: DirectoryNames

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
        if names.directories.count > 1, fields.name != nil || fields.slug != nil || url != nil {
            throw ValidationError("--name, --slug and --url are of one directory; give one.")
        }
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
        let (names, patch) = (try names.all(), changes)
        let edited = try await context.withRegister { store in
            // All are found before any is changed, so that a misspelt one changes nothing.
            var found: [Directory] = []
            for name in names { found.append(try await store.find(name)) }
            var edited: [Directory] = []
            for directory in found { edited.append(try await store.edit(directory.id, patch)) }
            return edited
        }
        for directory in edited {
            if output.json {
                context.terminal.say(DirectoryDocument.json(directory))
            } else if edited.count > 1 {
                context.terminal.say("\(context.terminal.styled("changed", .good)) \(directory.slug)")
            } else {
                DirectoryView.show(directory, on: context.terminal)
            }
        }
    }
}
