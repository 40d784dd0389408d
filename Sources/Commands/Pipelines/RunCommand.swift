import API
import ArgumentParser
import Foundation
import Pipelines

/// `rollcall run PIPELINE`
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a pipeline and show how it goes on.",
        discussion: """
            PIPELINE is the name of a document in the pipelines' folder, or a path to one. Ctrl-C brings the run to its next checkpoint and \
            stops; `rollcall runs resume` goes on from there, and so does a running server. A run that was killed goes on in the same way: no \
            record is lost or written twice.

            Exit status: 0 done, 1 failed or cancelled, 2 could not run, 130 interrupted.
            """)

    @Argument(help: "A name or a path.")
    var pipeline: String

    @Option(help: ArgumentHelp("The file to read, where the source names none.", valueName: "file"), completion: .file())
    var input: String?

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
        let run = try await context.withRuns { runs in
            let made = try await runs.create(RunDraft(document, folder: folder, input: path, cause: "command"))
            return detach ? try await runs.get(made.id) : try await context.follow(made.id, runs, json: output.json)
        }
        if detach {
            context.terminal.say(output.json ? try RunItem.line(run) : "\(run.pipeline) #\(run.id) waits for a worker; see `rollcall runs`")
        } else {
            try context.conclude(run, json: output.json)
        }
    }
}
