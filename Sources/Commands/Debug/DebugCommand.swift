import ArgumentParser

/// `rollcall debug …`
struct DebugCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "debug", abstract: "Look inside: what the parser makes of a page, which metrics there are.",
        subcommands: [DebugHTML.self, DebugMetrics.self])
}
