import API
import Hummingbird
import JobQueue
import Model

/// The list of jobs, or of dead letters: filtered and paged by the database, latest first.
struct JobsPage {
    struct Row: TemplateRecord {
        let id: Int64
        let kind: String
        let queue: String
        let state: String
        let word: String
        let attempts: String
        let when: String
        let what: String

        init(_ job: Job, now: Timestamp) {
            id = job.id.rawValue
            kind = job.kind
            queue = job.tenant.isEmpty ? job.queue : "\(job.queue)/\(job.tenant)"
            state = job.state.name
            word = job.isCancelling ? "stopping" : job.state.name
            attempts = "\(job.attempt)/\(job.maxAttempts)"
            when =
                job.state == .scheduled && job.runAt > now
                ? "in \(Figures.duration(job.runAt - now))" : TimeElement.ago(job.finishedAt ?? job.startedAt ?? job.runAt)
            what = Self.what(job)
        }

        private static func what(_ job: Job) -> String {
            let share = job.state == .running ? job.progress.map { "\(Int(($0 * 100).rounded())) % " } ?? "" : ""
            let text = job.state == .running ? job.message ?? "" : job.error ?? job.message ?? ""
            return share + text.prefix(300)
        }

        var fields: [(name: String, value: TemplateValue)] {
            [
                ("id", .text("\(id)")), ("kind", .text(kind)), ("queue", .text(queue)), ("state", .text(state)), ("word", .text(word)),
                ("attempts", .text(attempts)), ("when", .text(when)), ("what", .text(what)),
            ]
        }
    }

    let tabs: [PageValues.Tab]
    let isDead: Bool
    let path: String
    let total: String?
    let filtered: Bool
    let selects: [DirectoriesPage.Select]
    let kind: String
    let tag: String
    let queue: String
    let rows: [Row]
    let hasRows: Bool
    let next: String?
    let said: String?

    init(_ desk: JobDesk, _ request: Request, dead: Bool) async throws {
        let listing = try JobListing(request, states: dead ? [.dead] : nil, others: ["done", "replayed", "left"])
        let query = try RequestQuery(request, allowed: JobListing.parameters + ["done", "replayed", "left"])
        let (jobs, cursor) = try await desk.list(listing)
        let queues = try await desk.queues()
        let now = desk.now()
        let filter = listing.filter
        let state = dead ? nil : filter.states?.map(\.name).joined(separator: ",")
        isDead = dead
        path = dead ? "/dead" : "/jobs"
        tabs = WorkTabs.jobs(at: path)
        (kind, tag, queue) = (filter.kind ?? "", filter.tag ?? "", filter.queue ?? "")
        let filters = [("state", state), ("queue", filter.queue), ("kind", filter.kind), ("tag", filter.tag)]
        filtered = filters.contains { $0.1 != nil }
        // Counted by the queue; a further filter is not counted, since that would read every job.
        total =
            dead && filter.kind == nil && filter.tag == nil
            ? Figures.count(queues.filter { filter.queue == nil || $0.queue == filter.queue }.reduce(0) { $0 + ($1.counts[.dead] ?? 0) })
            : nil
        selects =
            (dead ? [] : [DirectoriesPage.Select("State", "state", JobState.allCases.map(\.name), selected: state, none: "unfinished")])
            + [DirectoriesPage.Select("Queue", "queue", queues.map(\.queue), selected: filter.queue)]
        rows = jobs.map { Row($0, now: now) }
        hasRows = !rows.isEmpty
        next = cursor.map { PageValues.link(dead ? "/dead" : "/jobs", filters + [("cursor", $0)]) }
        said = try Self.said(query)
    }

    private static func said(_ query: RequestQuery) throws -> String? {
        guard let deed = try query.choice("done", Deed.self) else { return nil }
        guard deed == .replayed else { return deed.sentence }
        let replayed = try query.number("replayed", in: 0...1_000_000, default: 0)
        let left = try query.number("left", in: 0...1_000_000, default: 0)
        return "\(Figures.count(replayed)) \(replayed == 1 ? "is" : "are") worked once more"
            + (left > 0 ? "; \(Figures.count(left)) left: others have their unique keys, or they are no dead letters any more." : ".")
    }
}
