import Database
package import JobQueue
package import Model
import Resilience

/// A look at the form of a directory whose mapping is in use: is it still the form that was mapped?
package struct FormLookJob: JobKind {
    private let onboarder: @Sendable () throws -> Onboarder

    /// - Parameter onboarder: Asked for when there is work.
    package init(_ onboarder: @escaping @Sendable () throws -> Onboarder) { self.onboarder = onboarder }

    /// For whoever only enqueues.
    package static let shape = FormLookJob { throw JobFailure.later(Timestamp(seconds: 0), "this process does not onboard") }

    package var name: String { "form-look" }
    package var queue: String { OnboardJob.queue }
    package var retry: RetryPolicy { RetryPolicy(attempts: 4, base: .seconds(60), cap: .seconds(1_800)) }

    static func draft(_ entry: Int64) throws -> JobDraft {
        var draft = try JobDraft(shape, OnboardJob.Payload(onboarding: entry))
        draft.unique = UniqueKey("\(entry)")
        draft.priority = .low
        draft.tags = ["onboarding-\(entry)"]
        return draft
    }

    package func run(_ payload: OnboardJob.Payload, _ context: JobContext) async throws {
        if let trouble = try await onboarder().lookAgain(payload.onboarding) { throw JobFailure.retry(trouble) }
    }
}

/// Has the forms of active directories looked at every so often.
package struct FormLookChore: Chore {
    package let name = "form looks"
    package let interval: Duration = .seconds(60)
    /// What was looked at grows older without anybody's doing.
    package let rests = false
    private let store: OnboardingStore
    private let every: Duration

    package init(_ store: OnboardingStore, every: Duration = .seconds(6 * 3_600)) { (self.store, self.every) = (store, every) }

    package mutating func perform() async throws -> Duration? {
        try await store.enqueueLooks(older: store.clock.now() - every) ? .seconds(1) : nil
    }
}

extension Onboarder {
    /// Compares the form of an active directory with the mapping in use, and stores in words how it has changed.
    /// - Returns: Why nothing was learned, where that may pass.
    package func lookAgain(_ id: Int64) async throws -> String? {
        guard let entry = try await store.get(id), entry.state == .active,
            let mapping = try await store.mapping(of: id, version: entry.inUse)
        else { return nil }
        let current = await look(entry)
        try Task.checkCancellation()
        switch current {
        case .failure(let missed) where missed.isPassing: return missed.words
        case .failure(let missed): try await store.looked(entry, .breaking, missed.words)
        case .success(let look):
            let drift = try await drift(of: entry, from: mapping, to: look)
            try await store.looked(entry, drift.severity, drift.words)
        }
        return nil
    }
}

extension OnboardingStore {
    /// A form that is no longer what was mapped.
    package struct Drift: Sendable, Hashable {
        package var directory: DirectoryID
        package var severity: FormDrift.Severity
        /// In words, without a full stop.
        package var words: String
    }

    /// Makes a job for each active directory whose form was not looked at since, some at a time.
    /// - Returns: Whether there may be more.
    func enqueueLooks(older than: Timestamp) async throws -> Bool {
        let limit = 200
        let now = clock.now()
        let made = try await database.write { connection in
            let due = try connection.query(
                """
                SELECT id FROM onboardings WHERE state = 5 AND (looked_at IS NULL OR looked_at <= $1) ORDER BY looked_at, id LIMIT $2
                """, [.time(than), .int(limit)]
            ) { $0.integer(0) }
            for id in due { try connection.execute("UPDATE onboardings SET looked_at = $2 WHERE id = $1", [.integer(id), .time(now)]) }
            _ = try jobs.enqueue(try due.map { try FormLookJob.draft($0) }, in: connection)
            return due.count
        }
        if made > 0 { jobs.hint() }
        return made == limit
    }

    /// Stores what a look found, if the same mapping is still in use.
    func looked(_ entry: OnboardingEntry, _ severity: FormDrift.Severity?, _ words: String) async throws {
        let now = clock.now()
        try await database.write { connection in
            let changed = try connection.execute(
                """
                UPDATE onboardings SET looked_at = $3, drift = $4, drift_severity = $5 WHERE id = $1 AND state = 5 AND in_use = $2
                """,
                [
                    .integer(entry.id), .int(entry.inUse), .time(now), .optional(severity == nil ? nil : words.cut(1_000)),
                    .optional(severity?.rawValue),
                ])
            guard changed == 1, entry.drift ?? "" != (severity == nil ? "" : words.cut(1_000)) else { return }
            let said = severity == nil ? "it is as it was mapped again" : words
            try self.note("the form has changed", who: "rollcall", said, entry.id, now, connection)
        }
    }

    /// Forms in use that have changed so that somebody should know.
    package func drifts() async throws -> [Drift] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT directory_id, drift_severity, drift FROM onboardings
                WHERE state = 5 AND drift_severity >= 1 AND directory_id IS NOT NULL ORDER BY directory_id LIMIT 10000
                """
            ) {
                Drift(
                    directory: DirectoryID($0.integer(0)), severity: FormDrift.Severity(rawValue: $0.int(1)) ?? .notable, words: $0.text(2))
            }
        }
    }
}
