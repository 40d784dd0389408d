import Database
import DatabasePostgres
import DatabaseSQLite
import Foundation
import JobQueue
import Logging
import Model
import Pipelines
import PostgresTesting
import Resilience
import ServiceLifecycle
import Telemetry

#if canImport(Glibc)
    import Glibc
#endif

// Workers of a pipeline's run are killed (-9) at random moments and at named points around output, checkpoint and ending, and stalled until
// others took their run over; then what stands in the outputs is compared with what must: each record once, in its place.
//
//   PipelinesTorture [--kills N] [--seed N] [--engine sqlite|postgres]      drives; exit status 0 when nothing was lost or doubled
//   PipelinesTorture child DATABASE RUN                                     works until the run is finished
//
// FolderTorture.swift does the same with files that are dropped into a watched folder meanwhile, DiskFaults.swift with disks that fill up.

/// The input, and what must come of it by the rules of the document, worked out without Pipelines.
struct Model {
    static let records = 12_000

    static let text = """
        source: {read: in/*.jsonl}
        stages:
          - filter: kind != "gone"
          - validate: {fields: {mail: {is: email}}}
            on_error: divert
          - map: {set: {twice: n * 2, mail: lower(mail)}, drop: [kind]}
          - dedupe: {by: mail}
        outputs:
          - write: out/all.jsonl
          - write: {path: out/all.csv, columns: [n, mail, twice]}
          - write: {path: log/log.jsonl, append: true}
          - sqlite: {path: log/all.sqlite, table: people, key: [mail]}
        rejects: out/rejects.jsonl
        checkpoint: {records: 300, every: 10s}
        attempts: 1000
        """

    var input = ["", ""]
    var lines = ""
    var table = "n,mail,twice\n"
    var rejects: [Int] = []

    init() {
        var seen: Set<String> = []
        for n in 1...Self.records {
            let kind = n % 7 == 0 ? "gone" : "kept"
            // Every third address was there before; one in 97 is none.
            let address = n % 97 == 0 ? "nobody" : "Person\(n % 3 == 0 ? n / 2 : n)@Example.com"
            input[n <= Self.records / 3 ? 0 : 1] += "{\"n\":\(n),\"kind\":\"\(kind)\",\"mail\":\"\(address)\"}\n"
            if kind == "gone" { continue }
            if address == "nobody" {
                rejects.append(n)
                continue
            }
            guard seen.insert(address.lowercased()).inserted else { continue }
            lines += "{\"n\":\(n),\"mail\":\"\(address.lowercased())\",\"twice\":\(n * 2)}\n"
            table += "\(n),\(address.lowercased()),\(n * 2)\n"
        }
    }
}

/// Opens a file, or what a PostgreSQL URL names.
func stores(_ place: String) async throws -> (database: any SQLDatabase, runs: RunStore) {
    let database: any SQLDatabase
    if let url = PostgresURL(place) {
        database = try await PostgresDatabase.open(PostgresConfiguration(url))
    } else {
        database = try await SQLiteDatabase.open(path: place)
    }
    try await database.migrate([JobSchema.migrations, RunSchema.migrations], at: SystemClock().now())
    return (database, RunStore(JobStore(database, clock: SystemClock())))
}

func services() -> PipelineServices {
    PipelineServices(clock: SystemClock(), openSQLite: { try await SQLiteDatabase.open(path: $0) })
}

/// A worker of runs that takes others for dead soon.
func workers(of runs: RunStore, folder: PipelineFolder? = nil) -> JobServices {
    var configuration = WorkerConfiguration(node: "child-\(getpid())")
    configuration.poll = .milliseconds(20)
    configuration.beat = .milliseconds(100)
    configuration.drain = .seconds(2)
    configuration.rescue.silence = .milliseconds(400)
    configuration.rescue.blindness = .milliseconds(300)
    var kinds = JobKinds()
    var services = services()
    services.folder = folder
    kinds.add(RunKind(runs, services: services, node: configuration.node))
    return JobServices(
        runs.jobs, kinds: kinds, configuration: configuration, telemetry: Telemetry(logger: silent, metrics: MetricRegistry()))
}

