package import Model

/// One step of a feature's schema. Once released it never changes: a correction is a new migration.
package struct Migration: Sendable {
    /// Rises by one in each list, from 1.
    package let id: Int
    /// What the step does, in a few words.
    package let name: String
    /// The SQL of the step, one statement each.
    package let statements: @Sendable (Dialect) -> [String]

    /// A step whose SQL depends on the engine.
    package init(_ id: Int, _ name: String, statements: @escaping @Sendable (Dialect) -> [String]) {
        self.id = id
        self.name = name
        self.statements = statements
    }

    /// A step whose SQL is the same on all engines.
    package init(_ id: Int, _ name: String, _ statements: [String]) {
        self.init(id, name) { _ in statements }
    }

    /// FNV-1a (64 bits) of the SQL, so that a released migration that was edited is noticed.
    package func hash(_ dialect: Dialect) -> Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for statement in statements(dialect) {
            for byte in statement.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            hash = (hash ^ 0) &* 0x100_0000_01b3
        }
        return Int64(bitPattern: hash)
    }
}

/// The migrations of one feature, in the order in which they are applied.
package struct MigrationList: Sendable {
    /// The feature's name in the `schema` table; never changes.
    package let feature: String
    package let migrations: [Migration]

    package init(_ feature: String, _ migrations: [Migration]) {
        self.feature = feature
        self.migrations = migrations
    }
}

/// What ``SQLDatabase/migrate(_:at:)`` did.
package struct MigrationReport: Sendable, Hashable {
    /// Applied now, as `feature/id name`.
    package var applied: [String] = []
    /// How many had been applied before.
    package var present = 0
}

extension SQLDatabase {
    /// Brings the schema to what the program needs, in one transaction: all of it or nothing.
    ///
    /// Throws ``DatabaseError`` `newer_schema` when the database knows a migration that this program does not, `altered_schema` when an
    /// applied one reads differently now, `foreign` when the file belongs to another program, and `locked` when something is to be
    /// applied while another process owns the database.
    @discardableResult
    package func migrate(_ lists: [MigrationList], at time: Timestamp) async throws -> MigrationReport {
        if try await read({ try plan(lists, $0) }).pending.isEmpty == false { try await claimSchema() }
        return try await write { connection in
            if let lock = connection.dialect.schemaLock { _ = try connection.first(lock) { _ in } }
            // Planned again inside the transaction: another process may have migrated meanwhile.
            let plan = try plan(lists, connection)
            var report = MigrationReport(present: plan.present)
            if plan.isNew { try connection.execute(createSchemaTable(connection.dialect)) }
            for (feature, migration) in plan.pending {
                for statement in migration.statements(connection.dialect) { try connection.execute(statement) }
                try connection.execute(
                    "INSERT INTO schema (feature, id, name, hash, applied_at) VALUES ($1, $2, $3, $4, $5)",
                    [
                        .text(feature), .int(migration.id), .text(migration.name), .integer(migration.hash(connection.dialect)),
                        .time(time),
                    ])
                report.applied.append("\(feature)/\(migration.id) \(migration.name)")
            }
            return report
        }
    }
}

/// What is to be done to a database.
private struct Plan: Sendable {
    var isNew = false
    var present = 0
    var pending: [(feature: String, migration: Migration)] = []
}

private func createSchemaTable(_ dialect: Dialect) -> String {
    """
    CREATE TABLE schema (
        feature TEXT NOT NULL,
        id \(dialect.integerType) NOT NULL,
        name TEXT NOT NULL,
        hash \(dialect.integerType) NOT NULL,
        applied_at \(dialect.integerType) NOT NULL,
        PRIMARY KEY (feature, id)
    )\(dialect.clustered)
    """
}

private func plan(_ lists: [MigrationList], _ connection: any SQLConnection) throws -> Plan {
    var plan = Plan()
    let tables = try connection.tables()
    plan.isNew = !tables.contains("schema")
    if plan.isNew, let stranger = tables.first {
        throw DatabaseError(
            .foreign, "This is a database of another program: it holds a table \"\(stranger)\" but none of Rollcall's.",
            remedy: connection.dialect == .sqlite
                ? "Point database.path at a new file."
                : "Point database.url at an empty database, or at a schema of its own (?options=-csearch_path%3Drollcall).")
    }
    var applied: [String: [Int: (name: String, hash: Int64)]] = [:]
    if !plan.isNew {
        try connection.forEach("SELECT feature, id, name, hash FROM schema ORDER BY feature, id", []) { row in
            applied[row.text(0), default: [:]][row.int(1)] = (row.text(2), row.integer(3))
            return true
        }
    }
    for list in lists {
        var known = applied.removeValue(forKey: list.feature) ?? [:]
        for migration in list.migrations {
            guard let before = known.removeValue(forKey: migration.id) else {
                plan.pending.append((list.feature, migration))
                continue
            }
            plan.present += 1
            guard before.hash == migration.hash(connection.dialect) else {
                throw DatabaseError(
                    .alteredSchema,
                    "Migration \(list.feature)/\(migration.id) \"\(before.name)\" was applied in another form than this program knows.",
                    remedy: "Run the version of Rollcall that made this database, or restore a backup.")
            }
        }
        if let (id, unknown) = known.min(by: { $0.key < $1.key }) { throw newer("\(list.feature)/\(id) \"\(unknown.name)\"") }
    }
    if let (feature, rest) = applied.min(by: { $0.key < $1.key }), let first = rest.min(by: { $0.key < $1.key }) {
        throw newer("\(feature)/\(first.key) \"\(first.value.name)\"")
    }
    return plan
}

private func newer(_ what: String) -> DatabaseError {
    DatabaseError(
        .newerSchema, "The database was made by a newer version of Rollcall: it has migration \(what), which this one does not know.",
        remedy: "Install that version or a newer one; a backup from before its upgrade works with this one.")
}

extension SQLConnection {
    /// The names of all tables, in order.
    package func tables() throws -> [String] { try query(listTables(dialect)) { $0.text(0) } }
}

private func listTables(_ dialect: Dialect) -> String {
    switch dialect {
    // Virtual tables and what they keep are indexes of others.
    case .sqlite:
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    case .postgres:
        "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name"
    }
}
