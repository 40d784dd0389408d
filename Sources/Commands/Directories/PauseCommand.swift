import ArgumentParser
import Directories
import Model

/// `rollcall pause`
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Stop watching directories without taking them off the register.")

    @OptionGroup var names: DirectoryNames

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Watching.set(paused: true, names.all(), CommandContext(global), json: output.json)
    }
}

/// What pausing and resuming have in common.
enum Watching {
    static func set(paused: Bool, _ names: [String], _ context: CommandContext, json: Bool) async throws {
        let terminal = context.terminal
        let changed = try await context.withRegister { store in
            // All are found before any is changed, so that a misspelt one changes nothing.
            var found: [Directory] = []
            for name in names { found.append(try await store.find(name)) }
            var changed: [Directory] = []
            for directory in found { changed.append(try await store.setPaused(paused, directory.id)) }
            return changed
        }
        for directory in changed {
            terminal.say(
                json ? DirectoryDocument.json(directory) : "\(terminal.styled(paused ? "paused" : "watched", .good)) \(directory.slug)")
        }
    }
}
