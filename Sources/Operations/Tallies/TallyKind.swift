package import JobQueue
import Model
package import Resilience

/// Counts the hours (or days) of one noun that are over and not counted yet. Doing it twice changes nothing: an hour is kept together with the mark
/// up to which is counted, and only by whoever moves the mark.
package struct TallyKind: JobKind {
    package struct Payload: Codable, Sendable {
        /// The noun of a ``TallySource``.
        package var noun: String
    }

    /// How long counts are kept: 400 days, so that a day can be compared with the same one a year before.
    package static let retention = Duration.seconds(400 * 86_400)
    /// Jobs of this queue that run at the same time, over all nodes.
    package static let concurrency = 5
    private static let queueName = "analytics"

    package let name = "tally"
    package let queue = Self.queueName
    private let sources: [String: TallySource]
    private let store: TallyStore
    private let clock: any WallClock

    package init(_ sources: [TallySource], store: TallyStore, clock: any WallClock) {
        self.sources = Dictionary(sources.map { ($0.noun, $0) }) { first, _ in first }
        self.store = store
        self.clock = clock
    }

    package func validate(_ payload: Payload) throws {
        guard sources[payload.noun] != nil else {
            throw JobFailure.never("noun is '\(payload.noun)'; what can be counted: \(sources.keys.sorted().joined(separator: ", "))")
        }
    }

    package func run(_ payload: Payload, _ context: JobContext) async throws {
        try await count(payload.noun) { context.progress(nil, $0) }
    }

    /// Counts what there is to count of one noun.
    /// - Parameter report: hears how far it is.
    package func count(_ noun: String, report: (String) -> Void = { _ in }) async throws {
        guard let source = sources[noun] else { return try validate(Payload(noun: noun)) }
        let now = clock.now()
        let period = source.period
        let oldest = period.start(of: now - Self.retention)
        if try await store.progress(source.noun) == nil {
            guard let first = try await source.first() else { return }
            try await store.begin(source.noun, at: max(oldest, period.start(of: first)))
        }
        while let start = try await store.progress(source.noun) {
            try Task.checkCancellation()
            let end = start + period.length
            guard end <= now, let counts = try await source.count(start..<end) else {
                if start <= now, let soFar = source.soFar { try await store.put(source.noun, soFar: soFar(start), from: start) }
                break
            }
            guard try await store.put(source.noun, span: start..<end, counts) else { break }
            try await source.counted?(start..<end)
            report("\(source.noun) until \(end)")
        }
        try await store.prune(source.noun, before: oldest)
    }

    /// Makes the queue's rule and a schedule for each noun.
    package func schedule(in jobs: JobStore) async throws {
        try await jobs.setRules([QueueRules(Self.queueName, concurrency: Self.concurrency)])
        let schedules = ScheduleStore(jobs)
        for noun in sources.keys.sorted() {
            let draft = try JobDraft(self, Payload(noun: noun))
            try await schedules.set(Schedule("tally \(noun)", .every(.seconds(900)), jitter: .seconds(60), draft: draft))
        }
    }
}
