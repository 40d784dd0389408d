import API
import ArgumentParser
import Assembly
import Database
import DatabasePostgres
import DatabaseSQLite
import Foundation
import Resilience

/// `rollcall database copy`
struct DatabaseCopyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy", abstract: "Move a SQLite installation to an empty PostgreSQL database.",
        discussion: """
            Copies every table from --from to database.url, then reads both again and compares them by count and hash. Stop the server \
            first. A copy that was broken off goes on where it stopped when it is run again; until it is finished, nothing else opens the \
            target. The SQLite file stays as it is. Exit status: 0 moved and equal, 2 it could not.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("The SQLite file to copy from, instead of database.path.", valueName: "file"), completion: .file())
    var from: String?

    @Option(help: "Rows in a transaction.")
    var batch = 5000

    func validate() throws {
        guard (1...100_000).contains(batch) else { throw ValidationError("--batch is from 1 to 100000") }
    }

    private struct Answer: Encodable {
        struct Table: Encodable {
            var name: String
            var rows: Int
            var copiedBefore: Int
            var hash: String
            var repairedTexts: Int
        }

        var from: String
        var to: String
        var rows: Int
        var tables: [Table]
    }

    func run() async throws {
        let context = try CommandContext(global)
        let terminal = context.terminal
        guard case .postgres(let configuration) = context.configuration.database else {
            throw CommandFailure(
                "There is no PostgreSQL database to copy to.",
                remedy: "Set database.url, in the file or as ROLLCALL_DATABASE_URL, and name the SQLite file with --from.")
        }
        let path = from ?? context.configuration.databaseFile
        do {
            let tables = try await Self.copy(path, configuration, batch) { progress in
                let share = progress.total > 0 ? progress.rows * 100 / progress.total : 100
                if terminal.interactive {
                    terminal.progress("\(progress.verifies ? "comparing" : "copying") \(progress.table)  \(progress.rows) rows  \(share) %")
                }
            }
            terminal.progress("")
            let rows = tables.reduce(0) { $0 + $1.rows }
            if output.json {
                return terminal.say(
                    try JSON.line(
                        Answer(
                            from: path, to: configuration.url.redacted, rows: rows,
                            tables: tables.map {
                                Answer.Table(
                                    name: $0.name, rows: $0.rows, copiedBefore: $0.before, hash: $0.hash, repairedTexts: $0.repaired)
                            })))
            }
            for table in tables {
                let notes = [
                    table.before > 0 ? "\(table.before) of them by a run before" : nil,
                    table.repaired > 0 ? "\(table.repaired) texts with U+0000, now U+FFFD" : nil,
                ].compactMap(\.self)
                terminal.say("  \(table.name): \(table.rows) rows, equal (\(table.hash))" + notes.map { "; \($0)" }.joined())
            }
            terminal.say("\(terminal.styled("moved", .good)) \(rows) rows from \(path) to \(configuration.url.redacted)")
        } catch let error as DatabaseError {
            terminal.progress("")
            throw CommandFailure(error.message, remedy: error.remedy)
        }
    }

    /// Claims both sides, brings both schemas up to date and copies.
    private static func copy(
        _ path: String, _ configuration: PostgresConfiguration, _ batch: Int,
        progress: @escaping @Sendable (DatabaseCopy.Progress) -> Void
    ) async throws -> [DatabaseCopy.Table] {
        guard FileManager.default.fileExists(atPath: path) else {
            throw DatabaseError(.cannotOpen, "There is no SQLite file \(path).", remedy: "Name it with --from.")
        }
        let now = SystemClock().now()
        let source = try await SQLiteDatabase.open(path: path, as: .server)
        do {
            try await source.migrate(Assembly.migrations, at: now)
            let target = try await PostgresDatabase.open(configuration, as: .server)
            do {
                try await target.migrate(Assembly.migrations, at: now)
                let empty = try await SQLiteDatabase.open(path: ":memory:")
                try await empty.migrate(Assembly.migrations, at: now)
                let seeded = try await empty.read { connection in
                    Dictionary(
                        uniqueKeysWithValues: try connection.tables().map { name in
                            (name, try connection.first("SELECT count(*) FROM \"\(name)\"") { $0.int(0) } ?? 0)
                        })
                }
                await empty.close()
                let tables = try await DatabaseCopy(from: source, to: target, seeded: seeded, batch: batch).run(progress: progress)
                await target.close()
                await source.close()
                return tables
            } catch {
                await target.close()
                throw error
            }
        } catch {
            await source.close()
            throw error
        }
    }
}
