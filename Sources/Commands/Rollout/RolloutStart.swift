import API
import ArgumentParser
import Foundation
import Onboarding

/// `rollcall rollout start`
struct RolloutStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Begin a rollout: what it brings, to which directories, by which phases and gates.",
        discussion: """
            Say what it brings with one of --remap, --control (with --term, --value or --leave), --threshold and --recipe, and to whom with --tag, \
            --category, --platform, --region and --owner, all of which must hold. The first directories get it, are tried with it and looked at over the \
            soak; when all gates are open the next phase begins by itself, and when a budget is spent everybody goes back to what was last good.

              rollcall rollout start new-model --remap --region eu --why "trained on more forms"
              rollcall rollout start reg-no --control reg_no --term hasCredential --platform Wix --why "asked on 14 sites"

            Nothing is sent to any directory. Exit status: 0 it began, 2 it could not.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "What to call it.")
    var name: String

    @Flag(help: "Map the forms anew, by the model and the answers of now.")
    var remap = false

    @Option(help: ArgumentHelp("A control, by its name, of which an answer is given.", valueName: "name"))
    var control: String?

    @Option(help: ArgumentHelp("What of the profile the control takes.", valueName: "term"))
    var term: String?

    @Option(help: ArgumentHelp("The value that the control takes.", valueName: "text"))
    var value: String?

    @Flag(help: "The control stays as it is.")
    var leave = false

    @Option(help: ArgumentHelp("From which confidence on controls are filled unasked, in percent.", valueName: "percent"))
    var threshold: Int?

    @Option(help: ArgumentHelp("The recipe that pages are to be read by.", valueName: "file"), completion: .file())
    var recipe: String?

    @Option(help: "Only directories with this tag.") var tag: String?
    @Option(help: "Only directories of this category.") var category: String?
    @Option(help: "Only directories built with this platform.") var platform: String?
    @Option(help: "Only directories of this region.") var region: String?
    @Option(help: "Only directories of this account.") var owner: String?

    @Option(help: ArgumentHelp("Shares of the directories in percent, rising to 100.", valueName: "list"))
    var phases = "1,10,50,100"

    @Option(help: ArgumentHelp("How long each phase but the last lasts at least, such as 30m or 2h.", valueName: "span"))
    var soak = SoakSpan(seconds: 3_600)

    @Option(help: ArgumentHelp("Trials and looks that must succeed, in percent.", valueName: "percent"))
    var success = 95

    @Option(help: ArgumentHelp("Failures in a phase at which everything is taken back.", valueName: "number"))
    var failures = 2

    @Option(help: ArgumentHelp("Forms whose change breaks their mapping, at which everything is taken back.", valueName: "number"))
    var drifts = 1

    @Option(help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var why: String

    @Option(help: ArgumentHelp("Who does it, for the record.", valueName: "name"))
    var by = "command line"

    @Flag(help: "Leave the work to a running server.")
    var detach = false

    @Flag(help: "Allow addresses of private networks and of this machine.")
    var allowPrivate = false

    func validate() throws {
        guard [remap, control != nil, threshold != nil, recipe != nil].count(where: { $0 }) == 1 else {
            throw ValidationError("Say what it brings with one of --remap, --control, --threshold and --recipe.")
        }
        guard RolloutRequest.phases(phases) != nil else { throw ValidationError("--phases are numbers such as 1,10,50,100") }
        guard threshold.map({ (50...100).contains($0) }) ?? true else { throw ValidationError("--threshold is from 50 to 100") }
        guard why.contains(where: { !$0.isWhitespace }) else { throw ValidationError("--why says why, for those who come after") }
    }

    func run() async throws {
        var request = RolloutRequest()
        request.name = name
        request.change = control != nil ? "answer" : threshold != nil ? "threshold" : recipe != nil ? "recipe" : "remap"
        (request.control, request.term, request.value, request.leave) = (control, term, value, leave)
        request.threshold = threshold
        if let recipe { request.recipe = String(decoding: try PageSource.file(recipe, base: nil).bytes, as: UTF8.self) }
        request.scope = RolloutScope(tag: tag, category: category, platform: platform, region: region, owner: owner)
        (request.phases, request.soak) = (RolloutRequest.phases(phases), soak.seconds)
        (request.success, request.failures, request.drifts) = (success, failures, drifts)
        let context = try CommandContext(global)
        let wanted = request
        let detail = try await context.withRollouts { store in
            let begun = try await store.begin(
                wanted.name, try wanted.made(), to: wanted.scope, policy: wanted.policy, who: by, why: why)
            let desk = RolloutDesk(store.onboardings.jobs)
            guard !detach else { return try await desk.detail(begun) }
            let worked = try await OnboardReach.with(global, allowPrivate: allowPrivate) { try await context.follow(begun.id, store, $0) }
            return try await desk.detail(worked ?? begun)
        }
        try RolloutStatus.say(detail, context.terminal, json: output.json)
    }
}

/// `rollcall rollout work`
struct RolloutWork: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work", abstract: "Take a rollout along in this process, as far as it goes now; a running server does so by itself.",
        discussion: "Exit status: 0 it goes on or is done, 1 it was taken back, 2 it could not run.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "Its name or number.")
    var rollout: String

    @Flag(help: "Allow addresses of private networks and of this machine.")
    var allowPrivate = false

    func run() async throws {
        let context = try CommandContext(global)
        let detail = try await context.withRollouts { store in
            let found = try await store.find(rollout)
            try await store.wake(found.id)
            let worked = try await OnboardReach.with(global, allowPrivate: allowPrivate) { try await context.follow(found.id, store, $0) }
            return try await RolloutDesk(store.onboardings.jobs).detail(worked ?? found)
        }
        try RolloutStatus.say(detail, context.terminal, json: output.json)
        if detail.rollout.plan.state == .rolledBack { throw ExitCode(1) }
    }
}
