import ArgumentParser
import Directories
import Foundation

/// `rollcall import`
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Put the directories of a file on the register: CSV, YAML or JSON lines.",
        discussion: """
            Format, delimiter and columns are guessed and shown. A bad row is told with its line and reason while the good ones are kept; \
            with --strict nothing is added then. A site that is in the file twice or on the register already is shown, not doubled.
            Exit status: 0 every row was taken or is there already, 1 some row was bad.
            """)

    @Argument(help: "The file; - reads standard input.", completion: .file())
    var file: String

    @Flag(help: "Only say what would be done.")
    var dryRun = false

    @Flag(help: "Add nothing when any row is bad.")
    var strict = false

    @Option(help: "csv, yaml or jsonl; guessed when left out.")
    var format: ImportFormat?

    @Option(
        help: ArgumentHelp(
            "What a column holds, such as \"Site address=url\" or 3=url; may be given several times.", valueName: "header=field"))
    var column: [String] = []

    @Option(help: "What divides the fields of a CSV file, such as ';' or tab; guessed when left out.")
    var delimiter: String?

    @Flag(inversion: .prefixedNo, help: "Whether a CSV file's first row names its columns; guessed when left out.")
    var header: Bool?

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let options = try options()
        let context = try CommandContext(global)
        let terminal = context.terminal
        let (file, json) = (file, output.json)
        let report = try await context.withRegister { store in
            let directoryImport = DirectoryImport(into: store, options: options, problem: CheckProblem.of)
            let progress: (Int) -> Void = { if !json { terminal.progress("\($0) rows") } }
            guard file == "-" else { return try await directoryImport.run(file: file, progress: progress) }
            let bytes = [UInt8](try FileHandle.standardInput.readToEnd() ?? Data())
            return try await directoryImport.run(name: "standard input", bytes: bytes, progress: progress)
        }
        terminal.progress("")
        terminal.put(json ? report.json() : Self.colour(report, terminal))
        if report.exitStatus != 0 { throw ExitCode(report.exitStatus) }
    }

    private func options() throws -> DirectoryImport.Options {
        var options = DirectoryImport.Options()
        options.format = format
        options.isDryRun = dryRun
        options.isStrict = strict
        options.hasHeader = header
        if let delimiter {
            let bytes = Array(delimiter.utf8)
            guard delimiter == "tab" || delimiter == "\\t" || bytes.count == 1 && bytes[0] < 0x80 && bytes[0] != 0x22 && bytes[0] >= 0x09
            else {
                throw CommandFailure("--delimiter is \"\(delimiter)\"", remedy: "Give one character, such as ; or |, or the word tab")
            }
            options.delimiter = bytes.count == 1 ? bytes[0] : 0x09
        }
        for pair in column {
            guard let mark = pair.lastIndex(of: "="), let field = DirectoryField(rawValue: String(pair[pair.index(after: mark)...])) else {
                throw CommandFailure(
                    "--column is \"\(pair)\"",
                    remedy: "Write header=field, where field is one of \(DirectoryField.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            options.columns[String(pair[..<mark])] = field
        }
        return options
    }

    /// The report with control characters of the file taken out, and the summary marked.
    private static func colour(_ report: ImportReport, _ terminal: Terminal) -> String {
        var lines = report.text().split(separator: "\n").map { Table.clean(String($0)) }
        if let last = lines.popLast() { lines.append(terminal.styled(last, report.badRows == 0 ? .good : .warning)) }
        return lines.joined(separator: "\n") + "\n"
    }
}
