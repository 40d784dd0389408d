import API
import ArgumentParser
import JobQueue
import Onboarding

/// What a person steers: a directory's rollout, or one over many directories.
protocol SteeredSubject {
    /// How it is named on the command line.
    static var help: ArgumentHelp { get }
}

/// A directory that is on its road.
enum SteeredDirectory: SteeredSubject {
    static let help = ArgumentHelp("A directory's address, number or slug.", valueName: "directory")
}

/// What the verbs share by which a person steers a rollout.
struct SteeringOptions<Subject: SteeredSubject>: ParsableArguments {
    @Argument(help: Subject.help)
    var subject: String

    @Option(help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var why: String

    @Option(help: ArgumentHelp("Who does it, for the record.", valueName: "name"))
    var by = "command line"

    func validate() throws {
        guard why.contains(where: { !$0.isWhitespace }) else { throw ValidationError("--why says why, for those who come after") }
    }
}

/// A verb by which a person steers a rollout.
protocol SteeringVerb<Subject>: AsyncParsableCommand {
    associatedtype Subject: SteeredSubject
    static var verb: Steering { get }
    var global: GlobalOptions { get }
    var output: OutputOptions { get }
    var steering: SteeringOptions<Subject> { get }
}

extension SteeringVerb where Subject == SteeredDirectory {
    func run() async throws {
        let context = try CommandContext(global)
        let entry = try await context.withOnboardings {
            try await $0.steer(steering.subject, Self.verb.event(who: steering.by, why: steering.why))
        }
        if output.json { return context.terminal.say(try JSON.line(OnboardingItem(entry))) }
        context.terminal.say(
            "\(Table.clean(entry.url)): \(entry.state.words)" + (entry.reason.isEmpty ? "" : ", \(Table.clean(entry.reason))"))
    }
}

/// `rollcall onboard hold`
struct OnboardHold: SteeringVerb {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Keep a canary from being promoted; bad news takes it back all the same.")
    static let verb = Steering.hold

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var steering: SteeringOptions<SteeredDirectory>
}

/// `rollcall onboard resume`
struct OnboardResume: SteeringVerb {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Let a rollout that is held go on.")
    static let verb = Steering.resume

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var steering: SteeringOptions<SteeredDirectory>
}

/// `rollcall onboard promote`
struct OnboardPromote: SteeringVerb {
    static let configuration = CommandConfiguration(commandName: "promote", abstract: "Promote a canary without waiting for its gates.")
    static let verb = Steering.promote

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var steering: SteeringOptions<SteeredDirectory>
}

/// `rollcall onboard rollback`
struct OnboardRollback: SteeringVerb {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Take a mapping back to the version before, also where it is in use.")
    static let verb = Steering.rollback

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var steering: SteeringOptions<SteeredDirectory>
}
