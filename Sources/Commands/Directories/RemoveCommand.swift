import ArgumentParser
import Directories
import Model

/// `rollcall remove`
struct RemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take directories off the register.",
        discussion: "To stop watching one for a while, pause it: its history stays in sight.")

    @OptionGroup var names: DirectoryNames

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext(global)
        let terminal = context.terminal
        let (names, yes) = (try names.all(), yes)
        let removed = try await context.withRegister { store in
            // All are found before any goes, so that a misspelt one changes nothing.
            var found: [Directory] = []
            for name in names {
                let directory = try await store.find(name)
                if !found.contains(directory) { found.append(directory) }
            }
            if !yes {
                terminal.note("Remove \(found.map(\.slug).joined(separator: ", "))? [y/N]")
                // Standard input that gave the names has no answer left.
                guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
                    throw CommandFailure("Nothing was removed", remedy: "Answer y, or give --yes", exitCode: 1)
                }
            }
            for directory in found { try await store.remove(directory.id) }
            return found
        }
        for directory in removed {
            terminal.say(output.json ? DirectoryDocument.json(directory) : "\(terminal.styled("removed", .good)) \(directory.slug)")
        }
    }
}
