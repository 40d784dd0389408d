import Model

/// A way to reach people. One file each in this folder; `ChannelRecord` reads it from the configuration.
package protocol AlertChannel: Sendable {
    /// The kind's name in the configuration.
    static var kind: ChannelKind { get }
    /// The name that the configuration gave it.
    var name: String { get }
    /// Hands a notice to the service, once. Never throws: what went wrong is the outcome. Ends within a minute.
    func deliver(_ notice: Notice) async -> Delivery
}

/// The kinds of channel there are.
package enum ChannelKind: String, CaseIterable, Sendable {
    case email, slack, discord, teams, webhook

    /// The queue of the jobs that send its messages.
    package var queue: String { self == .email ? "email" : "notification" }

    /// How many messages of each queue may be under way at once, over all channels and nodes.
    package static let concurrency = ["email": 5, "notification": 10]

    /// Whether its messages can answer others of it.
    package var hasThreads: Bool { self == .email || self == .slack }

    /// How many messages of one channel may be under way at once where so many channels share its queue: all of the queue's for one that is
    /// alone, and otherwise so many that a place is left for each channel while all the others hang.
    package func most(among channels: Int) -> Int {
        let all = Self.concurrency[queue] ?? 1
        return channels > 1 ? max(1, (all - 1) / (channels - 1)) : all
    }
}

/// How an attempt to deliver ended.
package enum Delivery: Hashable, Sendable {
    /// The service took it. The reference is what a later message of the same thread needs, where the service has threads.
    case accepted(reference: String?)
    /// Not now: try again, not before the span that the service asked for if it did.
    case later(after: Duration?, why: String)
    /// Never: another attempt cannot end otherwise.
    case refused(why: String)
}
