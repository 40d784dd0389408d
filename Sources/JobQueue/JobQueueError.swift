package import Model

/// Why the queue did not do what was asked: a stable code, what happened, and what can be done about it.
package struct JobQueueError: Error, Sendable, Hashable {
    /// The kinds of refusal that a caller or a person treats differently.
    package enum Code: String, Sendable, CaseIterable {
        case unknownJob = "unknown_job"
        case unknownKind = "unknown_kind"
        case unknownQueue = "unknown_queue"
        /// The payload is not what the kind takes.
        case payload
        /// The queue holds as many jobs as it may: the caller is to wait.
        case full
        /// Jobs that wait for one another.
        case cycle
        /// A dependency on a job that does not exist.
        case dependency
        /// The job is in a state in which this cannot be done.
        case state
        /// Another job has the unique key.
        case unique
        /// A value out of its range.
        case value
        /// A schedule that cannot be read.
        case schedule
    }

    package var code: Code
    /// What happened, in one sentence.
    package var message: String
    /// What can be done about it, in one sentence.
    package var remedy: String

    package init(_ code: Code, _ message: String, remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}

extension JobQueueError: CustomStringConvertible {
    package var description: String { "\(message) \(remedy)" }
}

/// How work ends that did not succeed: thrown by the work itself, or what its kind makes of another error.
package enum JobFailure: Error, Sendable, Hashable {
    /// May succeed when tried again: after a wait that the kind's ``RetryPolicy`` chooses.
    case retry(String)
    /// May succeed at that time, not before (a service's Retry-After). Counts as an attempt.
    case later(Timestamp, String)
    /// Will never succeed: it becomes a dead letter at once.
    case never(String)

    /// What went wrong, for people.
    package var reason: String {
        switch self {
        case .retry(let reason), .later(_, let reason), .never(let reason): reason
        }
    }
}

/// Thrown by work that is not to be done now and is no failure: it is called again at that time, without counting an attempt.
package struct JobSnooze: Error, Sendable, Hashable {
    package let until: Timestamp

    package init(until: Timestamp) { self.until = until }
}
