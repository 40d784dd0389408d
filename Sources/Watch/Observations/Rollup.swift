package import Model

/// What many observations of one check come to: counts by verdict and a summary of latencies. Rollups of parts merge to that of the whole.
package struct Rollup: Hashable, Sendable {
    /// How many observations had each verdict, at the index of ``Verdict/code``.
    private var counts = SIMD8<UInt32>()
    /// Sum and maximum in microseconds, over the observations in `latencies`.
    package var latencySum: Int64 = 0
    package var latencyMaximum: Int64 = 0
    /// The latencies of all observations in which something answered (neither down nor unknown).
    package var latencies = LatencySketch()
    /// The row of the latest observation, from which the ones before it are reached.
    var lastRow: Int64 = 0

    package init() {}

    /// Adds one observation.
    package mutating func add(_ verdict: Verdict, latency microseconds: Int64, row: Int64 = 0) {
        counts[verdict.code] &+= 1
        lastRow = max(lastRow, row)
        guard verdict != .down, verdict != .unknown else { return }
        latencySum += microseconds
        latencyMaximum = max(latencyMaximum, microseconds)
        latencies.add(microseconds)
    }

    /// Adds all of `other`.
    package mutating func merge(_ other: Rollup) {
        counts &+= other.counts
        latencySum += other.latencySum
        latencyMaximum = max(latencyMaximum, other.latencyMaximum)
        latencies.merge(other.latencies)
        lastRow = max(lastRow, other.lastRow)
    }

    /// How many observations had this verdict.
    package subscript(verdict: Verdict) -> Int {
        get { Int(counts[verdict.code]) }
        set { counts[verdict.code] = UInt32(clamping: newValue) }
    }

    /// All observations.
    package var total: Int { Verdict.allCases.reduce(0) { $0 + self[$1] } }
    /// The observations that count for or against the directory: all but `unknown`.
    package var counted: Int { total - self[.unknown] }
    /// The observations in which it was present.
    package var available: Int { Verdict.allCases.reduce(0) { $1.isAvailable ? $0 + self[$1] : $0 } }
    /// The share of counted observations in which it was present, 0...1; nil where none counts.
    package var uptime: Double? { counted == 0 ? nil : Double(available) / Double(counted) }
    /// The mean latency in microseconds; nil where nothing answered.
    package var meanLatency: Int64? {
        let answered = latencies.count
        return answered == 0 ? nil : latencySum / Int64(answered)
    }
    /// The median latency in microseconds.
    package var p50: Int64? { latencies.quantile(0.5) }
    /// 95 % of latencies are below this, in microseconds.
    package var p95: Int64? { latencies.quantile(0.95) }
    /// 99 % of latencies are below this, in microseconds.
    package var p99: Int64? { latencies.quantile(0.99) }
}

/// The widths of time by which observations are rolled up, finest first.
package enum RollupLevel: Int, CaseIterable, Sendable, Comparable {
    case fiveMinutes, hour, day

    /// The width in milliseconds.
    package var width: Int64 {
        switch self {
        case .fiveMinutes: 300_000
        case .hour: 3_600_000
        case .day: 86_400_000
        }
    }

    var table: String {
        switch self {
        case .fiveMinutes: "rollups_5m"
        case .hour: "rollups_1h"
        case .day: "rollups_1d"
        }
    }

    /// The next finer level; nil for the finest.
    var finer: RollupLevel? { RollupLevel(rawValue: rawValue - 1) }

    /// The start of the bucket that holds `time` (milliseconds, UTC).
    func floor(_ time: Int64) -> Int64 { time - ((time % width) + width) % width }
    /// The first start of a bucket at or after `time`.
    func ceiling(_ time: Int64) -> Int64 { floor(time + width - 1) }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
