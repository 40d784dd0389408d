import ArgumentParser
import Database
import DatabaseSQLite
import Directories
import Foundation
import Model
import Rolls

extension ListingExport.Format: ExpressibleByArgument {}

/// `rollcall listings export`
struct ListingsExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write listings for other programs.",
        discussion: """
            With --since, only what appeared, changed or left since then: an export by increments. A listing that left is there with the time in \
            left_at (vcard has no place for that, and leaves it out); the note at the end names the roll by which the next increment goes on.
            """)

    @Argument(help: "A directory's slug, number, URL or name; all when left out.", completion: .slugs)
    var directory: String?

    @Option(help: "csv, jsonl, vcard, xlsx or sqlite.")
    var format: ListingExport.Format = .csv

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Where to write; standard output when left out.", valueName: "file"), completion: .file())
    var output: String?

    @OptionGroup(title: "Which") var which: ListingFilterOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if format == .sqlite, output == nil { throw ValidationError("--format sqlite needs --output: a database is no stream.") }
        if format.isBinary, output == nil, isatty(STDOUT_FILENO) != 0 {
            throw ValidationError("--format \(format.rawValue) needs --output: it is nothing for a terminal.")
        }
    }

    func run() async throws {
        let context = try CommandContext(global)
        guard let output else {
            _ = try await each(context) { try Self.write($0, to: .standardOutput, "standard output") }
            return
        }
        // Written beside and moved into place, so that a full disk or a kill leaves no half of a file under its name.
        let partial = output + ".partial"
        try? FileManager.default.removeItem(atPath: partial)
        do {
            let count = format == .sqlite ? try await database(context, partial) : try await file(context, partial, output)
            if rename(partial, output) != 0 { throw CommandFailure("\(output) cannot be written", remedy: "Check its permissions") }
            context.terminal.note("\(count.listings) listings written to \(output)")
            if let roll = count.roll { context.terminal.note("The next increment: --since \(roll)") }
        } catch {
            try? FileManager.default.removeItem(atPath: partial)
            throw error
        }
    }

    /// How many were written, and the last roll whose changes are among them.
    private typealias Count = (listings: Int, roll: Int64?)

    private func file(_ context: CommandContext, _ partial: String, _ output: String) async throws -> Count {
        guard FileManager.default.createFile(atPath: partial, contents: nil), let file = FileHandle(forWritingAtPath: partial) else {
            throw CommandFailure("\(output) cannot be written", remedy: "Check the folder and its permissions")
        }
        let count = try await each(context) { try Self.write($0, to: file, output) }
        try file.close()
        return count
    }

    /// Hands the listings over as bytes, some hundred at a time.
    private func each(_ context: CommandContext, _ body: ([UInt8]) throws -> Void) async throws -> Count {
        var export = ListingExport(format)
        do {
            try body(export.begin())
            let count = try await chunks(context) { listings in
                var out: [UInt8] = []
                for (listing, slug) in listings { try export.write(listing, directory: slug, to: &out) }
                try body(out)
            }
            try body(export.end())
            return count
        } catch let error as RollsError {
            throw CommandFailure(error.message, remedy: error.remedy)
        }
    }

    private func chunks(_ context: CommandContext, _ body: ([(Listing, String)]) async throws -> Void) async throws -> Count {
        try await context.withListings { register, store in
            let site = if let directory { try await register.find(directory) } else { Directory?.none }
            // Asked before anything is read: what a roll changes meanwhile is told again by the next increment.
            let roll = try await store.lastRoll(of: site?.id)
            var filter = try await which.filter(site?.id, store)
            if which.since != nil, !which.left, format != .vcard { filter.left = nil }
            var (count, last): (Int, Int64) = (0, 0)
            while true {
                let listings = try await store.list(filter, after: last, limit: 500)
                guard let end = listings.last?.id else { return (count, roll) }
                let slugs = try await register.slugs(of: listings.map(\.directory))
                try await body(listings.map { ($0, slugs[$0.directory] ?? String($0.directory.rawValue)) })
                count += listings.count
                last = end
            }
        }
    }

    private func database(_ context: CommandContext, _ path: String) async throws -> Count {
        let draft = path + ".draft"
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: draft + end) } }
        let target = try await SQLiteDatabase.open(path: draft)
        let columns = ListingExport.names.map { "\"\($0)\"" }
        do {
            try await target.write { connection in
                let types = columns.enumerated().map { $1 + ($0 == 0 ? " INTEGER PRIMARY KEY" : " TEXT") }
                _ = try connection.execute("CREATE TABLE listings (\(types.joined(separator: ", ")))")
            }
            let insert = """
                INSERT INTO listings (\(columns.joined(separator: ", "))) VALUES (\(columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")))
                """
            let count = try await chunks(context) { listings in
                let rows = listings.map { listing, slug in
                    ListingExport.row(listing, directory: slug).enumerated().map { index, text -> SQLValue in
                        index == 0 ? .integer(listing.id) : .optional(text)
                    }
                }
                _ = try await target.write { try $0.execute(insert, rows: rows) }
            }
            try await target.copy(to: path)
            await target.close()
            return count
        } catch {
            await target.close()
            throw error
        }
    }

    private static func write(_ bytes: [UInt8], to file: FileHandle, _ name: String) throws {
        do { try file.write(contentsOf: Data(bytes)) } catch {
            throw CommandFailure("\(name) cannot be written: \(error.localizedDescription)", remedy: "Check that the disk is not full")
        }
    }
}
