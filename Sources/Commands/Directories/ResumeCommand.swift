import ArgumentParser

/// `rollcall resume`
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Watch paused directories again.")

    @OptionGroup var names: DirectoryNames

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Watching.set(paused: false, names.all(), CommandContext(global), json: output.json)
    }
}
