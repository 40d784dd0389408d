package import Database

/// Moves every row of an installation's database into an empty one on PostgreSQL: table by table, in batches by primary key, each batch
/// with its mark in one transaction, so that a copy that was killed goes on where it stopped. At the end both sides are read again and
/// compared by count and hash.
///
/// Whoever calls it keeps others from writing to the source meanwhile; if somebody did, the comparison shows it.
package struct DatabaseCopy: Sendable {
    /// How far it is, after each batch.
    package struct Progress: Sendable, Hashable {
        package var table: String
        /// Rows of the table that are there now, and those it has in the source.
        package var rows: Int
        package var total: Int
        /// Whether the rows are being compared now.
        package var verifies: Bool
    }

    /// A table that was moved.
    package struct Table: Sendable, Hashable {
        package var name: String
        package var rows: Int
        /// Of them, how many a run before this one had moved.
        package var before: Int
        /// The hash of its rows, equal on both sides: two 64-bit sums over the rows' hashes, as 32 hexadecimal digits.
        package var hash: String
        /// Texts in which U+0000, which PostgreSQL cannot hold, became U+FFFD.
        package var repaired: Int
    }

    private let source: any SQLDatabase
    private let target: PostgresDatabase
    private let seeded: [String: Int]
    private let batch: Int

    /// - Parameters:
    ///   - source: a SQLite database whose schema is the program's.
    ///   - target: a PostgreSQL database whose schema is the program's.
    ///   - seeded: how many rows a new database has in each table; more make the target one that is in use.
    ///   - batch: rows in a transaction.
    package init(from source: any SQLDatabase, to target: PostgresDatabase, seeded: [String: Int], batch: Int = 5000) {
        self.source = source
        self.target = target
        self.seeded = seeded
        self.batch = max(1, batch)
    }

    /// Copies what is missing and compares all.
    /// - Throws: ``DatabaseError``: `foreign` where the target is in use, `constraint` where a value cannot be moved, `input_output` where
    ///   the sides differ in the end; what the engines throw. `CancellationError` between two batches.
    package func run(progress: @Sendable (Progress) -> Void) async throws -> [Table] {
        try await prepare()
        let tables = try await CopyTable.all(source, target)
        var before: [String: Int] = [:]
        for table in tables {
            let start = try await mark(table)
            before[table.name] = start?.rows ?? 0
            if start?.isComplete != true { try await copy(table, from: start, progress) }
        }
        try await raiseNumbers(tables)
        var reports: [Table] = []
        for table in tables {
            let there = try await fingerprint(source, table) { progress(Progress(table: table.name, rows: $0, total: $0, verifies: true)) }
            let here = try await fingerprint(target, table) {
                progress(Progress(table: table.name, rows: $0, total: there.rows, verifies: true))
            }
            guard there.rows == here.rows, there.hash == here.hash else {
                try await forget(table)
                throw DatabaseError(
                    .inputOutput,
                    "The copy of \(table.name) differs from the source: \(here.rows) rows (\(here.hash)) of \(there.rows) (\(there.hash)).",
                    remedy: "Make sure that nothing writes to the source and run the copy again: it copies that table anew.")
            }
            reports.append(
                Table(
                    name: table.name, rows: here.rows, before: min(before[table.name] ?? 0, here.rows), hash: here.hash,
                    repaired: there.repaired))
        }
        let sum = reports.reduce(0) { $0 + $1.rows }
        try await target.write { connection in
            try connection.execute(
                "INSERT INTO database_copy (table_name, last_key, row_count, complete) VALUES ('', '', $1, 1)", [.int(sum)])
        }
        try await target.analyze()
        return reports
    }

    /// Whether a database is the target of a copy that has not been finished: it is not to be used.
    package static func isUnfinished(_ database: PostgresDatabase) async throws -> Bool {
        try await database.read { connection in
            guard try exists(connection) else { return false }
            return try connection.first("SELECT 1 FROM database_copy WHERE table_name = ''") { _ in true } == nil
        }
    }

    private static func exists(_ connection: any SQLConnection) throws -> Bool {
        try connection.first("SELECT to_regclass(quote_ident(current_schema()) || '.database_copy') IS NOT NULL") { $0.bool(0) } ?? false
    }

    /// Begins a copy into an empty target, or finds the one that was begun.
    private func prepare() async throws {
        let seeded = seeded
        let place = target.configuration.url.display
        try await target.write { connection in
            if try Self.exists(connection) {
                guard try connection.first("SELECT 1 FROM database_copy WHERE table_name = ''", [], { _ in true }) == nil else {
                    throw DatabaseError(
                        .foreign, "\(place) holds a finished copy already.", remedy: "Use it, or copy into an empty database or schema.")
                }
                return
            }
            for table in try CopyTable.names(connection) {
                let rows = try connection.first("SELECT count(*) FROM (SELECT 1 FROM \"\(table)\" LIMIT 1000) AS few") { $0.int(0) } ?? 0
                guard rows <= seeded[table] ?? 0 else {
                    throw DatabaseError(
                        .foreign, "\(place) is in use: its table \(table) holds rows.", remedy: "Copy into an empty database or schema.")
                }
            }
            try connection.execute(
                """
                CREATE TABLE database_copy (
                    table_name TEXT PRIMARY KEY, last_key TEXT NOT NULL, row_count BIGINT NOT NULL, complete BIGINT NOT NULL
                )
                """)
        }
    }

    // MARK: Rows

    private struct Mark: Sendable {
        var key: [SQLValue]
        var rows: Int
        var isComplete: Bool
    }

    private func mark(_ table: CopyTable) async throws -> Mark? {
        try await target.read { connection in
            try connection.first("SELECT last_key, row_count, complete FROM database_copy WHERE table_name = $1", [.text(table.name)]) {
                Mark(key: CopyKey.values($0.text(0)), rows: $0.int(1), isComplete: $0.bool(2))
            }
        }
    }

    private func forget(_ table: CopyTable) async throws {
        try await target.write { try $0.execute("DELETE FROM database_copy WHERE table_name = $1", [.text(table.name)]) }
    }

    private func copy(_ table: CopyTable, from start: Mark?, _ progress: @Sendable (Progress) -> Void) async throws {
        try await table.check(source)
        let total = try await source.read { try $0.first("SELECT count(*) FROM \"\(table.name)\"") { $0.int(0) } ?? 0 }
        var (key, rows, isFirst) = (start?.key ?? [], start?.rows ?? 0, start == nil)
        while true {
            try Task.checkCancellation()
            let (after, limit) = (key, batch)
            let part = try await source.read { try table.rows($0, after: after, limit: limit) }
            let isLast = part.count < limit
            if let last = part.last { key = table.key(of: last) }
            rows += part.count
            let (mark, stored, truncates) = (CopyKey.text(key), rows, isFirst)
            try await target.copy(
                into: table.name, columns: table.columns.map(\.name), types: table.columns.map(\.type), rows: part
            ) { connection in
                // Rows that the migrations put there come from the source as well, and so does all that triggers wrote.
                try connection.execute("ALTER TABLE \"\(table.name)\" DISABLE TRIGGER USER")
                if truncates { try connection.execute("TRUNCATE \"\(table.name)\"") }
            } finish: { connection in
                try connection.execute("ALTER TABLE \"\(table.name)\" ENABLE TRIGGER USER")
                try connection.execute(
                    """
                    INSERT INTO database_copy (table_name, last_key, row_count, complete) VALUES ($1, $2, $3, $4)
                    ON CONFLICT (table_name) DO UPDATE
                    SET last_key = excluded.last_key, row_count = excluded.row_count, complete = excluded.complete
                    """, [.text(table.name), .text(mark), .int(stored), .bool(isLast)])
            }
            isFirst = false
            progress(Progress(table: table.name, rows: rows, total: max(total, rows), verifies: false))
            if isLast { return }
        }
    }

    /// Numbers that were given out once are not given out again.
    private func raiseNumbers(_ tables: [CopyTable]) async throws {
        let given = try await source.read { connection -> [String: Int64] in
            guard try connection.first("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'", [], { _ in true }) != nil else {
                return [:]
            }
            return Dictionary(try connection.query("SELECT name, seq FROM sqlite_sequence") { ($0.text(0), $0.integer(1)) }) { max($0, $1) }
        }
        try await target.write { connection in
            for table in tables {
                guard let column = table.numbered else { continue }
                let highest = try connection.first("SELECT max(\"\(column)\") FROM \"\(table.name)\"") { $0.integer(0) } ?? 0
                let number = max(highest, given[table.name] ?? 0)
                guard number > 0 else { continue }
                _ = try connection.first(
                    "SELECT setval(pg_get_serial_sequence('\"\(table.name)\"', '\(column)'), $1)", [.integer(number)]
                ) { $0.integer(0) }
            }
        }
    }

    private func fingerprint(
        _ database: any SQLDatabase, _ table: CopyTable, _ progress: (Int) -> Void
    ) async throws -> (rows: Int, hash: String, repaired: Int) {
        var hash = RowsHash()
        var key: [SQLValue] = []
        while true {
            try Task.checkCancellation()
            let (after, limit) = (key, batch)
            let part = try await database.read { try table.rows($0, after: after, limit: limit) }
            for row in part { hash.add(row) }
            progress(hash.rows)
            guard part.count == limit, let last = part.last else { return (hash.rows, hash.text, hash.repaired) }
            key = table.key(of: last)
        }
    }
}
