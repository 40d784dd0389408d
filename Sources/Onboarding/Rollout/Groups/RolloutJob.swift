package import JobQueue
import Model
import Resilience

/// The durable work of one rollout over many directories.
package struct RolloutJob: JobKind {
    package struct Payload: Codable, Sendable {
        package var rollout: Int64
        /// Whether it stays until the rollout has ended; the others only hurry it on.
        package var stays: Bool
    }

    private let runner: @Sendable () throws -> RolloutRunner

    /// - Parameter runner: Asked for when there is work.
    package init(_ runner: @escaping @Sendable () throws -> RolloutRunner) { self.runner = runner }

    /// For whoever only enqueues.
    package static let shape = RolloutJob { throw JobFailure.later(Timestamp(seconds: 0), "this process takes no rollouts along") }

    package var name: String { "rollout" }
    package var queue: String { OnboardJob.queue }
    package var retry: RetryPolicy { RetryPolicy(attempts: 20, base: .seconds(3), cap: .seconds(600)) }
    package var timeout: Duration? { .seconds(1_800) }

    package func validate(_ payload: Payload) throws {
        guard payload.rollout > 0 else { throw JobFailure.never("rollout is no number of one") }
    }

    /// - Parameter occasion: `begin` for the one that stays; others end when there is nothing to be done at once.
    static func draft(_ rollout: Int64, occasion: String) throws -> JobDraft {
        var draft = try JobDraft(shape, Payload(rollout: rollout, stays: occasion == "begin"))
        draft.key = ConcurrencyKey("rollout-\(rollout)")
        draft.unique = UniqueKey("\(rollout)@\(occasion)")
        draft.tags = ["rollout-\(rollout)"]
        return draft
    }

    package func run(_ payload: Payload, _ context: JobContext) async throws {
        guard let next = try await runner().advance(payload.rollout) else { return }
        if payload.stays { throw JobSnooze(until: next) }
    }
}

/// Sees to it that every rollout that is under way has its job.
package struct RolloutChore: Chore {
    package let name = "rollouts"
    package let interval: Duration = .seconds(60)
    package let rests = false
    private let store: RolloutStore

    package init(_ store: RolloutStore) { self.store = store }

    package mutating func perform() async throws -> Duration? {
        try await store.enqueueAll()
        return nil
    }
}
