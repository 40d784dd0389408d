import ArgumentParser
import Directories
import Foundation

/// `rollcall export`
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the register to a file that `rollcall import` reads back exactly.")

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Where to write; standard output when left out.", valueName: "file"), completion: .file())
    var output: String?

    @Option(help: "csv, yaml or jsonl; told by the file's name, else csv.")
    var format: ImportFormat?

    @Flag(help: "Put an apostrophe before cells that a spreadsheet would compute (import takes it away again).")
    var guardFormulas = false

    @OptionGroup(title: "Which") var filters: FilterOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let context = try CommandContext(global)
        let format = format ?? output.map { ImportFormat.guess(file: $0, bytes: []) } ?? .csv
        let export = DirectoryExport(format, guardsFormulas: guardFormulas)
        let filter = filters.filter
        guard let output else {
            _ = try await context.withRegister { store in
                try await store.export(export, filter) { try Self.write($0, to: .standardOutput, "standard output") }
            }
            return
        }
        // Written beside and moved into place, so that a full disk or a kill leaves no half of a file under its name.
        let partial = output + ".partial"
        guard FileManager.default.createFile(atPath: partial, contents: nil), let file = FileHandle(forWritingAtPath: partial) else {
            throw CommandFailure("\(output) cannot be written", remedy: "Check the folder and its permissions")
        }
        do {
            let count = try await context.withRegister { store in
                try await store.export(export, filter) { try Self.write($0, to: file, output) }
            }
            try file.close()
            if rename(partial, output) != 0 { throw CommandFailure("\(output) cannot be written", remedy: "Check its permissions") }
            context.terminal.note("\(count) directories written to \(output)")
        } catch {
            try? FileManager.default.removeItem(atPath: partial)
            throw error
        }
    }

    private static func write(_ bytes: [UInt8], to file: FileHandle, _ name: String) throws {
        do { try file.write(contentsOf: Data(bytes)) } catch {
            throw CommandFailure("\(name) cannot be written: \(error.localizedDescription)", remedy: "Check that the disk is not full")
        }
    }
}
