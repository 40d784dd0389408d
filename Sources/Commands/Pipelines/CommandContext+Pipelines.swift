import API
import Assembly
import Foundation
import JobQueue
import Logging
import Model
import Pipelines
import Resilience
import ServiceLifecycle
import Settings
import Telemetry
import UnixSignals

extension CommandContext {
    /// The folder of the installation's pipelines.
    var pipelines: PipelineFolder { PipelineFolder(configuration.pipelines.folder) }

    /// Reads a document.
    /// - Throws: ``CommandFailure`` with everything that is wrong in it.
    func pipeline(_ reference: String) throws -> (document: PipelineDocument, folder: String) {
        do { return try pipelines.load(reference) } catch let error as DocumentErrors {
            throw CommandFailure(error.description, remedy: "Correct what is listed; docs/pipelines.md is the language.")
        } catch let error as PipelineError {
            throw CommandFailure(error.message, remedy: error.remedy)
        }
    }

    /// Opens the database and lets the work use the runs.
    /// - Throws: ``CommandFailure`` for what is refused, with its remedy.
    func withRuns<Result>(_ work: (RunStore) async throws -> Result) async throws -> Result {
        do {
            return try await withJobs { jobs in
                let runs = RunStore(jobs)
                try await runs.reconcile()
                return try await work(runs)
            }
        } catch let error as PipelineError {
            throw CommandFailure(error.message, remedy: error.remedy, exitCode: error.code == .unknownRun ? 1 : 2)
        }
    }

    /// Works jobs of one queue in this process until `watch` returns, or until Ctrl-C: then what is in hand is drained first.
    /// - Parameter verb: The command whose process it is, for the node's name.
    func work(
        _ jobs: JobStore, queue: String, kinds: JobKinds, concurrency: Int? = nil, verb: String,
        until watch: @escaping @Sendable () async throws -> Void
    ) async throws {
        let telemetry = telemetry(level: .error)
        var worker = WorkerConfiguration(node: "\(ProcessInfo.processInfo.hostName) (rollcall \(verb))")
        worker.queues = [queue]
        worker.concurrency = concurrency ?? configuration.jobs.concurrency
        worker.drain = configuration.jobs.drain
        worker.retention = configuration.jobs.retention
        worker.offer = configuration.jobs.offer
        worker.poll = .milliseconds(50)
        let services = JobServices(jobs, kinds: kinds, configuration: worker, telemetry: telemetry)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.all.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: telemetry.logger))
        let guardian = InterruptGuard()
        defer { withExtendedLifetime(guardian) {} }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                do { try await group.run() } catch is CancellationError {}
            }
            tasks.addTask {
                try await watch()
                await group.triggerGracefulShutdown()
            }
            // The workers end when the watch has, or when a signal stops them.
            try await tasks.next()
            tasks.cancelAll()
            do { try await tasks.waitForAll() } catch is CancellationError {}
        }
    }

    /// Works runs in this process until one is finished, or until Ctrl-C: then what was read so far is brought to a checkpoint first.
    /// - Parameter json: whether standard output is for a machine.
    /// - Returns: the run as it ended, or as it was left.
    func follow(_ id: RunID, _ runs: RunStore, json: Bool) async throws -> Run {
        let web = OwnWeb(configuration)
        let services = Assembly.pipelineServices(configuration, jobs: runs.jobs) { try web.get() }
        let kinds = Assembly.jobKinds(runs.jobs, services, node: "\(ProcessInfo.processInfo.hostName) (rollcall run)")
        do {
            try await watch(id, runs, kinds)
        } catch {
            await web.shutdown()
            throw error
        }
        await web.shutdown()
        terminal.progress("")
        return try await runs.get(id)
    }

    /// Works runs until one is finished, and shows how it goes on.
    private func watch(_ id: RunID, _ runs: RunStore, _ kinds: JobKinds) async throws {
        let terminal = terminal
        try await work(runs.jobs, queue: RunKind.queue, kinds: kinds, verb: "run") {
            var view = RunProgressView()
            var told: String?
            while !Task.isCancelled {
                let run = try await runs.get(id)
                terminal.progress(view.line(run, terminal, waits: try await runs.reasons(id).first))
                if run.state.isFinished { break }
                // What is in its way may stay there until the person who reads this removes it.
                if run.state == .waiting, let error = run.error, error != told {
                    let word = terminal.styled("waiting", .warning)
                    terminal.note("\(word)  \(Table.clean(error)) It goes on by itself; Ctrl-C leaves it for later.")
                    told = error
                }
                try await runs.reconcile()
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    /// Says how a run ended, and exits with 1 where it did not end well, with 130 where it was interrupted.
    func conclude(_ run: Run, json: Bool) throws {
        if json {
            terminal.say(try RunItem.line(run))
        } else {
            for line in RunView.summary(run, terminal) { terminal.say(line) }
        }
        switch run.state {
        case .done: return
        case .waiting, .running: throw ExitCodes.interrupted
        case .failed, .cancelled: throw ExitCodes.unwell
        }
    }
}
