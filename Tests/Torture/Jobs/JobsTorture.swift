import Database
import DatabasePostgres
import DatabaseSQLite
import Foundation
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

// Worker processes are killed (-9) at random moments and at named points around commit, claim and acknowledgement, and stalled until they are
// taken for dead; then a model checker compares what was promised with what happened.
//
//   JobsTorture [--kills N] [--seed N] [--engine sqlite|postgres]      drives; exit status 0 when every promise was kept
//   JobsTorture child DATABASE LOG SECONDS [POINT]
//
// With --notices N it kills those who tell people of incidents (NoticesTorture.swift); with --rescues N it measures how soon the jobs of
// workers that were killed are in other hands (RescueTorture.swift).

/// Writes lines that survive the death of the process: one write each, appended.
final class Log: Sendable {
    private let descriptor: Int32

    init(_ path: String) { descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600) }

    func line(_ text: String) {
        let bytes = Array("\(text)\n".utf8)
        _ = write(descriptor, bytes, bytes.count)
    }
}

/// Where a child kills itself: `before` or `after` the commit of the n-th transaction that has a statement beginning with some words.
struct FailPoint: Sendable {
    /// By name, the beginning of the statement.
    static let statements = [
        "enqueue": "INSERT INTO jobs", "claim": "UPDATE jobs SET state = 2", "acknowledge": "INSERT INTO job_history",
        "acknowledge-many": "WITH given AS",
        "acknowledge-half": "DELETE FROM jobs", "retry": "UPDATE jobs SET state = $3, run_at",
        "rescue": "UPDATE jobs SET state = 1, session",
        "promote": "UPDATE jobs SET state = 1 WHERE", "beat": "UPDATE job_sessions", "bury": "DELETE FROM job_sessions",
    ]
    /// Around the outbox of notices.
    static let noticeStatements = [
        "incident": "INSERT INTO notice_outbox", "compose": "INSERT INTO notice_deliveries", "settle-entry": "DELETE FROM notice_outbox",
        "begin": "UPDATE notice_deliveries SET state = 0, attempts", "end": "UPDATE notice_deliveries SET state = $1",
    ]
    static let moments = ["at", "before", "after"]

    var moment: String
    var statement: String
    var count: Int

    /// `before:claim:3`
    init?(_ text: String) {
        let parts = text.split(separator: ":").map(String.init)
        guard parts.count == 3, let statement = Self.statements[parts[1]] ?? Self.noticeStatements[parts[1]], let count = Int(parts[2])
        else { return nil }
        (moment, self.statement, self.count) = (parts[0], statement, count)
    }
}

/// A database that dies where it is told to.
final class DyingDatabase: SQLDatabase {
    private let base: any SQLDatabase
    private let point: FailPoint?
    private let seen = Mutex(0)

    init(_ base: any SQLDatabase, _ point: FailPoint?) {
        self.base = base
        self.point = point
    }

    var dialect: Dialect { base.dialect }

    func read<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result {
        try await base.read(body)
    }

    func write<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result {
        guard let point else { return try await base.write(body) }
        let (result, isTheOne) = try await base.write { connection in
            let watched = WatchedConnection(base: connection, point: point)
            let result = try body(watched)
            let isTheOne =
                watched.hit.value
                && self.seen.withLock { seen in
                    seen += 1
                    return seen == point.count
                }
            if isTheOne, point.moment == "before" { die() }
            return (result, isTheOne)
        }
        if isTheOne, point.moment == "after" { die() }
        return result
    }

    func claimSchema() async throws { try await base.claimSchema() }
    func close() async { await base.close() }
}

/// Whether the statement was seen in this transaction.
final class Hit {
    var value = false
    var count = 0
}

struct WatchedConnection: SQLConnection {
    let base: any SQLConnection
    let point: FailPoint
    let hit = Hit()

    var dialect: Dialect { base.dialect }

    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
        defer { note(sql) }
        return try base.execute(sql, values)
    }

    func forEach(_ sql: String, _ values: [SQLValue], _ body: (any SQLRow) throws -> Bool) throws {
        defer { note(sql) }
        try base.forEach(sql, values, body)
    }

    /// `at` dies between this statement and the next one.
    private func note(_ sql: String) {
        guard sql.hasPrefix(point.statement) else { return }
        hit.value = true
        hit.count += 1
        if point.moment == "at", hit.count == point.count { die() }
    }
}

func die() -> Never {
    kill(getpid(), SIGKILL)
    while true { pause() }
}

/// Opens a file, or what a PostgreSQL URL names.
func open(_ place: String) async throws -> any SQLDatabase {
    guard let url = PostgresURL(place) else { return try await SQLiteDatabase.open(path: place) }
    return try await PostgresDatabase.open(PostgresConfiguration(url))
}

/// Work that leaves a trace of each attempt, fails now and then, and is sometimes slow.
struct TracedKind: JobKind {
    struct Payload: Codable, Sendable {
        var number: Int
    }

