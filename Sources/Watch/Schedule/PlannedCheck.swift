package import Model

/// A check as the planner knows it.
package struct PlannedCheck: Hashable, Sendable {
    package var key: CheckKey
    /// Checks with the same text never run at the same time beyond the host's concurrency: the name of a host, or address and port.
    package var host: String
    package var importance: Importance
    /// The owner's own interval; nil takes the importance's.
    package var interval: Duration?
    /// Whether its last known verdict was a failure, as restored from storage.
    package var failing: Bool

    package init(key: CheckKey, host: String, importance: Importance = .normal, interval: Duration? = nil, failing: Bool = false) {
        self.key = key
        self.host = host
        self.importance = importance
        self.interval = interval
        self.failing = failing
    }
}

/// Leave to run one probe now. Each must be answered by ``Planner/finished(_:outcome:now:)``.
package struct Ticket: Hashable, Sendable {
    package var key: CheckKey
    /// When it should have run; `now` less this is its lateness.
    package var scheduledAt: Timestamp
    /// 0 for a scheduled probe, 1... for a recheck.
    package var attempt: Int
    /// The address that a recheck should not use again where there is another.
    package var avoid: String?

    package init(key: CheckKey, scheduledAt: Timestamp, attempt: Int = 0, avoid: String? = nil) {
        self.key = key
        self.scheduledAt = scheduledAt
        self.attempt = attempt
        self.avoid = avoid
    }
}

/// What the planner learns from a finished probe.
package struct PlanOutcome: Hashable, Sendable {
    package var verdict: Verdict
    /// From the ticket to the end of the probe.
    package var took: Duration
    /// The host's `Retry-After`, measured from now (RFC 9110, 10.2.3): nothing runs on its lane before.
    package var retryAfter: Duration?
    /// When what was seen ends by itself, such as a certificate.
    package var expiresAt: Timestamp?

    package init(verdict: Verdict, took: Duration, retryAfter: Duration? = nil, expiresAt: Timestamp? = nil) {
        self.verdict = verdict
        self.took = took
        self.retryAfter = retryAfter
        self.expiresAt = expiresAt
    }
}
