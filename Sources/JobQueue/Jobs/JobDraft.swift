package import Model

/// A job to be enqueued.
package struct JobDraft: Sendable {
    package var kind: String
    package var version: Int
    /// JSON.
    package var payload: [UInt8]
    package var queue: String
    /// On whose behalf: tenants of one queue share it fairly.
    package var tenant = ""
    package var priority = JobPriority.normal
    /// Not before; nil for at once.
    package var runAt: Timestamp?
    package var unique: UniqueKey?
    package var key: ConcurrencyKey?
    package var tags: [String] = []
    package var needs: [Dependency] = []
    /// A name by which other jobs of the same batch may need this one.
    package var label: String?
    /// Not started after it; running work is stopped at it.
    package var deadline: Timestamp?
    package var resources: ResourceProfile
    /// W3C traceparent.
    package var trace: String?
    package var maxAttempts: Int

    /// A job of a kind with its payload, validated here.
    /// - Throws: ``JobQueueError`` `payload`.
    package init<Kind: JobKind>(_ kind: Kind, _ payload: Kind.Payload) throws(JobQueueError) {
        self.kind = kind.name
        version = kind.version
        self.payload = try kind.encode(payload)
        queue = kind.queue
        resources = kind.resources
        maxAttempts = kind.retry.attempts
    }

    /// A job as it was stored with a schedule, checked then.
    init(kind: String, version: Int, payload: [UInt8], queue: String, attempts: Int) {
        self.kind = kind
        self.version = version
        self.payload = payload
        self.queue = queue
        resources = ResourceProfile()
        maxAttempts = attempts
    }

    /// A job whose payload is JSON already, checked by the kind of its name.
    /// - Throws: ``JobQueueError`` `payload`.
    package init(_ kind: AnyJobKind, json: [UInt8], queue: String = "default") throws(JobQueueError) {
        try kind.check(json, kind.version)
        self.kind = kind.name
        version = kind.version
        payload = json
        self.queue = queue
        resources = ResourceProfile()
        maxAttempts = kind.retry.attempts
    }
}

/// What at most one job may have.
package struct UniqueKey: Sendable, Hashable {
    /// Among which jobs the key is unique.
    package enum Scope: Sendable, Hashable {
        case kind, queue, everywhere
    }

    /// For how long.
    package enum Span: Sendable, Hashable {
        /// Until the job is finished.
        case unfinished
        /// Once in each such period since 1970, whether the job is finished or not.
        case period(Duration)
        /// Until that time, whether the job is finished or not.
        case until(Timestamp)
    }

    package var value: String
    package var scope: Scope
    package var span: Span

    package init(_ value: String, scope: Scope = .kind, span: Span = .unfinished) {
        self.value = value
        self.scope = scope
        self.span = span
    }

    /// The key as it is stored, and when it lapses by itself.
    func stored(kind: String, queue: String, now: Timestamp) -> (text: String, until: Timestamp?) {
        let place: String =
            switch scope {
            case .kind: "kind/\(kind)/"
            case .queue: "queue/\(queue)/"
            case .everywhere: "all/"
            }
        switch span {
        case .unfinished: return (place + value, nil)
        case .until(let time): return (place + value, time)
        case .period(let period):
            let length = max(1, period.wholeMilliseconds)
            let number = now.milliseconds / length
            return ("\(place)\(value)@\(length)/\(number)", Timestamp(milliseconds: (number + 1) * length))
        }
    }
}

/// Jobs with the same key run no more than `limit` at a time, over all nodes.
package struct ConcurrencyKey: Sendable, Hashable {
    package var value: String
    package var limit: Int

    package init(_ value: String, limit: Int = 1) {
        self.value = value
        self.limit = max(1, limit)
    }
}

/// A job that another one waits for. It is met when that job is done; one that died keeps its dependents waiting until it is replayed.
package enum Dependency: Sendable, Hashable {
    case job(JobID)
    /// By its label, in the same batch.
    case label(String)
}

/// What became of a draft.
package struct Enqueued: Sendable, Hashable {
    /// The job: an earlier one where that has the unique key.
    package let id: JobID
    /// Whether it was made now.
    package let isNew: Bool

    package init(id: JobID, isNew: Bool) {
        self.id = id
        self.isNew = isNew
    }
}
