package import Model
package import Watch

/// A page of a listing.
package struct PageItem<Item: Encodable & Sendable>: Encodable, Sendable {
    package var items: [Item]
    /// How many the filters find in all, where that is known.
    package var total: Int?
    /// The `cursor` of the next page; absent on the last.
    package var next: String?

    package init(items: [Item], total: Int? = nil, next: String? = nil) {
        self.items = items
        self.total = total
        self.next = next
    }
}

/// The whole in numbers.
package struct OverviewItem: Encodable, Sendable {
    package var now: Moment
    package var directories: Int
    package var paused: Int
    package var neverSeen: Int
    package var verdicts: [String: Int]
    package var openIncidents: Int
    package var blind: Bool
    package var trouble: String?
    package var freshness: FreshnessReport
}

/// A directory's line in a listing.
package struct DirectoryItem: Encodable, Sendable {
    package var slug: String
    package var name: String
    package var url: String
    package var category: String
    package var importance: Importance
    package var region: String
    package var paused: Bool
    package var verdict: Verdict?
    package var reason: Reason?
    package var sentence: String?
    package var since: Moment?
    package var at: Moment?
    package var latencyMicroseconds: Int64?
    package var uptimeLastDay: Double?
    package var certificateEnd: Moment?

    package init(_ line: BoardStore.Line) {
        slug = line.slug
        name = line.name
        url = line.url
        category = line.category
        importance = line.importance
        region = line.region
        paused = line.paused
        verdict = line.verdict
        reason = line.reason
        sentence = line.sentence
        since = line.since.map(Moment.init)
        at = line.at.map(Moment.init)
        latencyMicroseconds = line.latency
        uptimeLastDay = line.uptime
        certificateEnd = line.certificateEnd.map(Moment.init)
    }
}

/// The latest state of one check.
package struct CheckItem: Encodable, Sendable {
    package var check: CheckKind
    package var verdict: Verdict
    package var reason: Reason
    package var sentence: String
    package var since: Moment
    package var at: Moment
    package var latencyMicroseconds: Int64
    package var status: Int?
    package var address: String?
    package var certificateEnd: Moment?
    package var lastFailureAt: Moment?

    package init(_ state: CheckState) {
        check = state.key.check
        verdict = state.verdict
        reason = state.reason
        sentence = state.sentence
        since = Moment(state.since)
        at = Moment(state.at)
        latencyMicroseconds = state.latency
        status = state.status
        address = state.address
        certificateEnd = state.certificateEnd.map(Moment.init)
        lastFailureAt = state.failureAt.map(Moment.init)
    }
}

/// A directory with all that is on the register, and the latest state of its checks.
package struct DirectoryDetailItem: Encodable, Sendable {
    package var slug: String
    package var name: String
    package var url: String
    package var category: String
    package var importance: Importance
    package var region: String
    package var tags: [String]
    package var notes: String
    package var owner: String
    package var paused: Bool
    package var createdAt: Moment
    package var updatedAt: Moment
    package var verdict: Verdict?
    package var since: Moment?
    package var uptimeLastDay: Double?
    package var checks: [CheckItem]

    package init(_ directory: Directory, line: BoardStore.Line?, states: [CheckState]) {
        slug = directory.slug
        name = directory.name
        url = directory.url
        category = directory.category
        importance = directory.importance
        region = directory.region
        tags = directory.tags
        notes = directory.notes
        owner = directory.owner
        paused = directory.paused
        createdAt = Moment(directory.createdAt)
        updatedAt = Moment(directory.updatedAt)
        verdict = line?.verdict
        since = line?.since.map(Moment.init)
        uptimeLastDay = line?.uptime
        checks = states.map(CheckItem.init)
    }
}

/// One observation.
package struct ObservationItem: Encodable, Sendable {
    package var directory: String
    package var check: CheckKind
    package var at: Moment
    package var verdict: Verdict
    package var reason: Reason
    package var sentence: String
    package var status: Int?
    package var bytes: Int
    package var attempt: Int
    /// In microseconds.
    package var timings: PhaseTimings
    /// The address spoken to; of a probe just made only.
    package var address: String?
    package var evidence: Evidence?

    package init(_ observation: Observation, slug: String) {
        directory = slug
        check = observation.check
        at = Moment(observation.at)
        verdict = observation.verdict
        reason = observation.reason
        sentence = observation.sentence
        status = observation.status
        bytes = observation.bytes
        attempt = observation.attempt
        timings = observation.timings
        address = observation.fate.address
        evidence = observation.evidence
    }
}

/// What the observations of a span of time come to.
package struct RollupItem: Encodable, Sendable {
    /// The share of counted observations in which the directory was available, 0...1; absent where none counts.
    package var uptime: Double?
    package var observations: Int
    package var verdicts: [String: Int]
    package var p50Microseconds: Int64?
    package var p95Microseconds: Int64?
    package var p99Microseconds: Int64?
    package var maximumMicroseconds: Int64?

    package init(_ rollup: Rollup) {
        uptime = rollup.uptime
        observations = rollup.total
        var verdicts: [String: Int] = [:]
        for verdict in Verdict.allCases where rollup[verdict] > 0 { verdicts[verdict.rawValue] = rollup[verdict] }
        self.verdicts = verdicts
        p50Microseconds = rollup.p50
        p95Microseconds = rollup.p95
        p99Microseconds = rollup.p99
        maximumMicroseconds = rollup.p50 == nil ? nil : rollup.latencyMaximum
    }
}

/// One bucket of a series.
package struct SeriesPointItem: Encodable, Sendable {
    package var start: Moment
    package var rollup: RollupItem
}

/// A series, or what a whole window comes to.
package struct WindowItem: Encodable, Sendable {
    package var directory: String
    package var check: CheckKind
    package var since: Moment
    package var until: Moment
    package var bucketSeconds: Int64?
    package var points: [SeriesPointItem]?
    package var total: RollupItem?
}

/// An incident.
package struct IncidentItem: Encodable, Sendable {
    package var id: Int64
    package var state: String
    /// `check`, `shared` or `blind`.
    package var kind: String
    package var directory: String?
    package var check: CheckKind?
    package var cause: SharedCause?
    package var verdict: Verdict
    package var reason: Reason
    package var sentence: String
    package var startedAt: Moment
    package var confirmedAt: Moment
    package var endedAt: Moment?
    package var parent: Int64?
    package var directories: Int
    package var flapping: Bool
    package var members: [IncidentItem]?

    /// - Parameter slug: the name for URLs of the directory that it is about, where it is about one that still exists.
    package init(_ incident: Incident, slug: String?) {
        id = incident.id.rawValue
        state = incident.endedAt == nil ? "open" : "closed"
        switch incident.subject {
        case .check(let key):
            kind = "check"
            check = key.check
        case .shared(let shared):
            kind = "shared"
            cause = shared
        case .blind: kind = "blind"
        }
        directory = slug
        verdict = incident.verdict
        reason = incident.reason
        sentence = incident.sentence
        startedAt = Moment(incident.startedAt)
        confirmedAt = Moment(incident.confirmedAt)
        endedAt = incident.endedAt.map(Moment.init)
        parent = incident.parent?.rawValue
        directories = incident.directories
        flapping = incident.flapping
    }
}
