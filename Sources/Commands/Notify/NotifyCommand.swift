import ArgumentParser

/// `rollcall notify`
struct NotifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notify", abstract: "Try channels, and see what was told.",
        subcommands: [NotifyTest.self, NotifyChannels.self, NotifyList.self, NotifyRetry.self])
}
