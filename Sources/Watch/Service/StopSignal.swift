import Synchronization
import Web

/// The word to stop, and sleep that ends when it is given.
final class StopSignal: Sendable {
    private struct State {
        var isGiven = false
        var sleepers: [Int: CheckedContinuation<Void, Never>] = [:]
        var last = 0
    }

    private let state = Mutex(State())

    var isGiven: Bool { state.withLock { $0.isGiven } }

    /// Wakes all who sleep; nobody sleeps from now on.
    func give() {
        let sleepers = state.withLock { state in
            state.isGiven = true
            defer { state.sleepers = [:] }
            return state.sleepers
        }
        for sleeper in sleepers.values { sleeper.resume() }
    }

    /// Sleeps for a span, or until the word is given or the task is cancelled. The loop keeps the time: its timers wake no other thread.
    func sleep(for span: Duration, by loop: ProbeLoop) async {
        let id = state.withLock { state in
            state.last += 1
            return state.last
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let sleeps = state.withLock { state in
                    if !state.isGiven { state.sleepers[id] = continuation }
                    return !state.isGiven
                }
                guard sleeps else { return continuation.resume() }
                // Cancelled before the handler below could find the sleeper.
                if Task.isCancelled { return wake(id) }
                loop.call(after: span) { self.wake(id) }
            }
        } onCancel: {
            wake(id)
        }
    }

    private func wake(_ id: Int) { state.withLock { $0.sleepers.removeValue(forKey: id) }?.resume() }
}
