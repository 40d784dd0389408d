import Database
import DatabasePostgres
import DatabaseSQLite
import DatabaseTesting
import Glibc
import Model
import Synchronization
import Testing

/// A SQLite installation moved to PostgreSQL.
@Suite struct DatabaseCopyTests {
    /// Tables of every kind of column and key, one with a trigger that fills another.
    private static let lists = [
        MigrationList(
            "x",
            [
                Migration(1, "x") { dialect in
                    let tables = [
                        """
                        CREATE TABLE things (id \(dialect.risingKey), name \(dialect.textType), size \(dialect.doubleType),
                            body \(dialect.bytesType))
                        """,
                        """
                        CREATE TABLE pairs (a \(dialect.textType) NOT NULL, b \(dialect.integerType) NOT NULL, c \(dialect.integerType),
                            PRIMARY KEY (a, b))\(dialect.clustered)
                        """,
                        "CREATE TABLE names (id \(dialect.integerType) PRIMARY KEY, name \(dialect.textType))",
                        "INSERT INTO pairs VALUES ('seed', 1, NULL)",
                    ]
                    let insert = "INSERT INTO names (id, name) VALUES (new.id, new.name);"
                    switch dialect {
                    case .sqlite: return tables + ["CREATE TRIGGER named AFTER INSERT ON things BEGIN \(insert) END"]
                    case .postgres:
                        return tables + [
                            "CREATE FUNCTION named() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \(insert) RETURN new; END $$",
                            "CREATE TRIGGER named AFTER INSERT ON things FOR EACH ROW EXECUTE FUNCTION named()",
                        ]
                    }
                }
            ])
    ]
    private static let now = Timestamp(seconds: 1)

    private func source(_ path: String, things: Int = 2500) async throws -> SQLiteDatabase {
        let database = try await SQLiteDatabase.open(path: path)
        try await database.migrate(Self.lists, at: Self.now)
        try await database.write { connection in
            for id in 0..<things {
                try connection.execute(
                    "INSERT INTO things (name, size, body) VALUES ($1, $2, $3)",
                    [
                        id % 7 == 0 ? .null : .text(id == 8 ? "a\u{0}b" : "Bücher 😀 \(id)"), id % 5 == 0 ? .null : .double(Double(id) / 3),
                        .bytes((0..<id % 40).map { UInt8(truncatingIfNeeded: $0 * id) }),
                    ])
                try connection.execute("INSERT INTO pairs VALUES ($1, $2, $3)", [.text("p\(id % 3)"), .int(id - 100), .int(id)])
            }
            // Its number is not to be given out again, and what a trigger wrote may have changed since.
            try connection.execute("DELETE FROM things WHERE id = \(things)")
            try connection.execute("UPDATE names SET name = 'changed' WHERE id = 3")
        }
        return database
    }

    private func target() async throws -> PostgresDatabase {
        let place = try await TestDatabase(.postgres)
        let database = try #require(try await place.open() as? PostgresDatabase)
        try await database.migrate(Self.lists, at: Self.now)
        return database
    }

    private let seeded = ["pairs": 1]

