import ArgumentParser

/// `rollcall runs …`
struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "See and steer the runs of pipelines.",
        subcommands: [RunsList.self, RunsShow.self, RunsResume.self, RunsCancel.self], defaultSubcommand: RunsList.self)
}
