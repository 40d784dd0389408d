import ArgumentParser

/// `rollcall debug …`
struct DebugCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "debug", abstract: "Show what Rollcall makes of a page, without database or configuration.",
        subcommands: [DebugHTML.self])
}