    @Test(arguments: [1, 999, 2499, 2500, 100_000]) func `moves everything, whatever the size of a batch`(batch: Int) async throws {
        let things = batch == 1 ? 30 : 2500
        let (source, target) = (try await source(":memory:", things: things), try await target())
        let tables = try await DatabaseCopy(from: source, to: target, seeded: seeded, batch: batch).run { _ in }
        #expect(Set(tables.map(\.name)) == ["names", "pairs", "things"])
        #expect(tables.first { $0.name == "things" }.map { [$0.rows, $0.repaired, $0.before] } == [things - 1, 1, 0])
        let dump = "SELECT id, name, size, body FROM things ORDER BY id"
        func rows(_ database: any SQLDatabase) async throws -> [[String]] {
            try await database.read { connection in
                try connection.query(dump) { row in
                    [row.text(0), row.optionalText(1)?.replacing("\u{0}", with: "\u{fffd}") ?? "-", "\(row.double(2))", "\(row.bytes(3))"]
                }
            }
        }
        #expect(try await rows(source) == rows(target))
        #expect(try await target.read { try $0.first("SELECT name FROM names WHERE id = 3") { $0.text(0) } } == "changed")
        let next = try await target.write { try $0.first("INSERT INTO things (name) VALUES ('new') RETURNING id") { $0.int(0) } }
        #expect(next == things + 1)
        #expect(try await DatabaseCopy.isUnfinished(target) == false)
        let again = await #expect(throws: DatabaseError.self) {
            try await DatabaseCopy(from: source, to: target, seeded: seeded).run { _ in }
        }
        #expect(again?.code == .foreign)
    }

    @Test func `goes on where it was killed`() async throws {
        let (file, place) = (try await TestDatabase(.sqlite), try await TestDatabase(.postgres))
        let source = try await source(file.path)
        await #expect(processExitsWith: .signal(SIGKILL)) { [from = file.path as String, to = place.path as String] in
            let source = try await SQLiteDatabase.open(path: from)
            guard let target = try await TestDatabase.open(to) as? PostgresDatabase else { return }
            try await target.migrate(DatabaseCopyTests.lists, at: DatabaseCopyTests.now)
            let batches = Mutex(0)
            _ = try await DatabaseCopy(from: source, to: target, seeded: ["pairs": 1], batch: 300).run { _ in
                if batches.withLock({
                    $0 += 1
                    return $0
                }) == 12 {
                    kill(getpid(), SIGKILL)
                }
            }
        }
        let target = try #require(try await place.open() as? PostgresDatabase)
        #expect(try await DatabaseCopy.isUnfinished(target))
        let tables = try await DatabaseCopy(from: source, to: target, seeded: seeded, batch: 300).run { _ in }
        #expect(tables.reduce(0) { $0 + $1.before } >= 2499)
        #expect(tables.map(\.rows).sorted() == [2499, 2500, 2501])
        #expect(try await DatabaseCopy.isUnfinished(target) == false)
    }

    @Test func `refuses a target that is in use`() async throws {
        let (source, target) = (try await source(":memory:", things: 3), try await target())
        try await target.write { try $0.execute("INSERT INTO things (name) VALUES ('mine')") }
        let error = await #expect(throws: DatabaseError.self) {
            try await DatabaseCopy(from: source, to: target, seeded: seeded).run { _ in }
        }
        #expect(error?.code == .foreign)
        #expect(try await target.read { try $0.query("SELECT name FROM things") { $0.text(0) } } == ["mine"])
    }

    @Test func `notices that the source changed meanwhile, and copies that table anew`() async throws {
        let file = try await TestDatabase(.sqlite)
        let (source, target) = (try await source(file.path, things: 300), try await target())
        let other = try await SQLiteDatabase.open(path: file.path)
        let error = await #expect(throws: DatabaseError.self) {
            try await DatabaseCopy(from: source, to: target, seeded: seeded, batch: 100).run { progress in
                // Written from another connection, as soon as the comparison begins.
                guard progress.verifies, progress.table == "things", progress.rows == 100 else { return }
                let done = Mutex(false)
                Task.detached {
                    _ = try? await other.write { try $0.execute("UPDATE things SET name = 'other' WHERE id = 250") }
                    done.withLock { $0 = true }
                }
                while !done.withLock({ $0 }) { usleep(1000) }
            }
        }
        #expect(error?.code == .inputOutput && error?.message.contains("things") == true)
        let tables = try await DatabaseCopy(from: source, to: target, seeded: seeded, batch: 100).run { _ in }
        #expect(tables.map(\.rows).sorted() == [299, 300, 301])
    }

    @Test func `refuses a value that its column cannot hold`() async throws {
        let (source, target) = (try await source(":memory:", things: 3), try await target())
        try await source.write { try $0.execute("UPDATE pairs SET c = 'many' WHERE b = 1") }
        let error = await #expect(throws: DatabaseError.self) {
            try await DatabaseCopy(from: source, to: target, seeded: seeded).run { _ in }
        }
        #expect(error?.code == .constraint && error?.message.contains("pairs") == true)
    }
}
