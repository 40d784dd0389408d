import Database
import DatabasePostgres
import DatabaseSQLite
import DatabaseTesting
import Foundation
import Glibc
import JobQueue
import Model
import PostgresTesting
import Resilience
import Synchronization
import Telemetry
import Testing

/// What the queue does while what it stands on fails: it says what is wrong, keeps what it has, and goes on by itself when the cause is gone.
@Suite(.timeLimit(.minutes(3))) struct `The queue, while` {
    /// `ROLLCALL_OUTAGE` seconds, or a few.
    private static let outage = Duration.seconds(getenv("ROLLCALL_OUTAGE").flatMap { Int(String(cString: $0)) } ?? 4)

    private static func counted(_ shop: Workshop) -> TestKind {
        var kind = TestKind()
        kind.work = { _, context in shop.note(context) }
        return kind
    }

    @Test func `its disk is full, refuses what is new, keeps what it has, and goes on when there is room`() async throws {
        let place = try await TestDatabase(.sqlite)
        var limits = SQLiteDatabase.Limits()
        limits.pages = 300
        let database = try await TestDatabase.open(place.path, limits: limits)
        let shop = try await Workshop(database)
        try await database.write { _ = try $0.execute("CREATE TABLE filler (bytes BLOB)") }
        let kept = try await shop.enqueue(40)
        for size in [4000, 1000, 100, 10] {
            var isFull = false
            while !isFull {
                do {
                    try await database.write { connection in
                        for _ in 0..<10 { _ = try connection.execute("INSERT INTO filler VALUES (zeroblob($1))", [.int(size)]) }
                    }
                } catch let error as DatabaseError where error.code == .diskFull { isFull = true }
            }
        }
        let error = await #expect(throws: DatabaseError.self) { try await shop.enqueue(2000) }
        #expect(error?.code == .diskFull && error?.remedy.contains("space") == true)
        #expect(try await shop.states(kept) == [.ready])
        try await shop.working(Self.counted(shop)) { _ in
            // A round is made all the same, whether or not it fails.
            try await shop.until { shop.contexts.count > 0 || shop.book.has("does not answer") }
            try await database.write { _ = try $0.execute("DELETE FROM filler") }
            try await shop.until { try await shop.store.list().isEmpty }
            let new = try await shop.enqueue(100)
            try await shop.until { try await shop.states(new) == [.done] }
        }
        #expect(try await shop.states(kept) == [.done])
        #expect(Set(shop.contexts.map(\.job)).count == 140)
        await database.close()
    }

    @Test func `PostgreSQL hangs, says so, and goes on when it answers again`() async throws {
        let server = try await PostgresServer.start(with: ["fsync=off", "synchronous_commit=off"])
        var configuration = PostgresConfiguration(try #require(PostgresURL(server.url(schema: nil))))
        // Else nobody would notice for a minute.
        configuration.statementTimeout = .seconds(1)
        let database = try await PostgresDatabase.open(configuration)
        let shop = try await Workshop(database)
        var jobs = try await shop.enqueue(50)
        try await shop.working(Self.counted(shop)) { _ in
            try await shop.until { try await shop.store.list().isEmpty }
            jobs += try await shop.enqueue(200)
            try server.signal(SIGSTOP)
            let stopped = ContinuousClock.now
            try await shop.until { shop.book.has("does not answer") }
            // The time has to pass for real: it is the server's.
            try? await Task.sleep(until: stopped + Self.outage)
            try server.signal(SIGCONT)
            try await shop.until { try await shop.store.list().isEmpty }
            try await shop.until { shop.book.has("answers again") }
        }
        #expect(try await shop.states(jobs) == [.done], "nothing that was accepted is lost")
        #expect(Set(shop.contexts.map(\.job)) == Set(jobs))
        // Nobody died: what hung was the server, and the brake knows.
        #expect(shop.metrics.value(MetricCatalogue.jobsRescued) ?? 0 == 0)
        await database.close()
    }

    @Test func `its connections are cut again and again, loses no job`() async throws {
        let place = try await TestDatabase(.postgres)
        let database = try await place.open()
        let other = try await place.open()
        let shop = try await Workshop(database)
        let jobs = try await shop.enqueue(2000)
        let schema = try #require(place.path.split(separator: "%3D").last.map(String.init))
        let onlooker = JobStore(other)
        try await shop.working(Self.counted(shop), concurrency: 8) { _ in
            var cuts = 0
            while cuts < 20, try await !onlooker.list(limit: 1).isEmpty {
                // Whatever they are doing: claiming, acknowledging, in the middle of a transaction.
                cuts += try await other.write { connection in
                    try connection.query(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE pid <> pg_backend_pid() AND pid IN (
                            SELECT l.pid FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
                            WHERE n.nspname = $1)
                        """, [.text(schema)]
                    ) { $0.bool(0) }.count
                }
            }
            #expect(cuts > 0)
            try await shop.until { try await onlooker.list(limit: 1).isEmpty }
        }
        #expect(try await shop.states(jobs) == [.done])
        #expect(Set(shop.contexts.map(\.job)) == Set(jobs))
        await other.close()
        await database.close()
    }

    @Test(arguments: Engine.available) func `the clock is set back an hour, works on, and fires no time twice`(_ engine: Engine)
        async throws
    {
        let clock = ManualClock(Timestamp(seconds: 1_767_225_600))
        let shop = try await Workshop(engine.open(), clock: clock)
        let schedules = ScheduleStore(shop.store)
        let draft = try JobDraft(TestKind(), TestKind.Payload(number: 1_000_000))
        try await schedules.set(Schedule("hourly", .every(.seconds(3600)), catchUp: .latest, jitter: .zero, draft: draft))
        var kind = TestKind()
        let isFirst = Atomic(true)
        kind.work = { payload, context in
            shop.note(context)
            // In the middle of work.
            if payload.number == 7, isFirst.exchange(false, ordering: .relaxed) {
                clock.advance(by: .seconds(-3600))
                throw JobFailure.retry("not yet")
            }
        }
        try await shop.working(kind) { services in
            clock.advance(by: .seconds(3601))
            try await shop.until { shop.contexts.count == 1 }
            let before = try await shop.enqueue(8)
            try await shop.until { shop.contexts.count >= 9 && clock.now() < Timestamp(seconds: 1_767_225_600 + 3600) }
            clock.advance(by: .seconds(5))
            // It is an hour ago now. What is new is worked at once, and nobody is taken for dead.
            let session = services.worker.session
            let after = try await shop.enqueue(8)
            try await shop.until { try await shop.states(after) == [.done] }
            #expect(services.worker.session == session)
            try await shop.until { try await shop.states(before) == [.done] }
            #expect(try await shop.store.list().isEmpty)
            try await shop.until { shop.book.has("the clock was set back") }
            clock.advance(by: .seconds(3598))
            #expect(try await schedules.fire().made.isEmpty, "the hour that came twice fired once")
        }
        #expect(shop.contexts.count == 18, "the one that fired, eight with one attempt more, and eight")
    }
}
