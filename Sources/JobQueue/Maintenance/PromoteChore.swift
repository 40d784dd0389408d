import Model
import Resilience

/// Makes scheduled jobs ready when their time has come, ends waiting ones whose deadline has passed, and lets held ones go.
package struct PromoteChore: Chore {
    package let name = "promote"
    package let interval: Duration = .milliseconds(500)
    private let store: JobStore
    private var round = 0

    package init(_ store: JobStore) { self.store = store }

    package mutating func perform() async throws -> Duration? {
        let (promoted, next) = try await store.promote()
        if round % 4 == 0 { _ = try await store.expire() }
        if round % 20 == 0 { _ = try await store.releaseHeld() }
        round += 1
        if promoted > 0, promoted % 1000 == 0 { return .zero }
        return next.map { $0 - store.clock.now() }
    }
}
