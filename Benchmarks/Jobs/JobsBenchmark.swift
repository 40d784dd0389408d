import BenchmarkKit
import Database
import DatabaseSQLite
import JobQueue
import Logging
import Model
import Resilience
import ServiceLifecycle
import Synchronization
import Telemetry

#if canImport(Glibc)
    import Glibc
#endif

// No-op jobs on SQLite (write-ahead log, synchronous NORMAL), beside raw SQL on the same tables in the same run: enqueueing and working in
// batches of 100, working one at a time, and the time from enqueueing to the start of the work on an idle worker.

struct NoOp: JobKind {
    struct Payload: Codable, Sendable {
        var number: Int
    }

    let name = "no-op"
    let work: @Sendable (Payload) -> Void

    func run(_ payload: Payload, _ context: JobContext) async throws { work(payload) }
}

func elapsed(_ work: () async throws -> Void) async rethrows -> Double {
    let began = ContinuousClock.now
    try await work()
    return Double((ContinuousClock.now - began).wholeMicroseconds) / 1e6
}

/// A database file of its own with the tables in place, removed at the end.
func withStore(_ body: (JobStore) async throws -> Void) async throws {
    var template = Array("/tmp/rollcall-bench-XXXXXX".utf8CString)
    _ = mkdtemp(&template)
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let database = try await SQLiteDatabase.open(path: "\(folder)/jobs.sqlite")
    try await database.migrate([JobSchema.migrations], at: SystemClock().now())
    try await body(JobStore(database))
    await database.close()
    for suffix in ["", "-wal", "-shm", ".lock"] { unlink("\(folder)/jobs.sqlite\(suffix)") }
    rmdir(folder)
}

