import ArgumentParser
import Settings

/// `rollcall config show`
struct ConfigShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show every setting with its value and where that came from.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let context = try CommandContext(global)
        context.terminal.put(output.json ? context.settings.json() : context.settings.table())
    }
}
