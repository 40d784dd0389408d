import API
import ArgumentParser
import HTML
import Onboarding

/// `rollcall onboard FILE|URL…`
struct OnboardRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Take directories along: discover, analyse, map, trial, canary, active.",
        discussion: """
            Each argument is an address, or a file with one on each line (or of CSV or JSON lines with a url). Each directory is a durable job, and every \
            step is stored: given again, the command goes on where it was stopped, and so does a running server. Nothing is sent unless --submit says so, \
            and then only to this machine and to the sites that --sandbox names. What is active is on the register and watched.

              rollcall onboard https://example.com --profile acme.yaml
              rollcall onboard list.txt --profile acme.yaml --soak 1h

            Exit status: 0 all are active or in their canary's soak, 1 some need an answer or failed, 2 it could not run, 130 interrupted.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("Addresses, or files of them.", valueName: "url or file"), completion: .file())
    var sources: [String]

    @Option(help: ArgumentHelp("The profile of the business.", valueName: "file"), completion: .file())
    var profile: String

    @Flag(help: "Send the forms, where that is allowed.")
    var submit = false

    @Option(help: ArgumentHelp("A site that permits trials; may be given more than once.", valueName: "host"))
    var sandbox: [String] = []

    @Option(help: ArgumentHelp("Directories that are taken along at once.", valueName: "number"))
    var atOnce = 16

    @Option(help: ArgumentHelp("How long a mapping is watched as a canary before it is active, such as 30m or 2h.", valueName: "span"))
    var soak = SoakSpan(seconds: 0)

    @Option(help: ArgumentHelp("The region that they get on the register; its flags hold for them.", valueName: "name"))
    var region: String?

    @Option(help: ArgumentHelp("The account that they get on the register.", valueName: "name"))
    var owner: String?

    @Flag(help: "Begin anew with those that failed or are active.")
    var again = false

    @Flag(help: "Leave the work to a running server.")
    var detach = false

    @Option(help: ArgumentHelp("Who does it, for the record.", valueName: "name"))
    var by = "command line"

    @Flag(help: "Allow addresses of private networks and of this machine.")
    var allowPrivate = false

    func validate() throws {
        guard !sources.isEmpty else { throw ValidationError("Name an address, or a file of them.") }
        guard (1...200).contains(atOnce) else { throw ValidationError("--at-once is from 1 to 200") }
    }

    func run() async throws {
        let order = OnboardingOrder(
            try ProfileFile.read(profile), submits: submit, sandbox: sandbox, policy: OnboardingOrder.canary(soakSeconds: soak.seconds),
            region: region, owner: owner)
        let urls = try addresses()
        let context = try CommandContext(global)
        let entries = try await context.withOnboardings { store in
            let started = try await store.begin(urls, order, who: by, again: again)
            if detach { return started }
            return try await OnboardReach.with(global, allowPrivate: allowPrivate) { reach in
                try await context.follow(started, store, reach, atOnce: atOnce)
            }
        }
        try show(entries, context.terminal)
        if detach { return }
        if entries.contains(where: { $0.state.isMoving && $0.state != .canary }) { throw ExitCodes.interrupted }
        if entries.contains(where: { !$0.state.isMoving && $0.state != .active }) { throw ExitCode(1) }
    }

    /// The addresses that the arguments name, each once.
    private func addresses() throws -> [String] {
        var urls: [String] = []
        var seen: Set<String> = []
        for source in sources {
            let lines = PageSource.isURL(source) ? [source] : try lines(of: source)
            for line in lines {
                let url = try OnboardReach.url(line).href
                if seen.insert(url).inserted { urls.append(url) }
            }
        }
        guard !urls.isEmpty else { throw CommandFailure("the files name no address", remedy: "write one address on each line") }
        return urls
    }

    private func lines(of file: String) throws -> [String] {
        let text = String(decoding: try SavedPage.bytes(file), as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).compactMap { AddressList.address(in: $0) }
    }

    private func show(_ entries: [OnboardingEntry], _ terminal: Terminal) throws {
        guard !output.json else { return terminal.say(try JSON.line(entries.map(OnboardingItem.init))) }
        // Of many, those that somebody has to look at.
        let shown = entries.count <= 40 ? entries : entries.filter { $0.state != .active }
        OnboardingText.table(shown).lines(on: terminal).forEach { terminal.say($0) }
        terminal.say("\(entries.count) \(entries.count == 1 ? "directory" : "directories"): \(OnboardingText.counts(entries))")
        if entries.contains(where: { $0.state == .needsAnswer }) { terminal.note("  → `rollcall onboard questions` shows what is asked") }
        if detach { terminal.note("  → a running server takes them along; `rollcall onboard status` shows where they stand") }
    }
}
