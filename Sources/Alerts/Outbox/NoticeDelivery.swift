package import Model

/// One message on its way to one channel.
package struct NoticeDelivery: Hashable, Sendable {
    /// Where a delivery stands. The numbers are those in storage and never change.
    package enum State: Int, Sendable, CaseIterable {
        case waiting = 0
        /// The service took it.
        case accepted = 1
        /// The service refused it for good, or a day of attempts was in vain.
        case failed = 2

        /// The word for people and machines.
        package var name: String {
            switch self {
            case .waiting: "waiting"
            case .accepted: "accepted"
            case .failed: "failed"
            }
        }
    }

    package var id: Int64
    package var channel: String
    package var notice: Notice
    package var state: State
    /// Attempts begun.
    package var attempts: Int
    /// Not to be tried before this.
    package var nextAt: Timestamp
    package var createdAt: Timestamp
    package var settledAt: Timestamp?
    /// What the channel returned for it.
    package var reference: String?
    /// Why the last attempt did not succeed.
    package var problem: String?

    package init(
        id: Int64, channel: String, notice: Notice, state: State, attempts: Int, nextAt: Timestamp, createdAt: Timestamp,
        settledAt: Timestamp? = nil, reference: String? = nil, problem: String? = nil
    ) {
        self.id = id
        self.channel = channel
        self.notice = notice
        self.state = state
        self.attempts = attempts
        self.nextAt = nextAt
        self.createdAt = createdAt
        self.settledAt = settledAt
        self.reference = reference
        self.problem = problem
    }
}
