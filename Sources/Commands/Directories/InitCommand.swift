import ArgumentParser
import Assembly
import Directories
import Foundation
import Settings

/// `rollcall init`
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a commented rollcall.yaml and make the database.",
        discussion: "A file that exists is left as it is, unless --force is given; a database that exists is only brought up to date.")

    @OptionGroup var global: GlobalOptions

    @Flag(help: "Write the file anew although it exists.")
    var force = false

    func run() async throws {
        let terminal = Terminal.current()
        let path = global.config ?? "rollcall.yaml"
        if !force, FileManager.default.fileExists(atPath: path) {
            terminal.say("\(path) exists and is left as it is")
        } else {
            do {
                try Data(ProgramConfiguration.catalogue.starterFile().utf8).write(to: URL(filePath: path), options: .atomic)
            } catch {
                throw CommandFailure(
                    "\(path) cannot be written: \(error.localizedDescription)", remedy: "Check the folder and its permissions")
            }
            terminal.say("\(terminal.styled("wrote", .good)) \(path)")
        }
        let context = try CommandContext(global)
        let count = try await context.withRegister { try await $0.count() }
        terminal.say("\(terminal.styled("ready", .good)) \(context.configuration.database): \(count) directories on the register")
        terminal.say("next:  rollcall add https://www.example.org    or    rollcall import list.csv    then    rollcall serve")
    }
}
