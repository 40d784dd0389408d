import API
import ArgumentParser
import JobQueue
import Onboarding

/// What the verbs share by which a person steers a rollout.
struct SteeringOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("A directory's address, number or slug.", valueName: "directory"))
    var directory: String

    @Option(help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var why: String

    @Option(help: ArgumentHelp("Who does it, for the record.", valueName: "name"))
    var by = "command line"

    func validate() throws {
        guard why.contains(where: { !$0.isWhitespace }) else { throw ValidationError("--why says why, for those who come after") }
    }
}

/// A verb by which a person steers a rollout.
protocol OnboardSteering: AsyncParsableCommand {
    var global: GlobalOptions { get }
    var output: OutputOptions { get }
    var steering: SteeringOptions { get }
    var event: Rollout.Event { get }
}

extension OnboardSteering {
    func run() async throws {
        let context = try CommandContext(global)
        let entry = try await context.withOnboardings { try await $0.steer(steering.directory, event) }
        if output.json { return context.terminal.say(try JSON.line(OnboardingItem(entry))) }
        context.terminal.say(
            "\(Table.clean(entry.url)): \(entry.state.words)" + (entry.reason.isEmpty ? "" : ", \(Table.clean(entry.reason))"))
    }
}

/// `rollcall onboard hold`
struct OnboardHold: OnboardSteering {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Keep a canary from being promoted; bad news takes it back all the same.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var steering: SteeringOptions

    var event: Rollout.Event { .hold(who: steering.by, why: steering.why) }
}

/// `rollcall onboard resume`
struct OnboardResume: OnboardSteering {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Let a rollout that is held go on.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var steering: SteeringOptions

    var event: Rollout.Event { .resume(who: steering.by, why: steering.why) }
}

/// `rollcall onboard promote`
struct OnboardPromote: OnboardSteering {
    static let configuration = CommandConfiguration(commandName: "promote", abstract: "Promote a canary without waiting for its gates.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var steering: SteeringOptions

    var event: Rollout.Event { .promote(who: steering.by, why: steering.why) }
}

/// `rollcall onboard rollback`
struct OnboardRollback: OnboardSteering {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Take a mapping back to the version before, also where it is in use.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var steering: SteeringOptions

    var event: Rollout.Event { .rollback(who: steering.by, why: steering.why) }
}
