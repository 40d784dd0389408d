import API
import ArgumentParser
import Onboarding

/// A rollout over many directories.
enum SteeredRollout: SteeredSubject {
    static let help = ArgumentHelp("Its name or number.", valueName: "rollout")
}

extension SteeringVerb where Subject == SteeredRollout {
    func run() async throws {
        let context = try CommandContext(global)
        let rollout = try await context.withRollouts {
            try await $0.steer(steering.subject, Self.verb.event(who: steering.by, why: steering.why))
        }
        if output.json { return context.terminal.say(try JSON.line(RolloutItem(rollout))) }
        context.terminal.say("#\(rollout.id) \(Table.clean(rollout.name)): \(rollout.plan.state.words), \(Table.clean(rollout.reason))")
        if Self.verb != .hold { context.terminal.note("  → a running server goes on with it, or `rollcall rollout work \(rollout.id)`") }
    }
}

/// `rollcall rollout hold`
struct RolloutHold: SteeringVerb {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Keep a rollout in its phase; bad news takes it back all the same.")
    static let verb = Steering.hold

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var steering: SteeringOptions<SteeredRollout>
}

/// `rollcall rollout resume`
struct RolloutResume: SteeringVerb {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Let a rollout that is held go on.")
    static let verb = Steering.resume

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var steering: SteeringOptions<SteeredRollout>
}

/// `rollcall rollout promote`
struct RolloutPromote: SteeringVerb {
    static let configuration = CommandConfiguration(
        commandName: "promote", abstract: "Begin the next phase without waiting for the gates of this one.")
    static let verb = Steering.promote

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var steering: SteeringOptions<SteeredRollout>
}

/// `rollcall rollout rollback`
struct RolloutRollback: SteeringVerb {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Take a rollout back everywhere to what was last good, also where it is done.")
    static let verb = Steering.rollback

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var steering: SteeringOptions<SteeredRollout>
}
