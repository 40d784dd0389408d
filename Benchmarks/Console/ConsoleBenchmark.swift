// What the console's pages cost at 100,000 directories: a real database filled through the real stores, a real listener, one client that
// asks for each page over one connection. Usage: ConsoleBenchmark [directories] [requests]; JSON=1 for machines; SERVE=port keeps the
// filled console standing instead, to look at it in a browser.

import API
import Console
import Database
import DatabaseSQLite
import Directories
import Glibc
import Logging
import Model
import Resilience
import ServiceLifecycle
import Telemetry
import Watch

/// One connection that asks for one page after another.
struct Client {
    struct Refused: Error {}

    let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let descriptor = descriptor
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard result == 0 else { throw Refused() }
    }

    /// The size of the answer's body, once all of it is here.
    func get(_ path: String) throws -> Int {
        let request = Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        guard write(descriptor, request, request.count) == request.count else { throw Refused() }
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var end: Int?
        while end.map({ received.count < $0 }) ?? true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { throw Refused() }
            received += buffer[0..<count]
            if end == nil, let head = Self.head(received) { end = head }
        }
        guard received.starts(with: Array("HTTP/1.1 200 ".utf8)) else { throw Refused() }
        return received.count
    }

    /// Where the answer ends, once its head is here.
    private static func head(_ bytes: [UInt8]) -> Int? {
        let text = String(decoding: bytes.prefix(4_096), as: UTF8.self)
        guard let split = text.range(of: "\r\n\r\n"), let field = text.lowercased().range(of: "content-length: ") else { return nil }
        let length = Int(text.lowercased()[field.upperBound...].prefix { $0.isNumber }) ?? 0
        return text.utf8.distance(from: text.startIndex, to: split.upperBound) + length
    }
}

extension String {
    /// The first place of `text`, without Foundation.
    fileprivate func range(of text: String) -> Range<String.Index>? { firstRange(of: text) }
}

func show(_ figure: String, _ value: Double, goal: Double) {
    let rounded = (value * 100).rounded() / 100
    if getenv("JSON") != nil {
        print(
            "{\"figure\":\"\(figure)\",\"value\":\(rounded),\"unit\":\"milliseconds\",\"peer\":null,\"peer_value\":null,\"ratio\":null,\"goal\":\(goal),\"pass\":\(value <= goal)}"
        )
    } else {
        print("\(value <= goal ? "pass" : "FAIL")  \(figure): \(rounded) ms (goal: at most \(goal))")
    }
}

let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000
let requests = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 60
let path = "/tmp/rollcall-console-\(getpid()).db"
let clock = SystemClock()
let database = try await SQLiteDatabase.open(path: path)
try await database.migrate([Directories.migrations, WatchSchema.migrations], at: clock.now())
let directories = DirectoryStore(database, clock: clock)
let observations = try await ObservationStore(database, clock: clock)
let incidents = IncidentStore(database)

// MARK: A register and what was seen of it

