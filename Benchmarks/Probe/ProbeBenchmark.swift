import BenchmarkKit
import HTML
import Model
import NIOCore
import NIOPosix
import Resilience
import Watch
import Web

#if canImport(Glibc)
    import Glibc
#endif

/// What a probe costs, in CPU-seconds per 1,000 probes over new connections, beside Debian's `prometheus-blackbox-exporter` in the same run against
/// the same server, which runs in a process of its own. `JSON=1` prints one JSON line for each figure; `PROBES=n` sets the number for each row,
/// done in five turns, `ROW=text` measures only the rows whose name begins so.
@main
struct ProbeBenchmark {
    /// A figure: what we ask and judge, what the peer does, and the ratio that is wanted.
    private struct Row {
        var figure: String
        var request: ProbeRequest
        /// What judges each result; nil for the bare probe.
        var check: (any Check)?
        var module: String
        /// The ratio that is wanted; nil for a figure that is only told.
        var goal: Double?

        init(
            _ figure: String, _ url: String, _ body: ProbeRequest.Body, kind: CheckKind? = nil, conditions: [String] = [], module: String,
            goal: Double?
        ) throws {
            guard let target = WebURL(url) else { throw BenchmarkError("bad URL \(url)") }
            self.figure = figure
            self.module = module
            self.goal = goal
            request = ProbeRequest(url: target, body: body)
            guard let kind else { return }
            let settings = CheckSettings(kind: kind, conditions: conditions)
            let check = try CheckCatalogue.check(DirectoryID(1), url: target, settings, rules: CheckRules())
            request = check.request()
            self.check = check
        }
    }

    static func main() async throws {
        if CommandLine.arguments.dropFirst().first == "serve" {
            try await BenchmarkServer.run(folder: CommandLine.arguments[2])
            return
        }
        // As the program does.
        ProcessMemory.keepForReuse()
        let environment = { (name: String) in getenv(name).map { String(cString: $0) } }
        let rounds = 5
        let count = max(environment("PROBES").flatMap { Int($0) } ?? 3000, 32 * rounds)
        let folder = "/tmp/rollcall-probe-benchmark-\(getpid())"
        mkdir(folder, 0o755)
        let server = try ChildProcess(CommandLine.arguments[0], ["serve", folder])
        defer { server.stop() }
        let ports = try await BenchmarkServer.ports(folder: folder)
        let blackbox = try await Blackbox(folder: folder)
        defer { blackbox?.stop() }
        let prober = try Prober(
            configuration: WebConfiguration(allowPrivate: true, extraCertificates: folder + "/authority.pem", loops: 1))

        let (plain, secure) = ("http://127.0.0.1:\(ports.http)/", "https://localhost:\(ports.https)/")
        let rows = [
            try Row("http probe", plain, .none, module: "http_2xx", goal: 0.25),
            try Row("http probe, whole 50 KB page", plain, .upTo(2 << 20), module: "http_2xx", goal: 0.25),
            try Row(
                "http check with title, keyword and CSS count", plain, .none, kind: .http, conditions: BenchmarkPage.conditions,
                module: "keyword", goal: 0.5),
            // Judges besides whether the page is a wall, parked, or another site: here of a page that it never saw before.
            try Row(
                "content check of a new page with the same", plain, .none, kind: .content, conditions: BenchmarkPage.conditions,
                module: "keyword", goal: nil),
            try Row("content check of a new page", plain, .none, kind: .content, module: "keyword", goal: nil),
            try Row("https probe", secure, .none, module: "https_2xx", goal: 0.4),
            try Row("https probe, whole 50 KB page", secure, .upTo(2 << 20), module: "https_2xx", goal: 0.4),
        ].filter { $0.figure.hasPrefix(environment("ROW") ?? "") }
        var passed = true
        for row in rows {
            // In turns, since what the machine does besides changes what either costs from second to second.
            var own = 0.0
            var peer: Double? = blackbox == nil ? nil : 0
            for _ in 0..<rounds {
                own += try await cost(of: prober, row, count: count / rounds) / Double(rounds)
                if let cost = try await blackbox?.cost(url: row.request.url.href, module: row.module, count: count / rounds) {
                    peer = peer.map { $0 + cost / Double(rounds) }
                }
            }
            let figure = Figure(
                row.figure, own, "CPU-s/1000", peer: peer.map { _ in "blackbox \(row.module)" }, peerValue: peer,
                goal: peer == nil ? nil : row.goal.map { .atMost($0) })
            figure.show()
            passed = passed && figure.pass
        }
        await prober.shutdown()
        if !passed {
            blackbox?.stop()
            server.stop()
            exit(1)
        }
    }

    /// Our cost per 1,000 probes: user and system time of this process, 32 probes at a time, on the prober's loop as the program has them.
    private static func cost(of prober: Prober, _ row: Row, count: Int) async throws -> Double {
        try await look(row, prober)
        let before = ownSeconds()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<32 {
                group.addTask(executorPreference: prober.nextLoop()) {
                    for _ in stride(from: lane, to: count, by: 32) { try await look(row, prober) }
                }
            }
            try await group.waitForAll()
        }
        return (ownSeconds() - before) * 1000 / Double(count)
    }

    private static func look(_ row: Row, _ prober: Prober) async throws {
        let result = await prober.probe(row.request)
        guard result.failure == nil, result.status == 200 else {
            throw BenchmarkError("\(row.request.url.href): \(String(describing: result.failure))")
        }
        guard let check = row.check else { return }
        let seen = check.judge(result, CheckContext(now: result.startedAt)).observation
        guard seen.verdict == .up else { throw BenchmarkError("\(row.figure): \(seen.sentence)") }
    }

    private static func ownSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let seconds = Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        return seconds + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1_000_000
    }

}

/// Why the benchmark cannot run.
struct BenchmarkError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
