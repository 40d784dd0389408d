package import JobQueue
package import Model

/// Brings one message of the outbox to its channel: a durable job in the queue `email` or `notification`, enqueued in the transaction that
/// composed the message. What became of it is written into the outbox first, so that a repetition finds it there and does nothing.
package struct NoticeJob: JobKind {
    package struct Payload: Codable, Sendable {
        /// The message's number in the outbox.
        package var delivery: Int64
    }

    /// How long one message is tried for.
    package static let patience = Duration.seconds(86_400)

    package let name = "notice"
    package let queue = ChannelKind.webhook.queue
    /// Waits are ``retry(_:_:now:chance:)``'s, but for those after a worker's death or a time-out. The day of ``patience`` ends sooner than
    /// the attempts do.
    package let retry = RetryPolicy(attempts: 1000, base: .seconds(2), cap: .seconds(300), floor: .milliseconds(500))
    /// Channels end by themselves within a minute.
    package let timeout: Duration? = .seconds(90)
    private let tell: (@Sendable (Int64) async throws -> Void)?

    /// - Parameter tell: brings the message of that number to its channel; without it the work is left to other processes.
    package init(tell: (@Sendable (Int64) async throws -> Void)? = nil) { self.tell = tell }

    package func run(_ payload: Payload, _ context: JobContext) async throws {
        guard let tell else { throw JobFailure.retry("this process has no channels") }
        try await tell(payload.delivery)
    }

    /// The job of a message, of which a channel may have so many under way at once.
    func draft(_ delivery: Int64, channel: String, kind: ChannelKind, most: Int) throws -> JobDraft {
        var draft = try JobDraft(self, Payload(delivery: delivery))
        draft.queue = kind.queue
        draft.key = ConcurrencyKey("channel \(channel)", limit: most)
        draft.unique = UniqueKey("\(delivery)")
        draft.tags = ["channel:\(channel)"]
        return draft
    }

    /// When to try again: exponential backoff with full jitter from 2 s to 5 min, not before the service's own wish; nil for never.
    package static func retry(_ delivery: NoticeDelivery, _ outcome: Delivery, now: Timestamp, chance: Double) -> Timestamp? {
        guard case .later(let asked, _) = outcome, now - delivery.createdAt < patience else { return nil }
        let ceiling = min(300_000, 2_000 << min(delivery.attempts, 10))
        let jittered = Duration.milliseconds(500 + Int64(Double(ceiling) * chance))
        return now + max(jittered, asked ?? .zero)
    }
}
