package import Model
import Synchronization

/// What listeners of the live feed hear: enough to redraw a line, never more than they may see.
package enum LiveEvent: Sendable, Hashable {
    /// A check of a directory was looked at.
    case observed(slug: String, check: CheckKind, verdict: Verdict, changed: Bool, at: Timestamp, latencyMicroseconds: Int64)
    /// An incident opened, changed or closed.
    case incident(IncidentID, sentence: String, verdict: Verdict, open: Bool, at: Timestamp)
    /// The counts by verdict after a second in which something changed.
    case counts([Verdict: Int], at: Timestamp)
    /// The listener was too slow and missed events; it should load the page's state afresh.
    case missed
}

/// Hands each event to every listener. A slow listener loses events and is told so; it never slows the watch down or grows memory.
package final class LiveFeed: Sendable {
    private struct State {
        var listeners: [Int: AsyncStream<LiveEvent>.Continuation] = [:]
        var missed: Set<Int> = []
        var next = 0
        var closed = false
    }

    /// Events that wait for one listener at the most.
    package static let depth = 512
    /// Listeners served at once; more are refused.
    package static let maximumListeners = 1_000

    private let state = Mutex(State())

    package init() {}

    /// How many listen at this moment.
    package var listeners: Int { state.withLock { $0.listeners.count } }

    /// Hands the event on; returns at once. Of two that are published at the same time either may be heard first.
    ///
    /// Nobody is called while the lock is held: handing an event over wakes a task, and a task that is being cancelled holds its own lock
    /// while it takes leave here.
    package func publish(_ event: LiveEvent) {
        let (listeners, missed) = state.withLock { ($0.listeners, $0.missed) }
        for (number, listener) in listeners {
            if missed.contains(number) {
                // Room again? Then say first that something is missing.
                guard case .enqueued = listener.yield(.missed) else { continue }
                state.withLock { _ = $0.missed.remove(number) }
            }
            if case .dropped = listener.yield(event) {
                state.withLock { if $0.listeners[number] != nil { $0.missed.insert(number) } }
            }
        }
    }

    /// Listens from now on; nil when there are too many listeners or the feed has ended.
    package func subscribe() -> AsyncStream<LiveEvent>? {
        state.withLock { state in
            guard !state.closed, state.listeners.count < Self.maximumListeners else { return nil }
            let number = state.next
            state.next += 1
            let (stream, continuation) = AsyncStream.makeStream(
                of: LiveEvent.self, bufferingPolicy: .bufferingOldest(Self.depth))
            continuation.onTermination = { [weak self] _ in self?.leave(number) }
            state.listeners[number] = continuation
            return stream
        }
    }

    /// Ends every listener's stream: the program is stopping.
    package func close() {
        let listeners = state.withLock { state in
            state.closed = true
            let all = Array(state.listeners.values)
            state.listeners = [:]
            return all
        }
        for listener in listeners { listener.finish() }
    }

    private func leave(_ number: Int) {
        // What is taken out is let go only after the lock.
        let left = state.withLock { state in
            state.missed.remove(number)
            return state.listeners.removeValue(forKey: number)
        }
        _ = left
    }
}
