import JobQueue
import Logging
import Model
import Resilience
import Telemetry

// The work of a message's job: one attempt, and its outcome in the outbox before the job's.
extension AlertsService {
    /// Brings a message to its channel, unless it was accepted before.
    /// - Throws: `JobFailure` where the channel did not accept it: `later` to be tried again, `never` where another attempt cannot end otherwise.
    func tell(_ id: Int64) async throws {
        guard let delivery = try await outbox.take(id) else { return }
        let outcome: Delivery
        if let channel = channels[delivery.channel] {
            outcome = await channel.deliver(delivery.notice)
        } else {
            outcome = .refused(why: "the channel is no longer in the configuration")
        }
        let retryAt = NoticeJob.retry(delivery, outcome, now: clock.now(), chance: Double.random(in: 0..<1))
        say(delivery, outcome, again: retryAt != nil)
        try await store(delivery, outcome, retryAt)
        switch outcome {
        case .accepted: return
        case .later(_, let why):
            guard let retryAt else { throw JobFailure.never("\(why), for a day") }
            throw JobFailure.later(retryAt, why)
        case .refused(let why): throw JobFailure.never(why)
        }
    }

    private func say(_ delivery: NoticeDelivery, _ outcome: Delivery, again: Bool) {
        let metadata: Logger.Metadata = [
            "channel": "\(delivery.channel)", "notice": "\(delivery.id)", "attempt": "\(delivery.attempts)",
        ]
        let kind = channels[delivery.channel].map { type(of: $0).kind.rawValue } ?? "none"
        switch outcome {
        case .accepted:
            telemetry.metrics.add(MetricCatalogue.notices, kind, "accepted")
            telemetry.logger.info("told", metadata: metadata)
        case .later(_, let why) where again:
            telemetry.metrics.add(MetricCatalogue.notices, kind, "retried")
            telemetry.logger.warning("not told yet: \(why)", metadata: metadata)
        case .later(_, let why), .refused(let why):
            telemetry.metrics.add(MetricCatalogue.notices, kind, "failed")
            telemetry.logger.error("could not be told: \(why)", metadata: metadata)
        }
    }

    /// The outcome must be stored even where the database fails for a while: else the message would go out again.
    private func store(_ delivery: NoticeDelivery, _ outcome: Delivery, _ retryAt: Timestamp?) async throws {
        var wait = Duration.milliseconds(200)
        while true {
            do {
                try await outbox.settle(delivery, outcome, retryAt: retryAt)
                try await measure()
                return
            } catch {
                report("notices cannot be stored: \(error)")
                try await Task.sleep(for: wait)
                wait = min(wait * 2, .seconds(10))
            }
        }
    }
}
