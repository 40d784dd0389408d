import ArgumentParser

/// `rollcall resume`
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Watch paused directories again.")

    @Argument(help: "Slugs, numbers or URLs.")
    var directories: [String]

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Watching.set(paused: false, directories, CommandContext(global), json: output.json)
    }
}
