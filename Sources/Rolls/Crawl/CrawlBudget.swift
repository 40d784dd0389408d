/// How much one roll may take; what is left undone makes the roll partial.
package struct CrawlBudget: Sendable, Hashable {
    package var pages: Int
    /// Body bytes over the wire.
    package var bytes: Int
    package var time: Duration

    package init(pages: Int = 20_000, bytes: Int = 4 << 30, time: Duration = .seconds(6 * 3600)) {
        self.pages = pages
        self.bytes = bytes
        self.time = time
    }

    /// What has run out; nil while there is some of everything.
    package func exhausted(pages: Int, bytes: Int, elapsed: Duration) -> String? {
        if pages >= self.pages { return "the budget of \(self.pages) pages is used up" }
        if bytes >= self.bytes { return "the budget of \(self.bytes) bytes is used up" }
        if elapsed >= time { return "the budget of \(time.components.seconds) seconds is used up" }
        return nil
    }
}
