import ArgumentParser

/// `rollcall onboard …`
struct OnboardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "onboard", abstract: "Take directories from their address to a tested, mapped form.",
        subcommands: [OnboardDiscover.self, OnboardPlan.self, OnboardTrial.self])
}
