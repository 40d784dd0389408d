import Database
import DatabaseTesting
import Testing

/// What stores may rely on, whichever the engine.
@Suite(.onEachEngine) struct SQLDatabaseTests {
    private func open(_ tables: String...) async throws -> any SQLDatabase {
        let database = try await Engine.current.open()
        try await database.write { connection in for table in tables { try connection.execute("CREATE TABLE \(table)") } }
        return database
    }

    @Test func `keeps every kind of value as it was`() async throws {
        let database = try await Engine.current.open()
        let values: [SQLValue] = [
            .null, .integer(.min), .double(0.1), .text("Bücher 😀 \u{1} x"), .text(""), .bytes([0, 255]), .bytes([]), .integer(-1),
            .double(-.infinity),
        ]
        let dialect = database.dialect
        try await database.write { connection in
            try connection.execute(
                """
                CREATE TABLE t (a \(dialect.textType), b \(dialect.integerType), c \(dialect.doubleType), d \(dialect.textType),
                    e \(dialect.textType), f \(dialect.bytesType), g \(dialect.bytesType), h \(dialect.integerType), i \(dialect.doubleType))
                """)
            try connection.execute("INSERT INTO t VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", values)
        }
        let found = try await database.read { connection in
            try connection.first("SELECT * FROM t") { row -> [SQLValue] in
                [
                    .optional(row.optionalText(0)), .integer(row.integer(1)), .double(row.double(2)), .optional(row.optionalText(3)),
                    .optional(row.optionalText(4)), .bytes(row.bytes(5)), row.isNull(6) ? .null : .bytes(row.bytes(6)),
                    .integer(row.integer(7)), .double(row.double(8)),
                ]
            }
        }
        #expect(found == values)
    }

    @Test func `sums, averages, counts and truths are read as numbers`() async throws {
        let database = try await open("t (a BIGINT)")
        let rows: [[SQLValue]] = [[1_000_000_000_000], [-3], [10_006], [nil]]
        let stored = try await database.write { try $0.execute("INSERT INTO t VALUES ($1)", rows: rows) }
        #expect(stored == 4)
        let found = try await database.read { connection in
            try connection.first("SELECT sum(a), count(*), a IS NULL, -sum(a), avg(a), max(a) FROM t GROUP BY a IS NULL ORDER BY 2 DESC") {
                [$0.integer(0), $0.integer(1), $0.integer(2), $0.integer(3), Int64($0.double(4)), $0.integer(5)]
            }
        }
        #expect(found == [1_000_000_010_003, 3, 0, -1_000_000_010_003, 333_333_336_667, 1_000_000_000_000])
    }

    @Test func `a statement may get a value where it got none before`() async throws {
        let database = try await open("t (a BIGINT, b TEXT)")
        try await database.write { connection in
            for row in [[nil, nil], [1, nil], [nil, "x"], [2, "y"]] as [[SQLValue]] {
                try connection.execute("INSERT INTO t VALUES ($1, $2)", row)
            }
            let changed = try connection.execute("UPDATE t SET b = $1 WHERE a = $2 OR a IS NULL", ["z", 1])
            #expect(changed == 3)
        }
        let found = try await database.read {
            try $0.query("SELECT a, b FROM t ORDER BY coalesce(a, 0), b") { "\($0.int(0))\($0.text(1))" }
        }
        #expect(found == ["0z", "0z", "1z", "2y"])
    }

