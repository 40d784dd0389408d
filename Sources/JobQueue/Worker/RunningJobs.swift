import Model
import Synchronization

/// What a worker has in hand: running jobs, and outcomes that the database has not taken yet.
final class RunningJobs: Sendable {
    /// Why running work is stopped.
    enum Stop: Sendable, Hashable {
        /// Somebody wants it gone.
        case cancelled
        /// It took too long.
        case timeout
        /// Its deadline came.
        case deadline
        /// The worker stops.
        case drain
        /// The lease is lost: whatever comes of it is refused.
        case lost
    }

    private struct Entry {
        var task: Task<Void, Never>?
        var stop: Stop?
        /// On the steady clock.
        var limit: Duration?
        var limitIsDeadline = false
        /// Whether it has one of the places that are kept for its queue.
        var isReserved = false
        var progress: JobProgress?
        var isReported = true
    }

    private struct State {
        var entries: [Lease: Entry] = [:]
        /// Those of the entries that have reserved places.
        var reserved = 0
        var outcomes: [JobOutcome] = []
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.entries.count } }

    /// Running jobs by the sort of their places.
    var counts: (common: Int, reserved: Int) {
        state.withLock { ($0.entries.count - $0.reserved, $0.reserved) }
    }

    func begin(_ lease: Lease, limit: Duration?, isDeadline: Bool, isReserved: Bool) {
        state.withLock { state in
            state.entries[lease] = Entry(limit: limit, limitIsDeadline: isDeadline, isReserved: isReserved)
            if isReserved { state.reserved += 1 }
        }
    }

    /// Hands over the task by which the work can be stopped; one that is to be stopped already is.
    func started(_ lease: Lease, _ task: Task<Void, Never>) {
        let isStopped = state.withLock { state in
            state.entries[lease]?.task = task
            return state.entries[lease]?.stop != nil
        }
        if isStopped { task.cancel() }
    }

    func stopReason(_ lease: Lease) -> Stop? { state.withLock { $0.entries[lease]?.stop } }

    /// Takes the work off the list and its outcome onto the other.
    func end(_ outcome: JobOutcome?, _ lease: Lease) {
        state.withLock { state in
            let entry = state.entries.removeValue(forKey: lease)
            if entry?.isReserved ?? false { state.reserved -= 1 }
            if let outcome, entry?.stop != .lost { state.outcomes.append(outcome) }
        }
    }

    func takeOutcomes(limit: Int) -> [JobOutcome] {
        state.withLock { state in
            guard state.outcomes.count > limit else {
                defer { state.outcomes = [] }
                return state.outcomes
            }
            defer { state.outcomes.removeFirst(limit) }
            return Array(state.outcomes.prefix(limit))
        }
    }

    /// Puts back what the database could not take now.
    func putBack(_ outcomes: [JobOutcome]) { state.withLock { $0.outcomes = outcomes + $0.outcomes } }

    var hasOutcomes: Bool { state.withLock { !$0.outcomes.isEmpty } }

    func stop(_ leases: [Lease], _ reason: Stop) {
        let tasks = state.withLock { state in
            leases.compactMap { lease -> Task<Void, Never>? in
                guard state.entries[lease] != nil, state.entries[lease]?.stop == nil else { return nil }
                state.entries[lease]?.stop = reason
                return state.entries[lease]?.task
            }
        }
        for task in tasks { task.cancel() }
    }

    func stopAll(_ reason: Stop) { stop(state.withLock { Array($0.entries.keys) }, reason) }

    /// Stops what has run for too long.
    func enforce(at instant: Duration) {
        let late = state.withLock { state in
            state.entries.compactMap { lease, entry in
                entry.limit.map { $0 <= instant } ?? false ? (lease, entry.limitIsDeadline) : nil
            }
        }
        for (lease, isDeadline) in late { stop([lease], isDeadline ? .deadline : .timeout) }
    }

    func report(_ progress: JobProgress) {
        state.withLock { state in
            state.entries[progress.lease]?.progress = progress
            state.entries[progress.lease]?.isReported = false
        }
    }

    /// What was reported since the last time.
    func takeProgress() -> [JobProgress] {
        state.withLock { state in
            var reports: [JobProgress] = []
            for (lease, entry) in state.entries where !entry.isReported {
                if let progress = entry.progress { reports.append(progress) }
                state.entries[lease]?.isReported = true
            }
            return reports
        }
    }
}
