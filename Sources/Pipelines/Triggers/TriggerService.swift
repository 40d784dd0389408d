package import Database
package import JobQueue
package import Logging
import Model
import ServiceLifecycle
import Synchronization

/// Keeps the schedules of an installation as its pipelines' documents say, and knows which of them wait for an event. Looks at the folder every
/// few seconds and reads what has changed there; a document with mistakes is told once in the log, and what it said before holds.
package final class TriggerService: Service {
    private let folder: PipelineFolder
    private let jobs: JobStore
    private let logger: Logger
    private let state = Mutex(State())
    private static let prefix = "pipeline/"
    private static let interval: Duration = .seconds(5)
    /// After this long the documents are read though nothing seems to have changed.
    private static let patience: Duration = .seconds(60)

    private struct State {
        /// As last read.
        var documents: [String: PipelineDocument] = [:]
        var told: [String: String] = [:]
    }

    package init(_ folder: PipelineFolder, jobs: JobStore, logger: Logger) {
        self.folder = folder
        self.jobs = jobs
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var seen: [String: [Int64]]?
            var refreshed = ContinuousClock.now
            while !Task.isCancelled {
                let stamp = self.folder.stamp()
                do {
                    if stamp != seen || .now - refreshed >= Self.patience {
                        (seen, refreshed) = (stamp, .now)
                        try await self.refresh()
                    }
                } catch {
                    seen = nil
                    self.logger.error("pipelines' schedules could not be kept", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    /// Reads the folder and brings the schedules to what it says.
    package func refresh() async throws {
        let names = folder.names()
        var wanted: [String: Schedule] = [:]
        var changed: Set<String> = []
        for name in names {
            let known = state.withLock { $0.documents[name] }
            do {
                let document = try folder.load(name).document
                if document.text != known?.text { changed.insert(name) }
                state.withLock { state in
                    state.documents[name] = document
                    state.told[name] = nil
                }
            } catch {
                let text = String(describing: error)
                let isNew = state.withLock { $0.told.updateValue(text, forKey: name) != text }
                if isNew { logger.error("a pipeline cannot be read", metadata: ["pipeline": "\(name)", "error": "\(text)"]) }
            }
        }
        let documents = state.withLock { state in
            state.documents = state.documents.filter { names.contains($0.key) }
            return state.documents
        }
        for (name, document) in documents {
            for (index, trigger) in document.triggers.enumerated() {
                guard let trigger = trigger as? any ClockTrigger else { continue }
                let draft = try JobDraft(StartKind.shape, StartKind.Payload(pipeline: name, cause: type(of: trigger).kind))
                let schedule = "\(Self.prefix)\(name)/\(index)"
                wanted[schedule] = Schedule(schedule, trigger.rhythm, catchUp: trigger.catchUp, jitter: trigger.jitter, draft: draft)
            }
        }
        let schedules = ScheduleStore(jobs)
        let present = try await schedules.list().map(\.schedule.name).filter { $0.hasPrefix(Self.prefix) }
        for name in present where wanted[name] == nil { try await schedules.remove(name) }
        for (name, schedule) in wanted {
            let pipeline = name.dropFirst(Self.prefix.count).prefix { $0 != "/" }
            if !present.contains(name) || changed.contains(String(pipeline)) { try await schedules.set(schedule) }
        }
    }

    /// Starts the pipelines that wait for an event, in the transaction that stores it: the runs' jobs are there if and only if it is.
    package func enter(_ event: ProgramEvent, in connection: any SQLConnection) throws {
        let names = state.withLock { state in
            state.documents.values.filter { document in
                document.triggers.contains { ($0 as? EventTrigger)?.event == event }
            }.map(\.name)
        }
        guard !names.isEmpty else { return }
        let drafts = try names.sorted().map { try JobDraft(StartKind.shape, StartKind.Payload(pipeline: $0, cause: event.rawValue)) }
        _ = try jobs.enqueue(drafts, in: connection)
    }
}
