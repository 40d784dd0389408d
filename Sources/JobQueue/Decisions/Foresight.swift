/// How many jobs a worker takes ahead of its free places, so that short jobs share their ways to the database.
///
/// As many as its places are likely to work off within ``span``, by a mean of what jobs took lately that rises fast and falls slowly: long
/// jobs are never taken before somebody has time for them. Nothing is taken ahead before enough jobs were seen to judge by, so that a job
/// which kills its worker stands alone in the next one.
package struct Foresight: Sendable {
    /// How much work is taken ahead, by the time it is likely to take.
    package let span: Duration
    /// Jobs taken ahead at most.
    package let most: Int
    /// Seconds.
    private var mean = 0.0
    private var seen = 0

    /// Jobs that are seen before any is taken ahead.
    package static let lesson = 32

    package init(span: Duration = .milliseconds(5), most: Int = 256) {
        self.span = span
        self.most = most
    }

    /// A job's work ended.
    package mutating func ended(after time: Duration) {
        let sample = seconds(time)
        seen = min(seen + 1, Self.lesson)
        // A few long ones say more of what is to be expected than many short ones.
        mean += (sample - mean) * (sample > mean ? 0.25 : 1.0 / 64)
    }

    /// What was taken ahead had to wait for so long.
    package mutating func waited(_ time: Duration) { mean = max(mean, seconds(time)) }

    /// How many jobs to hold beside those that have places.
    package func ahead(of places: Int) -> Int {
        guard seen >= Self.lesson else { return 0 }
        return min(most, Int(min(Double(most), Double(places) * seconds(span) / max(mean, 1e-9))))
    }
}