let kinds = ["Bar association", "Business directory", "Realtors", "Chamber of commerce", "Law guide"]
let regions = ["us-tx", "us-ca", "de-be", "gb-ldn", "fr-idf", "us-ny"]
let sentences: [Verdict: String] = [
    .up: "200, “Directory of members”, 1,204 listings in sight.", .degraded: "Answered in 4.2 s; 3 s are allowed.",
    .blocked: "A bot wall answered (challenge page) instead of the directory.", .parked: "The domain shows a registrar's for-sale page.",
    .changed: "The page answers 200 but says “page not found” (soft 404).",
    .down: "TCP connect timed out after 5 s (both address families).",
]
func verdict(_ index: Int) -> Verdict {
    switch index % 97 {
    case 3, 41: .down
    case 7, 8: .degraded
    case 13: .blocked
    case 29: index % 2 == 0 ? .parked : .changed
    default: .up
    }
}
let now = clock.now()
var index = 0
while index < count {
    let end = min(count, index + 5_000)
    let batch = try (index..<end).map { index in
        try RegistrableDirectory(
            DirectoryDraft(
                url: "https://directory-\(index).example/members", name: "\(kinds[index % 5]) of District \(index)",
                category: kinds[index % 5], importance: index % 100 == 0 ? .critical : index % 10 == 0 ? .high : .normal,
                region: regions[index % 6], tags: index % 50 == 0 ? ["gold"] : []))
    }
    _ = try await directories.add(batch: batch)
    let steps = count <= 2_000 ? 40 : 1
    for number in index..<end {
        for step in (0..<steps).reversed() {
            let ill = verdict(number) != .up && step < 12
            let seen: Verdict = ill ? verdict(number) : .up
            let jitter = Int64((number &* 2_654_435_761 &+ step &* 40_503) & 0xffff)
            let latency = (seen == .degraded ? 4_200_000 : 180_000) + jitter * 3
            let answered = seen != .down
            await observations.record(
                Observation(
                    directory: DirectoryID(Int64(number + 1)), check: .http, at: now - .seconds(Int64(step * 60 + number % 60)),
                    verdict: seen,
                    reason: seen == .up ? .ok : seen == .down ? .connectTimeout : .slow, sentence: sentences[seen] ?? "",
                    timings: PhaseTimings(
                        dns: 4_000 + jitter / 20, connect: 21_000, tls: answered ? 38_000 : nil, firstByte: answered ? latency / 2 : nil,
                        transfer: answered ? 9_000 : nil, total: latency), status: answered ? 200 : nil, bytes: 48_000,
                    evidence: seen == .up && step > 0
                        ? nil
                        : Evidence(
                            hops: [Evidence.Hop(url: "https://directory-\(number).example/members", status: answered ? 200 : nil)],
                            headers: [Evidence.Header("Server", "nginx"), Evidence.Header("Content-Type", "text/html; charset=utf-8")],
                            title: "Directory of members", firstBytes: "<!doctype html><html lang=en><title>Directory of members</title>",
                            certificate: Evidence.Certificate(
                                subject: "CN=directory-\(number).example", issuer: "Example CA R3",
                                names: ["directory-\(number).example", "www.directory-\(number).example"], notBefore: now,
                                notAfter: now + .seconds(40 * 86_400), protocolVersion: "TLS 1.3", key: "EC P-256"),
                            conditions: [Evidence.Condition(text: "latency < 3s", held: seen == .up, found: seen == .up ? nil : "4.2 s")],
                            marks: seen == .blocked ? ["challenge-platform script"] : [])))
        }
    }
    try await observations.flush()
    index = end
}
var counts: [Verdict: Int] = [:]
for number in 0..<count { counts[verdict(number), default: 0] += 1 }
let failing = (0..<min(count, 2_000)).filter { verdict($0) != .up }.prefix(40)
var all = [
    Incident(
        id: IncidentID(1), subject: .shared(SharedCause(kind: .address, name: "203.0.113.7")), verdict: .down, reason: .connectTimeout,
        sentence: "12 directories: one host (203.0.113.7) does not answer.", startedAt: now - .seconds(700),
        confirmedAt: now - .seconds(640), directories: 12)
]
for (offset, number) in failing.enumerated() {
    let down = verdict(number)
    all.append(
        Incident(
            id: IncidentID(Int64(offset + 2)), subject: .check(CheckKey(DirectoryID(Int64(number + 1)), .http)), verdict: down,
            reason: .slow, sentence: sentences[down] ?? "", startedAt: now - .seconds(Int64(720 + offset * 300)),
            confirmedAt: now - .seconds(Int64(660 + offset * 300)), endedAt: offset % 3 == 2 ? now - .seconds(60) : nil,
            parent: down == .down && offset < 24 ? IncidentID(1) : nil, flapping: offset == 5))
}
try await incidents.save(all)
try await observations.roll()

// MARK: The surface

let planned = (1...Int64(min(count, 2_000))).map {
    PlannedCheck(key: CheckKey(DirectoryID($0), .http), host: "directory-\($0).example:443", importance: $0 % 10 == 0 ? .high : .normal)
}
var planner = Planner(PlannerConfiguration(probesPerSecond: 20, maximumInFlight: 64))
planner.load(planned, now: now - .seconds(60))
let report = planner.report(now: now)
let roll = Roll(
    directories: directories, board: BoardStore(database), history: ObservationHistory(database), incidents: incidents,
    watch: WatchAnswers(freshness: { report }, directoriesByVerdict: { [counts] in counts }, isBlind: { false }, trouble: { nil }),
    clock: clock)
let telemetry = Telemetry(logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }, metrics: MetricRegistry())
let feed = LiveFeed()
let surface = try WebSurface(WebSurface.Parts(roll: roll, feed: feed, telemetry: telemetry, version: "0.1.0", title: "Directories we list"))
let (ports, bound) = AsyncStream.makeStream(of: Int.self)
let wanted = getenv("SERVE").flatMap { Int(String(cString: $0)) }
let server = WebServer(
    surface.router(listensOn: "127.0.0.1"), on: WebServer.Listener(port: wanted ?? 0), telemetry: telemetry
) { _, port in bound.yield(port) }
let group = ServiceGroup(services: [server], logger: telemetry.logger)
let running = Task { try await group.run() }
guard let port = await ports.first(where: { _ in true }) else { exit(2) }
if wanted != nil {
    print("http://127.0.0.1:\(port)/")
    try await running.value
} else {
    let client = try Client(port: port)
    let pages: [(String, (Int) -> String)] = [
        ("list", { "/directories?limit=\(50 + $0 % 2)" }), ("list_by_name", { "/directories?sort=name&limit=\(50 + $0 % 2)" }),
        ("list_searched", { "/directories?search=district+\(777 + $0)" }),
        ("list_filtered", { _ in "/directories?verdict=down&category=Realtors" }),
        ("list_sorted_and_filtered", { _ in "/directories?region=us-tx&sort=latency" }), ("overview", { _ in "/" }),
        ("status", { _ in "/status" }),
    ]
    for (name, page) in pages {
        var times: [Double] = []
        for round in 0..<requests {
            let began = ContinuousClock.now
            _ = try client.get(page(round))
            times.append(Double((ContinuousClock.now - began).wholeMicroseconds) / 1_000)
        }
        show("console_\(name)_p95_at_\(count)", times.sorted()[times.count * 95 / 100], goal: 50)
    }
    await group.triggerGracefulShutdown()
    try await running.value
}
await database.close()
for suffix in ["", "-wal", "-shm", ".lock"] { unlink(path + suffix) }
