package import Model

/// Why a job does not run, in the order in which the reasons would have to fall away.
package enum WaitReason: Sendable, Hashable {
    /// It runs, on that node since that time.
    case running(node: String, since: Timestamp)
    /// With what went wrong, where it is dead.
    case finished(JobState, at: Timestamp, error: String?)
    /// It waits for other jobs: each with its state, nil for one that is gone.
    case dependencies([JobID: JobState?])
    /// Not before that time; with the error of the attempt before, if it is a retry.
    case until(Timestamp, after: String?)
    /// Somebody, or its own work, let it wait until that time.
    case snoozed(until: Timestamp)
    /// Others with the same key run.
    case key(String, limit: Int, holders: [JobID])
    case paused(queue: String)
    /// The queue runs as many as it may.
    case concurrency(queue: String, limit: Int, running: Int)
    /// The queue's rate limit: a token comes at that time.
    case rate(queue: String, next: Timestamp)
    /// No living worker serves its queue.
    case noWorker(queue: String)
    /// No living worker has what it asks for.
    case resource(String)
    /// A worker has what it asks for, and others use it.
    case inUse(String, by: [JobID])
    /// Others are before it.
    case turn(ahead: Int)
    /// It is given up where it has not ended by then.
    case deadline(Timestamp)
}

/// Everything that decides why a job waits, as read in one snapshot.
package struct WaitFacts: Sendable {
    package var state: JobState
    package var queue: String
    package var runAt: Timestamp
    package var startedAt: Timestamp?
    package var finishedAt: Timestamp?
    package var node: String?
    package var lastError: String?
    package var deadline: Timestamp?
    /// The last thing that happened to it is that it was told to wait.
    package var isSnoozed = false
    package var dependencies: [JobID: JobState?] = [:]
    package var key: String?
    package var keyLimit = 1
    package var keyHolders: [JobID] = []
    package var isPaused = false
    package var concurrency: Int?
    package var running = 0
    package var rate: RateLimit?
    package var rateState: Int64 = 0
    /// What the job asks for and the greatest that any living worker offers; nil where no worker lives.
    package var needs = ResourceProfile()
    package var offers: [ResourceProfile] = []
    /// What jobs that say what they need leave of each offer, and those jobs.
    package var free: [ResourceProfile] = []
    package var users: [JobID] = []
    /// Workers that serve the queue.
    package var workers = 0
    package var ahead = 0
    /// Jobs of the queue finished during the last ``window``.
    package var finishedLately = 0
    package var window: Duration = .seconds(300)

    package init(state: JobState, queue: String, runAt: Timestamp) {
        self.state = state
        self.queue = queue
        self.runAt = runAt
    }

    /// Every reason that holds at that time.
    package func reasons(at now: Timestamp) -> [WaitReason] {
        if state.isFinished { return [.finished(state, at: finishedAt ?? now, error: state == .dead ? lastError : nil)] }
        if state == .running { return [.running(node: node ?? "?", since: startedAt ?? now)] }
        var reasons: [WaitReason] = []
        if state == .blocked { reasons.append(.dependencies(dependencies)) }
        if runAt > now { reasons.append(isSnoozed ? .snoozed(until: runAt) : .until(runAt, after: lastError)) }
        if isPaused { reasons.append(.paused(queue: queue)) }
        if let key, keyHolders.count >= keyLimit { reasons.append(.key(key, limit: keyLimit, holders: keyHolders.sorted())) }
        if let concurrency, running >= concurrency { reasons.append(.concurrency(queue: queue, limit: concurrency, running: running)) }
        if let rate, let next = rate.take(1, state: rateState, now: now).next { reasons.append(.rate(queue: queue, next: next)) }
        if workers == 0 {
            reasons.append(.noWorker(queue: queue))
        } else if !offers.isEmpty, let missing = needs.missing(from: offers) {
            reasons.append(.resource(missing))
        } else if !needs.isEmpty, !free.isEmpty, let missing = needs.missing(from: free, isFree: true) {
            reasons.append(.inUse(missing, by: users.sorted()))
        }
        if state == .ready || state == .held, reasons.isEmpty || ahead > 0 { reasons.append(.turn(ahead: ahead)) }
        if let deadline { reasons.append(.deadline(deadline)) }
        return reasons
    }

    /// When it is likely to start; nil where that depends on a person or on other jobs.
    package func estimate(at now: Timestamp) -> Timestamp? {
        if state.isFinished || state == .running || state == .blocked { return nil }
        var earliest = max(runAt, now)
        for reason in reasons(at: now) {
            switch reason {
            case .paused, .noWorker, .resource, .inUse: return nil
            case .rate(_, let next):
                let spacing = rate.map { $0.period.wholeMilliseconds / Int64($0.count) } ?? 0
                earliest = max(earliest, next + .milliseconds(spacing * Int64(ahead)))
            default: break
            }
        }
        guard ahead > 0 || state == .held else { return earliest }
        // At the pace of late; where nothing finished lately there is no pace.
        guard finishedLately > 0 else { return ahead == 0 ? earliest : nil }
        let pace = window.wholeMilliseconds / Int64(finishedLately)
        return max(earliest, now + .milliseconds(pace * Int64(ahead + 1)))
    }
}
