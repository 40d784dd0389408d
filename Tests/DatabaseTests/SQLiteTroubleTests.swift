import Database
import DatabaseSQLite
import Glibc
import Model
import Testing

/// What goes wrong with files in real life, and whether the message says what to do.
@Suite struct SQLiteTroubleTests {
    let folder = TemporaryFolder()

    @Test func `refuses a second server and names the process of the first, but welcomes a guest`() async throws {
        let path = folder.file("a.db")
        let server = try await SQLiteDatabase.open(path: path, as: .server)
        let error = await #expect(throws: DatabaseError.self) { try await SQLiteDatabase.open(path: path, as: .server) }
        #expect(error?.code == .locked)
        #expect(error?.message.contains("process \(getpid())") == true)
        try await server.write { try $0.execute("CREATE TABLE t (a)") }
        let guest = try await SQLiteDatabase.open(path: path, as: .guest)
        try await guest.write { try $0.execute("INSERT INTO t VALUES (1)") }
        #expect(try await server.read { try $0.first("SELECT a FROM t") { $0.int(0) } } == 1)
        await guest.close()
        await server.close()
        await (try await SQLiteDatabase.open(path: path, as: .server)).close()
    }

    @Test func `a guest with a newer schema does not migrate under a running server`() async throws {
        let path = folder.file("a.db")
        let server = try await SQLiteDatabase.open(path: path, as: .server)
        let guest = try await SQLiteDatabase.open(path: path, as: .guest)
        let lists = [MigrationList("x", [Migration(1, "x", ["CREATE TABLE x (a)"])])]
        let error = await #expect(throws: DatabaseError.self) { try await guest.migrate(lists, at: Timestamp(seconds: 1)) }
        #expect(error?.code == .locked)
        try await server.migrate(lists, at: Timestamp(seconds: 1))
        #expect(try await guest.migrate(lists, at: Timestamp(seconds: 2)).present == 1)
    }

    @Test(arguments: [15, 16, 100, 4096, 70_000]) func `refuses a file of garbage`(size: Int) async throws {
        let name = "garbage.db"
        var state = UInt64(size)
        folder.write(
            (0..<size).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1
                return UInt8(truncatingIfNeeded: state >> 33)
            }, to: name)
        let error = await #expect(throws: DatabaseError.self) {
            let database = try await SQLiteDatabase.open(path: folder.file(name))
            _ = try await database.migrate([], at: Timestamp(seconds: 1))
        }
        #expect(error?.code == .corrupt)
        #expect(error?.remedy.contains("backup") == true)
    }

    @Test func `reports a full disk, loses only that transaction and goes on`() async throws {
        var limits = SQLiteDatabase.Limits()
        limits.pages = 20
        let database = try await SQLiteDatabase.open(path: folder.file("full.db"), limits: limits)
        try await database.write { try $0.execute("CREATE TABLE t (a)") }
        let error = await #expect(throws: DatabaseError.self) {
            try await database.write { connection in
                for _ in 0..<100 { try connection.execute("INSERT INTO t VALUES ($1)", [.bytes([UInt8](repeating: 7, count: 4000))]) }
            }
        }
        #expect(error?.code == .diskFull)
        try await database.write { try $0.execute("INSERT INTO t VALUES (1)") }
        #expect(try await database.read { try $0.first("SELECT count(*) FROM t") { $0.int(0) } } == 1)
    }

    @Test func `gives up waiting for another process's lock after the busy time-out`() async throws {
        var limits = SQLiteDatabase.Limits()
        limits.busyTimeout = .zero
        let path = folder.file("busy.db")
        let first = try await SQLiteDatabase.open(path: path)
        let second = try await SQLiteDatabase.open(path: path, limits: limits)
        try await first.write { try $0.execute("CREATE TABLE t (a)") }
        let (holding, held) = AsyncStream.makeStream(of: Void.self)
        let gate = Gate()
        async let slow: Void = first.write { connection in
            try connection.execute("INSERT INTO t VALUES (1)")
            held.yield()
            gate.wait()
        }
        for await _ in holding { break }
        let error = await #expect(throws: DatabaseError.self) { try await second.write { try $0.execute("INSERT INTO t VALUES (2)") } }
        gate.open()
        try await slow
        #expect(error?.code == .locked)
    }

    @Test func `explains a path that cannot be a database`() async throws {
        folder.write([], to: "file")
        let error = await #expect(throws: DatabaseError.self) { try await SQLiteDatabase.open(path: folder.file("file/a.db")) }
        #expect(error?.code == .cannotOpen || error?.code == .permissionDenied)
        let other = await #expect(throws: DatabaseError.self) { try await SQLiteDatabase.open(path: folder.path) }
        #expect(other?.code == .cannotOpen)
    }

    @Test func `keeps every committed row of a process that was killed, and none of the transaction it was in`() async throws {
        let path = folder.file("killed.db")
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let database = try await SQLiteDatabase.open(path: path, as: .server)
            try await database.write { try $0.execute("CREATE TABLE t (a)") }
            for row in 0..<500 { try await database.write { try $0.execute("INSERT INTO t VALUES ($1)", [.int(row)]) } }
            try await database.write { connection in
                for row in 500..<5000 { try connection.execute("INSERT INTO t VALUES ($1)", [.int(row)]) }
                kill(getpid(), SIGKILL)
            }
        }
        let database = try await SQLiteDatabase.open(path: path, as: .server)
        #expect(try await database.read { try $0.first("SELECT count(*) FROM t") { $0.int(0) } } == 500)
        #expect(try await database.read { try $0.first("PRAGMA integrity_check") { $0.text(0) } } == "ok")
    }
}

/// Holds a database thread until the test has looked.
final class Gate: @unchecked Sendable {
    private var semaphore = sem_t()

    init() { sem_init(&semaphore, 0, 0) }
    func wait() { sem_wait(&semaphore) }
    func open() { sem_post(&semaphore) }
}
