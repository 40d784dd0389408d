import Database
import DatabaseSQLite
import Glibc
import Model
import Testing

/// Runs on a file and in memory: the twins must not differ.
@Suite struct SQLiteDatabaseTests {
    let folder = TemporaryFolder()

    private func open(_ place: String) async throws -> SQLiteDatabase {
        try await SQLiteDatabase.open(path: place == "file" ? folder.file("a.db") : ":memory:")
    }

    @Test(arguments: ["file", "memory"]) func `keeps every kind of value as it was`(place: String) async throws {
        let database = try await open(place)
        let values: [SQLValue] = [.null, .integer(.min), .double(0.1), .text("Bücher \u{0} x"), .text(""), .bytes([0, 255]), .bytes([])]
        try await database.write { connection in
            try connection.execute("CREATE TABLE t (a, b, c, d, e, f, g)")
            try connection.execute("INSERT INTO t VALUES ($1, $2, $3, $4, $5, $6, $7)", values)
        }
        let found = try await database.read { connection in
            try connection.first("SELECT * FROM t") { row -> [SQLValue] in
                [
                    .optional(row.optionalText(0)), .integer(row.integer(1)), .double(row.double(2)), .optional(row.optionalText(3)),
                    .optional(row.optionalText(4)), .bytes(row.bytes(5)), row.isNull(6) ? .null : .bytes(row.bytes(6)),
                ]
            }
        }
        #expect(found == values)
        await database.close()
    }

    @Test(arguments: ["file", "memory"]) func `its mark changes with each commit and with nothing else`(place: String) async throws {
        let database = try await open(place)
        // In memory there is no other.
        let other = place == "file" ? try await open(place) : database
        try await database.write { try $0.execute("CREATE TABLE t (a)") }
        // A mark just after a commit is unlike any other, for the system's times are coarse.
        func settled() async throws -> DatabaseMark {
            for _ in 0..<1000 {
                let mark = try #require(database.mark())
                if database.mark() == mark { return mark }
                try await Task.sleep(for: .milliseconds(2))
            }
            throw DatabaseError(.statement, "The mark never settles.", remedy: "")
        }
        var before = try await settled()
        for writer in [database, other, database] {
            try await writer.write { try $0.execute("INSERT INTO t VALUES (1)") }
            #expect(database.mark() != before)
            let after = try await settled()
            #expect(after != before)
            before = after
        }
        _ = try await database.read { try $0.first("SELECT count(*) FROM t") { $0.int(0) } }
        #expect(database.mark() == before)
        // What nobody follows leaves it alone, and what somebody else commits in between does not.
        for _ in 0..<3 { try await database.writeQuietly { try $0.execute("INSERT INTO t VALUES (2)") } }
        #expect(try await settled() == before)
        try await other.write { try $0.execute("INSERT INTO t VALUES (3)") }
        try await database.writeQuietly { try $0.execute("INSERT INTO t VALUES (4)") }
        #expect(try await settled() != before)
    }

    @Test func `a look is worth while when something was committed, when its time comes, or when the last one failed`() async throws {
        let database = try await open("memory")
        var lookout = Lookout()
        let start = ContinuousClock.now
        func at(_ seconds: Double) -> Bool { lookout.isWorthwhile(database, now: start + .seconds(seconds)) }
        let looks = [at(0), at(1), at(2)]
        #expect(looks == [true, false, false])
        try await database.write { try $0.execute("CREATE TABLE t (a)") }
        let afterCommit = [at(3), at(4)]
        #expect(afterCommit == [true, false])
        lookout.look(after: .seconds(2), now: start + .seconds(4))
        let dueAtSix = [at(5), at(6), at(7)]
        #expect(dueAtSix == [false, true, false])
        lookout.forget()
        let afterFailure = [at(8), at(9), at(17.9), at(18)]
        #expect(afterFailure == [true, false, false, true])
    }

    @Test func `binds a parameter by its number, not by where it first occurs`() async throws {
        let database = try await open("memory")
        let sums = try await database.read { connection in
            try connection.query("SELECT $2 - $1, $1 || '/' || $3 || '/' || $1", [1, 10, "c"]) { "\($0.integer(0)) \($0.text(1))" }
        }
        #expect(sums == ["9 1/c/1"])
        await #expect(throws: DatabaseError.self) { try await database.read { try $0.first("SELECT $3", [1, 2]) { $0.int(0) } } }
    }

