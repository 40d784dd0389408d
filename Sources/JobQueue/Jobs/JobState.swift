/// Where a job stands in its life; `docs/job-life.md` draws it. The numbers are stored and never change their meaning.
package enum JobState: Int, Sendable, Hashable, CaseIterable, Codable {
    /// Waits for its run-at: scheduled, snoozed, or to be tried again.
    case scheduled = 0
    /// May be claimed.
    case ready = 1
    /// Held by a worker under a lease.
    case running = 2
    /// Waits for other jobs.
    case blocked = 3
    /// Waits until another job with its key is through.
    case held = 4
    /// Finished as wanted.
    case done = 10
    /// Finished since somebody asked for it.
    case cancelled = 11
    /// Given up: a dead letter, kept with its whole history until somebody replays or forgets it.
    case dead = 12

    /// Whether the job is in the history rather than in the hot table.
    package var isFinished: Bool { rawValue >= 10 }

    /// The word of the command line and of JSON.
    package var name: String {
        switch self {
        case .scheduled: "scheduled"
        case .ready: "ready"
        case .running: "running"
        case .blocked: "blocked"
        case .held: "held"
        case .done: "done"
        case .cancelled: "cancelled"
        case .dead: "dead"
        }
    }

    /// The state of that name; nil for another word.
    package init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}

/// What can happen to a job. Every change in the store is one of these, made only where the row is still in a state that allows it.
package enum JobTransition: Sendable, Hashable, CaseIterable {
    /// Its run-at has come.
    case promote
    /// The last job it waited for is through.
    case unblock
    /// A worker took it.
    case claim
    /// It was taken, but its key is in use.
    case hold
    /// Its key is free again.
    case release
    /// The work returned.
    case complete
    /// The work failed and is tried again.
    case retry
    /// The work failed for good, or too often.
    case giveUp
    /// The work asks to be called again later.
    case snooze
    /// A worker that stops gives it back unfinished.
    case giveBack
    /// Its worker died.
    case rescue
    /// Somebody wants it gone, and nobody works at it.
    case cancel
    /// The work ended since somebody wanted it gone.
    case stop
    /// Its deadline passed before it was taken.
    case expire
    /// Somebody wants a finished one once more.
    case replay
    /// Somebody wants a waiting one at once.
    case hurry
    /// Somebody wants a waiting one later.
    case postpone

    /// The states it may happen in.
    package var from: [JobState] {
        switch self {
        case .promote: [.scheduled]
        case .unblock: [.blocked]
        case .claim: [.ready]
        case .release: [.held]
        case .hold, .complete, .retry, .giveUp, .snooze, .giveBack, .rescue, .stop: [.running]
        case .cancel, .expire: [.scheduled, .ready, .blocked, .held]
        case .replay: [.dead, .cancelled]
        case .hurry: [.scheduled]
        case .postpone: [.ready, .held]
        }
    }

    /// The state it leads to.
    package var to: JobState {
        switch self {
        case .promote, .unblock, .release, .giveBack, .rescue, .replay, .hurry: .ready
        case .claim: .running
        case .hold: .held
        case .complete: .done
        case .retry, .snooze, .postpone: .scheduled
        case .giveUp, .expire: .dead
        case .cancel, .stop: .cancelled
        }
    }

    /// Whether only the worker that holds the lease may cause it, proved by the fencing token.
    package var needsLease: Bool {
        switch self {
        case .hold, .complete, .retry, .giveUp, .snooze, .giveBack, .stop: true
        default: false
        }
    }

    /// The predicate that every write of it repeats. In this form no index of one state serves it: whatever is written by its number is also
    /// found by it, where a planner without statistics would walk over all that are in that state (PostgreSQL).
    var guardSQL: String {
        from.count == 1 ? "state + 0 = \(from[0].rawValue)" : "state IN (\(from.map { String($0.rawValue) }.joined(separator: ", ")))"
    }
}

extension JobState {
    /// The state after `transition`; nil where it cannot happen now.
    package func after(_ transition: JobTransition) -> JobState? {
        transition.from.contains(self) ? transition.to : nil
    }
}
