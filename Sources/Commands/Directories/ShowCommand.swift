import ArgumentParser
import Directories

/// `rollcall show`
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show all that the register holds of a directory.")

    @Argument(help: "Slug, number or URL.")
    var directory: String

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext(global)
        let name = directory
        let found = try await context.withRegister { try await $0.find(name) }
        if output.json {
            context.terminal.say(DirectoryDocument.json(found))
        } else {
            DirectoryView.show(found, on: context.terminal)
        }
    }
}
