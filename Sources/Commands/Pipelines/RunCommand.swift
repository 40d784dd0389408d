import API
import ArgumentParser
import Foundation
import JobQueue
import Pipelines
import Resilience

/// `rollcall run PIPELINE`
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a pipeline and show how it goes on.",
        discussion: """
            PIPELINE is the name of a document in the pipelines' folder, or a path to one. Ctrl-C brings the run to its next checkpoint and \
            stops; `rollcall runs resume` goes on from there, and so does a running server. A run that was killed goes on in the same way: no \
            record is lost or written twice. `rollcall runs show` says why one waits.

            Exit status: 0 done, 1 failed or cancelled, 2 could not run, 130 interrupted.
            """)

    @Argument(help: "A name or a path.")
    var pipeline: String

    @Option(help: ArgumentHelp("The file to read, where the source names none.", valueName: "file"), completion: .file())
    var input: String?

    @Option(help: ArgumentHelp("A run that has to be done first; may be given more than once.", valueName: "run"))
    var after: [RunID] = []

    @Option(help: ArgumentHelp("When it is given up where it has not ended.", valueName: "span|time"))
    var deadline: TimeOption?

    @Option(
        help: ArgumentHelp("What it needs of the machine, such as cpu=0.5,memory=512MiB,network=10Mbit.", valueName: "needs"))
    var needs: ResourceProfile?

    @Flag(help: "Check the document and do nothing.")
    var check = false

    @Flag(help: "Leave the work to a running server.")
    var detach = false

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    private struct Checked: Encodable {
        var pipeline: String
        var ok: Bool
    }

    func run() async throws {
        let context = try CommandContext(global)
        let (document, folder) = try context.pipeline(pipeline)
        if check {
            context.terminal.say(output.json ? try JSON.line(Checked(pipeline: document.name, ok: true)) : "\(document.name): ok")
            return
        }
        let path = input.map { $0.hasPrefix("/") ? $0 : FileManager.default.currentDirectoryPath + "/" + $0 }
        var draft = RunDraft(document, folder: folder, input: path, cause: "command")
        let now = SystemClock().now()
        draft.terms = RunTerms(after: after, deadline: deadline?.time(from: now), needs: needs)
        if let deadline = draft.terms.deadline, deadline <= now {
            throw CommandFailure("The deadline \(deadline) has passed.", remedy: "Name a time to come, or a span such as 2h.")
        }
        let run = try await context.withRuns { [draft] runs in
            let made = try await runs.create(draft)
            return detach ? try await runs.get(made.id) : try await context.follow(made.id, runs, json: output.json)
        }
        if detach {
            context.terminal.say(output.json ? try RunItem.line(run) : "\(run.pipeline) #\(run.id) waits for a worker; see `rollcall runs`")
        } else {
            try context.conclude(run, json: output.json)
        }
    }
}
