package import JobQueue
package import Model

/// A job as the API and the command line write it.
package struct JobItem: Encodable, Sendable {
    package let id: Int64
    package let queue: String
    package let tenant: String?
    package let priority: String
    package let kind: String
    package let state: String
    package let attempt: Int
    package let maxAttempts: Int
    package let runAt: Moment
    package let createdAt: Moment
    package let startedAt: Moment?
    package let finishedAt: Moment?
    package let deadline: Moment?
    /// What it needs of the machine: `cpu=0.5,memory=512MiB`.
    package let needs: String?
    package let tags: [String]
    package let key: String?
    package let uniqueKey: String?
    package let idempotencyKey: String
    package let progress: Double?
    package let message: String?
    package let error: String?
    package let node: String?
    package let trace: String?
    /// The JSON of the payload, as text.
    package let payload: String
    package let history: [EventItem]?

    /// Something that happened to it.
    package struct EventItem: Encodable, Sendable {
        package let at: Moment
        package let attempt: Int
        package let what: String
        package let message: String
        package let node: String?
    }

    package init(_ job: Job, events: [JobEvent]? = nil) {
        id = job.id.rawValue
        queue = job.queue
        tenant = job.tenant.isEmpty ? nil : job.tenant
        priority = job.priority.name
        kind = job.kind
        state = job.state.name
        attempt = job.attempt
        maxAttempts = job.maxAttempts
        runAt = Moment(job.runAt)
        createdAt = Moment(job.createdAt)
        startedAt = job.startedAt.map(Moment.init)
        finishedAt = job.finishedAt.map(Moment.init)
        deadline = job.deadline.map(Moment.init)
        needs = job.details.resources?.text
        tags = job.tags
        key = job.key?.value
        uniqueKey = job.uniqueKey
        idempotencyKey = job.idempotencyKey
        progress = job.progress
        message = job.message
        error = job.error
        node = job.node
        trace = job.details.trace
        payload = String(decoding: job.payload, as: UTF8.self)
        history = events?.map {
            EventItem(at: Moment($0.at), attempt: $0.attempt, what: $0.what, message: $0.message, node: $0.node)
        }
    }
}

/// Why a job does not run.
package struct JobWhyItem: Encodable, Sendable {
    package let id: Int64
    package let state: String
    package let reasons: [ReasonItem]
    /// When it is likely to start.
    package let estimate: Moment?

    /// One reason, for machines and for people.
    package struct ReasonItem: Encodable, Sendable {
        package let reason: String
        package let sentence: String
    }

    package init(_ job: Job, _ reasons: [WaitReason], estimate: Timestamp?, now: Timestamp) {
        id = job.id.rawValue
        state = job.state.name
        self.reasons = reasons.map { ReasonItem(reason: $0.name, sentence: $0.sentence(at: now)) }
        self.estimate = estimate.map(Moment.init)
    }
}

/// How a queue fares.
package struct QueueItem: Encodable, Sendable {
    package let queue: String
    package let paused: Bool
    /// Unfinished jobs by state, and dead letters.
    package let jobs: [String: Int]
    package let oldestReadySeconds: Double?
    /// During the last five minutes.
    package let finishedLately: Int
    package let concurrency: Int?
    package let capacity: Int

    package init(_ stats: QueueStats) {
        queue = stats.queue
        paused = stats.rules.isPaused
        jobs = Dictionary(uniqueKeysWithValues: stats.counts.map { ($0.key.name, $0.value) })
        oldestReadySeconds = stats.oldestReady.map { Double($0.wholeMilliseconds) / 1000 }
        finishedLately = stats.finishedLately
        concurrency = stats.rules.concurrency
        capacity = stats.rules.capacity ?? QueueRules.defaultCapacity
    }
}

/// What became of a job that was asked to change.
package struct JobChangeItem: Encodable, Sendable {
    package let id: Int64
    /// `ready`, `cancelled`, or `asked`: its worker was told to stop it.
    package let result: String

    package init(_ id: JobID, result: String) {
        self.id = id.rawValue
        self.result = result
    }
}

/// What became of many dead letters.
package struct ReplayItem: Encodable, Sendable {
    package let replayed: Int
    /// Those whose unique keys others have, or that were no dead letters any more.
    package let left: Int

    package init(replayed: Int, left: Int) {
        self.replayed = replayed
        self.left = left
    }
}
