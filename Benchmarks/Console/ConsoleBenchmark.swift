import API
import BenchmarkKit
import Console
import Database
import DatabaseSQLite
import Glibc
import JobQueue
import Logging
import Model
import Pipelines
import Resilience
import Rolls
import ServiceLifecycle
import Telemetry
import Watch
import Web

/// What the console's pages cost at 100,000 directories: a real database filled through the real stores, a real listener, one client that
/// asks for each page over one connection, beside the SQL of the same page alone.
///
/// Usage: `ConsoleBenchmark [directories] [requests]`; `JSON=1` for machines; `SERVE=port` keeps the filled console standing instead, to
/// look at it in a browser.
@main
struct ConsoleBenchmark {
    static func main() async throws {
        let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000
        let requests = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 40
        let path = "/tmp/rollcall-console-\(getpid()).db"
        defer { for suffix in ["", "-wal", "-shm", ".lock"] { unlink(path + suffix) } }
        let clock = SystemClock()
        let register = try await FilledRegister(path: path, count: count, clock: clock)
        let wanted = getenv("SERVE").flatMap { Int(String(cString: $0)) }
        try await serving(register, clock: clock, on: wanted ?? 0, forever: wanted != nil) { port in
            try await measure(Client(port: port), register, count: count, requests: requests)
        }
        await register.database.close()
    }

    /// Runs `body` while the console stands on a port.
    private static func serving(
        _ register: FilledRegister, clock: any WallClock, on port: Int, forever: Bool, _ body: (Int) async throws -> Void
    ) async throws {
        let report = freshness(now: clock.now(), of: register.counts.values.reduce(0, +))
        let counts = register.counts
        let roll = Roll(
            directories: register.directories, board: BoardStore(register.database), history: ObservationHistory(register.database),
            incidents: register.incidents,
            watch: WatchAnswers(freshness: { report }, directoriesByVerdict: { counts }, isBlind: { false }, trouble: { nil }), clock: clock
        )
        let telemetry = Telemetry(logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }, metrics: MetricRegistry())
        let surface = try WebSurface(
            WebSurface.Parts(
                roll: roll,
                desks: Desks(
                    register.database, kinds: JobKinds(), pipelines: PipelineFolder("/nonexistent"),
                    stored: StoredPages(register.database, cache: PageCache(folder: "/nonexistent"))), feed: LiveFeed(),
                telemetry: telemetry, version: "0.1.0",
                title: "Directories we list"))
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let server = WebServer(
            surface.router(listensOn: "127.0.0.1"), on: WebServer.Listener(port: port), telemetry: telemetry
        ) { _, port in bound.yield(port) }
        let group = ServiceGroup(services: [server], logger: telemetry.logger)
        let running = Task { try await group.run() }
        guard let port = await ports.first(where: { _ in true }) else { return }
        if forever {
            print("http://127.0.0.1:\(port)/")
        } else {
            try await body(port)
            await group.triggerGracefulShutdown()
        }
        try await running.value
    }

    private static func freshness(now: Timestamp, of count: Int) -> FreshnessReport {
        var planner = Planner(PlannerConfiguration(probesPerSecond: 20, maximumInFlight: 64))
        let planned = (1...Int64(max(1, min(count, 2_000)))).map {
            PlannedCheck(
                key: CheckKey(DirectoryID($0), .http), host: "directory-\($0).example:443", importance: $0 % 10 == 0 ? .high : .normal)
        }
        planner.load(planned, now: now - .seconds(60))
        return planner.report(now: now)
    }

    private static func measure(_ client: Client, _ register: FilledRegister, count: Int, requests: Int) async throws {
        var all: [Double] = []
        for page in MeasuredPage.list {
            var (pages, statements): ([Double], [Double]) = ([], [])
            for _ in 0..<requests {
                pages.append(try milliseconds { _ = try client.get(page.path) })
                let began = ContinuousClock.now
                try await page.runSQL(register.database)
                statements.append(milliseconds(since: began))
            }
            all += pages
            Figure("console_list_\(page.name)_p95", percentile(pages, 95), "ms", goal: .atMost(50)).show()
            Figure(
                "console_list_\(page.name)_median", percentile(pages, 50), "ms", peer: "its SQL alone",
                peerValue: percentile(statements, 50)
            ).show()
        }
        Figure("console_list_p95_at_\(count)", percentile(all, 95), "ms", goal: .atMost(50)).show()
        let walk = try walk(client)
        Figure("console_list_walked_by_500_p95", percentile(walk, 95), "ms", goal: .atMost(50)).show()
        try await measureBesideWrites(client, register, count: count, requests: requests)
        for (name, path) in [("overview", "/"), ("incidents", "/incidents?state=all"), ("status", "/status")] {
            let times = try (0..<requests).map { _ in try milliseconds { _ = try client.get(path) } }
            Figure("console_\(name)_p95", percentile(times, 95), "ms", goal: .atMost(50)).show()
        }
    }

    /// The list while a watch of 100,000 every five minutes stores what it sees.
    private static func measureBesideWrites(_ client: Client, _ register: FilledRegister, count: Int, requests: Int) async throws {
        let writing = Task {
            var next = 0
            while !Task.isCancelled {
                for _ in 0..<333 {
                    await register.observations.record(register.observation(next % count, -1))
                    next += 1
                }
                try await register.observations.flush()
                try await Task.sleep(for: .seconds(1))
            }
        }
        var times: [Double] = []
        for round in 0..<requests {
            let page = MeasuredPage.list[round % MeasuredPage.list.count]
            times.append(try milliseconds { _ = try client.get(page.path) })
            try await Task.sleep(for: .milliseconds(50))
        }
        writing.cancel()
        _ = await writing.result
        Figure("console_list_beside_333_writes_a_second_p95", percentile(times, 95), "ms", goal: .atMost(50)).show()
    }

    /// The times of all pages of the list by name, each reached from the one before.
    private static func walk(_ client: Client) throws -> [Double] {
        var times: [Double] = []
        var path: String? = "/directories?sort=name&limit=500"
        while let page = path {
            var answer: [UInt8] = []
            times.append(try milliseconds { answer = try client.get(page) })
            let text = String(decoding: answer.suffix(4_096), as: UTF8.self)
            path = text.firstRange(of: "rel=\"next\" href=\"").map { found in
                String(text[found.upperBound...].prefix { $0 != "\"" }).replacing("&amp;", with: "&")
            }
        }
        return times
    }

    private static func milliseconds(_ body: () throws -> Void) rethrows -> Double {
        let began = ContinuousClock.now
        try body()
        return milliseconds(since: began)
    }

    private static func milliseconds(since began: ContinuousClock.Instant) -> Double {
        Double((ContinuousClock.now - began).wholeMicroseconds) / 1_000
    }

    private static func percentile(_ times: [Double], _ percent: Int) -> Double {
        times.isEmpty ? 0 : times.sorted()[min(times.count - 1, times.count * percent / 100)]
    }
}
