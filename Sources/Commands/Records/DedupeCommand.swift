import ArgumentParser
import Foundation
import Matching

/// `rollcall dedupe`
struct DedupeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dedupe", abstract: "Find the records of a file that are about the same thing, or link those of several files.",
        discussion: """
            Reads CSV with a header, or JSON lines. One file is searched for duplicates, several are linked with one another. What the columns \
            hold is found by their values and headers; nothing needs to be labelled, configured or stored.

              rollcall dedupe listings.csv
              rollcall dedupe fodors.csv zagats.csv --output matches.csv
              rollcall dedupe listings.csv --explain 17 42

            A file of decisions (--decisions) holds lines same,ID,ID and different,ID,ID; they hold on every run. Where two files use the same \
            ids, write them as file.csv:ID.
            Exit status: 0 done, 1 some rows could not be read, 2 it could not run.
            """)

    @Argument(help: "CSV files or JSON lines.", completion: .file())
    var files: [String]

    @Option(
        help: ArgumentHelp("The column that names the rows; guessed when left out, their number where there is none.", valueName: "column"))
    var id: String?

    @Option(help: ArgumentHelp("A column not to compare; may be given several times.", valueName: "column"))
    var ignore: [String] = []

    @Option(help: "How probable a match must be, between 0 and 1.")
    var threshold = 0.5

    @Flag(
        inversion: .prefixedNo, help: "Whether a record has one partner at most in each other file; decided by what is found when left out."
    )
    var oneToOne: Bool?

    @Flag(help: "Search several files for duplicates as if they were one.")
    var together = false

    @Option(help: ArgumentHelp("Decisions by hand.", valueName: "file"), completion: .file())
    var decisions: String?

    @Option(parsing: .upToNextOption, help: ArgumentHelp("Why two records are one, or not.", valueName: "ids"))
    var explain: [String] = []

    @Option(
        help: ArgumentHelp("Write pairs to a file, with --golden the merged records: JSON lines by .jsonl, else CSV.", valueName: "file"))
    var output: String?

    @Flag(help: "One merged record for each group, with what each source says.")
    var golden = false

    @Flag(help: "Write JSON.")
    var json = false

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("Name a file.") }
        guard files.count <= 200 else { throw ValidationError("No more than 200 files can be linked at once.") }
        guard threshold > 0, threshold < 1 else { throw ValidationError("--threshold lies between 0 and 1, such as 0.9.") }
        guard explain.isEmpty || explain.count == 2 else { throw ValidationError("--explain takes two ids.") }
    }

    func run() async throws {
        let terminal = Terminal.current()
        let result: MatchResult
        do {
            let tables = try RecordFiles.read(files)
            let plan = try ColumnPlan(tables, id: id, ignore: ignore)
            var options = Matcher.Options()
            options.threshold = threshold
            options.oneToOne = oneToOne
            if let decisions { options.overrides = try Overrides(try RecordFiles.bytes(decisions), name: decisions) }
            let matcher = Matcher(tables, plan: plan, options: options, linking: together ? false : nil)
            if let unknown = matcher.unknownOverrides.first {
                terminal.note("note: no record is called '\(Table.clean(unknown))'; the decision about it waits")
            }
            if !json { terminal.progress("comparing \(matcher.index.count) records") }
            result = await matcher.run()
            terminal.progress("")
        } catch let error as MatchingError {
            throw CommandFailure(error.message, remedy: error.remedy)
        }
        let view = DedupeView(result: result, terminal: terminal)
        view.noteProblems()
        if explain.count == 2 {
            terminal.put(try view.explanation(explain[0], explain[1], json: json))
        } else if let output {
            let text = golden ? view.goldenFile(asJSON: output.hasSuffix(".jsonl")) : view.pairsFile(asJSON: output.hasSuffix(".jsonl"))
            do { try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .atomic) } catch {
                throw CommandFailure(
                    "\(output) cannot be written: \(error.localizedDescription)", remedy: "Name another file with --output")
            }
            if !json { terminal.note(view.summary()) }
        } else {
            terminal.put(json ? view.json(golden: golden) : view.text(golden: golden))
        }
        if result.matcher.tables.contains(where: { $0.problemCount > 0 }) { throw ExitCode(1) }
    }
}
