import BenchmarkKit
import Model
import Watch

#if canImport(Glibc)
    import Glibc
#endif

// A simulated day of 100,000 directories on a virtual clock: what one decision of the planner costs, and how even and punctual it is.

func residentBytes() -> Double {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 128)
    guard fgets(&buffer, 128, file) != nil else { return 0 }
    let fields = buffer.prefix { $0 != 0 }.split(separator: CChar(32))
    let pages = fields.dropFirst().first.flatMap { Int(String(decoding: $0.map(UInt8.init(bitPattern:)), as: UTF8.self)) } ?? 0
    return Double(pages) * Double(sysconf(Int32(_SC_PAGESIZE)))
}

let count = CommandLine.arguments.dropFirst().first.flatMap { Int64($0) } ?? 100_000
let hours = CommandLine.arguments.dropFirst(2).first.flatMap { Int64($0) } ?? 24
let start = Timestamp(seconds: 1_767_225_600)
let checks = (1...count).map { id in
    let importance: Importance = id % 100 == 0 ? .critical : id % 10 == 0 ? .high : id % 3 == 0 ? .low : .normal
    return PlannedCheck(key: CheckKey(DirectoryID(id), .http), host: "directory-\(id).example:443", importance: importance)
}
let before = residentBytes()
var planner = Planner(PlannerConfiguration(probesPerSecond: 2000, maximumInFlight: 4096))
planner.load(checks, now: start)
Figure("planner_memory_per_check", (residentBytes() - before) / Double(count), "bytes", goal: .atMost(200)).show()

// Probes end in the order of their length: three lengths, three queues, no heap in the way of what is measured.
let lengths: [Int64] = [120, 400, 2000]
var running = [[(key: CheckKey, end: Int64)]](repeating: [], count: 3)
var heads = [0, 0, 0]
var (decisions, perSecond): (Int, [Int]) = (0, [])
let began = ProcessCost.cpuSeconds()
for tick in 0..<(hours * 36_000) {
    let milliseconds = tick * 100
    let now = start + .milliseconds(milliseconds)
    for lane in 0..<3 {
        while heads[lane] < running[lane].count, running[lane][heads[lane]].end <= milliseconds {
            let key = running[lane][heads[lane]].key
            heads[lane] += 1
            let bad = key.directory.rawValue % 50 == 7
            planner.finished(key, outcome: PlanOutcome(verdict: bad ? .down : .up, took: .milliseconds(lengths[lane])), now: now)
        }
        if heads[lane] > 4096 {
            running[lane].removeFirst(heads[lane])
            heads[lane] = 0
        }
    }
    let tickets = planner.due(now: now)
    decisions += tickets.count
    for ticket in tickets {
        let lane = ticket.key.directory.rawValue % 10 == 3 ? 2 : ticket.key.directory.rawValue % 3 == 1 ? 1 : 0
        running[lane].append((ticket.key, milliseconds + lengths[lane]))
    }
    if tick % 10 == 0 { perSecond.append(tickets.count) } else { perSecond[perSecond.count - 1] += tickets.count }
}
let spent = ProcessCost.cpuSeconds() - began
let report = planner.report(now: start + .seconds(hours * 3600))
Figure("planner_cost_per_decision", spent / Double(max(1, decisions)) * 1e6, "microseconds", goal: .atMost(20)).show()
Figure("planner_p99_lateness", Double(report.p99LatenessMilliseconds), "milliseconds", goal: .atMost(1000)).show()
let steady = perSecond.dropFirst(600)
let mean = Double(steady.reduce(0, +)) / Double(max(1, steady.count))
Figure("planner_busiest_second_to_mean", Double(steady.max() ?? 0) / max(mean, 1), "ratio", goal: .atMost(1.5)).show()
if getenv("JSON") == nil { print("\(decisions) decisions in \(hours) h; \(report.sentence)") }
