import ArgumentParser

/// `rollcall debug …`
struct DebugCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "debug", abstract: "Look inside: what the parser makes of a page, which metrics there are; or serve a web to look at.",
        subcommands: [DebugHTML.self, DebugMetrics.self, DebugFarm.self])
}
