package import Model

/// How often and after which waits failed work is tried again: exponential backoff with full jitter, which spreads the retries of many
/// jobs that failed together better than any fixed wait (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
package struct RetryPolicy: Sendable, Hashable {
    /// Attempts in all, the first one included.
    package var attempts: Int
    /// The upper end of the first wait.
    package var base: Duration
    /// The upper end of any wait.
    package var cap: Duration
    /// The lower end of any wait, so that none is immediate.
    package var floor: Duration

    package init(
        attempts: Int = 12, base: Duration = .seconds(2), cap: Duration = .seconds(3600), floor: Duration = .milliseconds(200)
    ) {
        self.attempts = max(1, attempts)
        self.base = base
        self.cap = cap
        self.floor = floor
    }

    /// The longest wait after that attempt, counted from 1.
    package func ceiling(after attempt: Int) -> Duration {
        var ceiling = base
        for _ in 1..<max(1, min(attempt, 63)) {
            if ceiling >= cap { return cap }
            ceiling = ceiling * 2
        }
        return min(ceiling, cap)
    }

    /// The wait after that attempt: anywhere between the floor and the ceiling, all equally likely.
    package func delay(after attempt: Int, using dice: inout some RandomNumberGenerator) -> Duration {
        let low = floor.wholeMilliseconds
        let high = max(low, ceiling(after: attempt).wholeMilliseconds)
        return .milliseconds(Int64.random(in: low...high, using: &dice))
    }

    /// What becomes of a job whose attempt, counted from 1, ended in `failure`.
    package func decide(
        _ failure: JobFailure, attempt: Int, of limit: Int, now: Timestamp, deadline: Timestamp?,
        using dice: inout some RandomNumberGenerator
    ) -> RetryDecision {
        let next: Timestamp
        switch failure {
        case .never(let reason): return .giveUp(reason)
        case .retry: next = now + delay(after: attempt, using: &dice)
        case .later(let time, _): next = max(time, now)
        }
        guard attempt < limit else { return .giveUp("\(failure.reason) (attempt \(attempt) of \(limit))") }
        if let deadline, next >= deadline { return .giveUp("\(failure.reason) (the deadline comes before another attempt)") }
        return .again(next)
    }
}

/// What becomes of a failed attempt.
package enum RetryDecision: Sendable, Hashable {
    case again(Timestamp)
    case giveUp(String)
}
