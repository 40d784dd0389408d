import Database
import DatabaseTesting
import JobQueue
import Logging
import Model
import Resilience
import ServiceLifecycle
import Synchronization
import Telemetry
import Testing

/// A worker with its chores, and what it did and said.
final class Workshop: Sendable {
    let store: JobStore
    let metrics = MetricRegistry()
    let book = LogBook()
    private let runs = Mutex<[JobContext]>([])

    convenience init(_ engine: Engine) async throws { try await self.init(engine.open()) }

    init(_ database: any SQLDatabase, clock: any WallClock = SystemClock()) async throws {
        try await database.migrate([JobSchema.migrations], at: clock.now())
        store = JobStore(database, clock: clock)
    }

    var contexts: [JobContext] { runs.withLock { $0 } }

    func note(_ context: JobContext) { runs.withLock { $0.append(context) } }

    /// Runs services until `body` returns; they drain before this does.
    func working(
        _ kind: TestKind, concurrency: Int = 4, drain: Duration = .seconds(5), poll: Duration = .milliseconds(50),
        beat: Duration = .milliseconds(50), reserve: WorkerConfiguration.Reserve? = nil, offer: ResourceProfile = ResourceProfile(),
        _ body: (JobServices) async throws -> Void
    ) async throws {
        var configuration = WorkerConfiguration(node: "test")
        configuration.concurrency = concurrency
        configuration.drain = drain
        configuration.poll = poll
        configuration.beat = beat
        configuration.reserve = reserve
        configuration.offer = offer
        var kinds = JobKinds()
        kinds.add(kind)
        let logger = Logger(label: "test") { [book] _ in book.handler }
        let services = JobServices(
            store, kinds: kinds, configuration: configuration, telemetry: Telemetry(logger: logger, metrics: metrics))
        var silent = Logger(label: "test")
        silent.logLevel = .critical
        let group = ServiceGroup(services: services.all, logger: silent)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do { try await body(services) } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    func enqueue(_ count: Int) async throws -> [JobID] {
        try await store.enqueue((0..<count).map { try JobDraft(TestKind(), TestKind.Payload(number: $0)) }).map(\.id)
    }

    /// Enqueues one after the other.
    func enqueueSingly(_ count: Int) async throws -> [JobID] {
        var jobs: [JobID] = []
        for _ in 0..<count { jobs += try await enqueue(1) }
        return jobs
    }

    /// Waits until something holds, half a minute at the most; trouble with the database is what some tests wait for the end of.
    func until(_ holds: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < end {
            do { if try await holds() { return } } catch is DatabaseError {}
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record("it did not happen within half a minute")
    }

    func states(_ jobs: [JobID]) async throws -> Set<JobState> {
        var states: Set<JobState> = []
        for job in jobs { states.insert(try await store.get(job).state) }
        return states
    }
}

/// What was logged, for tests of what the program says.
final class LogBook: Sendable {
    private let lines = Mutex<[String]>([])

    /// Whether a line has that text in it.
    func has(_ text: String) -> Bool { lines.withLock { $0.contains { $0.contains(text) } } }

    var handler: any LogHandler { Handler(book: self) }

    private struct Handler: LogHandler {
        let book: LogBook
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let more = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.joined(separator: " ")
            book.lines.withLock { $0.append("\(event.level) \(event.message) \(more)") }
        }
    }
}