    let name = "traced"
    let log: Log
    var retry: RetryPolicy { RetryPolicy(attempts: 1000, base: .milliseconds(20), cap: .milliseconds(50), floor: .milliseconds(1)) }

    func run(_ payload: Payload, _ context: JobContext) async throws {
        log.line("start \(context.job) \(context.attempt) \(context.idempotencyKey)")
        if payload.number % 7 == 3, context.attempt < 3 { throw JobFailure.retry("as it does") }
        if payload.number % 5 == 0 { try await Task.sleep(for: .milliseconds(Int64(payload.number % 40))) }
        log.line("end \(context.job) \(context.attempt)")
    }
}

func child(_ path: String, _ log: Log, seconds: Int, point: FailPoint?) async throws {
    let base = try await open(path)
    try await base.migrate([JobSchema.migrations], at: SystemClock().now())
    let store = JobStore(DyingDatabase(base, point), clock: SystemClock())
    var configuration = WorkerConfiguration(node: "child-\(getpid())")
    configuration.concurrency = 8
    configuration.poll = .milliseconds(50)
    configuration.beat = .milliseconds(200)
    configuration.drain = .seconds(2)
    configuration.rescue.silence = .milliseconds(800)
    configuration.rescue.blindness = .milliseconds(500)
    var kinds = JobKinds()
    let kind = TracedKind(log: log)
    kinds.add(kind)
    var logger = Logger(label: "torture")
    logger.logLevel = .critical
    let services = JobServices(
        store, kinds: kinds, configuration: configuration, telemetry: Telemetry(logger: logger, metrics: MetricRegistry()))
    let group = ServiceGroup(services: services.all, logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        let end = ContinuousClock.now + .seconds(seconds)
        var number = Int(getpid()) * 1000
        while ContinuousClock.now < end {
            var drafts: [JobDraft] = []
            for _ in 0..<Int.random(in: 1...4) {
                var draft = try JobDraft(kind, TracedKind.Payload(number: number))
                if number % 3 == 0 { draft.key = ConcurrencyKey("key-\(number % 2)", limit: 2) }
                if number % 11 == 0 { draft.tenant = "other" }
                if number % 4 == 1, !drafts.isEmpty {
                    draft.needs = [.label("first")]
                } else if drafts.isEmpty {
                    draft.label = "first"
                }
                drafts.append(draft)
                number += 1
            }
            if seconds > 0 {
                do {
                    // Acknowledged once this returned: from then on it must not be lost.
                    for made in try await store.enqueue(drafts) { log.line("enqueued \(made.id)") }
                } catch {
                    log.line("refused \(error)")
                }
                try await Task.sleep(for: .milliseconds(Int64.random(in: 0...15)))
            }
        }
        if seconds == 0 {
            // The last one: works until nothing is left.
            let limit = ContinuousClock.now + .seconds(60)
            while ContinuousClock.now < limit {
                if try await store.list(limit: 1).isEmpty { break }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
    await base.close()
}

/// What the logs say was promised and done, against what the database says.
func check(_ folder: String, _ path: String) async throws -> [String] {
    var acknowledged: Set<Int64> = []
    var (starts, ends): ([Int64: Int], [Int64: Int]) = ([:], [:])
    var keys: [Int64: Set<String>] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasSuffix(".log") {
        let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 1, let job = Int64(words[1]) else { continue }
            switch words[0] {
            case "enqueued": acknowledged.insert(job)
            case "start":
                starts[job, default: 0] += 1
                if words.count > 3 { keys[job, default: []].insert(String(words[3])) }
            case "end": ends[job, default: 0] += 1
            default: break
            }
        }
    }
    let database = try await open(path)
    let left = try await database.read { try $0.query("SELECT id, state FROM jobs") { ($0.integer(0), $0.int(1)) } }
    let finished = try await database.read { connection in
        try connection.query("SELECT id, state, lease, attempt FROM job_history") {
            ($0.integer(0), $0.int(1), $0.int(2), $0.int(3))
        }
    }
    let stuck = try await database.read { connection in
        try connection.query("SELECT count(*) FROM job_dependencies UNION ALL SELECT count(*) FROM job_uniques") { $0.int(0) }
    }
    await database.close()
    var broken: [String] = []
    for (job, state) in left { broken.append("job \(job) is left in state \(state)") }
    let history = Dictionary(finished.map { ($0.0, $0) }, uniquingKeysWith: { first, _ in first })
    if history.count != finished.count { broken.append("a job is in the history twice") }
    for job in acknowledged.sorted() where history[job] == nil { broken.append("job \(job) was acknowledged and is lost") }
    for (job, state, lease, attempt) in finished {
        if state != JobState.done.rawValue { broken.append("job \(job) ended in state \(state)") }
        if ends[job] == nil { broken.append("job \(job) is done but its work never ended") }
        if starts[job] ?? 0 > lease { broken.append("job \(job) was started more often than it was claimed") }
        if attempt > lease { broken.append("job \(job) has more attempts than claims") }
        if keys[job]?.count ?? 1 != 1 { broken.append("job \(job) had more than one idempotency key") }
    }
    if stuck.contains(where: { $0 != 0 }) { broken.append("dependencies or unique keys are left: \(stuck)") }
    let repeated = ends.values.count { $0 > 1 }
    print(
        "\(acknowledged.count) jobs acknowledged, \(finished.count) done, \(starts.values.reduce(0, +)) attempts, \(repeated) jobs done more than once"
    )
    if acknowledged.count < 10 { broken.append("hardly anything was enqueued: this proves nothing") }
    return broken
}

func spawn(_ arguments: [String]) -> pid_t {
    let words = ([CommandLine.arguments[0]] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    return posix_spawn(&process, "/proc/self/exe", nil, nil, words, environ) == 0 ? process : -1
}

/// Gives `body` the place of an empty database and a folder, which stays only where something was broken.
func withPlace(onPostgres: Bool, _ body: (_ place: String, _ folder: String) async throws -> Bool) async throws -> Bool {
    var template = Array("/tmp/rollcall-torture-XXXXXX".utf8CString)
    _ = mkdtemp(&template)
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    var place = "\(folder)/jobs.sqlite"
    if onPostgres {
        let server = try await PostgresServer.shared
        place = server.url(schema: try await server.freshSchema())
    }
    let isKept = try await body(place, folder)
    if isKept { try? FileManager.default.removeItem(atPath: folder) }
    return isKept
}

func drive(kills: Int, seed: UInt64, _ place: String, _ folder: String) async throws -> Bool {
    var state = seed
    func roll(_ sides: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % sides
    }
    var number = 0
    func start(_ seconds: Int, _ point: String? = nil) -> pid_t {
        number += 1
        return spawn(["child", place, "\(folder)/\(number).log", "\(seconds)"] + (point.map { [$0] } ?? []))
    }
    func reap(_ process: pid_t) { waitpid(process, nil, 0) }
    let points = FailPoint.statements.keys.sorted().flatMap { name in FailPoint.moments.map { "\($0):\(name)" } }
    let steady = start(3600)
    var killed = 0
    while killed < kills {
        switch killed % 3 {
        case 0, 1:
            // At a named point; one that is not reached in time is killed where it stands.
            let point = points[roll(points.count)] + ":\(1 + roll(4))"
            let process = start(3600, point)
            let end = Date().addingTimeInterval(1.2)
            while Date() < end, waitpid(process, nil, WNOHANG) == 0 { poll(nil, 0, 10) }
            if kill(process, SIGKILL) == 0 { reap(process) }
        default:
            let process = start(3600)
            poll(nil, 0, Int32(100 + roll(600)))
            if roll(4) == 0 {
                // Stalled until it is taken for dead, then alive again with its stale leases.
                kill(process, SIGSTOP)
                poll(nil, 0, 2200)
                kill(process, SIGCONT)
                poll(nil, 0, 300)
            }
            kill(process, SIGKILL)
            reap(process)
        }
        killed += 1
    }
    kill(steady, SIGKILL)
    reap(steady)
    reap(start(0))
    let broken = try await check(folder, place)
    for line in broken.prefix(50) { print("BROKEN  \(line)") }
    print(broken.isEmpty ? "\(killed + 1) processes killed, every promise kept" : "\(broken.count) promises broken; see \(folder)")
    return broken.isEmpty
}

@main
struct JobsTorture {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "child", arguments.count >= 4 {
            try await child(
                arguments[1], Log(arguments[2]), seconds: Int(arguments[3]) ?? 0,
                point: arguments.count > 4 ? FailPoint(arguments[4]) : nil)
            return
        }
        if arguments.first == "teller", arguments.count >= 4 {
            try await teller(
                arguments[1], Log(arguments[2]), number: Int64(arguments[3]) ?? 0,
                point: arguments.count > 4 ? FailPoint(arguments[4]) : nil)
            return
        }
        if arguments.first == "holder", arguments.count == 3 {
            try await holder(arguments[1], Log(arguments[2]))
            return
        }
        func option(_ name: String) -> Int? {
            arguments.firstIndex(of: name).flatMap { $0 + 1 < arguments.count ? Int(arguments[$0 + 1]) : nil }
        }
        let engine = arguments.firstIndex(of: "--engine").flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil } ?? "sqlite"
        guard engine == "sqlite" || engine == "postgres" else {
            print("JobsTorture: unknown engine \"\(engine)\"; use sqlite or postgres")
            exit(2)
        }
        let onPostgres = engine == "postgres"
        if let count = option("--notices") {
            let kept = try await withPlace(onPostgres: onPostgres) { place, folder in
                try await driveNotices(kills: count, seed: UInt64(option("--seed") ?? 1), place, folder)
            }
            exit(kept ? 0 : 1)
        }
        if let count = option("--rescues") { exit(try await measureRescues(count, onPostgres: onPostgres) ? 0 : 1) }
        let kept = try await withPlace(onPostgres: onPostgres) { place, folder in
            try await drive(kills: option("--kills") ?? 200, seed: UInt64(option("--seed") ?? 1), place, folder)
        }
        exit(kept ? 0 : 1)
    }
}