    @Test(arguments: ["file", "memory"]) func `rolls back all of a write that throws`(place: String) async throws {
        struct Stop: Error {}
        let database = try await open(place)
        try await database.write { try $0.execute("CREATE TABLE t (a)") }
        await #expect(throws: Stop.self) {
            try await database.write { connection in
                try connection.execute("INSERT INTO t VALUES (1)")
                throw Stop()
            }
        }
        try await database.write { try $0.execute("INSERT INTO t VALUES (2)") }
        #expect(try await database.read { try $0.query("SELECT a FROM t") { $0.int(0) } } == [2])
    }

    @Test func `completes a write whose task was cancelled`() async throws {
        let database = try await open("file")
        try await database.write { try $0.execute("CREATE TABLE t (a)") }
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await database.write { try $0.execute("INSERT INTO t VALUES (1)") }
        }
        try await task.value
        #expect(try await database.read { try $0.first("SELECT count(*) FROM t") { $0.int(0) } } == 1)
    }

    @Test(arguments: ["file", "memory"]) func `refuses to write in a read`(place: String) async throws {
        let database = try await open(place)
        try await database.write { try $0.execute("CREATE TABLE t (a)") }
        let error = await #expect(throws: DatabaseError.self) {
            _ = try await database.read { try $0.execute("INSERT INTO t VALUES (1)") }
        }
        #expect(error?.code == .readOnly)
    }

    @Test func `a statement may run again inside its own rows`() async throws {
        let database = try await open("memory")
        let pairs = try await database.read { connection in
            var pairs: [String] = []
            let sql = "SELECT value FROM (SELECT 1 AS value UNION ALL SELECT 2)"
            try connection.forEach(sql, []) { outer in
                let a = outer.int(0)
                try connection.forEach(sql, []) { inner in
                    pairs.append("\(a)\(inner.int(0))")
                    return true
                }
                return true
            }
            return pairs
        }
        #expect(pairs == ["11", "12", "21", "22"])
    }

    @Test func `survives more texts than it keeps prepared`() async throws {
        let database = try await open("memory")
        let sum = try await database.read { connection in
            try (0..<1000).reduce(0) { $0 + (try connection.first("SELECT \($1)") { $0.int(0) } ?? 0) }
        }
        #expect(sum == 499_500)
    }

    @Test func `sets the pragmas that speed and safety rest on`() async throws {
        let database = try await open("file")
        let (journal, synchronous, foreign, secure) = try await database.read { connection in
            (
                try connection.first("PRAGMA journal_mode") { $0.text(0) }, try connection.first("PRAGMA synchronous") { $0.int(0) },
                try connection.first("PRAGMA foreign_keys") { $0.int(0) }, try connection.first("PRAGMA secure_delete") { $0.int(0) }
            )
        }
        #expect(journal == "wal" && synchronous == 1 && foreign == 1 && secure == 0)
    }

    @Test func `refuses a call after it was closed, and closes twice without harm`() async throws {
        let database = try await open("file")
        await database.close()
        await database.close()
        let error = await #expect(throws: DatabaseError.self) { try await database.read { _ in } }
        #expect(error?.code == .closed || error?.code == .statement)
        await #expect(throws: DatabaseError.self) { try await database.write { _ in } }
    }

    @Test(arguments: ["file", "memory"]) func `in place, no other thread is woken`(place: String) async throws {
        let database = try await open(place)
        try await database.write { try $0.execute("CREATE TABLE t (a)") }
        let here = pthread_self()
        let there = try await database.writeInPlace { connection in
            try connection.execute("INSERT INTO t VALUES (1)")
            return pthread_self()
        }
        #expect(there == here)
        let now = pthread_self()
        #expect(try await database.readInPlace { _ in pthread_self() } == now)
    }

    @Test func `readers go on while a writer works`() async throws {
        let database = try await open("file")
        try await database.write { try $0.execute("CREATE TABLE t (a)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<20 {
                group.addTask { _ = try await database.write { try $0.execute("INSERT INTO t VALUES ($1)", [.int(writer)]) } }
            }
            for _ in 0..<50 { group.addTask { _ = try await database.read { try $0.first("SELECT count(*) FROM t") { $0.int(0) } } } }
            try await group.waitForAll()
        }
        #expect(try await database.read { try $0.first("SELECT count(*) FROM t") { $0.int(0) } } == 20)
    }
}