    @Test func `rolls back all of a write that throws`() async throws {
        struct Stop: Error {}
        let database = try await open("t (a BIGINT)")
        await #expect(throws: Stop.self) {
            try await database.write { connection in
                try connection.execute("INSERT INTO t VALUES (1)")
                throw Stop()
            }
        }
        try await database.write { try $0.execute("INSERT INTO t VALUES (2)") }
        #expect(try await database.read { try $0.query("SELECT a FROM t") { $0.int(0) } } == [2])
    }

    @Test func `many rows of which one is refused change nothing`() async throws {
        let database = try await open("t (a BIGINT PRIMARY KEY)")
        let error = await #expect(throws: DatabaseError.self) {
            try await database.write { try $0.execute("INSERT INTO t VALUES ($1)", rows: (0..<1000).map { [.int($0 % 999)] }) }
        }
        #expect(error?.code == .constraint)
        try await database.write { _ = try $0.execute("INSERT INTO t VALUES ($1)", rows: (0..<1000).map { [.int($0)] }) }
        #expect(try await database.read { try $0.first("SELECT count(*) FROM t") { $0.int(0) } } == 1000)
    }

    @Test func `completes a write whose task was cancelled`() async throws {
        let database = try await open("t (a BIGINT)")
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await database.write { try $0.execute("INSERT INTO t VALUES (1)") }
        }
        try await task.value
        #expect(try await database.read { try $0.first("SELECT count(*) FROM t") { $0.int(0) } } == 1)
    }

    @Test func `refuses to write in a read`() async throws {
        let database = try await open("t (a BIGINT)")
        let error = await #expect(throws: DatabaseError.self) {
            _ = try await database.read { try $0.execute("INSERT INTO t VALUES (1)") }
        }
        #expect(error?.code == .readOnly)
    }

    @Test func `in place, a read and a write keep the same promises`() async throws {
        struct Stop: Error {}
        let database = try await open("t (a BIGINT)")
        await #expect(throws: Stop.self) {
            try await database.writeInPlace { connection in
                try connection.execute("INSERT INTO t VALUES (1)")
                throw Stop()
            }
        }
        try await database.writeInPlace { try $0.execute("INSERT INTO t VALUES (2)") }
        #expect(try await database.readInPlace { try $0.query("SELECT a FROM t") { $0.int(0) } } == [2])
        let error = await #expect(throws: DatabaseError.self) {
            _ = try await database.readInPlace { try $0.execute("INSERT INTO t VALUES (3)") }
        }
        #expect(error?.code == .readOnly)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for row in 0..<40 {
                group.addTask {
                    let write: @Sendable (any SQLConnection) throws -> Void = { try $0.execute("INSERT INTO t VALUES ($1)", [.int(row)]) }
                    try await row.isMultiple(of: 2) ? database.write(write) : database.writeInPlace(write)
                    _ = try await database.readInPlace { try $0.first("SELECT count(*) FROM t") { $0.int(0) } }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await database.readInPlace { try $0.first("SELECT count(*) FROM t") { $0.int(0) } } == 41)
    }

    @Test func `a statement may run again inside its own rows`() async throws {
        let database = try await open()
        let pairs = try await database.read { connection in
            var pairs: [String] = []
            let sql = "SELECT v FROM (SELECT 1 AS v UNION ALL SELECT 2) AS n ORDER BY v"
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
        let database = try await open()
        let sum = try await database.read { connection in
            try (0..<700).reduce(0) { $0 + (try connection.first("SELECT \($1)") { $0.int(0) } ?? 0) }
        }
        #expect(sum == 244_650)
    }

    @Test func `refuses a call after it was closed, and closes twice without harm`() async throws {
        let database = try await TestDatabase().open()
        await database.close()
        await database.close()
        await #expect(throws: DatabaseError.self) { try await database.read { _ in } }
        await #expect(throws: DatabaseError.self) { try await database.write { _ in } }
        await #expect(throws: DatabaseError.self) { try await database.readInPlace { _ in } }
        await #expect(throws: DatabaseError.self) { try await database.writeInPlace { _ in } }
    }

    @Test func `many tasks read and write at once`() async throws {
        let place = try await TestDatabase()
        let database = try await place.open()
        try await database.write { try $0.execute("CREATE TABLE t (a BIGINT)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<50 {
                group.addTask { _ = try await database.write { try $0.execute("INSERT INTO t VALUES ($1)", [.int(writer)]) } }
            }
            for _ in 0..<50 { group.addTask { _ = try await database.read { try $0.first("SELECT count(*) FROM t") { $0.int(0) } } } }
            try await group.waitForAll()
        }
        #expect(try await database.read { try $0.first("SELECT count(*) FROM t") { $0.int(0) } } == 50)
    }

    @Test func `refuses a second server, but welcomes a guest that changes no schema`() async throws {
        let place = try await TestDatabase()
        let server = try await place.open(as: .server)
        let error = await #expect(throws: DatabaseError.self) { try await place.open(as: .server) }
        #expect(error?.code == .locked)
        let guest = try await place.open()
        let refused = await #expect(throws: DatabaseError.self) { try await guest.claimSchema() }
        #expect(refused?.code == .locked)
        try await server.claimSchema()
        await server.close()
        try await guest.claimSchema()
        await guest.close()
        await (try await place.open(as: .server)).close()
    }
}
