package import HTML
package import Resilience
import Synchronization

/// The cookies of one visit: what the answer to one request sets, the next is asked with. Forgotten with the visit. Thread-safe.
package final class CookieKeeper: Sendable {
    private let jar = Mutex(CookieJar())
    private let clock: any WallClock

    package init(clock: any WallClock = SystemClock()) { self.clock = clock }

    /// The value of the `Cookie` header for a request; nil where none goes there.
    package func header(for url: WebURL) -> String? { jar.withLock { $0.header(for: url) } }

    /// Takes what a response sets or deletes.
    /// - Parameter headers: Their names in lower case.
    package func take(_ headers: [(name: String, value: String)], from url: WebURL) {
        let now = clock.now()
        jar.withLock { $0.take(headers, from: url, now: now) }
    }
}
