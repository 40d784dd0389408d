import Database
import Foundation
import JobQueue
import Logging
import Model
import Resilience
import ServiceLifecycle
import Telemetry

#if canImport(Glibc)
    import Glibc
#endif

// How long a job waits after its worker's death until another one has it in hand, with the rules that ship: workers hold one job each, the holder of
// one is killed (-9), and whoever takes the job then says when.
//
//   JobsTorture --rescues N [--engine sqlite|postgres]      exit status 0 when the 99th percentile is below five seconds
//   JobsTorture holder DATABASE LOG

/// Holds its job until its process dies; taken up once more, it says so and is done.
struct HeldKind: JobKind {
    struct Payload: Codable, Sendable {}

    let name = "held"
    let log: Log
    let timeout: Duration? = nil
    let retry = RetryPolicy(attempts: 1000)

    func run(_ payload: Payload, _ context: JobContext) async throws {
        if context.attempt > 1 { return log.line("rescued \(context.job) \(Steady.milliseconds())") }
        log.line("held \(context.job) \(getpid())")
        try await Task.sleep(for: .seconds(3600))
    }
}

/// A clock that all processes of a machine share and nobody sets.
enum Steady {
    static func milliseconds() -> Int64 { Int64(ProcessInfo.processInfo.systemUptime * 1000) }
}

func holder(_ path: String, _ log: Log) async throws {
    let database = try await open(path)
    var configuration = WorkerConfiguration(node: "holder-\(getpid())")
    configuration.concurrency = 4
    var kinds = JobKinds()
    kinds.add(HeldKind(log: log))
    var logger = Logger(label: "torture")
    logger.logLevel = .critical
    let services = JobServices(
        JobStore(database), kinds: kinds, configuration: configuration,
        telemetry: Telemetry(logger: logger, metrics: MetricRegistry()))
    try await ServiceGroup(services: services.all, logger: logger).run()
}

/// The waits of so many jobs in milliseconds, sorted. Deaths come one after the other, always fewer at a time than half of the workers: what is
/// measured is the rescue, not its brake.
func rescues(_ count: Int, _ place: String, _ folder: String) async throws -> [Int64] {
    let database = try await open(place)
    try await database.migrate([JobSchema.migrations], at: SystemClock().now())
    let store = JobStore(database)
    let path = "\(folder)/rescue.log"
    var holders = (0..<12).map { _ in spawn(["holder", place, path]) }
    defer {
        for holder in holders {
            kill(holder, SIGKILL)
            waitpid(holder, nil, 0)
        }
    }
    /// What the holders said: for each job whose it was, and when it was taken up again.
    func said() -> (held: [Int64: pid_t], rescued: [Int64: Int64]) {
        var (held, rescued): ([Int64: pid_t], [Int64: Int64]) = ([:], [:])
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 3, let job = Int64(words[1]), let number = Int64(words[2]) else { continue }
            if words[0] == "held" { held[job] = pid_t(number) } else { rescued[job] = number }
        }
        return (held, rescued)
    }
    var deaths: [Int64: Int64] = [:]
    let kind = HeldKind(log: Log("/dev/null"))
    for _ in 0..<count {
        let job = try await store.enqueue(JobDraft(kind, HeldKind.Payload())).id.rawValue
        var owner: pid_t?
        for _ in 0..<1000 where owner == nil {
            owner = said().held[job]
            if owner == nil { try await Task.sleep(for: .milliseconds(20)) }
        }
        guard let owner, let index = holders.firstIndex(of: owner) else { continue }
        // Held for a while, as work is: its heart beats by now.
        try await Task.sleep(for: .milliseconds(Int64.random(in: 500...1500)))
        kill(owner, SIGKILL)
        deaths[job] = Steady.milliseconds()
        waitpid(owner, nil, 0)
        holders[index] = spawn(["holder", place, path])
    }
    let end = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < end, said().rescued.count < deaths.count { try await Task.sleep(for: .milliseconds(50)) }
    let rescued = said().rescued
    await database.close()
    // One that nobody took counts as the longest wait there is.
    return deaths.map { job, death in rescued[job].map { $0 - death } ?? .max }.sorted()
}

/// Measures and says so.
/// - Returns: whether the 99th percentile is below five seconds.
func measureRescues(_ count: Int, onPostgres: Bool) async throws -> Bool {
    try await withPlace(onPostgres: onPostgres) { place, folder in
        let waits = try await rescues(count, place, folder)
        guard let last = waits.last, waits.count > count / 2 else {
            print("only \(waits.count) of \(count) jobs came into a worker's hands")
            return false
        }
        let p99 = waits[min(waits.count - 1, waits.count * 99 / 100)]
        print(
            "rescued \(waits.count) jobs of workers that were killed: p50 \(waits[waits.count / 2]) ms, p99 \(p99) ms, longest \(last) ms")
        return p99 < 5000
    }
}
