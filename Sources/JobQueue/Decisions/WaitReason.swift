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
    /// Others are before it.
    case turn(ahead: Int)
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
        if runAt > now { reasons.append(.until(runAt, after: lastError)) }
        if isPaused { reasons.append(.paused(queue: queue)) }
        if let key, keyHolders.count >= keyLimit { reasons.append(.key(key, limit: keyLimit, holders: keyHolders.sorted())) }
        if let concurrency, running >= concurrency { reasons.append(.concurrency(queue: queue, limit: concurrency, running: running)) }
        if let rate, let next = rate.take(1, state: rateState, now: now).next { reasons.append(.rate(queue: queue, next: next)) }
        if workers == 0 {
            reasons.append(.noWorker(queue: queue))
        } else if !offers.isEmpty, let missing = needs.missing(from: offers) {
            reasons.append(.resource(missing))
        }
        if state == .ready || state == .held, reasons.isEmpty || ahead > 0 { reasons.append(.turn(ahead: ahead)) }
        return reasons
    }

    /// When it is likely to start; nil where that depends on a person or on other jobs.
    package func estimate(at now: Timestamp) -> Timestamp? {
        if state.isFinished || state == .running || state == .blocked { return nil }
        var earliest = max(runAt, now)
        for reason in reasons(at: now) {
            switch reason {
            case .paused, .noWorker, .resource: return nil
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

/// What a job needs of the machine it runs on, or a machine offers.
package struct ResourceProfile: Sendable, Hashable, Codable {
    /// Cores; 0.5 is half a one.
    package var cpu: Double = 0
    /// Bytes of memory.
    package var memory: Int64 = 0
    /// Bits a second of network.
    package var network: Int64 = 0

    package init(cpu: Double = 0, memory: Int64 = 0, network: Int64 = 0) {
        self.cpu = cpu
        self.memory = memory
        self.network = network
    }

    /// Whether nothing is asked for.
    package var isEmpty: Bool { cpu == 0 && memory == 0 && network == 0 }

    /// Whether all of it is there.
    package func fits(_ offer: ResourceProfile) -> Bool {
        cpu <= offer.cpu && memory <= offer.memory && network <= offer.network
    }

    /// What none of those machines has, in words; nil where one of them has all of it.
    package func missing(from offers: [ResourceProfile]) -> String? {
        guard !offers.contains(where: fits) else { return nil }
        var parts: [String] = []
        let cores = offers.map(\.cpu).max() ?? 0
        let memory = offers.map(\.memory).max() ?? 0
        let network = offers.map(\.network).max() ?? 0
        if cpu > cores { parts.append("\(cpu) cores (the largest node has \(cores))") }
        if self.memory > memory { parts.append("\(self.memory >> 20) MiB of memory (the largest node has \(memory >> 20))") }
        if self.network > network { parts.append("\(self.network / 1_000_000) Mbit/s (the fastest node has \(network / 1_000_000))") }
        return parts.isEmpty ? "no single node has all of it" : parts.joined(separator: ", ")
    }
}
