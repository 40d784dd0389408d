import Console
import JobQueue
import Model

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
        // What an attempt before went wrong by is no news of one that ended otherwise.
        return job.state == .done || job.state == .cancelled ? job.message ?? "" : job.error ?? job.message ?? ""
    }
}
