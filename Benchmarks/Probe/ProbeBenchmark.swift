import BenchmarkKit
import HTML
import NIOCore
import NIOPosix
import Web

#if canImport(Glibc)
    import Glibc
#endif

/// What a probe costs, in CPU-seconds per 1,000 probes over new connections, beside Debian's `prometheus-blackbox-exporter` in the same run against
/// the same server, which runs in a process of its own. `JSON=1` prints one JSON line for each figure; `PROBES=n` sets the number for each round.
@main
struct ProbeBenchmark {
    static func main() async throws {
        if CommandLine.arguments.dropFirst().first == "serve" {
            try await BenchmarkServer.run(folder: CommandLine.arguments[2])
            return
        }
        let environment = { (name: String) in getenv(name).map { String(cString: $0) } }
        let count = environment("PROBES").flatMap { Int($0) } ?? 3000
        let folder = "/tmp/rollcall-probe-benchmark-\(getpid())"
        mkdir(folder, 0o755)
        let server = try ChildProcess(CommandLine.arguments[0], ["serve", folder])
        defer { server.stop() }
        let ports = try await BenchmarkServer.ports(folder: folder)
        let blackbox = try await Blackbox(folder: folder)
        defer { blackbox?.stop() }
        let prober = try Prober(
            configuration: WebConfiguration(allowPrivate: true, extraCertificates: folder + "/authority.pem", loops: 1))

        let rows: [(figure: String, url: String, body: ProbeRequest.Body, module: String, goal: Double)] = [
            ("http probe", "http://127.0.0.1:\(ports.http)/", .none, "http_2xx", 0.25),
            ("http probe, whole 50 KB page", "http://127.0.0.1:\(ports.http)/", .upTo(2 << 20), "http_2xx", 0.25),
            ("https probe", "https://localhost:\(ports.https)/", .none, "https_2xx", 0.4),
            ("https probe, whole 50 KB page", "https://localhost:\(ports.https)/", .upTo(2 << 20), "https_2xx", 0.4),
        ]
        var passed = true
        for row in rows {
            let own = try await cost(of: prober, url: row.url, body: row.body, count: count)
            let peer = try await blackbox?.cost(url: row.url, module: row.module, count: count)
            let figure = Figure(
                row.figure, own, "CPU-s/1000", peer: peer.map { _ in "blackbox \(row.module)" }, peerValue: peer,
                goal: peer.map { _ in .atMost(row.goal) })
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

    /// Our cost per 1,000 probes: user and system time of this process, 32 probes at a time.
    private static func cost(of prober: Prober, url: String, body: ProbeRequest.Body, count: Int) async throws -> Double {
        guard let target = WebURL(url) else { throw BenchmarkError("bad URL \(url)") }
        let request = ProbeRequest(url: target, body: body)
        let warm = await prober.probe(request)
        guard warm.failure == nil, warm.status == 200 else { throw BenchmarkError("\(url): \(String(describing: warm.failure))") }
        let before = ownSeconds()
        await withTaskGroup(of: Void.self) { group in
            for lane in 0..<32 {
                group.addTask {
                    for _ in stride(from: lane, to: count, by: 32) {
                        let result = await prober.probe(request)
                        if result.failure != nil { print("failed: \(String(describing: result.failure))") }
                    }
                }
            }
        }
        return (ownSeconds() - before) * 1000 / Double(count)
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