/// Tells nobody anything: what goes wrong here is meant to.
var silent: Logger {
    var logger = Logger(label: "torture")
    logger.logLevel = .critical
    return logger
}

func child(_ path: String, _ id: RunID) async throws {
    let (database, runs) = try await stores(path)
    let group = ServiceGroup(services: workers(of: runs).all, logger: silent)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        while !(try await runs.get(id).state.isFinished) { try await Task.sleep(for: .milliseconds(20)) }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
    await database.close()
}

func spawn(_ arguments: [String], point: String?) -> pid_t {
    let words = ([CommandLine.arguments[0]] + arguments).map { strdup($0) } + [nil]
    var variables = ProcessInfo.processInfo.environment
    variables["PIPELINES_FAIL_POINT"] = point
    let environment = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for word in words + environment { free(word) } }
    var process: pid_t = 0
    return posix_spawn(&process, "/proc/self/exe", nil, nil, words, environment) == 0 ? process : -1
}

/// What is wrong with the outputs of a run.
func check(_ folder: String, _ model: Model, runs count: Int) async throws -> [String] {
    var broken: [String] = []
    func compare(_ name: String, _ expected: String) throws {
        let found = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
        guard found != expected else { return }
        let (lines, wanted) = (found.split(separator: "\n"), expected.split(separator: "\n"))
        let (lost, doubled) = (Set(wanted).subtracting(lines).count, lines.count - Set(lines).count)
        broken.append("\(name): \(lines.count) lines, not \(wanted.count); \(lost) lost, \(doubled) doubled")
    }
    try compare("out/all.jsonl", model.lines)
    try compare("out/all.csv", model.table)
    try compare("log/log.jsonl", String(repeating: model.lines, count: count))
    let rejects = try String(contentsOfFile: "\(folder)/out/rejects.jsonl", encoding: .utf8).split(separator: "\n")
    let numbers = rejects.compactMap { line in
        line.firstRange(of: "\"record\":{\"n\":").flatMap { Int(line[$0.upperBound...].prefix { $0.isNumber }) }
    }
    if numbers != model.rejects { broken.append("out/rejects.jsonl: \(numbers.count) rejects, not \(model.rejects.count)") }
    let table = try await SQLiteDatabase.open(path: "\(folder)/log/all.sqlite")
    let rows = try await table.read { connection in
        try connection.query("SELECT n, mail, twice FROM people ORDER BY n") { "\($0.integer(0)),\($0.text(1)),\($0.integer(2))\n" }
    }
    await table.close()
    if "n,mail,twice\n" + rows.joined() != model.table {
        broken.append("log/all.sqlite: \(rows.count) rows are not those that must be there")
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/out").filter { $0.hasPrefix(".") }
    if !left.isEmpty { broken.append("left behind: \(left)") }
    return broken
}

/// Chance that can be had again: a linear congruential generator (Knuth, MMIX).
struct Dice {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func roll(_ sides: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % sides
    }
}

/// Waits for the end of a process for so long; whether it came.
func ended(_ process: pid_t, within milliseconds: Int) -> Bool {
    for _ in 0..<max(1, milliseconds / 10) {
        if waitpid(process, nil, WNOHANG) != 0 { return true }
        poll(nil, 0, 10)
    }
    return false
}

func end(_ process: pid_t) {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
}

/// The place of an empty database: a file in the folder, or a schema of the server of this run.
func emptyPlace(_ folder: String, onPostgres: Bool) async throws -> String {
    guard onPostgres else { return "\(folder)/runs.sqlite" }
    let server = try await PostgresServer.shared
    return server.url(schema: try await server.freshSchema())
}

func drive(kills: Int, seed: UInt64, onPostgres: Bool) async throws -> Bool {
    var template = Array("/tmp/rollcall-torture-XXXXXX".utf8CString)
    _ = mkdtemp(&template)
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let model = Model()
    try FileManager.default.createDirectory(atPath: "\(folder)/in", withIntermediateDirectories: true)
    for (index, text) in model.input.enumerated() { try Data(text.utf8).write(to: URL(filePath: "\(folder)/in/\(index).jsonl")) }
    let path = try await emptyPlace(folder, onPostgres: onPostgres)
    let (database, runs) = try await stores(path)
    let document = try PipelineDocument.parse(name: "torture", file: "torture.yaml", bytes: Array(Model.text.utf8))
    var dice = Dice(seed)
    func roll(_ sides: Int) -> Int { dice.roll(sides) }
    var (killed, finished, broken) = (0, 0, [String]())
    while killed < kills || finished == 0, broken.isEmpty {
        let id = try await runs.create(RunDraft(document, folder: folder, cause: "torture")).id
        while true {
            let run = try await runs.get(id)
            if run.state.isFinished {
                if run.state != .done { broken.append("run \(id) is \(run.state.name): \(run.error ?? "")") }
                break
            }
            let arguments = ["child", path, "\(id)"]
            guard killed < kills else {
                if !ended(spawn(arguments, point: nil), within: 60_000) { broken.append("run \(id) does not end: \(run.error ?? "")") }
                break
            }
            switch roll(4) {
            case 0, 1:
                let point = "\(FailPoints.names[roll(FailPoints.names.count)]):\(1 + roll(5))"
                let process = spawn(arguments, point: point)
                if !ended(process, within: 2500) { end(process) }
                killed += 1
            case 2:
                let process = spawn(arguments, point: nil)
                if !ended(process, within: 300 + roll(1200)) { end(process) }
                killed += 1
            default:
                // Stalled until another has taken the run, then alive again with its stale lease and its open files.
                let stalled = spawn(arguments, point: nil)
                if ended(stalled, within: 500 + roll(800)) { continue }
                kill(stalled, SIGSTOP)
                let other = spawn(arguments, point: nil)
                _ = ended(other, within: 1500 + roll(1000))
                kill(stalled, SIGCONT)
                _ = ended(other, within: roll(600))
                end(stalled)
                end(other)
                killed += 2
            }
        }
        if broken.isEmpty {
            finished += 1
            broken = try await check(folder, model, runs: finished)
        }
    }
    await database.close()
    for line in broken.prefix(50) { print("BROKEN  \(line)") }
    print("\(killed) processes killed in \(finished) runs of \(Model.records) records")
    print(broken.isEmpty ? "every promise kept" : "\(broken.count) promises broken; see \(folder)")
    if broken.isEmpty { try? FileManager.default.removeItem(atPath: folder) }
    return broken.isEmpty
}

@main
struct PipelinesTorture {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "child", arguments.count == 3, let run = Int64(arguments[2]) {
            try await child(arguments[1], RunID(run))
            return
        }
        if arguments.first == "folder-child", arguments.count == 3 {
            try await folderChild(arguments[1], arguments[2])
            return
        }
        if arguments.first == "disk", arguments.count == 2 { exit(try await diskFaults(arguments[1]) ? 0 : 1) }
        func option(_ name: String) -> Int? {
            arguments.firstIndex(of: name).flatMap { $0 + 1 < arguments.count ? Int(arguments[$0 + 1]) : nil }
        }
        let engine = arguments.firstIndex(of: "--engine").flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil } ?? "sqlite"
        guard engine == "sqlite" || engine == "postgres" else {
            print("PipelinesTorture: unknown engine \"\(engine)\"; use sqlite or postgres")
            exit(2)
        }
        let (kills, seed) = (option("--kills") ?? 100, UInt64(option("--seed") ?? 1))
        let isWhole = try await drive(kills: kills, seed: seed, onPostgres: engine == "postgres")
        let isFiled = try await driveFolder(kills: max(3, kills / 3), seed: seed, onPostgres: engine == "postgres")
        exit(isWhole && isFiled ? 0 : 1)
    }
}
