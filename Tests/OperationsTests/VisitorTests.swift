import Database
import DatabaseTesting
import JobQueue
import Logging
import Model
import Resilience
import Testing

@testable import Operations

@Suite(.onEachEngine) struct VisitorTests {
    private static let midnight = Timestamp(seconds: 1_767_225_600)
    private static let day = Duration.seconds(86_400)

    private let clock = ManualClock(Self.midnight + .seconds(3_600))

    private func database() async throws -> any SQLDatabase {
        let database = try await Engine.current.open()
        try await database.migrate([JobSchema.migrations, TallySchema.migrations], at: Self.midnight)
        return database
    }

    /// One node of the installation.
    private struct Node {
        let visitors = Visitors()
        let service: VisitorService
        let clock: ManualClock

        init(_ database: any SQLDatabase, _ clock: ManualClock) {
            self.clock = clock
            let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
            service = VisitorService(visitors, store: VisitorStore(database), clock: clock, logger: logger)
        }

        func visit(_ who: String, _ surface: VisitedSurface = .console) { visitors.note(Array(who.utf8), on: surface, at: clock.now()) }
    }

    @Test func `a visitor counts once a day, over all nodes and restarts, and one of two parts is one in all`() async throws {
        let database = try await database()
        let (one, other) = (Node(database, clock), Node(database, clock))
        for node in [one, other] { try await node.service.keep() }
        for _ in 0..<3 { for who in ["ann", "bob"] { one.visit(who) } }
        one.visit("ann", .api)
        other.visit("bob")
        other.visit("cem", .status)
        for node in [one, other] { try await node.service.keep() }
        let restarted = Node(database, clock)
        try await restarted.service.keep()
        restarted.visit("ann")
        try await restarted.service.keep()
        let counts = ["all": 3, "console": 2, "api": 1, "status": 1]
        #expect(try await VisitorStore(database).counts(of: Self.midnight) == counts)
        #expect(restarted.visitors.counts(at: clock.now()) == counts)
        clock.advance(by: Self.day)
        try await one.service.keep()
        one.visit("ann")
        try await one.service.keep()
        #expect(try await VisitorStore(database).counts(of: Self.midnight + Self.day) == ["all": 1, "console": 1])
        #expect(try await VisitorStore(database).counts(of: Self.midnight) == counts)
    }

    @Test func `the key of a day is thrown away when it is over, and nothing of a visitor can be found`() async throws {
        let database = try await database()
        let node = Node(database, clock)
        func keys() async throws -> [Timestamp: [UInt8]] {
            try await database.read { connection in
                Dictionary(
                    uniqueKeysWithValues: try connection.query("SELECT day, secret FROM visitor_keys", []) {
                        (Timestamp(milliseconds: $0.integer(0)), $0.bytes(1))
                    })
            }
        }
        try await node.service.keep()
        let first = try await keys()
        #expect(Array(first.keys) == [Self.midnight] && first.values.allSatisfy { $0.count == 32 })
        // In a day's last hour the next one's key is made, so that a database that fails at midnight loses nobody.
        clock.set(Self.midnight + Self.day - .seconds(60))
        try await node.service.keep()
        #expect(Set(try await keys().keys) == [Self.midnight, Self.midnight + Self.day])
        clock.advance(by: .seconds(120))
        node.visit("ann")
        try await node.service.keep()
        let second = try await keys()
        #expect(Array(second.keys) == [Self.midnight + Self.day] && second.first?.value != first.first?.value)
        #expect(!node.visitors.knows(Self.midnight))
        // The same one is somebody else to the next day's sketch.
        #expect(try await VisitorStore(database).counts(of: Self.midnight + Self.day) == ["all": 1, "console": 1])
    }

    @Test func `what cannot be stored is kept, and stored when the database is back`() async throws {
        let database = try await database()
        let node = Node(database, clock)
        try await node.service.keep()
        node.visit("ann")
        try await database.write { try $0.execute("ALTER TABLE visitor_slots RENAME TO elsewhere") }
        await #expect(throws: (any Error).self) { try await node.service.keep() }
        node.visit("bob")
        try await database.write { try $0.execute("ALTER TABLE elsewhere RENAME TO visitor_slots") }
        try await node.service.keep()
        #expect(try await VisitorStore(database).counts(of: Self.midnight) == ["all": 2, "console": 2])
    }

    @Test func `visits without the day's key are not counted, rather than kept as they are`() async throws {
        let node = Node(try await database(), clock)
        node.visit("ann")
        #expect(node.visitors.counts(at: clock.now()).isEmpty && node.visitors.takeChanges().isEmpty)
    }

    @Test func `the roll-up tells of the day under way, counts it when it is over, and forgets its sketches`() async throws {
        let database = try await database()
        let (node, store, tallies) = (Node(database, clock), VisitorStore(database), TallyStore(database))
        let kind = TallyKind([.users(store, clock: clock)], store: tallies, clock: clock)
        func tally() async throws { try await kind.count("users") }
        func told() async throws -> [[String: Int]] { try await tallies.days(since: Self.midnight).map(\.counts) }

        try await tally()
        #expect(try await told().isEmpty)
        try await node.service.keep()
        node.visit("ann")
        try await node.service.keep()
        try await tally()
        #expect(try await told() == [["all": 1, "console": 1]])
        node.visit("bob", .api)
        try await node.service.keep()
        // Over, but other nodes may not have stored all.
        clock.set(Self.midnight + Self.day + .seconds(599))
        try await tally()
        #expect(try await tallies.progress("users") == Self.midnight)
        clock.advance(by: .seconds(1))
        try await tally()
        try await tally()
        let days = try await tallies.days(since: Self.midnight)
        #expect(days.map(\.total) == [2] && days.map(\.parts) == [["console": 1, "api": 1]])
        #expect(try await tallies.progress("users") == Self.midnight + Self.day)
        #expect(try await store.firstDay() == nil)
        #expect(try await told() == [["all": 2, "console": 1, "api": 1]])
    }

    @Test func `however many come, no more is kept than the slots of the sketches`() async throws {
        let database = try await database()
        let node = Node(database, clock)
        try await node.service.keep()
        for number in 0..<60_000 { node.visit("visitor \(number)") }
        #expect(node.visitors.takeChanges().values.map(\.count) == [2 * 4_096])
        let count = try #require(node.visitors.counts(at: clock.now())["console"])
        #expect(abs(count - 60_000) < 6_000)
    }
}
