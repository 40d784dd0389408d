package import Model

/// When one host may be asked again: one request at a time, never closer together than the site asks for, more slowly when it answers
/// slowly, not at all while it says so. A pure value: the moments come in, waits go out.
package struct HostLane: Sendable {
    /// The manners that hold for every host.
    package struct Manners: Sendable, Hashable {
        /// The least time from one request to the next.
        package var delay: Duration
        /// The longest that slowness alone makes it; Crawl-delay and Retry-After are obeyed beyond it.
        package var longestDelay: Duration
        /// So many times the time that an answer takes lies between two requests.
        package var slowdown: Double

        package init(delay: Duration = .milliseconds(500), longestDelay: Duration = .seconds(30), slowdown: Double = 2) {
            self.delay = delay
            self.longestDelay = longestDelay
            self.slowdown = slowdown
        }
    }

    private let manners: Manners
    /// What the site's robots.txt asks for.
    package var crawlDelay: Duration?
    /// Smoothed time of an answer.
    private var latency: Duration?
    /// Refusals in a row.
    private var refusals = 0
    /// The start of the request before.
    private var lastAt: Timestamp?
    /// Not before.
    private var heldUntil: Timestamp?

    package init(_ manners: Manners = Manners()) { self.manners = manners }

    /// The time from one request's start to the next as things stand.
    package var delay: Duration {
        let slow = (latency ?? .zero) * manners.slowdown
        return max(manners.delay, crawlDelay ?? .zero, min(slow, manners.longestDelay))
    }

    /// How long to wait until the next request may start; zero for at once.
    package func wait(at now: Timestamp) -> Duration {
        var at = lastAt.map { $0 + delay } ?? now
        if let heldUntil { at = max(at, heldUntil) }
        return max(.zero, at - now)
    }

    /// A request starts.
    package mutating func start(at now: Timestamp) { lastAt = now }

    /// A request was answered.
    package mutating func answer(after span: Duration) {
        latency = latency.map { $0 * 0.7 + span * 0.3 } ?? span
        refusals = 0
        heldUntil = nil
    }

    /// A request was refused with 429 or 503, or failed: wait as long as was asked for, else twice as long each time.
    package mutating func refuse(at now: Timestamp, retryAfter: Duration?) {
        refusals += 1
        var backoff = max(manners.delay, .seconds(1))
        for _ in 1..<min(max(refusals, 1), 12) where backoff < .seconds(600) { backoff = backoff * 2 }
        heldUntil = now + max(retryAfter ?? min(backoff, .seconds(600)), crawlDelay ?? .zero)
    }
}
