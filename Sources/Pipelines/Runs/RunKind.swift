import Database
import Foundation
package import JobQueue
import Model
import Resilience
import ServiceLifecycle
import Synchronization

/// The work of a run: takes it up where its last checkpoint is and carries it to its end.
package struct RunKind: JobKind {
    package struct Payload: Codable, Sendable, Hashable {
        package var run: RunID
    }

    /// The queue of all runs.
    package static let queue = "pipelines"
    /// For making and checking payloads, where nothing is to be run.
    static let shape = RunKind(nil, services: nil, node: "")

    package let name = "pipeline.run"
    package var queue: String { Self.queue }
    package var timeout: Duration? { nil }
    package var retry: RetryPolicy { RetryPolicy(attempts: 5, base: .seconds(2), cap: .seconds(300), floor: .seconds(1)) }

    private let runs: RunStore?
    private let services: PipelineServices?
    private let node: String
    private static let reporting: Duration = .milliseconds(500)
    /// Between looks whether a disk has room again, or the database answers.
    private static let patience: Duration = .seconds(5)

    package init(_ runs: RunStore?, services: PipelineServices?, node: String) {
        self.runs = runs
        self.services = services
        self.node = node
    }

    package func classify(_ error: any Error) -> JobFailure {
        switch error {
        case let error as JobFailure: return error
        case let error as PipelineError:
            return error.mayPass || error.code == .fenced ? .retry(error.description) : .never(error.description)
        case let error as DocumentErrors: return .never(error.description)
        default: return .retry(String(describing: error))
        }
    }

    package func run(_ payload: Payload, _ context: JobContext) async throws {
        guard let runs, let services else { throw JobFailure.retry("this worker cannot run pipelines") }
        guard let (run, keys) = try await runs.begin(payload.run, node: node) else { return }
        let progress = RunProgress()
        progress.change { $0 = run.figures }
        do {
            let document = try PipelineDocument.parse(name: run.pipeline, file: "\(run.pipeline).yaml", bytes: Array(run.document.utf8))
            let earlier = try await runs.lastPosition(of: run.pipeline, before: run.id)
            let isStopping = Mutex(false)
            try await withGracefulShutdownHandler {
                let engine = RunEngine(
                    document: document,
                    context: RunContext(
                        run: run.id, pipeline: run.pipeline, folder: run.folder, input: run.input, event: run.event, earlier: earlier,
                        date: String(run.createdAt.description.prefix(10)), nonce: String(run.createdAt.milliseconds, radix: 36),
                        services: services),
                    progress: progress, commit: { try await runs.store($0, of: run.id, fence: run.fence) },
                    isStopping: { isStopping.withLock { $0 } })
                try await work(run, keys, engine, runs, context)
            } onGracefulShutdown: {
                isStopping.withLock { $0 = true }
            }
        } catch let pause as JobSnooze {
            throw pause
        } catch let error as PipelineError where error.code == .busy {
            // Whoever has the output lets go of it when it learns that the run is not its own any more.
            try await waits(run, error.description, runs, .seconds(1))
        } catch let error as PipelineError where error.code == .disk {
            // No fault of the run: as many of its attempts are left when there is room again.
            try await waits(run, error.description, runs, Self.patience)
        } catch let error as DatabaseError where error.mayPass {
            try await waits(run, error.description, runs, Self.patience)
        } catch {
            try await failed(run, error, runs, context)
            throw error
        }
    }

    private func work(_ run: Run, _ keys: [StageKey], _ engine: RunEngine, _ runs: RunStore, _ context: JobContext) async throws {
        if run.isCancelling {
            try await abandon(run, engine, runs)
            return
        }
        let ending: RunEngine.Ending
        do {
            ending = try await withThrowingTaskGroup(of: RunEngine.Ending?.self) { group in
                group.addTask { try await engine.run(from: run.checkpoint, keys: keys) }
                group.addTask {
                    try await report(run, engine.progress, runs, context)
                    return nil
                }
                defer { group.cancelAll() }
                // The reporter ends only by being cancelled.
                while let ended = try await group.next() { if let ended { return ended } }
                throw CancellationError()
            }
        } catch is CancellationError {
            if try await runs.get(run.id).isCancelling { try await abandon(run, engine, runs) }
            throw CancellationError()
        }
        switch ending {
        case .paused:
            try await runs.end(run.id, fence: run.fence, .waiting)
            throw JobSnooze(until: runs.clock.now())
        case .finished:
            FailPoints.pass("before-finish")
            try await runs.end(run.id, fence: run.fence, .done, also: runs.starting(after: run, .done, services?.folder))
            runs.jobs.hint()
            FailPoints.pass("after-finish")
            await putAway(run, runs)
        }
    }

    private func abandon(_ run: Run, _ engine: RunEngine, _ runs: RunStore) async throws {
        await engine.discard()
        try await runs.end(run.id, fence: run.fence, .cancelled)
        await putAway(run, runs)
    }

    /// Puts the dropped file that the run had where it belongs now.
    private func putAway(_ run: Run, _ runs: RunStore) async {
        guard run.cause == FolderTrigger.kind else { return }
        // Only sooner than the watch of the folder, which does it again and tells of trouble.
        try? await runs.putAwayEnded(run.id)
    }

    /// Tells people how it goes on, until it is cancelled.
    private func report(_ run: Run, _ progress: RunProgress, _ runs: RunStore, _ context: JobContext) async throws {
        while true {
            try await Task.sleep(for: Self.reporting)
            let figures = progress.figures
            context.progress(figures.share, "\(figures.read) read, \(figures.written) written, \(figures.failed) left out")
            try await runs.report(figures, of: run.id, fence: run.fence)
        }
    }

    /// Lets the run wait for something that is in its way, without counting an attempt.
    private func waits(_ run: Run, _ reason: String, _ runs: RunStore, _ pause: Duration) async throws {
        try? await runs.end(run.id, fence: run.fence, .waiting, error: reason)
        throw JobSnooze(until: runs.clock.now() + pause)
    }

    private func failed(_ run: Run, _ error: any Error, _ runs: RunStore, _ context: JobContext) async throws {
        if (error as? PipelineError)?.code == .fenced { return }
        let isLate = context.deadline.map { $0 <= runs.clock.now() } ?? false
        if error is CancellationError, !isLate {
            // Stopped in the middle: the next worker goes on from the last checkpoint.
            try? await runs.end(run.id, fence: run.fence, .waiting)
            return
        }
        let failure = isLate ? .never("The deadline came while it ran.") : classify(error)
        var isLast = context.attempt >= context.maxAttempts
        if case .never = failure { isLast = true }
        do {
            try await runs.end(
                run.id, fence: run.fence, isLast ? .failed : .waiting, error: failure.reason,
                also: runs.starting(after: run, isLast ? .failed : .waiting, services?.folder))
            if isLast { await putAway(run, runs) }
        } catch let error as PipelineError where error.code == .fenced {
            // Another worker has it; the job's lease says the same.
        }
    }
}
