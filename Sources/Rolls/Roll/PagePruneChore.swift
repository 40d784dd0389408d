import JobQueue
package import Resilience
package import Web

/// Removes fetched pages that are too old or too many, on the node that keeps them.
package struct PagePruneChore: Chore {
    package let name = "pages"
    package let interval: Duration = .seconds(1800)
    /// What is old grows older without anybody's doing.
    package let rests = false
    private let cache: PageCache
    private let clock: any WallClock

    package init(_ cache: PageCache, clock: any WallClock) {
        self.cache = cache
        self.clock = clock
    }

    package mutating func perform() async throws -> Duration? {
        await cache.prune(now: clock.now())
        return nil
    }
}
