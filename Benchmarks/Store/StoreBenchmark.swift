import BenchmarkKit
import Database
import DatabaseSQLite
import Directories
import Model
import Resilience
import Watch

#if canImport(Glibc)
    import Glibc
#endif

// What storage costs on a real file: importing a list, writing observations, rolling them up, and the list page at 100,000 directories.
// With JSON=1 each figure is a line of JSON. The first argument is the number of directories, the second
// that of rounds of 5 minutes (300 and more for the size of a day's roll-up).

@main
struct StoreBenchmark {
    static func main() async throws {
        let directories = CommandLine.arguments.dropFirst().first.flatMap { Int64($0) } ?? 100_000
        try await ImportMeasurement(rows: Int(directories)).run()
        let path = "/tmp/rollcall-store-benchmark-\(getpid()).db"
        defer { for suffix in ["", "-wal", "-shm", ".lock"] { unlink(path + suffix) } }
        let database = try await SQLiteDatabase.open(path: path, as: .server)
        try await database.migrate([DirectoriesSchema.migrations, WatchSchema.migrations], at: start)
        try await register(directories, in: database)

        let clock = ManualClock(start)
        let store = try await ObservationStore(database, clock: clock)
        let rounds = CommandLine.arguments.dropFirst(2).first.flatMap { Int64($0) } ?? 6
        let began = (cpu: ProcessCost.cpuSeconds(), wall: seconds())
        var written = 0
        for round in 0..<rounds {
            // Five minutes of every directory, written second by second.
            for id in 1...directories {
                let at = start + .milliseconds(round * 300_000 + id * 300_000 / (directories + 1))
                await store.record(observation(id, at, round))
                written += 1
                if id % max(1, directories / 300) == 0 { try await store.flush() }
            }
        }
        try await store.flush()
        let (cpu, wall) = (ProcessCost.cpuSeconds() - began.cpu, seconds() - began.wall)
        Figure("store_rows_per_second", Double(written) / wall, "rows/s", goal: .atLeast(15_000)).show()
        Figure("store_rows_per_cpu_second", Double(written) / cpu, "rows", goal: .atLeast(15_000)).show()
        Figure("store_share_of_core_at_333_rows_per_second", cpu / Double(written) * 333 * 100, "%", goal: .atMost(3)).show()

        clock.set(start + .milliseconds(rounds * 300_000 + 200_000))
        let rolling = ProcessCost.cpuSeconds()
        try await store.roll()
        Figure("store_roll_5m_per_row", (ProcessCost.cpuSeconds() - rolling) * 1e6 / Double(written), "us", goal: .atMost(30)).show()
        try await measureBytes(database)
        try await measureList(database, directories)
        await database.close()
    }

    static let start = Timestamp(seconds: 1_767_225_600)
    static let words = [
        "Bar", "Realty", "Legal", "Business", "County", "Lawyers", "Agents", "Local", "Chamber", "Guide", "Finder", "Index",
    ]

    static func register(_ count: Int64, in database: SQLiteDatabase) async throws {
        for low in stride(from: Int64(1), through: count, by: 5000) {
            try await database.write { connection in
                for id in low..<min(low + 5000, count + 1) {
                    let name = "\(words[Int(id * 7 % 12)]) \(words[Int(id * 5 / 3 % 12)]) of Place \(id * 7919 % 99_991)"
                    let host = "www.directory-\(id * 7919 % 99_991)-\(id).example"
                    try connection.execute(
                        """
                        INSERT INTO directories (id, slug, identity, name, url, host, category, importance, region, tags, notes, owner, paused,
                            created_at, updated_at, revision, search)
                        VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, '', '', 0, 0, 0, 1, '')
                        """,
                        [
                            .integer(id), .text("place-\(id)"), .text(name), .text("https://\(host)/"), .text(host),
                            .text(["bar", "business", "realtor"][Int(id % 3)]), .integer(id % 97 == 0 ? 3 : id % 10 == 0 ? 2 : 1),
                            .text("us-\(id % 50)"), .text(id % 4 == 0 ? "[\"law\"]" : "[]"),
                        ])
                }
            }
        }
    }

