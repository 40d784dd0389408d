package import Model

/// What a channel wants to hear, and when.
package struct ChannelRules: Hashable, Sendable {
    /// Directories of less importance are not told of; what concerns many directories, or our own network, always is.
    package var importance: Importance
    /// Only these verdicts; nil for all.
    package var verdicts: Set<Verdict>?
    /// Only directories with one of these tags; empty for all.
    package var tags: Set<String>
    /// When the channel is left in peace; nil for never.
    package var quiet: QuietHours?
    /// From this importance on, quiet hours do not hold; nil means that they always do.
    package var loud: Importance?
    /// How often an open incident is told of again; nil for never.
    package var remind: Duration?
    /// How long a notice waits for others of its storm.
    package var wait: Duration
    /// What that wait may grow to while a storm lasts.
    package var longestWait: Duration
    /// Whether a message can answer another one there, so that an incident's end stands below its beginning.
    package var hasThreads: Bool

    package init(
        importance: Importance = .low, verdicts: Set<Verdict>? = nil, tags: Set<String> = [], quiet: QuietHours? = nil,
        loud: Importance? = .critical, remind: Duration? = nil, wait: Duration = .seconds(2), longestWait: Duration = .seconds(60),
        hasThreads: Bool = true
    ) {
        self.importance = importance
        self.verdicts = verdicts
        self.tags = tags
        self.quiet = quiet
        self.loud = loud
        self.remind = remind
        self.wait = wait
        self.longestWait = longestWait
        self.hasThreads = hasThreads
    }
}
