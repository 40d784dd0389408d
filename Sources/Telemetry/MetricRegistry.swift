import Synchronization

/// Holds the present value of every series of the catalogue and writes them in the Prometheus text format.
///
/// Safe from any thread: one short critical section per call. The number of series is bounded (``maximumSeries`` per metric);
/// beyond it, further label values are counted under `other`, so that hostile input cannot grow memory.
package final class MetricRegistry: Sendable {
    private struct Histogram {
        var counts: [UInt64]
        var sum: Double = 0
        var count: UInt64 = 0

        init(buckets: Int) { counts = Array(repeating: 0, count: buckets) }

        mutating func take(_ value: Double, in bucket: Int) {
            counts[bucket] += 1
            sum += value
            count += 1
        }
    }

    private struct Values {
        var numbers: [Metric: [[String]: Double]] = [:]
        var histograms: [Metric: [[String]: Histogram]] = [:]
    }

    /// The most series kept of one metric.
    package static let maximumSeries = 500

    private let values = Mutex(Values())

    package init() {}

    /// Adds to a counter (or gauge). Labels are given in the metric's order.
    package func add(_ metric: Metric, _ labels: String..., by amount: Double = 1) {
        values.withLock { values in
            let key = Self.bounded(labels, among: values.numbers[metric]?.keys)
            values.numbers[metric, default: [:]][key, default: 0] += amount
        }
    }

    /// Sets a gauge, or a counter whose truth is kept elsewhere (CPU time).
    package func set(_ metric: Metric, _ labels: String..., to value: Double) {
        values.withLock { values in
            let key = Self.bounded(labels, among: values.numbers[metric]?.keys)
            values.numbers[metric, default: [:]][key] = value
        }
    }

    /// Counts one value (in the metric's unit) into a histogram.
    package func observe(_ metric: Metric, _ labels: String..., value: Double) {
        values.withLock { values in
            let key = Self.bounded(labels, among: values.histograms[metric]?.keys)
            let bucket = metric.buckets.firstIndex { value <= $0 } ?? metric.buckets.count
            values.histograms[metric, default: [:]][key, default: Histogram(buckets: metric.buckets.count + 1)].take(value, in: bucket)
        }
    }

    /// The present value of a counter or gauge; nil if nothing was recorded.
    package func value(_ metric: Metric, _ labels: String...) -> Double? {
        values.withLock { $0.numbers[metric]?[labels] }
    }

    /// Everything in the text exposition format, version 0.0.4.
    package func exposition() -> String {
        let snapshot = values.withLock { $0 }
        var text = ""
        for metric in MetricCatalogue.all {
            let numbers = snapshot.numbers[metric] ?? [:]
            let histograms = snapshot.histograms[metric] ?? [:]
            // A family without labels always has its one series, so that alerts on it never lack data.
            let series = numbers.isEmpty && metric.labels.isEmpty && metric.kind != .histogram ? [[]: 0.0] : numbers
            guard !series.isEmpty || !histograms.isEmpty else { continue }
            text += "# HELP \(metric.name) \(Self.escapedHelp(metric.help))\n# TYPE \(metric.name) \(metric.kind.rawValue)\n"
            for (labels, value) in series.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
                text += "\(metric.name)\(Self.labelText(metric.labels, labels)) \(Self.number(value))\n"
            }
            for (labels, histogram) in histograms.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
                var running: UInt64 = 0
                for (index, count) in histogram.counts.enumerated() {
                    running += count
                    let bound = index < metric.buckets.count ? Self.number(metric.buckets[index]) : "+Inf"
                    text += "\(metric.name)_bucket\(Self.labelText(metric.labels + ["le"], labels + [bound])) \(running)\n"
                }
                text += "\(metric.name)_sum\(Self.labelText(metric.labels, labels)) \(Self.number(histogram.sum))\n"
                text += "\(metric.name)_count\(Self.labelText(metric.labels, labels)) \(histogram.count)\n"
            }
        }
        return text
    }

    private static func bounded(_ labels: [String], among keys: (some Collection<[String]>)?) -> [String] {
        guard let keys, keys.count >= maximumSeries, !keys.contains(labels) else { return labels }
        return labels.map { _ in "other" }
    }

    private static func labelText(_ names: [String], _ values: [String]) -> String {
        guard !names.isEmpty else { return "" }
        return "{" + zip(names, values).map { "\($0)=\"\(escapedLabel($1))\"" }.joined(separator: ",") + "}"
    }

    private static func escapedLabel(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func escapedHelp(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}
