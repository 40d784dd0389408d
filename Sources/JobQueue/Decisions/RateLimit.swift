package import Model

/// A token bucket in the form of GCRA (ITU-T I.371): the whole state is one time, so that it fits a column and is changed by one
/// compare-and-set, and the moment of the next token is known without waiting for it.
package struct RateLimit: Sendable, Hashable {
    /// Tokens that flow in during one ``period``.
    package var count: Int
    package var period: Duration
    /// Tokens that a bucket left alone holds.
    package var burst: Int

    package init(_ count: Int, per period: Duration, burst: Int? = nil) {
        self.count = max(1, count)
        self.period = max(period, .milliseconds(1))
        self.burst = max(1, burst ?? count)
    }

    /// Microseconds between two tokens.
    private var spacing: Int64 { max(1, period.wholeMicroseconds / Int64(count)) }

    /// Takes up to `wanted` tokens.
    /// - Parameter state: microseconds since 1970 at which the bucket is full again but for its burst; 0 at first. A state far in the
    ///   future, as a clock that was set back leaves it, counts as an empty bucket and no worse.
    /// - Returns: how many were taken, the new state, and when the next one is there if fewer were taken than wanted.
    package func take(_ wanted: Int, state: Int64, now: Timestamp) -> (taken: Int, state: Int64, next: Timestamp?) {
        let time = now.milliseconds * 1000
        let depth = Int64(burst) * spacing
        let full = min(max(state, time), time + depth)
        let available = Int((time + depth - full) / spacing)
        let taken = max(0, min(wanted, available))
        let after = full + Int64(taken) * spacing
        guard taken < wanted else { return (taken, after, nil) }
        // The bucket holds one token again when `after` lies no more than the depth less one token ahead.
        let wait = max(1, after - (depth - spacing) - time)
        return (taken, after, now + .milliseconds((wait + 999) / 1000))
    }
}
