package import Model
package import Watch

/// What only the running watch knows; asked anew each time, must answer at once.
package struct WatchAnswers: Sendable {
    /// What the schedule achieves now.
    package let freshness: @Sendable () -> FreshnessReport
    /// Directories by their gravest verdict, without paused ones and those never looked at.
    package let directoriesByVerdict: @Sendable () -> [Verdict: Int]
    /// Whether our own network is judged to be down.
    package let isBlind: @Sendable () -> Bool
    /// What keeps the watch from doing its work; nil when nothing does.
    package let trouble: @Sendable () -> String?

    package init(
        freshness: @escaping @Sendable () -> FreshnessReport, directoriesByVerdict: @escaping @Sendable () -> [Verdict: Int],
        isBlind: @escaping @Sendable () -> Bool, trouble: @escaping @Sendable () -> String?
    ) {
        self.freshness = freshness
        self.directoriesByVerdict = directoriesByVerdict
        self.isBlind = isBlind
        self.trouble = trouble
    }
}
