// The front door of DatabasePostgres: PostgreSQL behind the `SQLDatabase` protocol.
//
// `PostgresDatabase.open(_:as:)` loads libpq, connects and, for a server, claims the database by an advisory lock (`ServerClaim`). A
// transaction takes a `PostgresSession` from the `SessionPool`: an actor on a thread of its own, on which `PostgresLink` sends
// statements and waits for their answers with a deadline. `PostgresConnection` keeps what is prepared; `Explain` puts the server's errors
// into words.

package import Database
import Synchronization

/// A database on a PostgreSQL server (15 or newer), reached through libpq.
package final class PostgresDatabase: SQLDatabase {
    /// What there is to say of a database and its server.
    package struct Facts: Sendable, Hashable {
        /// The version as the server says it: `15.18 (Debian …)`.
        package var version: String
        /// The host that answered, with its port; a folder for a Unix socket.
        package var host: String
        package var usesTLS: Bool
        /// What the tables of the schema take on disk, in bytes.
        package var bytes: Int64
    }

    /// How the connections fare.
    package struct Health: Sendable, Hashable {
        package var open: Int
        package var idle: Int
        /// Transactions that wait for a connection.
        package var waiting: Int
        /// Why the last attempt to connect failed; nil when it succeeded.
        package var trouble: DatabaseError?
    }

    package let dialect = Dialect.postgres
    package let configuration: PostgresConfiguration
    private let pool: SessionPool
    private let claim: ServerClaim?

    private init(_ configuration: PostgresConfiguration, pool: SessionPool, claim: ServerClaim?) {
        self.configuration = configuration
        self.pool = pool
        self.claim = claim
    }

    /// Connects to the database; a server claims it.
    ///
    /// Throws ``DatabaseError``: `unreachable`, `permission_denied`, `cannot_open` (no libpq, no such database, TLS), `locked` naming the
    /// other server.
    package static func open(_ configuration: PostgresConfiguration, as role: DatabaseRole = .guest) async throws -> PostgresDatabase {
        let pool = SessionPool(configuration)
        // The first connection shows whether there is a server at all.
        await pool.giveBack(try await pool.take())
        do {
            let claim = role == .server ? try await ServerClaim.take(configuration) : nil
            return PostgresDatabase(configuration, pool: pool, claim: claim)
        } catch {
            await pool.close()
            throw error
        }
    }

    package func read<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result {
        var isSecond = false
        while true {
            let session = try await pool.take()
            let outcome = await session.read(body)
            await pool.giveBack(session)
            switch outcome {
            case .done(let result): return result
            case .notBegun(let error) where isSecond: throw error
            // The connection had been closed while it was idle; another one may do.
            case .notBegun: isSecond = true
            case .failed(let error), .unknown(_, _, let error): throw error
            }
        }
    }

    @discardableResult
    package func write<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result {
        try await claim?.renew()
        var isSecond = false
        while true {
            let session = try await pool.take()
            let outcome = await session.write(body)
            await pool.giveBack(session)
            switch outcome {
            case .done(let result): return result
            case .notBegun(let error) where isSecond: throw error
            case .notBegun: isSecond = true
            case .failed(let error): throw error
            case .unknown(let result, let number, let error):
                guard try await isCommitted(number) else { throw error }
                return result
            }
        }
    }

    /// Whether a transaction was committed whose connection was cut before the server could say so.
    private func isCommitted(_ number: String) async throws -> Bool {
        let end = ContinuousClock.now + configuration.outcomePatience
        while true {
            let status = try? await read { connection in
                try connection.first("SELECT pg_xact_status($1::text::xid8)", [.text(number)]) { $0.text(0) }
            }
            switch status ?? "" {
            case "committed": return true
            case "aborted": return false
            case "in progress":
                // The old connection's process has not noticed that nobody is there any more.
                _ = try? await read { connection in
                    try connection.query(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_xid = ($1::text::xid8)::xid", [.text(number)]
                    ) { $0.bool(0) }
                }
            default: break
            }
            guard ContinuousClock.now < end else {
                throw DatabaseError(
                    .outcomeUnknown,
                    "The connection to \(configuration.url.display) was cut while a change was being committed; whether it is stored is not known.",
                    remedy: reachable)
            }
            // Not to be interrupted: who cancels still has to learn what became of it. A cancelled sleep only makes the look-ups denser.
            do { try await Task.sleep(for: .milliseconds(200)) } catch { await Task.yield() }
        }
    }

    package func claimSchema() async throws {
        guard claim == nil else { return }
        // Only asked, not kept: the lock of the migration itself keeps two short commands apart.
        try await ServerClaim.take(configuration).release()
    }

    package func close() async {
        await claim?.release()
        await pool.close()
    }

    /// Runs something on a connection of the pool, outside of any transaction.
    func outside<Result: Sendable>(_ body: @Sendable (PostgresLink) throws -> Result) async throws -> Result {
        let session = try await pool.take()
        do {
            let result = try await session.perform(body)
            await pool.giveBack(session)
            return result
        } catch {
            await pool.giveBack(session)
            throw error
        }
    }

    /// Gathers the statistics that the server plans by.
    func analyze() async throws { try await outside { _ = try $0.command("ANALYZE") } }

    // MARK: Facts

    /// How the connections fare now.
    package var health: Health {
        let figures = pool.figures
        return Health(open: figures.open, idle: figures.idle, waiting: figures.waiting, trouble: figures.trouble)
    }

    /// Asks the server what it is.
    package func facts() async throws -> Facts {
        let (version, host, usesTLS) = try await outside { ($0.version, $0.host, $0.usesTLS) }
        let bytes = try await read { connection in
            try connection.first(
                """
                SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
                """
            ) { $0.integer(0) }
        }
        return Facts(version: version, host: host, usesTLS: usesTLS, bytes: bytes ?? 0)
    }

    /// Feeds a table by COPY in binary format, as one transaction that `finish` is part of.
    /// - Parameters:
    ///   - rows: the rows' values, which must be of the columns' types.
    ///   - finish: runs after the rows, in the same transaction.
    package func copy(
        into table: String, columns: [String], types: [CopyType], rows: [[SQLValue]],
        before: @escaping @Sendable (any SQLConnection) throws -> Void = { _ in },
        finish: @escaping @Sendable (any SQLConnection) throws -> Void
    ) async throws {
        try await write { connection in
            guard let connection = connection as? PostgresConnection else { return }
            try before(connection)
            let names = columns.map { "\"\($0)\"" }.joined(separator: ", ")
            var source = CopyRows(rows, types)
            let sql = "COPY \"\(table)\" (\(names)) FROM STDIN (FORMAT binary)"
            let stored = try connection.link.copy(sql) { try source.next() }
            guard stored == rows.count else {
                throw DatabaseError(
                    .inputOutput, "Of \(rows.count) rows of \(table), \(stored) were stored.",
                    remedy: "Run the copy again: it goes on there.")
            }
            try finish(connection)
        }
    }
}
