import API
import ArgumentParser
import Assembly
import Database
import DatabasePostgres
import Foundation
import Resilience

/// `rollcall database status`
struct DatabaseStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show where the database is, its version, its size and the rows of its tables.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    private struct Answer: Encodable {
        var engine: String
        var database: String
        /// The server's version, host and encryption; nothing for SQLite.
        var server: String?
        var host: String?
        var tls: Bool?
        var bytes: Int64
        var migrations: Int
        var tables: [Table]
    }

    private struct Table: Encodable {
        var name: String
        var rows: Int
    }

    func run() async throws {
        let context = try CommandContext(global)
        let place = context.configuration.database
        let answer = try await context.withDatabase { database in
            let tables = try await database.read { connection in
                try connection.tables().map { name in
                    Table(name: name, rows: try connection.first("SELECT count(*) FROM \"\(name)\"") { $0.int(0) } ?? 0)
                }
            }
            let migrations = try await database.read { try $0.first("SELECT count(*) FROM schema") { $0.int(0) } ?? 0 }
            var answer = Answer(engine: "sqlite", database: place.description, bytes: 0, migrations: migrations, tables: tables)
            if let postgres = database as? PostgresDatabase {
                let facts = try await postgres.facts()
                (answer.engine, answer.bytes) = ("postgres", facts.bytes)
                (answer.server, answer.host, answer.tls) = (facts.version, facts.host, facts.usesTLS)
            } else if let path = place.path {
                answer.bytes = ["", "-wal"].reduce(0) { sum, suffix in
                    let size = try? FileManager.default.attributesOfItem(atPath: path + suffix)[.size] as? Int64
                    return sum + (size ?? 0)
                }
            }
            return answer
        }
        if output.json { return context.terminal.say(try JSON.line(answer)) }
        let terminal = context.terminal
        terminal.say("\(terminal.styled("database", .good))  \(answer.database)")
        if let server = answer.server, let host = answer.host {
            terminal.say("server    PostgreSQL \(server) at \(host), \(answer.tls == true ? "encrypted" : "not encrypted")")
        }
        terminal.say("size      \(ByteText.text(answer.bytes)), \(answer.migrations) migrations")
        for table in answer.tables { terminal.say("  \(table.name): \(table.rows) rows") }
    }
}

/// Bytes in a person's units.
enum ByteText {
    static func text(_ bytes: Int64) -> String {
        for (unit, size) in [("GiB", Int64(1) << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)] where bytes >= size {
            let tenths = bytes * 10 / size
            return "\(tenths / 10).\(tenths % 10) \(unit)"
        }
        return "\(bytes) B"
    }
}
