import BenchmarkKit
import Database
import JobQueue
import Logging
import Model
import PostgresTesting
import Resilience
import ServiceLifecycle
import Synchronization
import Telemetry

#if canImport(Glibc)
    import Glibc
#endif

// No-op jobs on SQLite (write-ahead log, synchronous NORMAL) and on a PostgreSQL that commits to the disk, beside raw SQL on the same tables and
// beside other queues, all in one run: throughput in batches and one at a time, CPU of client and server a job, the time from enqueueing to the
// start of the work on an idle worker, and what a claim costs while an old snapshot is held.

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

/// Enqueues through the queue itself, in batches.
func enqueue(_ store: JobStore, _ kind: NoOp, _ count: Int, batch: Int) async throws {
    for start in stride(from: 0, to: count, by: batch) {
        try await store.enqueue((start..<min(start + batch, count)).map { try JobDraft(kind, NoOp.Payload(number: $0)) })
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

struct Measured {
    /// Jobs a second.
    var rate = 0.0
    /// CPU microseconds a job, of this process and of the server.
    var cost = 0.0
}

/// How a worker does the jobs that wait.
func measureWork(_ bench: Bench, _ count: Int, concurrency: Int) async throws -> Measured {
    let done = Atomic(0)
    let (signal, told) = AsyncStream<Void>.makeStream()
    let kind = NoOp { _ in if done.add(1, ordering: .relaxed).newValue == count { told.yield() } }
    try await enqueue(bench.store, kind, count, batch: 1000)
    let cpu = bench.cpuSeconds()
    let began = ContinuousClock.now
    var measured = Measured()
    try await working(bench.store, kind, concurrency: concurrency) {
        for await _ in signal { break }
        // Worked is what the database has acknowledged; how long the worker takes to stop afterwards is another matter.
        while try await !bench.store.list(limit: 1).isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        measured.rate = Double(count) * 1e6 / Double((ContinuousClock.now - began).wholeMicroseconds)
        measured.cost = (bench.cpuSeconds() - cpu) / Double(count) * 1e6
    }
    return measured
}

/// The bounds of raw SQL, in batches of 100.
func measureRaw(_ bench: Bench, _ count: Int) async throws -> (enqueue: Double, work: Measured) {
    let raw = RawSQL(store: bench.store)
    try await raw.prepare()
    let enqueued = Double(count) / (try await elapsed { try await raw.enqueue(count, batch: 100) })
    let cpu = bench.cpuSeconds()
    let time = try await elapsed { try await raw.work(count, batch: 100) }
    return (enqueued, Measured(rate: Double(count) / time, cost: (bench.cpuSeconds() - cpu) / Double(count) * 1e6))
}

func sqlite(_ count: Int) async throws {
    var (raw, single) = ((enqueue: 0.0, work: Measured()), 0.0)
    try await Bench.withSQLite { bench in
        raw = try await measureRaw(bench, count)
        let one = RawSQL(store: bench.store)
        try await one.enqueue(count / 2, batch: 100)
        single = Double(count / 2) / (try await elapsed { try await one.work(count / 2, batch: 1) })
    }
    try await Bench.withSQLite { bench in
        let time = try await elapsed { try await enqueue(bench.store, NoOp { _ in }, count, batch: 100) }
        Figure("jobs_enqueue_batch_100", Double(count) / time, "jobs/s", peer: "raw SQL", peerValue: raw.enqueue, goal: .atLeast(0.7))
            .show()
    }
    var (batched, one) = (Measured(), Measured())
    try await Bench.withSQLite { batched = try await measureWork($0, count, concurrency: 100) }
    try await Bench.withSQLite { one = try await measureWork($0, count / 2, concurrency: 1) }
    Figure("jobs_work_100_at_a_time", batched.rate, "jobs/s", peer: "raw SQL", peerValue: raw.work.rate, goal: .atLeast(0.7)).show()
    Figure("jobs_cpu_100_at_a_time", batched.cost, "µs a job", peer: "raw SQL", peerValue: raw.work.cost).show()
    Figure("jobs_work_one_at_a_time", one.rate, "jobs/s", goal: .atLeast(12_000)).show()
    Figure("raw_sql_work_one_at_a_time", single, "jobs/s").show()
    Figure("jobs_cpu_one_at_a_time", one.cost, "µs a job").show()
    try await Bench.withSQLite { try await start($0, "jobs_enqueue_to_start") }
}

/// From enqueueing to the start of the work, on a worker that is idle.
func start(_ bench: Bench, _ name: String) async throws {
    let (signal, told) = AsyncStream<ContinuousClock.Instant>.makeStream()
    let kind = NoOp { _ in told.yield(.now) }
    var waits: [Double] = []
    try await working(bench.store, kind, concurrency: 4) {
        var starts = signal.makeAsyncIterator()
        for number in 0..<500 {
            let began = ContinuousClock.now
            _ = try await bench.store.enqueue(JobDraft(kind, NoOp.Payload(number: number)))
            guard let start = await starts.next() else { break }
            if number >= 20 { waits.append(Double((start - began).wholeMicroseconds) / 1000) }
            try await Task.sleep(for: .milliseconds(2))
        }
    }
    // The least that it can be: one transaction that stores a job, and one that takes it.
    let raw = RawSQL(store: bench.store)
    var bounds: [Double] = []
    for _ in 0..<500 {
        var claimed: [RawSQL.Claimed] = []
        let time = try await elapsed {
            try await raw.enqueue(1, batch: 1)
            claimed = try await raw.claim(1)
        }
        bounds.append(time * 1000)
        try await raw.finish(claimed)
        try await Task.sleep(for: .milliseconds(2))
    }
    waits.sort()
    bounds.sort()
    Figure("\(name)_p50", waits[waits.count / 2], "ms", peer: "two transactions of raw SQL", peerValue: bounds[bounds.count / 2]).show()
    Figure("\(name)_p99", waits[waits.count * 99 / 100], "ms", goal: .atMost(10)).show()
    Figure("\(name)_p99_of_two_transactions_of_raw_sql", bounds[bounds.count * 99 / 100], "ms").show()
}

func postgres(_ server: PostgresServer, _ count: Int, parts: Set<String>) async throws {
    if parts.contains("work") { try await work(server, count) }
    if parts.contains("start") {
        try await Bench.withPostgres(server, "bench_start") { try await start($0, "jobs_postgres_enqueue_to_start") }
    }
    // Ten times as many: what an old snapshot costs grows with what has been done since.
    if parts.contains("claim") { try await snapshot(server, count * 10) }
}

func work(_ server: PostgresServer, _ count: Int) async throws {
    var raw = (enqueue: 0.0, work: Measured())
    try await Bench.withPostgres(server, "bench_raw") { raw = try await measureRaw($0, count) }
    var own = Measured()
    try await Bench.withPostgres(server, "bench_work") { own = try await measureWork($0, count, concurrency: 100) }
    Figure(
        "jobs_postgres_work_100_at_a_time", own.rate, "jobs/s", peer: "raw batched SKIP LOCKED", peerValue: raw.work.rate,
        goal: .atLeast(0.7)
    ).show()
    Figure("jobs_postgres_cpu_client_and_server", own.cost, "µs a job", goal: .atMost(60)).show()
    Figure("raw_sql_postgres_cpu_client_and_server", raw.work.cost, "µs a job").show()
    for peer in await PeerFigure.all(server, count: max(1000, count / 10)) {
        Figure(
            "jobs_postgres_per_cpu_second", 1e6 / own.cost, "jobs/CPU-s", peer: peer.name, peerValue: 1e6 / peer.cost, goal: .atLeast(1)
        ).show()
    }
}

/// What a claim takes while a transaction holds a snapshot from before so many jobs: the remains of what was worked cannot be cleared away.
/// In turn with claims of a queue that has worked next to nothing, so that what disturbs the machine disturbs both.
func snapshot(_ server: PostgresServer, _ count: Int) async throws {
    try await Bench.withPostgres(server, "bench_fresh") { fresh in
        try await Bench.withPostgres(server, "bench_horizon") { bench in try await snapshot(bench, beside: fresh, count) }
    }
}

func snapshot(_ bench: Bench, beside fresh: Bench, _ count: Int) async throws {
    let kind = NoOp { _ in }
    func claims(_ bench: Bench) async throws -> Double {
        let session = try await bench.store.openSession(node: "bench", queues: nil, offer: ResourceProfile())
        try await enqueue(bench.store, kind, 200, batch: 200)
        var times: [Double] = []
        for _ in 0..<200 {
            guard let lane = try await bench.store.readyLanes().first else { break }
            let began = ContinuousClock.now
            let exchange = try await bench.store.exchange([], claiming: [ClaimRequest(lane, count: 1)], for: session, node: "bench")
            times.append(Double((ContinuousClock.now - began).wholeMicroseconds) / 1000)
            _ = try await bench.store.exchange(
                exchange.claims.jobs.map { JobOutcome($0.lease, .done) }, claiming: [], for: session, node: "bench")
        }
        try await bench.store.closeSession(session)
        times.sort()
        return times[times.count / 2]
    }
    let (begun, told) = AsyncStream<Void>.makeStream()
    let gate = Gate()
    // One statement gives the transaction its snapshot; it keeps that until the gate opens.
    async let old: Void = bench.store.database.read { connection in
        // It is idle for as long as all of them take.
        _ = try connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        _ = try connection.first("SELECT count(*) FROM jobs") { $0.int(0) }
        told.yield()
        gate.wait()
    }
    // Also where something fails: the reader is waited for.
    defer { gate.open() }
    for await _ in begun { break }
    // In rounds, since a queue takes no more than its bound.
    for left in stride(from: count, to: 0, by: -100_000) { _ = try await measureWork(bench, min(left, 100_000), concurrency: 100) }
    // Of five, the one that checkpoints and other programs disturbed least.
    var (least, after) = (Double.infinity, Double.infinity)
    for _ in 0..<5 {
        least = min(least, try await claims(fresh))
        after = min(after, try await claims(bench))
    }
    gate.open()
    try await old
    Figure("jobs_postgres_claim_p50_old_snapshot", after, "ms", peer: "of a fresh queue", peerValue: least, goal: .atMost(1.5)).show()
}

/// Holds a database's thread until the benchmark has looked.
final class Gate: @unchecked Sendable {
    private var semaphore = sem_t()

    init() { sem_init(&semaphore, 0, 0) }
    func wait() { sem_wait(&semaphore) }
    func open() { sem_post(&semaphore) }
}

@main
struct JobsBenchmark {
    static func main() async throws {
        let count = max(1000, getenv("JOBS").flatMap { Int(String(cString: $0)) } ?? 20_000)
        let engine = getenv("ENGINE").map { String(cString: $0) }
        if engine != "postgres" { try await sqlite(count) }
        // Commits go to the disk, as they do for those who use it.
        let parts = Set((getenv("PARTS").map { String(cString: $0) } ?? "work,start,claim").split(separator: ",").map(String.init))
        if engine != "sqlite" { try await postgres(try await PostgresServer.start(with: []), count, parts: parts) }
    }
}
