package import Model
package import Pipelines

/// How fast a run reads, by its figures of the last seconds. Pure: figures and times in, a rate out.
package struct RunPace: Sendable, Hashable {
    private var samples: [Sample] = []

    private struct Sample: Hashable {
        var at: Timestamp
        var figures: RunProgress.Figures
    }

    /// Figures older than that say nothing of now.
    private static let window = Duration.seconds(10)
    private static let most = 32

    package init() {}

    /// Takes what was seen at that time.
    package mutating func note(_ figures: RunProgress.Figures, at now: Timestamp) {
        // A run that was taken up again begins at its checkpoint, and a clock may be set back.
        if let last = samples.last, last.figures.read > figures.read || last.at > now { samples = [] }
        // Of several readers at a time one is enough.
        if let last = samples.last, now - last.at < .milliseconds(200) { return }
        samples.append(Sample(at: now, figures: figures))
        samples.removeAll { now - $0.at > Self.window }
        if samples.count > Self.most { samples.removeFirst() }
    }

    /// Records read each second; nil until it was looked at twice.
    package var rate: Double? {
        guard let first = samples.first, let last = samples.last, last.at - first.at >= .milliseconds(400) else { return nil }
        return Double(last.figures.read - first.figures.read) * 1000 / Double((last.at - first.at).wholeMilliseconds)
    }

    /// How long the rest of the source takes at this pace; nil where its size or the pace is not known.
    package var remaining: Duration? {
        guard let figures = samples.last?.figures, let rate, rate > 0, let total = figures.total, figures.bytes > 0 else { return nil }
        // Records still to come, by the size of those before.
        let left = Double(figures.read) * Double(max(0, total - figures.bytes)) / Double(figures.bytes) / rate
        return .milliseconds(Int64(min(left, 1e9) * 1000))
    }
}
