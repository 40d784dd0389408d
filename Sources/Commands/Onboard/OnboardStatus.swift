import API
import ArgumentParser
import Foundation
import JobQueue
import Onboarding

/// `rollcall onboard status`
struct OnboardStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show where directories stand on their road, or all about one.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("A directory's address, number or slug; all without one.", valueName: "directory"))
    var directory: String?

    @Option(
        help: ArgumentHelp(
            "Only those that stand there: \(OnboardingState.allCases.map(\.name).joined(separator: ", ")).", valueName: "state"))
    var state: String?

    @Option(
        help: ArgumentHelp("Write the pictures of its filled form there: step-1.png …", valueName: "folder"), completion: .directory)
    var pictures: String?

    func validate() throws {
        if pictures != nil, directory == nil { throw ValidationError("--pictures is of one directory: name it") }
        if let state, OnboardingState(name: state) == nil {
            throw ValidationError("--state is one of \(OnboardingState.allCases.map(\.name).joined(separator: ", "))")
        }
    }

    func run() async throws {
        let context = try CommandContext(global)
        let terminal = context.terminal
        try await context.withOnboardings { store in
            guard let directory else { return try await showAll(store, terminal) }
            let entry = try await store.find(directory)
            let versions = try await store.versions(of: entry.id)
            let events = try await store.events(of: entry.id)
            let questions = try await store.questions(of: entry.id)
            let shots = try await store.pictures(of: entry.id)
            if let pictures { try await write(shots, of: entry.id, store, to: pictures, terminal) }
            if output.json {
                let item = OnboardingDetailItem(entry, versions: versions, questions: questions, events: events, pictures: shots)
                return terminal.say(try JSON.line(item))
            }
            terminal.say(
                terminal.styled(Table.clean(entry.url), .bold) + ": "
                    + terminal.styled(entry.state.words, OnboardingText.style(entry.state))
                    + (entry.reason.isEmpty ? "" : ", " + Table.clean(entry.reason)))
            if let drift = entry.drift { terminal.say(terminal.styled("  the form has changed: \(Table.clean(drift))", .warning)) }
            if let form = entry.submission { terminal.say("  form     \(Table.clean(form))") }
            if let listing = entry.listing { terminal.say("  listing  \(Table.clean(listing))") }
            for question in questions {
                let step = question.step.map { "step \($0): " } ?? ""
                terminal.say("  question #\(question.id)  \(step)\(Table.clean(question.message))")
            }
            for shot in shots { terminal.say("  picture  \(shots.count > 1 ? "step \(shot.step): " : "")\(Table.clean(shot.words))") }
            if let version = versions.first { show(version, terminal) }
            for version in versions {
                let mark = version.version == entry.inUse ? "*" : " "
                terminal.say("\(mark) version \(version.version) of \(version.madeAt): \(Table.clean(version.why))")
            }
            for event in events.reversed() {
                terminal.say(
                    "  \(event.at)  \(event.action) by \(Table.clean(event.who))" + (event.why.isEmpty ? "" : ": \(Table.clean(event.why))")
                )
            }
        }
    }

    private func write(
        _ shots: [FormPictureFacts], of entry: Int64, _ store: OnboardingStore, to folder: String, _ terminal: Terminal
    ) async throws {
        let place = URL(filePath: folder, directoryHint: .isDirectory)
        var written = 0
        for shot in shots {
            guard let (png, _) = try await store.picture(of: entry, step: shot.step) else { continue }
            do {
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
                try Data(png).write(to: place.appending(path: FormShots.name(of: shot.step)), options: .atomic)
            } catch {
                throw CommandFailure(
                    "the pictures cannot be written to '\(folder)': \(error.localizedDescription)", remedy: "name a folder you may write to"
                )
            }
            written += 1
        }
        terminal.note(written == 0 ? "there is no picture to write" : "\(written) \(written == 1 ? "picture" : "pictures") in \(folder)")
    }

    private func showAll(_ store: OnboardingStore, _ terminal: Terminal) async throws {
        var entries: [OnboardingEntry] = []
        while true {
            let page = try await store.list(state.flatMap { OnboardingState(name: $0) }, after: entries.last?.id ?? 0)
            entries += page
            if page.count < 1_000 { break }
        }
        if output.json { return terminal.say(try JSON.line(entries.map(OnboardingItem.init))) }
        OnboardingText.table(entries).lines(on: terminal).forEach { terminal.say($0) }
        let counts = OnboardingText.counts(try await store.counts())
        terminal.note(counts.isEmpty ? "Nothing is on its way. Begin with `rollcall onboard URL --profile FILE`." : counts)
    }

    private func show(_ version: OnboardingVersion, _ terminal: Terminal) {
        let steps = version.mapping.steps
        defer {
            if version.mapping.shape.hasUnseen == true {
                terminal.say("  further steps are only shown once those before are sent: what they ask is asked about then")
            }
        }
        for (index, lines) in steps.enumerated() {
            if steps.count > 1 { terminal.say(terminal.styled("step \(index + 1) of \(steps.count)", .bold)) }
            var table = Table(["control", "label", "takes", "sure", "why"], flexible: 4)
            for line in lines {
                table.add([
                    Table.Cell(line.control), Table.Cell(line.label), Table.Cell(line.term ?? "—", line.isAccepted ? .good : .dim),
                    Table.Cell("\(Int((line.confidence * 100).rounded())) %"), Table.Cell(line.reason),
                ])
            }
            table.lines(on: terminal).forEach { terminal.say($0) }
        }
    }
}
