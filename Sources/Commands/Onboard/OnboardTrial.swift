import API
import ArgumentParser
import Browser
import Foundation
import HTML
import Onboarding

/// `rollcall onboard trial`
struct OnboardTrial: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trial", abstract: "Try a directory's form with a profile; nothing is sent unless --submit says so.",
        discussion: """
            Finds the form (or takes the page as it is with --page), fills it in memory, checks it as a browser would, and reads it back. With
            --submit it is sent, only to this machine and to the sites that --sandbox names; then the listing is looked for and compared.

              rollcall onboard trial https://example.com --profile acme.yaml --report trial
              rollcall onboard trial https://example.com --profile acme.yaml --picture form.png
              rollcall onboard trial https://example.com --profile acme.yaml --keep
              rollcall onboard trial https://farm.test --profile acme.yaml --submit --sandbox farm.test

            Exit status: 0 it is ready (or was published), 1 something stands against it, 2 it could not run.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("The directory's address.", valueName: "url"))
    var url: String

    @Option(help: ArgumentHelp("The profile of the business.", valueName: "file"), completion: .file())
    var profile: String

    @Flag(help: "The address is the form's own page: discover nothing.")
    var page = false

    @Flag(help: "Send the form, where that is allowed.")
    var submit = false

    @Option(help: ArgumentHelp("A site that permits trials; may be given more than once.", valueName: "host"))
    var sandbox: [String] = []

    @Option(
        help: ArgumentHelp("The folder for a report to read, with pictures of the filled form.", valueName: "folder"),
        completion: .directory)
    var report: String?

    @Flag(help: "Open every step of the form in Chromium, not only where none is found without; docs/browser.md.")
    var render = false

    @Option(
        help: ArgumentHelp("A picture (PNG) of the form on its own page with the values in it; nothing is sent.", valueName: "file"),
        completion: .file(extensions: ["png"]))
    var picture: String?

    @Flag(help: "Keep such a picture with the directory, which is on its road: the console shows it.")
    var keep = false

    @Option(help: ArgumentHelp("Who does it, for the record.", valueName: "name"))
    var by = "command line"

    @Flag(help: "Allow addresses of private networks and of this machine.")
    var allowPrivate = false

    func run() async throws {
        let terminal = Terminal.current()
        let profile = try ProfileFile.read(profile)
        let home = try OnboardReach.url(url)
        // Whether there is anything to keep it with is told before the work.
        if keep { _ = try await CommandContext(global).withOnboardings { try await $0.find(url) } }
        let (discovery, result, shot) = try await OnboardReach.with(global, allowPrivate: allowPrivate) { reach in
            var found: Discovery?
            var place = home
            if !page {
                let discovery = await Discoverer(reach.opener()).discover(home)
                guard let form = discovery.submission else {
                    throw CommandFailure(
                        "no submission form was found at \(home.href)",
                        remedy: "`rollcall onboard discover` shows what was; --page takes the form's own page")
                }
                (found, place) = (discovery, form.page)
            }
            let trial = Trial(reach.opener(rendersAll: render), prober: reach.prober)
            let report = await trial.run(
                place, profile: profile, sandbox: submit ? Sandbox(hosts: Set(sandbox)) : nil, index: found?.first(.listingIndex)?.url)
            return (found, report, picture == nil && !keep ? nil : try await reach.picture(of: report))
        }
        let text = TrialReportText(result, page: discovery?.submission?.page ?? home)
        if output.json {
            terminal.say(try JSON.line(TrialReportView(result)))
        } else {
            text.lines(on: terminal).forEach { terminal.say($0) }
        }
        if let report { try write(text, to: report, terminal) }
        if let picture, let shot { try shot.write(to: picture, terminal) }
        if keep, let shot { try await keep(shot, terminal) }
        switch result.verdict {
        case .ready, .published, .submitted: break
        default: throw ExitCode(1)
        }
    }

    private func keep(_ shot: FormShot, _ terminal: Terminal) async throws {
        let entry = try await CommandContext(global).withOnboardings { store in
            let entry = try await store.find(url)
            try await store.keep(picture: shot.png, filled: shot.filled, of: shot.of, for: entry, who: by)
            return entry
        }
        terminal.note("the picture is kept with onboarding \(entry.id): /onboarding/\(entry.id) of the console shows it")
    }

    private func write(_ text: TrialReportText, to folder: String, _ terminal: Terminal) throws {
        let place = URL(filePath: folder, directoryHint: .isDirectory)
        do {
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            for (name, content) in text.files() { try Data(content.utf8).write(to: place.appending(path: name), options: .atomic) }
        } catch {
            throw CommandFailure(
                "the report cannot be written to '\(folder)': \(error.localizedDescription)", remedy: "name a folder you may write to")
        }
        terminal.note("the report is \(folder)/report.html")
    }
}
