package import Model

/// A job as the database has it, for people.
package struct Job: Sendable, Hashable {
    package var id: JobID
    package var queue: String
    package var tenant: String
    package var priority: JobPriority
    package var kind: String
    package var state: JobState
    package var attempt: Int
    package var maxAttempts: Int
    package var runAt: Timestamp
    package var createdAt: Timestamp
    package var startedAt: Timestamp?
    package var finishedAt: Timestamp?
    package var deadline: Timestamp?
    package var version: Int
    /// JSON.
    package var payload: [UInt8]
    package var key: ConcurrencyKey?
    /// As stored.
    package var uniqueKey: String?
    package var tags: [String]
    package var details: JobDetails
    package var progress: Double?
    package var message: String?
    /// Of the last failed attempt.
    package var error: String?
    package var node: String?
    package var isCancelling: Bool
    package var idempotencyKey: String
}

/// What most jobs do without; stored as JSON.
package struct JobDetails: Sendable, Hashable, Codable {
    package var resources: ResourceProfile?
    package var trace: String?

    package init(resources: ResourceProfile? = nil, trace: String? = nil) {
        self.resources = resources
        self.trace = trace
    }
}

/// A thing that happened to a job: each failed attempt, rescue, snooze, edit, replay.
package struct JobEvent: Sendable, Hashable {
    package var at: Timestamp
    package var attempt: Int
    /// `failed`, `rescued`, `snoozed`, `cancelled`, `edited`, `replayed`, `expired`.
    package var what: String
    package var message: String
    package var node: String?
}

/// A job in the hands of a worker.
package struct ClaimedJob: Sendable {
    package internal(set) var lease: Lease
    package let lane: Int64
    package let kind: String
    package let attempt: Int
    package let maxAttempts: Int
    package let version: Int
    package let payload: [UInt8]
    package let createdAt: Timestamp
    package let runAt: Timestamp
    package let deadline: Timestamp?
    package let details: JobDetails
    let nonce: Int64
    let key: ConcurrencyKey?

    /// The key that stays with the job for life.
    package var idempotencyKey: String { JobText.idempotencyKey(lease.job.rawValue, nonce: nonce) }
}

/// How a worker ends its hold on a job.
package struct JobOutcome: Sendable {
    /// What is to become of the job.
    package enum Result: Sendable, Hashable {
        case done
        case retry(at: Timestamp, error: String)
        case dead(error: String)
        case snooze(until: Timestamp)
        /// Ended since somebody asked for it.
        case cancelled
        /// Not finished, and not its fault.
        case giveBack
    }

    package var lease: Lease
    package var result: Result

    package init(_ lease: Lease, _ result: Result) {
        self.lease = lease
        self.result = result
    }
}
