// The front door of Database: what every store of the house is written against.
//
// A store holds an `any SQLDatabase` and runs closures on it: `read` sees one consistent snapshot, `write` is one transaction that is
// committed when the closure returns and rolled back when it throws. Inside, an `SQLConnection` executes SQL in the dialect that SQLite
// 3.40 and PostgreSQL 15 share: `$1` parameters, RETURNING, ON CONFLICT, integers (milliseconds since 1970) for times. The few
// differences come from `Dialect`. Tables are made by `MigrationList`s, one for each feature.
//
// The engines are in their own targets: DatabaseSQLite (in a file, or in memory for tests) and DatabasePostgres (libpq, a pool).

/// A database that runs transactions on threads of its own, never on the cooperative pool, unless it is told that a thread may wait.
package protocol SQLDatabase: Sendable {
    /// Which SQL this database speaks where the engines differ.
    var dialect: Dialect { get }

    /// Runs `body` on one consistent snapshot. Nothing can be written in it.
    ///
    /// Cancelling the task does not interrupt it: the caller gets the result.
    func read<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result

    /// Runs `body` as one transaction: committed when it returns, rolled back when it throws.
    ///
    /// On SQLite writers follow one another. On PostgreSQL they run beside one another, each statement seeing what was committed before it
    /// (READ COMMITTED): what is read to be written back is locked first (by an UPDATE, or FOR UPDATE). A deadlock is resolved by running
    /// `body` again from its beginning. After a statement failed, the rest of the transaction is to be abandoned.
    ///
    /// Cancelling the task does not interrupt it, so that what was accepted before a shutdown is still stored.
    @discardableResult
    func write<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result

    /// The same for what nobody follows by the ``mark()``, which it leaves as it is.
    @discardableResult
    func writeQuietly<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result

    /// The same as ``read(_:)``, on the caller's thread where the engine can: for tasks whose thread may wait, which then need not wake another.
    func readInPlace<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result

    /// The same as ``write(_:)``, on the caller's thread where the engine can: for tasks whose thread may wait, which then need not wake another.
    @discardableResult
    func writeInPlace<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result

    /// A mark of what is committed, by this process or any other; nil where the engine has none that is cheaper than a look.
    func mark() -> DatabaseMark?

    /// Tells other processes on this database something in passing: some may miss it, and nothing is kept. Outside of any transaction.
    func announce(_ texts: [String], on channel: String) async throws

    /// Hears what is announced until the task is cancelled; returns at once where processes cannot tell each other anything.
    func listen(on channel: String, _ heard: @escaping @Sendable (String) -> Void) async throws

    /// What keeps the remains of deleted rows from being cleared away, the oldest first; nothing where there are no such remains.
    func horizon() async throws -> [HorizonPin]

    /// Throws ``DatabaseError`` when another process owns the database, in which case its schema must not change.
    func claimSchema() async throws

    /// Waits for what is running, then closes; later calls throw. Closing twice is harmless.
    func close() async
}

extension SQLDatabase {
    @discardableResult
    package func writeQuietly<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result { try await write(body) }
    package func readInPlace<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result { try await read(body) }
    @discardableResult
    package func writeInPlace<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result { try await write(body) }
    package func mark() -> DatabaseMark? { nil }
    package func announce(_ texts: [String], on channel: String) async throws {}
    package func listen(on channel: String, _ heard: @escaping @Sendable (String) -> Void) async throws {}
    package func horizon() async throws -> [HorizonPin] { [] }
}

/// What the opener is to a database.
package enum DatabaseRole: Sendable, Hashable {
    /// The one long-running process: a second one is refused.
    case server
    /// A short command, welcome beside a server.
    case guest
}

/// One connection inside a transaction. Valid only during the closure that received it.
package protocol SQLConnection {
    /// Which SQL this connection speaks where the engines differ.
    var dialect: Dialect { get }

    /// Executes one statement, `$1` bound to the first of `values`. The prepared statement is kept for the next use of the same text.
    /// - Returns: the number of rows changed.
    @discardableResult
    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int

    /// Executes one statement for each row of values, in their order, without waiting for one before the next is sent.
    /// - Returns: the number of rows changed in all.
    @discardableResult
    func execute(_ sql: String, rows: [[SQLValue]]) throws -> Int

    /// Executes one statement and hands each row to `body` until it returns false.
    ///
    /// The row is valid only inside `body`, which must not execute the same SQL text again.
    func forEach(_ sql: String, _ values: [SQLValue], _ body: (any SQLRow) throws -> Bool) throws
}

extension SQLConnection {
    /// Executes a statement without parameters.
    @discardableResult
    package func execute(_ sql: String) throws -> Int { try execute(sql, []) }

    @discardableResult
    package func execute(_ sql: String, rows: [[SQLValue]]) throws -> Int { try rows.reduce(0) { $0 + (try execute(sql, $1)) } }

    /// All rows, each made into a value.
    package func query<Value>(_ sql: String, _ values: [SQLValue] = [], _ make: (any SQLRow) throws -> Value) throws -> [Value] {
        var found: [Value] = []
        try forEach(sql, values) { row in
            found.append(try make(row))
            return true
        }
        return found
    }

    /// The first row made into a value, or nil where there is none.
    package func first<Value>(_ sql: String, _ values: [SQLValue] = [], _ make: (any SQLRow) throws -> Value) throws -> Value? {
        var found: Value?
        try forEach(sql, values) { row in
            found = try make(row)
            return false
        }
        return found
    }
}

/// One row of a result, read by column index (from 0) without copying what is not asked for.
package protocol SQLRow {
    /// Whether the column is NULL.
    func isNull(_ column: Int) -> Bool
    /// The column as an integer; 0 for NULL.
    func integer(_ column: Int) -> Int64
    /// The column as a floating-point number; 0 for NULL.
    func double(_ column: Int) -> Double
    /// The column as text; empty for NULL. Bytes that are not UTF-8 are repaired.
    func text(_ column: Int) -> String
    /// The column as bytes; empty for NULL.
    func bytes(_ column: Int) -> [UInt8]
}

extension SQLRow {
    /// The column as an `Int`; 0 for NULL.
    package func int(_ column: Int) -> Int { Int(integer(column)) }
    /// The column as a truth value: anything but 0 is true.
    package func bool(_ column: Int) -> Bool { integer(column) != 0 }
    /// The column as an integer, or nil for NULL.
    package func optionalInteger(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }
    /// The column as an `Int`, or nil for NULL.
    package func optionalInt(_ column: Int) -> Int? { isNull(column) ? nil : Int(integer(column)) }
    /// The column as text, or nil for NULL.
    package func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
    /// The column as bytes, or nil for NULL.
    package func optionalBytes(_ column: Int) -> [UInt8]? { isNull(column) ? nil : bytes(column) }
}
