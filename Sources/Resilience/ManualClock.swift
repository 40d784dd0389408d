package import Model
import Synchronization

/// A clock that stands still until told to move: for tests and for simulations of days in seconds.
package final class ManualClock: WallClock {
    private let time: Mutex<Timestamp>

    package init(_ start: Timestamp = Timestamp(seconds: 1_767_225_600)) { time = Mutex(start) }

    package func now() -> Timestamp { time.withLock { $0 } }

    /// Moves the clock forward (or back, with a negative span, as a clock jump does).
    package func advance(by span: Duration) { time.withLock { $0 = $0 + span } }

    package func set(_ now: Timestamp) { time.withLock { $0 = now } }
}
