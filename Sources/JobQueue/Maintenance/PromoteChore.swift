import Model
import Resilience

/// Makes scheduled jobs ready when their time has come, ends waiting ones whose deadline has passed, and lets held ones go.
package struct PromoteChore: Chore {
    package let name = "promote"
    package let interval: Duration = .milliseconds(500)
    package let rests = true
    private let store: JobStore
    /// When late jobs and stuck ones were last looked for; a little late is early enough for either.
    private var expiredAt: Duration?
    private var releasedAt: Duration?
    private static let expiry = Duration.seconds(2)
    private static let release = Duration.seconds(10)

    package init(_ store: JobStore) { self.store = store }

    package mutating func perform() async throws -> Duration? {
        let instant = JobStore.instant()
        if releasedAt.map({ instant - $0 >= Self.release }) ?? true {
            _ = try await store.releaseHeld()
            releasedAt = instant
        }
        let times = try await store.nextTimes()
        let now = store.clock.now()
        var next = times.scheduled
        if let time = next, time <= now {
            let (promoted, following) = try await store.promote()
            if promoted > 0, promoted % 1000 == 0 { return .zero }
            next = following
        }
        var wait = next.map { $0 - now }
        if let deadline = times.deadline {
            let rest = expiredAt.map { Self.expiry - (instant - $0) } ?? .zero
            if deadline <= now, rest <= .zero {
                _ = try await store.expire()
                expiredAt = instant
                wait = interval
            } else {
                wait = min(wait ?? .seconds(3600), max(deadline - now, rest))
            }
        }
        return wait
    }
}
