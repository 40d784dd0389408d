import BenchmarkKit
import Database
import DatabaseSQLite
import Foundation
import JobQueue
import Logging
import NIOCore
import Pipelines
import Resilience
import ServiceLifecycle
import Telemetry

// Runs of pipelines on SQLite: 40 light steps from creation to the end on an idle worker; ten sites that are waited for, one after the other and
// at once; a thousand requests held at the same time; and how many records a second pass a pipeline of five stages.

/// An installation of its own in a folder that is removed at the end.
struct Place {
    let folder: String
    let runs: RunStore

    static func with(_ body: (Place) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rollcall-bench-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try await SQLiteDatabase.open(path: "\(folder)/runs.sqlite")
        try await database.migrate([JobSchema.migrations, RunSchema.migrations], at: SystemClock().now())
        try await body(Place(folder: folder, runs: RunStore(JobStore(database, clock: SystemClock()))))
        await database.close()
    }

    func write(_ records: Int, to name: String) throws {
        let text = (1...records).map { #"{"n":\#($0),"name":" Ada Lovelace ","mail":"Ada\#($0)@Example.com"}"# + "\n" }.joined()
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    }

    func create(_ name: String, _ text: String) async throws -> RunID {
        let document = try PipelineDocument.parse(name: name, file: "\(name).yaml", bytes: Array(text.utf8))
        return try await runs.create(RunDraft(document, folder: folder, cause: "benchmark")).id
    }

    /// Lets a worker work meanwhile.
    func working(concurrency: Int, _ body: () async throws -> Void) async throws {
        var configuration = WorkerConfiguration(node: "benchmark")
        configuration.concurrency = concurrency
        configuration.poll = .milliseconds(20)
        configuration.batch = 1024
        var logger = Logger(label: "benchmark")
        logger.logLevel = .critical
        var kinds = JobKinds()
        kinds.add(RunKind(runs, services: PipelineServices(clock: SystemClock()), node: "benchmark"))
        let worker = JobWorker(
            runs.jobs, kinds: kinds, configuration: configuration, telemetry: Telemetry(logger: logger, metrics: MetricRegistry()))
        let group = ServiceGroup(services: [worker], logger: logger)
        async let ended: Void = group.run()
        try await body()
        await group.triggerGracefulShutdown()
        try await ended
    }

    func finish(_ ids: [RunID]) async throws {
        for id in ids {
            while true {
                let run = try await runs.get(id)
                if run.state == .done { break }
                guard !run.state.isFinished else { throw BenchmarkFailure(text: run.error ?? run.state.name) }
                try await Task.sleep(for: .milliseconds(2))
            }
        }
    }
}

struct BenchmarkFailure: Error {
    var text: String
}

func elapsed(_ work: () async throws -> Void) async rethrows -> Double {
    let began = ContinuousClock.now
    try await work()
    return Double((ContinuousClock.now - began).components.attoseconds) / 1e18 + Double((ContinuousClock.now - began).components.seconds)
}

func steps() async throws {
    try await Place.with { place in
        try place.write(10, to: "in.jsonl")
        let text =
            "source: {read: in.jsonl}\noutputs: [write: \"{run}.jsonl\"]\nstages:\n"
            + (1...40).map { "  - map: {set: {s\($0): n + \($0)}}\n" }.joined()
        var times: [Double] = []
        try await place.working(concurrency: 4) {
            for number in 0..<25 {
                let time = try await elapsed { try await place.finish([try await place.create("steps", text)]) }
                if number >= 5 { times.append(time) }
            }
        }
        times.sort()
        Figure("pipelines_40_light_steps_p50", times[times.count / 2], "s", goal: .atMost(0.4)).show()
        Figure("pipelines_40_light_steps_max", times[times.count - 1], "s").show()
    }
}

func sites() async throws {
    try await Place.with { place in
        try place.write(40, to: "in.jsonl")
        var sites: [SlowSite] = []
        for _ in 0..<10 { sites.append(try await SlowSite.start(delay: .milliseconds(50))) }
        func all() async throws -> [RunID] {
            var ids: [RunID] = []
            for (index, site) in sites.enumerated() {
                ids.append(
                    try await place.create(
                        "site-\(index)",
                        "source: {read: in.jsonl}\noutputs:\n  - post: {url: \"http://127.0.0.1:\(site.port)/\", batch: 1}\n"))
            }
            return ids
        }
        var (serial, parallel) = (0.0, 0.0)
        try await place.working(concurrency: 1) { serial = try await elapsed { try await place.finish(try await all()) } }
        try await place.working(concurrency: 10) { parallel = try await elapsed { try await place.finish(try await all()) } }
        Figure("pipelines_ten_sites_at_once_speedup", serial / parallel, "× serial", goal: .atLeast(8)).show()
        Figure("pipelines_ten_sites_serial", serial, "s").show()
        Figure("pipelines_ten_sites_at_once", parallel, "s").show()
        for site in sites { await site.stop() }
    }
}

func thousand() async throws {
    try await Place.with { place in
        try place.write(1, to: "in.jsonl")
        let site = try await SlowSite.start(delay: .seconds(20))
        var ids: [RunID] = []
        for number in 0..<1000 {
            ids.append(
                try await place.create(
                    "site-\(number)",
                    "source: {read: in.jsonl}\noutputs:\n  - post: {url: \"http://127.0.0.1:\(site.port)/\", batch: 1}\n"))
        }
        try await place.working(concurrency: 1000) { try await place.finish(ids) }
        Figure("pipelines_requests_held_at_once", Double(site.most), "requests", goal: .atLeast(1000)).show()
        Figure("pipelines_requests_answered", Double(site.all), "requests").show()
        Figure("pipelines_peak_memory", Double(ProcessCost.peakBytes()) / 1e6, "MB").show()
        await site.stop()
    }
}

func records() async throws {
    try await Place.with { place in
        let count = 200_000
        try place.write(count, to: "in.jsonl")
        let text = """
            source: {read: in.jsonl}
            stages:
              - filter: n > 0
              - map: {set: {mail: lower(mail)}}
              - validate: {fields: {mail: {is: email}}}
              - normalise: {fields: {name: space}}
              - dedupe: {by: mail}
            outputs: [write: out.jsonl]
            """
        let cpu = ProcessCost.cpuSeconds()
        var time = 0.0
        try await place.working(concurrency: 1) {
            time = try await elapsed { try await place.finish([try await place.create("records", text)]) }
        }
        Figure("pipelines_records", Double(count) / time, "records/s").show()
        Figure("pipelines_cpu_a_record", (ProcessCost.cpuSeconds() - cpu) / Double(count) * 1e6, "µs").show()
    }
}

@main
struct PipelinesBenchmark {
    static func main() async throws {
        try await steps()
        try await sites()
        try await thousand()
        try await records()
    }
}
