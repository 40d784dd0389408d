import Database
import DatabaseTesting
import Model
import Resilience
import Synchronization
import Testing

@testable import JobQueue
@testable import Operations

@Suite(.onEachEngine) struct TallyTests {
    private static let noon = Timestamp(seconds: 1_767_268_800)
    private static let hour = Duration.seconds(3600)

    private func database() async throws -> any SQLDatabase {
        let database = try await Engine.current.open()
        try await database.migrate([JobSchema.migrations, TallySchema.migrations], at: Self.noon)
        return database
    }

    /// What happened, and what a source makes of it.
    private final class Events: Sendable {
        let times = Mutex<[(Timestamp, String)]>([])
        let complete = Mutex(Timestamp(seconds: .max / 2000))

        func source(_ noun: String) -> TallySource {
            TallySource(noun, first: { self.times.withLock { $0.map(\.0).min() } }) { hour in
                guard self.complete.withLock({ $0 >= hour.upperBound }) else { return nil }
                return self.times.withLock { times in
                    times.reduce(into: [:]) { counts, event in if hour.contains(event.0) { counts[event.1, default: 0] += 1 } }
                }
            }
        }
    }

    private func run(_ kind: TallyKind, _ noun: String = "things") async throws {
        let context = JobContext(
            job: JobID(1), kind: kind.name, queue: kind.queue, tenant: "", attempt: 1, maxAttempts: 1, idempotencyKey: "k",
            enqueuedAt: Self.noon, deadline: nil, trace: nil, report: { _, _ in })
        try await kind.run(.init(noun: noun), context)
    }

    @Test func `an hour is counted once it is over, and shown by day`() async throws {
        let store = TallyStore(try await database())
        let events = Events()
        let clock = ManualClock(Self.noon + .seconds(1800))
        let kind = TallyKind([events.source("things")], store: store, clock: clock)
        events.times.withLock { $0 = [(Self.noon - .seconds(1), "red"), (Self.noon, "red"), (Self.noon + .seconds(60), "blue")] }
        try await run(kind)
        #expect(try await store.progress("things") == Self.noon)
        #expect(try await store.days(since: Self.noon).map(\.counts) == [["red": 1]])
        clock.advance(by: .seconds(1800))
        try await run(kind)
        try await run(kind)
        #expect(try await store.days(since: Self.noon).map(\.counts) == [["red": 2, "blue": 1]])
        #expect(try await store.days(since: Self.noon + .seconds(86_400)).isEmpty)
    }

    @Test func `an hour that its source has not completed waits, and nothing is counted past it`() async throws {
        let store = TallyStore(try await database())
        let events = Events()
        let kind = TallyKind([events.source("things")], store: store, clock: ManualClock(Self.noon + .seconds(4 * 3600)))
        events.times.withLock { $0 = [(Self.noon, "red"), (Self.noon + Self.hour * 2, "red")] }
        events.complete.withLock { $0 = Self.noon + Self.hour }
        try await run(kind)
        #expect(try await store.progress("things") == Self.noon + Self.hour)
        events.complete.withLock { $0 = Self.noon + Self.hour * 9 }
        try await run(kind)
        #expect(try await store.progress("things") == Self.noon + Self.hour * 4)
        #expect(try await store.days(since: Self.noon).map(\.counts) == [["red": 2]])
    }

    @Test func `two that count the same hour at once keep it once`() async throws {
        let store = TallyStore(try await database())
        try await store.begin("things", at: Self.noon)
        let span = Self.noon..<Self.noon + Self.hour
        #expect(try await store.put("things", span: span, ["red": 3]))
        #expect(try await !store.put("things", span: span, ["red": 4]))
        #expect(try await store.days(since: Self.noon).map(\.counts) == [["red": 3]])
    }

    @Test func `what is older than 400 days is forgotten, and not counted anew`() async throws {
        let store = TallyStore(try await database())
        let events = Events()
        let clock = ManualClock(Self.noon)
        let kind = TallyKind([events.source("things")], store: store, clock: clock)
        events.times.withLock { $0 = [(Self.noon - .seconds(500 * 86_400), "red"), (Self.noon - .seconds(399 * 86_400), "red")] }
        try await run(kind)
        #expect(try await store.days(since: Timestamp(seconds: 0)).count == 1)
        clock.advance(by: .seconds(2 * 86_400))
        try await run(kind)
        #expect(try await store.days(since: Timestamp(seconds: 0)).isEmpty)
    }

    @Test func `the server's schedule makes a job for each noun, five at once`() async throws {
        let clock = ManualClock(Self.noon)
        let database = try await database()
        let jobs = JobStore(database, clock: clock)
        let kind = TallyKind([Events().source("things"), Events().source("others")], store: TallyStore(database), clock: clock)
        try await kind.schedule(in: jobs)
        try await kind.schedule(in: jobs)
        clock.advance(by: .seconds(1000))
        #expect(try await ScheduleStore(jobs).fire().made.count == 2)
        let rules = try await jobs.stats().first { $0.queue == "analytics" }?.rules
        #expect(rules?.concurrency == 5)
    }

    @Test func `a noun that nobody counts is refused with those that are`() async throws {
        let kind = TallyKind([Events().source("things")], store: TallyStore(try await database()), clock: SystemClock())
        let error = #expect(throws: JobQueueError.self) { _ = try JobDraft(kind, .init(noun: "stuff")) }
        #expect(error?.message.contains("things") ?? false)
    }
}
