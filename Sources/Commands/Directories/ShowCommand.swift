import ArgumentParser
import Directories
import Model

/// `rollcall show`
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show all that the register holds of directories.",
        discussion: "With --json, one object on a line for each.")

    @OptionGroup var names: DirectoryNames

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext(global)
        let names = try names.all()
        let found = try await context.withRegister { store in
            var found: [Directory] = []
            for name in names { found.append(try await store.find(name)) }
            return found
        }
        for (index, directory) in found.enumerated() {
            if output.json {
                context.terminal.say(DirectoryDocument.json(directory))
            } else {
                if index > 0 { context.terminal.say() }
                DirectoryView.show(directory, on: context.terminal)
            }
        }
    }
}
