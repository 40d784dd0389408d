import API
import ArgumentParser
import Onboarding

/// What the verbs share by which a person steers a rollout over many directories.
struct RolloutSteeringOptions: ParsableArguments {
    @Argument(help: "Its name or number.")
    var rollout: String

    @Option(help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var why: String

    @Option(help: ArgumentHelp("Who does it, for the record.", valueName: "name"))
    var by = "command line"

    func validate() throws {
        guard why.contains(where: { !$0.isWhitespace }) else { throw ValidationError("--why says why, for those who come after") }
    }
}

/// A verb by which a person steers a rollout over many directories.
protocol RolloutSteering: AsyncParsableCommand {
    var global: GlobalOptions { get }
    var output: OutputOptions { get }
    var steering: RolloutSteeringOptions { get }
    static var verb: Steering { get }
}

extension RolloutSteering {
    func run() async throws {
        let context = try CommandContext(global)
        let rollout = try await context.withRollouts {
            try await $0.steer(steering.rollout, Self.verb.event(who: steering.by, why: steering.why))
        }
        if output.json { return context.terminal.say(try JSON.line(RolloutItem(rollout))) }
        context.terminal.say("#\(rollout.id) \(Table.clean(rollout.name)): \(rollout.plan.state.words), \(Table.clean(rollout.reason))")
        if Self.verb != .hold { context.terminal.note("  → a running server goes on with it, or `rollcall rollout work \(rollout.id)`") }
    }
}

/// `rollcall rollout hold`
struct RolloutHold: RolloutSteering {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Keep a rollout in its phase; bad news takes it back all the same.")
    static let verb = Steering.hold

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var steering: RolloutSteeringOptions
}

/// `rollcall rollout resume`
struct RolloutResume: RolloutSteering {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Let a rollout that is held go on.")
    static let verb = Steering.resume

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var steering: RolloutSteeringOptions
}

/// `rollcall rollout promote`
struct RolloutPromote: RolloutSteering {
    static let configuration = CommandConfiguration(
        commandName: "promote", abstract: "Begin the next phase without waiting for the gates of this one.")
    static let verb = Steering.promote

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var steering: RolloutSteeringOptions
}

/// `rollcall rollout rollback`
struct RolloutRollback: RolloutSteering {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Take a rollout back everywhere to what was last good, also where it is done.")
    static let verb = Steering.rollback

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var steering: RolloutSteeringOptions
}
