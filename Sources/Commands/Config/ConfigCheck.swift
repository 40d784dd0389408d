import ArgumentParser
import Assembly
import Foundation
import Settings

/// `rollcall config check`
struct ConfigCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say everything that is wrong with the configuration, each with its place.",
        discussion: "Exit status: 0 it can be used, 1 it cannot.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        let file = PlatformPaths(environment: environment).configurationFile(named: global.config)
        let terminal = Terminal.current()
        do {
            let settings = try Settings.load(
                file: file, environment: environment, overrides: global.overrides, catalogue: ProgramConfiguration.catalogue)
            terminal.put(output.json ? settings.checkJSON(file: file) : settings.checkText(file: file))
        } catch {
            terminal.put(output.json ? error.json(file: file) : error.description + "\n")
            throw ExitCode(1)
        }
    }
}
