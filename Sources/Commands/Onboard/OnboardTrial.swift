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
        help: ArgumentHelp(
            "A picture (PNG) of the form on its own page with the values in it; of each step after the first one more: form-2.png …",
            valueName: "file"),
        completion: .file(extensions: ["png"]))
    var picture: String?

    @Flag(help: "Keep such pictures with the directory, which is on its road: the console shows them.")
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
        let (discovery, result, shots) = try await OnboardReach.with(global, allowPrivate: allowPrivate) {
            reach -> (Discovery?, TrialReport, FormShots?) in
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
            // Who asks for pictures gets them, whatever the settings say of others.
            let camera = picture != nil || keep ? FormCamera.browser(reach.browser) : self.report != nil ? reach.camera : nil
            guard let camera else { return (found, report, nil) }
            return (found, report, FormShots(pictures: await report.pictures(by: camera)))
        }
        let text = TrialReportText(result, page: discovery?.submission?.page ?? home, shots: shots)
        if output.json {
            terminal.say(try JSON.line(TrialReportView(result)))
        } else {
            text.lines(on: terminal).forEach { terminal.say($0) }
        }
        if let report { try write(text, to: report, terminal) }
        if let picture, let shots { try shots.write(to: picture, terminal) }
        if keep, let shots { try await keep(shots, terminal) }
        switch result.verdict {
        case .ready, .published, .submitted: break
        default: throw ExitCode(1)
        }
    }

    private func keep(_ shots: FormShots, _ terminal: Terminal) async throws {
        guard !shots.pictures.isEmpty else {
            throw CommandFailure("there is no form to keep a picture of", remedy: "the report says why")
        }
        let entry = try await CommandContext(global).withOnboardings { store in
            let entry = try await store.find(url)
            try await store.keep(shots.pictures, for: entry, who: by)
            return entry
        }
        let count = shots.files.count
        terminal.note(
            "\(count == 1 ? "the picture is" : "\(count) pictures are") kept with onboarding \(entry.id): /onboarding/\(entry.id) of the console shows \(count == 1 ? "it" : "them")"
        )
    }

    private func write(_ text: TrialReportText, to folder: String, _ terminal: Terminal) throws {
        let place = URL(filePath: folder, directoryHint: .isDirectory)
        do {
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            for (name, content) in text.files() { try Data(content).write(to: place.appending(path: name), options: .atomic) }
        } catch {
            throw CommandFailure(
                "the report cannot be written to '\(folder)': \(error.localizedDescription)", remedy: "name a folder you may write to")
        }
        terminal.note("the report is \(folder)/report.html")
    }
}
