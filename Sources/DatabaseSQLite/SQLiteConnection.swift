import Database
import GRDBSQLite
import Synchronization

/// A connection during one transaction, speaking to SQLite through its C interface. Used only on the connection's own thread.
struct SQLiteConnection: SQLConnection {
    let handle: OpaquePointer
    let cache: StatementCache
    let path: String

    var dialect: Dialect { .sqlite }
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    @discardableResult
    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
        let statement = try take(sql)
        defer { cache.giveBack(statement) }
        try bind(values, to: statement, sql)
        while true {
            switch sqlite3_step(statement.handle) {
            case SQLITE_ROW: continue
            case SQLITE_DONE: return Int(sqlite3_changes(handle))
            default: throw failure(sql)
            }
        }
    }

    func forEach(_ sql: String, _ values: [SQLValue], _ body: (any SQLRow) throws -> Bool) throws {
        let statement = try take(sql)
        defer { cache.giveBack(statement) }
        try bind(values, to: statement, sql)
        let row = SQLiteRow(statement: statement.handle)
        while true {
            switch sqlite3_step(statement.handle) {
            case SQLITE_ROW: guard try body(row) else { return }
            case SQLITE_DONE: return
            default: throw failure(sql)
            }
        }
    }

    private func take(_ sql: String) throws -> CachedStatement {
        if let known = cache.take(sql) { return known }
        var prepared: OpaquePointer?
        guard sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil) == SQLITE_OK, let prepared else {
            throw failure(sql)
        }
        return cache.add(sql, prepared)
    }

    /// SQLite numbers `$n` by its first occurrence in the text, so each of its slots is looked up by the number in its name.
    private func bind(_ values: [SQLValue], to statement: CachedStatement, _ sql: String) throws {
        for (slot, number) in statement.numbers.enumerated() {
            guard number >= 1, number <= values.count else {
                throw DatabaseError(
                    .statement, "A statement has a parameter $\(number) but \(values.count) values: \(sql)",
                    remedy: "This is a mistake in Rollcall: please report it.")
            }
            let slot = Int32(slot + 1)
            let code: Int32
            switch values[number - 1] {
            case .null: code = sqlite3_bind_null(statement.handle, slot)
            case .integer(let value): code = sqlite3_bind_int64(statement.handle, slot, value)
            case .double(let value): code = sqlite3_bind_double(statement.handle, slot, value)
            case .text(var text):
                code = text.withUTF8 { utf8 in
                    // An empty buffer may have no address, which SQLite would take for NULL.
                    guard let base = utf8.baseAddress else { return sqlite3_bind_text(statement.handle, slot, "", 0, transient) }
                    return base.withMemoryRebound(to: CChar.self, capacity: utf8.count) {
                        sqlite3_bind_text(statement.handle, slot, $0, Int32(utf8.count), transient)
                    }
                }
            case .bytes(let bytes):
                code = bytes.withUnsafeBytes { buffer in
                    guard let base = buffer.baseAddress, !buffer.isEmpty else { return sqlite3_bind_zeroblob(statement.handle, slot, 0) }
                    return sqlite3_bind_blob(statement.handle, slot, base, Int32(buffer.count), transient)
                }
            }
            guard code == SQLITE_OK else { throw failure(sql) }
        }
    }

    private func failure(_ sql: String) -> DatabaseError {
        explain(
            sqlite3_extended_errcode(handle), String(cString: sqlite3_errmsg(handle)), path: path, sql: sql,
            system: sqlite3_system_errno(handle))
    }
}

/// Tells SQLite to copy what is bound (`SQLITE_TRANSIENT`, a macro that Swift does not see).
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

/// The row on which a statement stands.
struct SQLiteRow: SQLRow {
    let statement: OpaquePointer

    func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL }
    func integer(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }
    func double(_ column: Int) -> Double { sqlite3_column_double(statement, Int32(column)) }

    func text(_ column: Int) -> String {
        guard let base = sqlite3_column_text(statement, Int32(column)) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self)
    }

    func bytes(_ column: Int) -> [UInt8] {
        guard let base = sqlite3_column_blob(statement, Int32(column)) else { return [] }
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return [UInt8](UnsafeRawBufferPointer(start: base, count: count))
    }
}

/// A prepared statement and, for each of its slots, the number of the parameter that fills it.
final class CachedStatement {
    let handle: OpaquePointer
    let numbers: [Int]
    var isBusy = true
    /// Whether the cache has it, to be used again.
    var isKept = false

    init(handle: OpaquePointer) {
        self.handle = handle
        let count = sqlite3_bind_parameter_count(handle)
        numbers =
            count == 0
            ? []
            : (1...count).map { slot in
                guard let name = sqlite3_bind_parameter_name(handle, slot) else { return Int(slot) }
                return Int(String(cString: name).dropFirst()) ?? 0
            }
    }
}

/// A statement's text as a key. The texts of batches have thousands of bytes, of which the length and both ends tell most from the others.
struct StatementText: Hashable {
    let text: String

    func hash(into hasher: inout Hasher) {
        hasher.combine(text.utf8.count)
        text.utf8.withContiguousStorageIfAvailable { bytes in
            hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes).prefix(32)))
            hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes).suffix(96)))
        }
    }
}

/// The prepared statements of one connection. Confined to the connection's thread, hence unchecked.
final class StatementCache: @unchecked Sendable {
    private var statements: [StatementText: CachedStatement] = [:]
    /// More different texts than this are a list with many filters: the cache starts anew.
    private let capacity = 256

    /// The prepared statement of this text, unless it is in use further up the stack.
    func take(_ sql: String) -> CachedStatement? {
        guard let statement = statements[StatementText(text: sql)], !statement.isBusy else { return nil }
        statement.isBusy = true
        return statement
    }

    func add(_ sql: String, _ handle: OpaquePointer) -> CachedStatement {
        let statement = CachedStatement(handle: handle)
        let key = StatementText(text: sql)
        guard statements[key] == nil else { return statement }
        if statements.count >= capacity {
            for (text, old) in statements where !old.isBusy {
                sqlite3_finalize(old.handle)
                statements[text] = nil
            }
        }
        statements[key] = statement
        statement.isKept = true
        return statement
    }

    func giveBack(_ statement: CachedStatement) {
        guard statement.isKept else {
            sqlite3_finalize(statement.handle)
            return
        }
        sqlite3_reset(statement.handle)
        sqlite3_clear_bindings(statement.handle)
        statement.isBusy = false
    }

    func finalizeAll() {
        for statement in statements.values { sqlite3_finalize(statement.handle) }
        statements = [:]
    }
}

/// The statement caches of all connections of a database.
final class StatementCaches: Sendable {
    private let caches = Mutex<[OpaquePointerKey: StatementCache]>([:])

    func cache(of handle: OpaquePointer) -> StatementCache {
        caches.withLock { caches in
            let key = OpaquePointerKey(bits: UInt(bitPattern: handle))
            if let known = caches[key] { return known }
            let new = StatementCache()
            caches[key] = new
            return new
        }
    }

    /// Only while no connection is in use.
    func finalizeAll() {
        caches.withLock { caches in
            for cache in caches.values { cache.finalizeAll() }
            caches = [:]
        }
    }
}

/// A connection's address as a key: a pointer itself is not Sendable.
struct OpaquePointerKey: Hashable, Sendable {
    let bits: UInt
}
