import Database
import DatabaseSQLite
import DatabaseTesting
import Foundation
import JobQueue
import Logging
import Model
import Pipelines
import Resilience
import ServiceLifecycle
import Synchronization
import Telemetry
import Testing

/// A folder of its own with documents and data, and the stores of an installation on the engine that the test runs on.
final class Bench: Sendable {
    let folder: String
    let database: any SQLDatabase
    let jobs: JobStore
    let runs: RunStore
    /// What pipelines tell people with; nil unless a test says otherwise.
    let notices = Mutex<PipelineNotices?>(nil)
    /// What pipelines read of listings; nil unless a test says otherwise.
    let listings = Mutex<PipelineListings?>(nil)
    /// How stages ask the outside world; nil unless a test says otherwise.
    let web = Mutex<PipelineWeb?>(nil)

    convenience init() async throws { try await self.init(Engine.current.open()) }

    init(_ database: any SQLDatabase) async throws {
        self.database = database
        folder = FileManager.default.temporaryDirectory.appending(path: "pipelines-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try await database.migrate([JobSchema.migrations, RunSchema.migrations], at: SystemClock().now())
        jobs = JobStore(database, clock: SystemClock())
        runs = RunStore(jobs)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func write(_ text: String, to name: String) throws {
        let url = URL(filePath: "\(folder)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(folder)/\(name)") }

    func document(_ text: String, name: String = "leads") throws -> PipelineDocument {
        try PipelineDocument.parse(name: name, file: "\(name).yaml", bytes: Array(text.utf8))
    }

    /// Creates a run of a document and lets a worker work until it stands still.
    @discardableResult
    func run(_ text: String, input: String? = nil) async throws -> Run {
        let made = try await runs.create(
            RunDraft(try document(text), folder: folder, input: input.map { "\(folder)/\($0)" }, cause: "test"))
        return try await work(made.id)
    }

    /// What runs of this bench get.
    var services: PipelineServices {
        PipelineServices(
            clock: SystemClock(), folder: PipelineFolder(folder), openSQLite: { try await SQLiteDatabase.open(path: $0) },
            notices: notices.withLock { $0 }, listings: listings.withLock { $0 },
            web: web.withLock { $0 }.map { web in { @Sendable in web } })
    }

    /// Works until the run is finished or waits for another attempt, as its job says.
    func work(_ id: RunID) async throws -> Run {
        try await working {
            while let job = try await runs.get(id).job {
                let state = try await jobs.get(job).state
                if state.isFinished || state == .scheduled { break }
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        return try await runs.get(id)
    }

    /// Works until no job is left.
    /// - Returns: all runs, the first one first.
    func workAll() async throws -> [Run] {
        try await working {
            while try await !jobs.list(limit: 1).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        }
        return try await runs.list().reversed()
    }

    /// Lets a worker work while `body` runs.
    /// - Parameter hasChores: whether all that surrounds a worker runs too, as for users; without, no attempt follows one that failed.
    func working(hasChores: Bool = false, _ body: () async throws -> Void) async throws {
        var configuration = WorkerConfiguration(node: "test")
        configuration.poll = .milliseconds(5)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        var kinds = JobKinds()
        kinds.add(RunKind(runs, services: services, node: "test"))
        kinds.add(StartKind(runs, folder: PipelineFolder(folder)))
        let services = JobServices(
            jobs, kinds: kinds, configuration: configuration, telemetry: Telemetry(logger: logger, metrics: MetricRegistry()))
        let group = ServiceGroup(services: hasChores ? services.all : [services.worker], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await body()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
