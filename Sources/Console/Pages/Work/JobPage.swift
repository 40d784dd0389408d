import API
import Hummingbird
import JobQueue
import Model

/// One job: where it stands in its life, why it waits, what it carries and what happened to it.
struct JobPage {
    /// A station of its life.
    struct Station {
        let name: String
        let at: String?
        let reached: Bool
        let current: Bool
        let bad: Bool
    }

    struct Fact {
        let name: String
        let value: String
    }

    struct Event {
        let at: String
        let what: String
        let attempt: String
        let message: String
        let bad: Bool
    }

    /// What a person typed that could not be stored, and why.
    struct Mistake {
        let payload: String
        let sentence: String
    }

    let id: Int64
    let kind: String
    let state: String
    let word: String
    let error: String?
    let message: String?
    let progress: String?
    let percent: String
    let stations: [Station]
    let reasons: [String]
    let hasReasons: Bool
    let estimate: String?
    let facts: [Fact]
    let tags: [PageValues.Link]
    let queue: PageValues.Link
    let run: PageValues.Link?
    let events: [Event]
    let hasEvents: Bool
    let moreEvents: String?
    let payload: String
    let canRetry: Bool
    let retryWord: String
    let canCancel: Bool
    let canSnooze: Bool
    let canEdit: Bool
    let mistake: String?
    let said: String?

    /// Events that are shown, and bytes of a payload that are edited here.
    private static let (shownEvents, editable) = (200, 65_536)

    init(_ desk: JobDesk, _ id: String, done: Deed? = nil, mistake: Mistake? = nil) async throws {
        let (job, reasons, estimate) = try await desk.store.why(try JobDesk.number(id))
        let found = try await desk.store.events(of: job.id)
        let now = desk.now()
        self.id = job.id.rawValue
        kind = job.kind
        state = job.state.name
        word = job.isCancelling ? "stopping" : job.state.name
        error = job.error.map { String($0.prefix(4_000)) }
        message = job.message
        progress = job.state == .running ? job.progress.map { "\(Int(($0 * 100).rounded()))" } : nil
        percent = progress.map { "\($0) %" } ?? ""
        stations = Self.stations(job)
        let waits = !job.state.isFinished && job.state != .running
        self.reasons = waits ? reasons.map { $0.sentence(at: now) } : []
        hasReasons = waits
        self.estimate = estimate.flatMap { $0 > now && waits ? TimeElement.at($0) : nil }
        facts = Self.facts(job)
        tags = job.tags.map { PageValues.Link(name: $0, href: PageValues.link("/jobs", [("tag", $0)])) }
        queue = PageValues.Link(name: job.queue, href: PageValues.link("/jobs", [("queue", job.queue)]))
        run = job.tags.compactMap { tag in tag.hasPrefix("run-") ? Int64(tag.dropFirst(4)) : nil }.first
            .map { PageValues.Link(name: "run #\($0)", href: "/runs/\($0)") }
        events = found.suffix(Self.shownEvents).map {
            Event(
                at: TimeElement.at($0.at), what: $0.what, attempt: "\($0.attempt)", message: String($0.message.prefix(4_000)),
                bad: $0.what == "failed" || $0.what == "expired")
        }
        hasEvents = !events.isEmpty
        moreEvents = found.count > Self.shownEvents ? Figures.count(Self.shownEvents) : nil
        payload = mistake?.payload ?? String(decoding: job.payload, as: UTF8.self)
        canRetry = job.state.after(.replay) != nil || job.state.after(.hurry) != nil
        retryWord = job.state == .scheduled ? "Run it now" : "Replay it"
        canCancel = job.state.after(.cancel) != nil || job.state == .running && !job.isCancelling
        canSnooze = job.state.after(.cancel) != nil
        canEdit = (job.state.after(.cancel) != nil || job.state.after(.replay) != nil) && job.payload.count <= Self.editable
        self.mistake = mistake?.sentence
        said = done?.sentence
    }

    private static func stations(_ job: Job) -> [Station] {
        let end = job.state.isFinished ? job.state : .done
        var stations = [
            Station(name: "enqueued", at: TimeElement.at(job.createdAt), reached: true, current: false, bad: false)
        ]
        let waits = !job.state.isFinished && job.state != .running
        stations.append(
            Station(
                name: waits ? job.state.name : "ready", at: job.state == .scheduled ? TimeElement.at(job.runAt) : nil,
                reached: true, current: waits, bad: false))
        stations.append(
            Station(
                name: "running", at: job.startedAt.map(TimeElement.at), reached: job.startedAt != nil, current: job.state == .running,
                bad: false))
        stations.append(
            Station(
                name: end.name, at: job.finishedAt.map(TimeElement.at), reached: job.state.isFinished, current: job.state.isFinished,
                bad: end == .dead))
        return stations
    }

    private static func facts(_ job: Job) -> [Fact] {
        var facts = [
            Fact(name: "Priority", value: job.priority.name), Fact(name: "Attempt", value: "\(job.attempt) of \(job.maxAttempts)"),
        ]
        func add(_ name: String, _ value: String?) { if let value, !value.isEmpty { facts.append(Fact(name: name, value: value)) } }
        add("Tenant", job.tenant)
        add("Node", job.node)
        add("Deadline", job.deadline?.description)
        add("Needs", job.details.resources?.text)
        add("Key", job.key.map { "\($0.value), at most \($0.limit) at a time" })
        add("Unique", job.uniqueKey)
        add("Idempotency", job.idempotencyKey)
        add("Trace", job.details.trace)
        return facts
    }
}
