import Database
import DatabaseTesting
import Model
import Testing

@Suite(.onEachEngine) struct MigrationTests {
    let now = Timestamp(seconds: 1_767_225_600)
    let first = Migration(1, "people", ["CREATE TABLE people (id INTEGER PRIMARY KEY)", "INSERT INTO people VALUES (7)"])
    let second = Migration(2, "names") { ["ALTER TABLE people ADD COLUMN name \($0 == .sqlite ? "TEXT" : "VARCHAR")"] }

    @Test func `applies what is missing, once, in order`() async throws {
        let database = try await Engine.current.open()
        #expect(try await database.migrate([MigrationList("people", [first])], at: now).applied == ["people/1 people"])
        let report = try await database.migrate([MigrationList("people", [first, second])], at: now)
        #expect(report.applied == ["people/2 names"] && report.present == 1)
        #expect(try await database.migrate([MigrationList("people", [first, second])], at: now).applied.isEmpty)
        #expect(try await database.read { try $0.query("SELECT id, name FROM people") { $0.int(0) } } == [7])
    }

    @Test func `refuses a database of a newer version`() async throws {
        let database = try await Engine.current.open()
        try await database.migrate([MigrationList("people", [first, second])], at: now)
        let older = await #expect(throws: DatabaseError.self) { try await database.migrate([MigrationList("people", [first])], at: now) }
        #expect(older?.code == .newerSchema)
        #expect(older?.message.contains("people/2 \"names\"") == true)
        let without = await #expect(throws: DatabaseError.self) { try await database.migrate([], at: now) }
        #expect(without?.code == .newerSchema)
    }

    @Test func `notices a released migration that was edited`() async throws {
        let database = try await Engine.current.open()
        try await database.migrate([MigrationList("people", [first])], at: now)
        let edited = Migration(1, "people", ["CREATE TABLE people (id INTEGER)"])
        let error = await #expect(throws: DatabaseError.self) { try await database.migrate([MigrationList("people", [edited])], at: now) }
        #expect(error?.code == .alteredSchema)
    }

    @Test func `refuses another program's database`() async throws {
        let database = try await Engine.current.open()
        try await database.write { try $0.execute("CREATE TABLE bookmarks (a INTEGER)") }
        let error = await #expect(throws: DatabaseError.self) { try await database.migrate([MigrationList("people", [first])], at: now) }
        #expect(error?.code == .foreign)
    }

    @Test func `several processes that start at once migrate once`() async throws {
        let place = try await TestDatabase()
        let lists = [MigrationList("people", [first, second])]
        let applied = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let database = try await place.open()
                    let count = try await database.migrate(lists, at: now).applied.count
                    await database.close()
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(applied == 2)
    }

    @Test func `applies all or nothing`() async throws {
        let database = try await Engine.current.open()
        let broken = Migration(2, "broken", ["CREATE TABLE fine (a INTEGER)", "CREATE NONSENSE"])
        await #expect(throws: DatabaseError.self) { try await database.migrate([MigrationList("people", [first, broken])], at: now) }
        let report = try await database.migrate(
            [MigrationList("people", [first, Migration(2, "fine", ["CREATE TABLE fine (a INTEGER)"])])], at: now)
        #expect(report.applied == ["people/1 people", "people/2 fine"])
    }
}
