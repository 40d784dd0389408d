import ArgumentParser

/// `rollcall onboard …`
struct OnboardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "onboard", abstract: "Take directories from their address to a tested, mapped form.",
        subcommands: [
            OnboardRun.self, OnboardStatus.self, OnboardQuestions.self, OnboardAnswer.self, OnboardHold.self, OnboardResume.self,
            OnboardPromote.self, OnboardRollback.self, OnboardCompare.self, OnboardDiscover.self, OnboardPlan.self, OnboardTrial.self,
        ], defaultSubcommand: OnboardRun.self)
}
