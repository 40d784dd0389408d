import Database
import Logging
import Model
import Resilience
import Telemetry

// How a job's work ended, and what follows from it.
extension JobWorker {
    /// How long a job rests whose work found the database full, or away.
    private static let databaseRest: Duration = .seconds(5)

    /// What an error makes of the job.
    func judge(_ error: any Error, _ job: ClaimedJob, _ kind: AnyJobKind) -> JobOutcome.Result {
        let now = store.clock.now()
        if let snooze = error as? JobSnooze { return .snooze(until: snooze.until) }
        var failure = kind.classify(error)
        switch running.stopReason(job.lease) {
        case .cancelled: return .cancelled
        case .drain, .lost: return .giveBack
        case .timeout: failure = .retry("it took longer than \(kind.timeout.map { "\(seconds($0))" } ?? "?") s")
        case .deadline: failure = .never("the deadline came while it ran")
        case nil:
            // No fault of the job: it keeps its attempts for when the database can be written again.
            if let error = error as? DatabaseError, error.mayPass {
                telemetry.logger.warning("a job waits for the database", metadata: ["job": "\(job.lease.job)", "reason": "\(error)"])
                return .snooze(until: now + Self.databaseRest)
            }
        }
        var dice = SystemRandomNumberGenerator()
        switch kind.retry.decide(
            failure, attempt: job.attempt, of: job.maxAttempts, now: now, deadline: job.deadline, using: &dice)
        {
        case .again(let time): return .retry(at: time, error: failure.reason)
        case .giveUp(let reason):
            telemetry.logger.error(
                "job given up", metadata: ["job": "\(job.lease.job)", "kind": "\(job.kind)", "reason": "\(reason)"])
            return .dead(error: reason)
        }
    }

    static func name(_ result: JobOutcome.Result) -> String {
        switch result {
        case .done: "done"
        case .retry: "retry"
        case .dead: "dead"
        case .snooze: "snoozed"
        case .cancelled: "cancelled"
        case .giveBack: "given_back"
        }
    }

    func refused(_ outcome: JobOutcome) {
        telemetry.metrics.add(MetricCatalogue.jobsRefused)
        telemetry.logger.warning(
            "a job's outcome was refused: its lease was lost, and it may be done twice",
            metadata: ["lease": "\(outcome.lease)", "outcome": "\(Self.name(outcome.result))"])
    }
}
