import Alerts
import Database
import Directories
import Foundation
import JobQueue
import Logging
import Model
import Resilience
import ServiceLifecycle
import Settings
import Telemetry
import UnixSignals
import Watch

#if canImport(Glibc)
    import Glibc
#endif

// Processes that write incidents and tell people of them are killed (-9) at random moments and at named points around the outbox and the jobs that
// empty it; then each incident that was stored must have been accepted by its channel, and the same key must always have stood for the same message.
//
//   JobsTorture --notices N [--engine sqlite|postgres] [--seed N]
//   JobsTorture teller DATABASE LOG NUMBER [POINT]      NUMBER tells the incidents of one process from another's; 0 writes none

/// A service that takes what it is told, now and then after a refusal, and writes it down before it says so.
struct LoggedChannel: AlertChannel {
    static let kind = ChannelKind.webhook
    let name = "ops"
    let log: Log

    func deliver(_ notice: Notice) async -> Delivery {
        if Int.random(in: 0..<6) == 0 { return .later(after: .milliseconds(1), why: "busy") }
        let items = notice.items.map { "\($0.incident)" }.joined(separator: ",")
        log.line("told \(notice.key) \(items)")
        return .accepted(reference: nil)
    }
}

func teller(_ place: String, _ log: Log, number: Int64, point: FailPoint?) async throws {
    let base = try await open(place)
    try await migrateNotices(base)
    let database = DyingDatabase(base, point)
    let jobs = JobStore(database)
    var configuration = AlertsConfiguration(Settings(defaultsOf: SettingsCatalogue(AlertsConfiguration.keys)))
    let rules = ChannelRules(wait: .milliseconds(50), longestWait: .milliseconds(100))
    configuration.channels = [ChannelDefinition(name: "ops", kind: .webhook, rules: rules) { _, _ in LoggedChannel(log: log) }]
    let outbox = NoticeOutbox(jobs, channels: configuration.kinds)
    var logger = Logger(label: "torture")
    logger.logLevel = .critical
    let telemetry = Telemetry(logger: logger, metrics: MetricRegistry())
    let alerts = AlertsService(configuration, outbox: outbox, telemetry: telemetry)
    var worker = WorkerConfiguration(node: "teller-\(getpid())")
    worker.poll = .milliseconds(50)
    worker.reserve = AlertsService.places
    worker.beat = .milliseconds(200)
    worker.drain = .seconds(2)
    worker.rescue.silence = .milliseconds(800)
    worker.rescue.blindness = .milliseconds(500)
    var kinds = JobKinds()
    kinds.add(alerts.job)
    let services = JobServices(jobs, kinds: kinds, configuration: worker, telemetry: telemetry)
    let group = ServiceGroup(services: [alerts] + services.all, gracefulShutdownSignals: [.sigterm], logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        let incidents = IncidentStore(database)
        for step in 1...2000 where number > 0 {
            let id = number * 10_000 + Int64(step)
            let now = SystemClock().now()
            let incident = Incident(
                id: IncidentID(id), subject: .shared(SharedCause(kind: .address, name: "192.0.2.\(step)")), verdict: .down, reason: .ok,
                sentence: "They share an address.", startedAt: now, confirmedAt: now, endedAt: nil, directories: 3)
            // Stored once this returned: from then on it must be told.
            do { try await incidents.save(incident, telling: .opened, through: outbox) } catch { continue }
            log.line("stored \(id)")
            try await Task.sleep(for: .milliseconds(Int64.random(in: 0...40)))
        }
        try await tasks.waitForAll()
    }
    await base.close()
}

func migrateNotices(_ database: any SQLDatabase) async throws {
    try await database.migrate(
        [Directories.migrations, WatchSchema.migrations, JobSchema.migrations, AlertsSchema.migrations], at: SystemClock().now())
}

/// What the logs say was stored and told.
private func said(_ folder: String) throws -> (stored: Set<Int64>, told: [String: Set<String>]) {
    var (stored, told): (Set<Int64>, [String: Set<String>]) = ([], [:])
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasSuffix(".log") {
        for line in try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8).split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if words.count == 2, words[0] == "stored", let id = Int64(words[1]) { stored.insert(id) }
            if words.count == 3, words[0] == "told" { told[words[1], default: []].insert(words[2]) }
        }
    }
    return (stored, told)
}

/// What is not as it must be once everything was told.
private func checkNotices(_ folder: String, _ database: any SQLDatabase) async throws -> [String] {
    let left = try await database.read { connection in
        try connection.query(
            "SELECT count(*) FROM notice_outbox UNION ALL SELECT count(*) FROM notice_deliveries WHERE state <> 1"
        ) { $0.int(0) }
    }
    let (stored, told) = try said(folder)
    let heard = Set(told.values.flatMap { $0.flatMap { $0.split(separator: ",").compactMap { Int64($0) } } })
    var broken = stored.subtracting(heard).sorted().map { "incident \($0) was stored and never told" }
    broken += told.filter { $0.value.count > 1 }.keys.map { "\($0) stood for two messages" }
    if left.contains(where: { $0 > 0 }) { broken.append("entries and messages are left: \(left)") }
    return broken
}

func driveNotices(kills: Int, seed: UInt64, _ place: String, _ folder: String) async throws -> Bool {
    var state = seed
    func roll(_ sides: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % sides
    }
    func start(_ number: Int, _ point: String? = nil) -> pid_t {
        spawn(["teller", place, "\(folder)/\(number).log", "\(number)"] + (point.map { [$0] } ?? []))
    }
    let database = try await open(place)
    try await migrateNotices(database)
    let points = FailPoint.noticeStatements.keys.sorted().flatMap { name in FailPoint.moments.map { "\($0):\(name)" } }
    for number in 1...max(1, kills) {
        let atPoint = number % 4 > 0
        let process = start(number, atPoint ? points[roll(points.count)] + ":\(1 + roll(5))" : nil)
        let end = Date().addingTimeInterval(atPoint ? 2 : 0.3 + Double(roll(900)) / 1000)
        var isDead = false
        while Date() < end, !isDead {
            isDead = waitpid(process, nil, WNOHANG) != 0
            if !isDead { poll(nil, 0, 10) }
        }
        if !isDead {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
    }
    // The last one tells what is left, for as long as a minute does not go by without any of it told.
    let last = start(0)
    var broken = try await checkNotices(folder, database)
    var idle = 0
    while !broken.isEmpty, idle < 600 {
        poll(nil, 0, 100)
        let before = broken.count
        broken = try await checkNotices(folder, database)
        idle = broken.count < before ? 0 : idle + 1
    }
    kill(last, SIGTERM)
    waitpid(last, nil, 0)
    await database.close()
    let (stored, told) = try said(folder)
    for line in broken.prefix(50) { print("BROKEN  \(line)") }
    print("\(kills) tellers killed, \(stored.count) incidents stored, \(told.count) messages accepted")
    print(broken.isEmpty ? "every notice told" : "\(broken.count) promises broken; see \(folder)")
    return broken.isEmpty
}
