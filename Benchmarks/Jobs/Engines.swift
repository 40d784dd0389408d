import BenchmarkKit
import Database
import DatabasePostgres
import DatabaseSQLite
import JobQueue
import PostgresTesting
import Resilience

#if canImport(Glibc)
    import Glibc
#endif

/// A database with the queue's tables in place, on either engine, and what the engine's own processes have used.
struct Bench: Sendable {
    let store: JobStore
    /// Nil where the engine works in this process.
    let server: ServerCost?

    /// A SQLite file of its own (write-ahead log, synchronous NORMAL), removed at the end.
    static func withSQLite(_ body: (Bench) async throws -> Void) async throws {
        var template = Array("/tmp/rollcall-bench-XXXXXX".utf8CString)
        _ = mkdtemp(&template)
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let database = try await SQLiteDatabase.open(path: "\(folder)/jobs.sqlite")
        try await database.migrate([JobSchema.migrations], at: SystemClock().now())
        try await body(Bench(store: JobStore(database), server: nil))
        await database.close()
        for suffix in ["", "-wal", "-shm", ".lock"] { unlink("\(folder)/jobs.sqlite\(suffix)") }
        rmdir(folder)
    }

    /// A schema of its own on a server that commits to the disk, as it comes.
    static func withPostgres(_ server: PostgresServer, _ name: String, _ body: (Bench) async throws -> Void) async throws {
        guard let whole = PostgresURL(server.url(schema: nil)), let own = PostgresURL(server.url(schema: name)) else { return }
        let master = try await PostgresDatabase.open(PostgresConfiguration(whole))
        try await master.write { try $0.execute("CREATE SCHEMA \(name)") }
        let database = try await PostgresDatabase.open(PostgresConfiguration(own))
        try await database.migrate([JobSchema.migrations], at: SystemClock().now())
        try await body(Bench(store: JobStore(database), server: ServerCost(server)))
        await database.close()
        try await master.write { try $0.execute("DROP SCHEMA \(name) CASCADE") }
        await master.close()
    }

    /// CPU seconds of this process and of the engine's.
    func cpuSeconds() -> Double { ProcessCost.cpuSeconds() + (server?.cpuSeconds() ?? 0) }
}

/// What a PostgreSQL server's processes have used.
struct ServerCost: Sendable {
    private let postmaster: pid_t

    init(_ server: PostgresServer) {
        postmaster = ProcessClock.words("\(server.folder)/data/postmaster.pid").first.flatMap { pid_t($0) } ?? 0
    }

    /// CPU seconds of the server, of its children, and of those that have ended.
    func cpuSeconds() -> Double {
        let children = ProcessClock.words("/proc/\(postmaster)/task/\(postmaster)/children").compactMap { pid_t($0) }
        return ProcessClock.of(postmaster, withEndedChildren: true) + children.reduce(0) { $0 + ProcessClock.of($1) }
    }
}

/// CPU times as the system keeps them (proc(5)).
enum ProcessClock {
    /// Of another process; 0 for one that is gone.
    static func of(_ process: pid_t, withEndedChildren: Bool = false) -> Double {
        let whole = text("/proc/\(process)/stat")
        // The name, in parentheses, may have anything in it.
        guard let end = whole.lastIndex(of: ")") else { return 0 }
        let fields = whole[end...].split(separator: " ")
        guard fields.count > 15 else { return 0 }
        let ticks = fields[12...(withEndedChildren ? 15 : 13)].reduce(0.0) { $0 + (Double($1) ?? 0) }
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    static func words(_ path: String) -> [String] { text(path).split { $0 == " " || $0 == "\n" }.map(String.init) }

    private static func text(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
