package import JobQueue
package import Model
import Resilience
import Settings

/// What surfaces read and change of jobs. Errors of the queue become answers by ``Problem/of(_:path:)``.
package struct JobDesk: Sendable {
    package let store: JobStore
    private let kinds: JobKinds
    private let counted: Remembered<[QueueStats]>

    /// Jobs that one request replays at most; the rest is told.
    package static let bulk = 1_000

    package init(_ store: JobStore, kinds: JobKinds) {
        self.store = store
        self.kinds = kinds
        // A count over all jobs: with a million of them it is no matter of a moment, and every page of jobs asks for it.
        counted = Remembered(for: .seconds(1), patience: .seconds(3), clock: store.clock) { try await store.stats() }
    }

    /// The moment now.
    package func now() -> Timestamp { store.clock.now() }

    /// How the queues fare, by name; up to a second old, four where a new count is under way.
    package func queues() async throws -> [QueueStats] { try await counted.value() }

    /// The job of that number, or a 404 that names it.
    package func job(_ text: String) async throws -> Job {
        try await store.get(try Self.number(text))
    }

    /// The number of a job in an address.
    package static func number(_ text: String) throws -> JobID {
        guard let number = Int64(text), number > 0 else { throw Problem.notFound("job", String(text.prefix(40))) }
        return JobID(number)
    }

    /// A page of jobs, latest first, and the cursor of the next page.
    package func list(_ listing: JobListing) async throws -> (jobs: [Job], next: String?) {
        let page = listing.page
        return page.cut(try await store.list(listing.filter, limit: page.limit + 1)) { $0.id.rawValue }
    }

    /// Changes a waiting job or a dead letter; a payload is checked by the job's kind first.
    package func edit(_ id: JobID, _ edit: JobEdit) async throws {
        var edit = edit
        if let payload = edit.payload {
            let job = try await store.get(id)
            guard let kind = kinds[job.kind] else {
                throw JobQueueError(
                    .payload, "This program does not know the kind \"\(job.kind)\", so it cannot check its payload.",
                    remedy: "Use the version of Rollcall that enqueued the job.")
            }
            try kind.check(payload, kind.version)
            edit.version = kind.version
        }
        try await store.edit(id, edit)
        await counted.forget()
    }

    /// Lets a waiting job wait until that time.
    package func snooze(_ id: JobID, until time: Timestamp) async throws {
        try await store.snooze(id, until: time)
        await counted.forget()
    }

    /// The same for a span as people write it.
    package func snooze(_ id: JobID, for text: String) async throws {
        guard let span = DurationText.parse(text), span > .zero else {
            throw Problem.invalid("for", "“\(text.prefix(40))” is no span. Write 10m, 1h or 1d.")
        }
        try await snooze(id, until: now() + span)
    }

    /// Stops or resumes giving out the jobs of a queue.
    package func setPaused(_ paused: Bool, queue: String) async throws {
        try await store.setPaused(paused, queue: queue)
        await counted.forget()
    }

    /// Ends a job, at once or as soon as its work stops.
    package func cancel(_ id: JobID) async throws -> Cancellation {
        let result = try await store.cancel(id)
        await counted.forget()
        return result
    }

    /// Works a dead or cancelled job once more, a scheduled one at once.
    package func retry(_ id: JobID) async throws {
        try await store.retry(id)
        await counted.forget()
    }

    /// Works the dead letters of a filter once more, at most ``bulk`` of them.
    package func retryAll(_ filter: JobStore.Filter) async throws -> (replayed: Int, left: Int) {
        let counts = try await store.retryAll(filter, limit: Self.bulk)
        await counted.forget()
        return counts
    }

    /// Works the chosen jobs once more.
    /// - Returns: how many; those that are no dead letters any more, or whose unique key another job has, are left.
    package func retry(_ ids: [JobID]) async throws -> (replayed: Int, left: Int) {
        var replayed = 0
        for id in ids.prefix(Self.bulk) {
            do {
                try await store.retry(id)
                replayed += 1
            } catch let error as JobQueueError where [.state, .unique, .unknownJob].contains(error.code) { continue }
        }
        await counted.forget()
        return (replayed, ids.count - replayed)
    }
}