    /// One in a hundred is not up; latencies spread as real ones do.
    static func observation(_ id: Int64, _ at: Timestamp, _ round: Int64) -> Observation {
        let verdict: Verdict = id % 500 == 3 ? .down : id % 200 == 7 ? .degraded : id % 300 == 11 ? .blocked : .up
        let latency = 80_000 + (id * 7919 + round * 104_729) % 400_000
        return Observation(
            directory: DirectoryID(id), check: .http, at: at, verdict: verdict, reason: verdict == .up ? .ok : .serverError,
            sentence: verdict == .up ? "200 OK." : "503 Service Unavailable instead of 200.",
            timings: PhaseTimings(
                dns: 4000 + id % 9000, connect: 20_000, tls: 31_000, firstByte: latency / 2, transfer: 9000, total: latency),
            status: verdict == .up ? 200 : 503, bytes: Int(20_000 + id % 40_000), fate: Fate(address: "192.0.2.\(id % 250)"),
            evidence: verdict.isFailure ? Evidence(headers: [Evidence.Header("server", "nginx")], title: "Unavailable") : nil)
    }

    static func measureBytes(_ database: SQLiteDatabase) async throws {
        for (table, goal) in [
            ("observations", 80.0), ("rollups_5m", 60), ("rollups_1h", 100), ("rollups_1d", 400), ("check_states", 250), ("board", 480),
            ("directories", 400), ("transitions", 130),
        ] {
            let bytes = try await database.read { connection in
                let pages =
                    try connection.first(
                        "SELECT sum(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_schema WHERE tbl_name = $1)", [.text(table)]
                    ) { $0.double(0) } ?? 0
                let rows = try connection.first("SELECT count(*) FROM \(table)") { $0.double(0) } ?? 1
                return pages / max(1, rows)
            }
            // A table of a few rows is one page, which says nothing.
            if bytes > 1000 { continue }
            Figure("store_bytes_per_row_\(table)", bytes, "bytes", goal: .atMost(goal)).show()
        }
    }

    static func measureList(_ database: SQLiteDatabase, _ count: Int64) async throws {
        let board = BoardStore(database)
        var queries: [(String, BoardStore.Query)] = []
        func add(_ name: String, _ change: (inout BoardStore.Query) -> Void) {
            var query = BoardStore.Query()
            change(&query)
            queries.append((name, query))
        }
        for order in BoardStore.Order.allCases { add("order_\(order.rawValue)") { $0.order = order } }
        add("deep_page") { ($0.order, $0.offset) = (.name, Int(count / 2)) }
        add("search_many") { $0.search = "lawyers" }
        add("search_one") { $0.search = "place 4217" }
        add("search_none") { $0.search = "zzzz" }
        add("filter_verdict") { $0.verdicts = [.down, .blocked] }
        add("filter_several") { ($0.category, $0.region, $0.tag, $0.importance) = ("bar", "us-4", "law", .normal) }
        add("search_and_sort") { ($0.search, $0.verdicts, $0.order) = ("realty", [.up], .latency) }
        var all: [Double] = []
        for (name, query) in queries {
            var times: [Double] = []
            let cpu = ProcessCost.cpuSeconds()
            for _ in 0..<15 {
                let began = seconds()
                _ = try await board.list(query)
                times.append((seconds() - began) * 1000)
            }
            all += times
            Figure("list_page_\(name)_cpu", (ProcessCost.cpuSeconds() - cpu) / 15 * 1000, "ms", goal: .atMost(50)).show()
            Figure("list_page_\(name)_median", times.sorted()[7], "ms", goal: .atMost(50)).show()
        }
        all.sort()
        Figure("list_page_p95", all[all.count * 95 / 100], "ms", goal: .atMost(50)).show()
        let began = seconds()
        _ = try await board.counts()
        Figure("counts_by_verdict", (seconds() - began) * 1000, "ms", goal: .atMost(50)).show()
    }

    static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
