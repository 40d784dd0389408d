package import Model

/// Tells when the time of day was set back, by holding it against a steady clock.
package struct ClockWatch: Sendable {
    /// What a clock may be behind before it counts; NTP moves clocks by less.
    package let tolerance: Duration
    /// The time of day at which the steady clock began, by the most advanced look so far.
    private var start: Timestamp?
    private var last: Duration = .zero

    package init(tolerance: Duration = .seconds(5)) { self.tolerance = tolerance }

    /// - Parameters:
    ///   - time: the time of day.
    ///   - instant: the steady clock's, read in the same moment.
    /// - Returns: how far the time of day is behind what it would be had nobody set it; nil while it is not.
    package mutating func look(_ time: Timestamp, at instant: Duration) -> Duration? {
        let start = time - instant
        guard let before = self.start else {
            (self.start, last) = (start, instant)
            return nil
        }
        // Clocks drift, and are slewed by half a thousandth at the most: that never adds up to a step.
        let drifted = before - (instant - last) / 1000
        (self.start, last) = (max(start, drifted), instant)
        let behind = drifted - start
        return behind > tolerance ? behind : nil
    }
}
