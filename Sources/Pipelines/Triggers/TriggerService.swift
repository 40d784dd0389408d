import Database
package import JobQueue
package import Logging
import Model
import Resilience
import ServiceLifecycle
import Synchronization

/// Keeps what starts runs in step with the pipelines' documents: schedules, watched folders, and the events of the program that wait. Looks at
/// the folder every few seconds and reads what has changed there; a document with mistakes is told once in the log, and what it said before holds.
package final class TriggerService: Service {
    private let folder: PipelineFolder
    private let jobs: JobStore
    private let logger: Logger
    private let watched: WatchedFolders
    private let state = Mutex(State())
    private let signal: AsyncStream<Void>
    private let told: AsyncStream<Void>.Continuation
    private static let prefix = "pipeline/"
    private static let interval: Duration = .seconds(5)
    /// After this long the documents are read though nothing seems to have changed.
    private static let rereading: Duration = .seconds(60)
    /// An event is told of before it is committed.
    private static let pauses: [Duration] = [.milliseconds(30), .milliseconds(300), .seconds(1)]
    /// An event that nobody took for so long starts nothing any more.
    package static let patience: Duration = .seconds(7 * 86_400)

    private struct State {
        /// As last read; nil before that.
        var documents: [String: PipelineDocument]?
        var told: [String: String] = [:]
        var trouble: String?
    }

    package init(_ folder: PipelineFolder, jobs: JobStore, logger: Logger) {
        self.folder = folder
        self.jobs = jobs
        self.logger = logger
        watched = WatchedFolders(RunStore(jobs), logger: logger)
        (signal, told) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Says that an event may wait; what is missed is found by looking.
    package func wake() { told.yield() }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.keepUp() }
                group.addTask { await self.hear() }
                group.addTask { await self.watched.run() }
            }
        }
    }

    private func keepUp() async {
        var seen: [String: [Int64]]?
        var refreshed = ContinuousClock.now
        var lookout = Lookout()
        while !Task.isCancelled {
            let stamp = folder.stamp()
            let isDue = stamp != seen || .now - refreshed >= Self.rereading
            let isChanged = lookout.isWorthwhile(jobs.database)
            seen = nil
            await trying {
                if isDue {
                    try await self.refresh()
                    refreshed = .now
                }
                if isDue || isChanged {
                    _ = try await self.startForEvents()
                    try await self.watched.putAwayEnded()
                }
                seen = stamp
            }
            if seen == nil { lookout.forget() }
            try? await Pulse.sleep(for: Self.interval)
        }
    }

    private func hear() async {
        for await _ in signal {
            for pause in Self.pauses {
                do { try await Task.sleep(for: pause) } catch { return }
                var found = 0
                await trying { found = try await self.startForEvents() }
                if found > 0 { break }
            }
        }
    }

    /// Tells of trouble once.
    private func trying(_ work: () async throws -> Void) async {
        do {
            try await work()
            let was = state.withLock { state in
                defer { state.trouble = nil }
                return state.trouble
            }
            if was != nil { logger.notice("pipelines' triggers are kept again") }
        } catch {
            let text = String(describing: error)
            let isNew = state.withLock { state in
                defer { state.trouble = text }
                return state.trouble != text
            }
            if isNew { logger.error("pipelines' triggers could not be kept; trying again", metadata: ["error": "\(text)"]) }
        }
    }

    // MARK: Documents

    /// Reads the folder and brings schedules and watched folders to what it says.
    package func refresh() async throws {
        let names = folder.names()
        var changed: Set<String> = []
        for name in names {
            let known = state.withLock { $0.documents?[name] }
            do {
                let document = try folder.load(name).document
                if document.text != known?.text { changed.insert(name) }
                state.withLock { state in
                    state.documents = (state.documents ?? [:]).merging([name: document]) { $1 }
                    state.told[name] = nil
                }
            } catch {
                let text = String(describing: error)
                let isNew = state.withLock { $0.told.updateValue(text, forKey: name) != text }
                if isNew { logger.error("a pipeline cannot be read", metadata: ["pipeline": "\(name)", "error": "\(text)"]) }
            }
        }
        let documents = state.withLock { state in
            let documents = (state.documents ?? [:]).filter { names.contains($0.key) }
            state.documents = documents
            return documents
        }
        try await keepSchedules(documents, changed: changed)
        watched.set(inboxes(documents))
    }

    private func keepSchedules(_ documents: [String: PipelineDocument], changed: Set<String>) async throws {
        var wanted: [String: Schedule] = [:]
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

    private func inboxes(_ documents: [String: PipelineDocument]) -> [Inbox] {
        var inboxes: [Inbox] = []
        var owners: [String: String] = [:]
        for name in documents.keys.sorted() {
            guard let document = documents[name] else { continue }
            for case let trigger as FolderTrigger in document.triggers {
                let path = PipelineFolder.absolute(trigger.folder, in: folder.path)
                if let owner = owners[path] {
                    let text = "The folder \(path) is watched for \(owner) already."
                    let isNew = state.withLock { $0.told.updateValue(text, forKey: "folder/\(name)") != text }
                    if isNew { logger.error("a folder is not watched twice", metadata: ["pipeline": "\(name)", "error": "\(text)"]) }
                    continue
                }
                owners[path] = name
                inboxes.append(Inbox(document: document, base: folder.path, path: path, trigger: trigger))
            }
        }
        return inboxes
    }

    // MARK: Events

    /// Makes the jobs that start the pipelines which wait for what has happened, each event once over all nodes.
    /// - Returns: how many events were taken.
    package func startForEvents() async throws -> Int {
        // Before the documents are read nobody knows who waits.
        guard let documents = state.withLock({ $0.documents }) else { return 0 }
        let waiting = try await jobs.database.read { connection in
            try connection.query("SELECT id, event, record, at FROM pipeline_events ORDER BY id LIMIT 200") {
                (id: $0.integer(0), event: $0.text(1), record: $0.text(2), at: Timestamp(milliseconds: $0.integer(3)))
            }
        }
        guard !waiting.isEmpty else { return 0 }
        let oldest = jobs.clock.now() - Self.patience
        for happened in waiting {
            let names = documents.values.filter { document in
                document.triggers.contains { ($0 as? EventTrigger)?.event.rawValue == happened.event }
            }.map(\.name).sorted()
            let drafts = try (happened.at < oldest ? [] : names).map {
                try JobDraft(StartKind.shape, StartKind.Payload(pipeline: $0, cause: happened.event, event: happened.record))
            }
            try await jobs.database.write { [jobs] connection in
                guard try connection.execute("DELETE FROM pipeline_events WHERE id = $1", [.integer(happened.id)]) > 0 else { return }
                if !drafts.isEmpty { _ = try jobs.enqueue(drafts, in: connection) }
            }
        }
        jobs.hint()
        return waiting.count
    }
}
