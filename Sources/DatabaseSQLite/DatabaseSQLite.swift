// The front door of DatabaseSQLite: SQLite behind the `SQLDatabase` protocol.
//
// `SQLiteDatabase.open(path:as:)` opens or creates a file and, for a server, takes its `ServerLock`. GRDB owns the connections (one
// writer, a few readers over the write-ahead log) and their threads; `SQLiteConnection` speaks to SQLite itself through cached
// statements, bound by the number in `$n` and read in place.

package import Database
import Dispatch
import GRDB
import GRDBSQLite
import Synchronization

/// A database in one SQLite file (write-ahead log, synchronous NORMAL), or in memory.
package final class SQLiteDatabase: SQLDatabase {
    package typealias Role = DatabaseRole

    /// Bounds of a database; the defaults serve a register of 100,000 directories.
    package struct Limits: Sendable {
        /// How long a statement waits for another process's lock.
        package var busyTimeout: Duration = .seconds(5)
        /// Page cache of each connection, in KiB.
        package var cacheKibibytes = 4096
        /// How much of the file each connection maps into memory, in bytes. None: what four connections map counts as resident four times, and the
        /// system holds the file's pages anyway.
        package var mappedBytes = 0
        /// Connections that read at the same time.
        package var readers = 3
        /// The file never grows beyond this many pages; nil leaves it to the disk.
        package var pages: Int?
        /// Whether a commit is on the disk when it returns (synchronous FULL), so that no loss of power takes it back.
        package var isDurable = false

        package init() {}
    }

    package let dialect = Dialect.sqlite
    /// The file's path, or `:memory:`.
    package let path: String
    private let writer: any DatabaseWriter
    private let caches = StatementCaches()
    private let lock: ServerLock?
    private let isClosed = Mutex(false)
    private let commits: CommitMark

    private init(path: String, writer: any DatabaseWriter, lock: ServerLock?) {
        self.path = path
        self.writer = writer
        self.lock = lock
        commits = CommitMark(of: path)
    }

    deinit { caches.finalizeAll() }

    /// Opens the database in the file at `path`, which is created with its folders where it does not exist; `:memory:` is a database of
    /// its own that vanishes with this object.
    ///
    /// Throws ``DatabaseError``: `locked` naming the other server's process, `corrupt`, `permission_denied`, `disk_full`, `cannot_open`.
    package static func open(path: String, as role: Role = .guest, limits: Limits = Limits()) async throws -> SQLiteDatabase {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Swift.Result { try openWaiting(path: path, as: role, limits: limits) })
            }
        }
    }

    /// Blocks while another process recovers the write-ahead log, so it runs on a thread of its own.
    private static func openWaiting(path: String, as role: Role, limits: Limits) throws -> SQLiteDatabase {
        let inMemory = path == ":memory:"
        var configuration = Configuration()
        configuration.busyMode = .timeout(Double(limits.busyTimeout.components.seconds))
        configuration.maximumReaderCount = limits.readers
        configuration.persistentReadOnlyConnections = true
        configuration.label = "rollcall.database"
        configuration.prepareDatabase { connection in
            var pragmas = """
                PRAGMA synchronous = \(limits.isDurable ? "FULL" : "NORMAL"); PRAGMA secure_delete = OFF; PRAGMA temp_store = MEMORY;
                PRAGMA cache_size = -\(limits.cacheKibibytes); PRAGMA mmap_size = \(limits.mappedBytes);
                PRAGMA journal_size_limit = 67108864;
                """
            if let pages = limits.pages { pragmas += "PRAGMA max_page_count = \(pages);" }
            try connection.execute(sql: pragmas)
        }
        do {
            guard !inMemory else {
                return SQLiteDatabase(path: path, writer: try DatabaseQueue(configuration: configuration), lock: nil)
            }
            try createFolders(of: path)
            let lock = role == .server ? try ServerLock.takeWaiting(of: path) : nil
            return SQLiteDatabase(path: path, writer: try DatabasePool(path: path, configuration: configuration), lock: lock)
        } catch let failure as GRDB.DatabaseError {
            throw explain(failure.extendedResultCode.rawValue, failure.message ?? "unknown error", path: path)
        }
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            writer.asyncRead { [self] access in
                continuation.resume(with: Swift.Result { try reading { try body(try connection(try access.get())) } })
            }
        }
    }

    package func readInPlace<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try readWaiting(body)
    }

    private func readWaiting<Result>(_ body: (any SQLConnection) throws -> Result) throws -> Result {
        try reading { try writer.read { try body(try connection($0)) } }
    }

    private func reading<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let failure as GRDB.DatabaseError {
            throw explain(failure.extendedResultCode.rawValue, failure.message ?? "unknown error", path: path)
        }
    }

    @discardableResult
    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await write(quietly: false, body)
    }

    @discardableResult
    package func writeQuietly<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await write(quietly: true, body)
    }

    private func write<Result: Sendable>(
        quietly: Bool, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            writer.asyncWriteWithoutTransaction { [self] database in
                continuation.resume(with: Swift.Result { try transaction(on: database, quietly: quietly, body) })
            }
        }
    }

    @discardableResult
    package func writeInPlace<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try writeWaiting(body)
    }

    private func writeWaiting<Result>(_ body: (any SQLConnection) throws -> Result) throws -> Result {
        try writer.writeWithoutTransaction { try transaction(on: $0, quietly: false, body) }
    }

    private func transaction<Result>(
        on database: GRDB.Database, quietly: Bool, _ body: (any SQLConnection) throws -> Result
    ) throws -> Result {
        let connection = try connection(database)
        try connection.execute("BEGIN IMMEDIATE")
        // From here to the end nobody else commits.
        let before = quietly ? commits.log() : nil
        do {
            let result = try body(connection)
            try connection.execute("COMMIT")
            if quietly { commits.committedQuietly(since: before) } else { commits.committed() }
            return result
        } catch {
            // A full disk may have rolled it back already.
            if connection.isInTransaction { try connection.execute("ROLLBACK") }
            throw error
        }
    }

    package func mark() -> DatabaseMark? { commits.now() }

    /// Writes everything into a new file that needs no log beside it.
    package func copy(to target: String) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            writer.asyncWriteWithoutTransaction { [path] database in
                continuation.resume(
                    with: Swift.Result {
                        do {
                            try database.execute(sql: "VACUUM INTO ?", arguments: [target])
                        } catch let failure as GRDB.DatabaseError {
                            throw explain(failure.extendedResultCode.rawValue, failure.message ?? "unknown error", path: path)
                        }
                    })
            }
        }
    }

    package func claimSchema() async throws {
        guard lock == nil, path != ":memory:" else { return }
        // Only asked, not kept: the transaction of the migration itself keeps two short commands apart.
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            DispatchQueue.global().async { [path] in
                continuation.resume(with: Swift.Result { try ServerLock.takeWaiting(of: path).release() })
            }
        }
    }

    package func close() async {
        guard
            isClosed.withLock({ was in
                defer { was = true }; return !was
            })
        else { return }
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            writer.asyncBarrierWriteWithoutTransaction { [caches] _ in
                caches.finalizeAll()
                continuation.resume()
            }
        }
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            DispatchQueue.global().async { [self] in
                // A connection that cannot close now is closed with this object.
                try? writer.close()
                lock?.release()
                continuation.resume()
            }
        }
    }

    private func connection(_ database: GRDB.Database) throws -> SQLiteConnection {
        guard !isClosed.withLock({ $0 }), let handle = database.sqliteConnection else {
            throw DatabaseError(.closed, "The database has been closed.", remedy: "Start Rollcall again.")
        }
        return SQLiteConnection(handle: handle, cache: caches.cache(of: handle), path: path)
    }
}