/// What the bound is: the fewest statements that enqueue on these tables.
func rawEnqueue(_ store: JobStore, _ count: Int, batch: Int) async throws {
    let now = SystemClock().now()
    let payload = Array(#"{"number":1}"#.utf8)
    for _ in 0..<(count / batch) {
        try await store.database.write { connection in
            for _ in 0..<batch {
                try connection.execute(
                    """
                    INSERT INTO jobs (lane, kind, state, run_at, created_at, max_attempts, nonce, version, payload)
                    VALUES (1, 'no-op', 1, $1, $1, 12, 7, 1, $2)
                    """, [.time(now), .bytes(payload)])
            }
        }
    }
}

/// What the bound is: the fewest statements that claim a batch and move it to the history.
func rawWork(_ store: JobStore, _ count: Int, batch: Int) async throws {
    let now = SystemClock().now()
    let copied = """
        id, lane, kind, attempt, lease, session, run_at, created_at, started_at, max_attempts, nonce, version, payload, limit_key, key_limit,
        unique_key, dependents, deadline, tags, details, progress, message
        """
    for _ in 0..<(count / batch) {
        let claimed = try await store.database.write { connection in
            try connection.query(
                """
                UPDATE jobs SET state = 2, attempt = attempt + 1, lease = lease + 1, session = 1, started_at = $2
                WHERE id IN (SELECT id FROM jobs WHERE state = 1 AND lane = 1 ORDER BY id LIMIT $1) RETURNING id, lease, payload
                """, [.int(batch), .time(now)]
            ) { ($0.integer(0), $0.integer(1), $0.bytes(2)) }
        }
        try await store.database.write { connection in
            for (id, lease, _) in claimed {
                try connection.execute(
                    """
                    INSERT INTO job_history (\(copied), state, error, finished_at)
                    SELECT \(copied), 10, error, $3 FROM jobs WHERE id = $1 AND lease = $2 AND state = 2
                    """, [.integer(id), .integer(lease), .time(now)])
                try connection.execute(
                    "DELETE FROM jobs WHERE id = $1 AND lease = $2 AND state = 2", [.integer(id), .integer(lease)])
            }
        }
    }
}

/// Enqueues through the queue itself, in batches.
func enqueue(_ store: JobStore, _ kind: NoOp, _ count: Int, batch: Int) async throws {
    for start in stride(from: 0, to: count, by: batch) {
        try await store.enqueue((start..<start + batch).map { try JobDraft(kind, NoOp.Payload(number: $0)) })
    }
}

/// Runs a worker while `body` does.
func working(_ store: JobStore, _ kind: NoOp, concurrency: Int, _ body: () async throws -> Void) async throws {
    var logger = Logger(label: "bench")
    logger.logLevel = .critical
    var configuration = WorkerConfiguration(node: "bench")
    configuration.concurrency = concurrency
    var kinds = JobKinds()
    kinds.add(kind)
    let services = JobServices(
        store, kinds: kinds, configuration: configuration, telemetry: Telemetry(logger: logger, metrics: MetricRegistry()))
    let group = ServiceGroup(services: services.all, logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        try await body()
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
}

/// Jobs a second that a worker does of those that wait, and CPU microseconds of each.
func workRate(_ count: Int, concurrency: Int) async throws -> (rate: Double, cost: Double) {
    var found = (0.0, 0.0)
    try await withStore { store in
        let done = Atomic(0)
        let (signal, told) = AsyncStream<Void>.makeStream()
        let kind = NoOp { _ in if done.add(1, ordering: .relaxed).newValue == count { told.yield() } }
        try await enqueue(store, kind, count, batch: 1000)
        let cpu = ProcessCost.cpuSeconds()
        let time = try await elapsed {
            try await working(store, kind, concurrency: concurrency) {
                for await _ in signal { break }
                // Worked is what the database has acknowledged.
                while try await !store.list(limit: 1).isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            }
        }
        found = (Double(count) / time, (ProcessCost.cpuSeconds() - cpu) / Double(count) * 1e6)
    }
    return found
}

@main
struct JobsBenchmark {
    static func main() async throws {
        let count = 60_000
        var raw = (enqueue: 0.0, work: 0.0, single: 0.0)
        try await withStore { store in
            try await store.database.write { connection in
                try connection.execute("INSERT INTO job_lanes (queue, tenant, priority) VALUES ('default', '', 2)")
            }
            raw.enqueue = Double(count) / (try await elapsed { try await rawEnqueue(store, count, batch: 100) })
            raw.work = Double(count) / (try await elapsed { try await rawWork(store, count, batch: 100) })
            try await rawEnqueue(store, 20_000, batch: 100)
            raw.single = 20_000 / (try await elapsed { try await rawWork(store, 20_000, batch: 1) })
        }
        try await withStore { store in
            let kind = NoOp { _ in }
            let time = try await elapsed { try await enqueue(store, kind, count, batch: 100) }
            Figure(
                "jobs_enqueue_batch_100", Double(count) / time, "jobs/s", peer: "raw SQL", peerValue: raw.enqueue, goal: .atLeast(0.7)
            ).show()
        }
        let batched = try await workRate(count, concurrency: 100)
        Figure("jobs_work_100_at_a_time", batched.rate, "jobs/s", peer: "raw SQL", peerValue: raw.work, goal: .atLeast(0.7)).show()
        Figure("jobs_cpu_100_at_a_time", batched.cost, "µs a job").show()
        let single = try await workRate(20_000, concurrency: 1)
        Figure("jobs_work_one_at_a_time", single.rate, "jobs/s", goal: .atLeast(12_000)).show()
        Figure("raw_sql_work_one_at_a_time", raw.single, "jobs/s").show()
        Figure("jobs_cpu_one_at_a_time", single.cost, "µs a job").show()

        try await withStore { store in
            let (signal, told) = AsyncStream<ContinuousClock.Instant>.makeStream()
            let kind = NoOp { _ in told.yield(.now) }
            var waits: [Double] = []
            try await working(store, kind, concurrency: 4) {
                var starts = signal.makeAsyncIterator()
                for number in 0..<1000 {
                    let began = ContinuousClock.now
                    _ = try await store.enqueue(JobDraft(kind, NoOp.Payload(number: number)))
                    guard let start = await starts.next() else { break }
                    if number >= 20 { waits.append(Double((start - began).wholeMicroseconds) / 1000) }
                    try await Task.sleep(for: .milliseconds(2))
                }
            }
            waits.sort()
            Figure("jobs_enqueue_to_start_p50", waits[waits.count / 2], "ms").show()
            Figure("jobs_enqueue_to_start_p99", waits[waits.count * 99 / 100], "ms", goal: .atMost(10)).show()
        }
    }
}
