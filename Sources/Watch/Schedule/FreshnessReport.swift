package import Model

/// How fresh the schedule keeps what the register promises, in numbers and in a sentence.
package struct FreshnessReport: Hashable, Sendable, Codable {
    /// The figures of one importance. Spans in milliseconds.
    package struct Line: Hashable, Sendable, Codable {
        package var importance: Importance
        /// Checks that are planned (not paused).
        package var checks: Int
        /// The mean interval wanted.
        package var wantedMilliseconds: Int64
        /// The mean interval that the budget allows.
        package var plannedMilliseconds: Int64
        /// Age of the last look, over the checks that have had one.
        package var medianAgeMilliseconds: Int64
        package var p95AgeMilliseconds: Int64
        /// Checks without any look yet.
        package var neverSeen: Int
        /// Share of the checks whose last look is no older than the interval wanted (with a tenth and a second of grace).
        package var onTime: Double
    }

    /// Most important first; importances without checks are left out.
    package var lines: [Line]
    /// Probes per second that the wanted intervals need.
    package var demandedPerSecond: Double
    /// Probes per second that are allowed: the least of the user's budget, the share of CPU and the room for probes under way.
    package var allowedPerSecond: Double
    /// Whether the first exceeds the second.
    package var overloaded: Bool
    /// Probes under way.
    package var inFlight: Int
    /// Lateness of tickets over the last minutes, without waits that a host's own lane caused.
    package var p50LatenessMilliseconds: Int64
    package var p99LatenessMilliseconds: Int64
    /// Checks that wait for their own host now.
    package var waitingForHost: Int
    /// One sentence for people.
    package var sentence: String
}

/// Counts of milliseconds in buckets an eighth of an octave wide: quantiles within 9 %.
struct MillisecondHistogram: Sendable {
    private var buckets = [UInt32](repeating: 0, count: 8 * 40)
    private(set) var count = 0

    mutating func add(_ milliseconds: Int64) {
        buckets[Self.bucket(milliseconds)] &+= 1
        count += 1
    }

    mutating func add(_ other: Self) {
        for index in buckets.indices { buckets[index] &+= other.buckets[index] }
        count += other.count
    }

    /// The upper edge of the bucket in which the quantile lies; 0 when empty.
    func quantile(_ share: Double) -> Int64 {
        guard count > 0 else { return 0 }
        let rank = max(1, Int((Double(count) * share).rounded(.up)))
        var seen = 0
        for (index, amount) in buckets.enumerated() {
            seen += Int(amount)
            if seen >= rank { return Self.edge(index) }
        }
        return Self.edge(buckets.count - 1)
    }

    /// 0...7 hold their own value; above, the three bits after the leading one choose among eight buckets of an octave.
    private static func bucket(_ value: Int64) -> Int {
        guard value >= 8 else { return Int(max(0, value)) }
        let octave = 63 - value.leadingZeroBitCount
        let index = (octave - 2) * 8 + Int((value >> Int64(octave - 3)) & 7)
        return min(index, 8 * 40 - 1)
    }

    private static func edge(_ index: Int) -> Int64 {
        guard index >= 8 else { return Int64(index) }
        let octave = index / 8 + 2
        return (Int64(8 + index % 8 + 1) << Int64(octave - 3)) - 1
    }
}
