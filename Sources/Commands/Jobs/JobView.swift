import API
import Console
import Foundation
import JobQueue
import Model

/// A job as `--json` shows it.
struct JobItem: Encodable {
    var id: Int64
    var queue: String
    var tenant: String?
    var priority: String
    var kind: String
    var state: String
    var attempt: Int
    var maxAttempts: Int
    var runAt: String
    var createdAt: String
    var startedAt: String?
    var finishedAt: String?
    var deadline: String?
    var tags: [String]
    var key: String?
    var uniqueKey: String?
    var idempotencyKey: String
    var progress: Double?
    var message: String?
    var error: String?
    var node: String?
    var trace: String?
    /// The JSON of the payload, as text.
    var payload: String
    var history: [EventItem]?

    struct EventItem: Encodable {
        var at: String
        var attempt: Int
        var what: String
        var message: String
        var node: String?
    }

    init(_ job: Job, events: [JobEvent]? = nil) {
        id = job.id.rawValue
        queue = job.queue
        tenant = job.tenant.isEmpty ? nil : job.tenant
        priority = job.priority.name
        kind = job.kind
        state = job.state.name
        attempt = job.attempt
        maxAttempts = job.maxAttempts
        runAt = job.runAt.description
        createdAt = job.createdAt.description
        startedAt = job.startedAt?.description
        finishedAt = job.finishedAt?.description
        deadline = job.deadline?.description
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
            EventItem(at: $0.at.description, attempt: $0.attempt, what: $0.what, message: $0.message, node: $0.node)
        }
    }
}

/// How jobs look on a terminal.
enum JobView {
    static func style(_ state: JobState) -> Terminal.Style {
        switch state {
        case .done: .good
        case .running: .info
        case .ready: .bold
        case .scheduled, .blocked, .held: .dim
        case .cancelled: .warning
        case .dead: .bad
        }
    }

    static func table(_ jobs: [Job], now: Timestamp) -> Table {
        var table = Table(["job", "state", "queue", "kind", "attempt", "since", "what"], flexible: 6)
        for job in jobs {
            table.add([
                Table.Cell("#\(job.id)"), Table.Cell(job.isCancelling ? "stopping" : job.state.name, style(job.state)),
                Table.Cell(job.tenant.isEmpty ? job.queue : "\(job.queue)/\(job.tenant)"), Table.Cell(job.kind),
                Table.Cell("\(job.attempt)/\(job.maxAttempts)"), Table.Cell(since(job, now: now)), Table.Cell(what(job)),
            ])
        }
        return table
    }

    private static func since(_ job: Job, now: Timestamp) -> String {
        if job.state == .scheduled, job.runAt > now { return "in \(Figures.duration(job.runAt - now))" }
        return Figures.duration(now - (job.finishedAt ?? job.startedAt ?? job.runAt))
    }

    private static func what(_ job: Job) -> String {
        if job.state == .running {
            let share = job.progress.map { "\(Int(($0 * 100).rounded())) % " } ?? ""
            return share + (job.message ?? "")
        }
        return job.error ?? job.message ?? ""
    }

    /// A reason as a sentence.
    static func sentence(_ reason: WaitReason, now: Timestamp) -> String {
        switch reason {
        case .running(let node, let since): return "It runs on \(node), for \(Figures.duration(now - since))."
        case .finished(let state, let time): return "It is \(state.name), since \(time)."
        case .dependencies(let jobs):
            let names = jobs.sorted { $0.key < $1.key }.prefix(5).map { "#\($0.key) (\($0.value?.name ?? "gone"))" }
            let rest = jobs.count > 5 ? " and \(jobs.count - 5) more" : ""
            let stuck = jobs.values.contains { $0 == .dead || $0 == .cancelled }
            return "It waits for \(names.joined(separator: ", "))\(rest)."
                + (stuck ? " Retry the dead one with `rollcall jobs retry`." : "")
        case .until(let time, let error):
            return "It is not to run before \(time), in \(Figures.duration(time - now))"
                + (error.map { "; the attempt before failed: \($0)" } ?? "") + "."
        case .key(let key, let limit, let holders):
            let names = holders.prefix(5).map { "#\($0)" }.joined(separator: ", ")
            return "At most \(limit) with the key \"\(key)\" may run, and \(names) \(holders.count == 1 ? "does" : "do")."
        case .paused(let queue): return "The queue \(queue) is paused; `rollcall jobs resume \(queue)` lets it go on."
        case .concurrency(let queue, let limit, let running): return "The queue \(queue) may run \(limit) at a time and runs \(running)."
        case .rate(let queue, let next):
            return "The rate limit of the queue \(queue) is used up; a token comes in \(Figures.duration(next - now))."
        case .noWorker(let queue): return "No living worker serves the queue \(queue); is `rollcall serve` running?"
        case .resource(let what): return "No node has what it needs: \(what)."
        case .turn(let ahead): return ahead == 0 ? "It is its turn." : "\(ahead) others are before it."
        }
    }

    /// A reason's name for machines.
    static func name(_ reason: WaitReason) -> String {
        switch reason {
        case .running: "running"
        case .finished: "finished"
        case .dependencies: "dependencies"
        case .until: "run_at"
        case .key: "key"
        case .paused: "paused"
        case .concurrency: "concurrency"
        case .rate: "rate"
        case .noWorker: "no_worker"
        case .resource: "resource"
        case .turn: "turn"
        }
    }
}
