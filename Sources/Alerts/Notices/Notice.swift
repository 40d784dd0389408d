package import Model

/// One message to one channel: what happened, ready to be written in the channel's own form. Kept with its delivery, so that every attempt
/// sends the same content under the same key.
package struct Notice: Hashable, Sendable, Codable {
    /// What is told of an incident.
    package enum Event: String, Hashable, Sendable, Codable, CaseIterable {
        case opened, resolved, reminder
        /// A message that only shows that the channel works.
        case test
        /// What somebody else than the watch has to say, in its own words: a pipeline.
        case message
    }

    /// One incident's line.
    package struct Item: Hashable, Sendable, Codable {
        package var event: Event
        /// The incident's number; 0 for a test or a message.
        package var incident: IncidentID
        /// Whom it concerns: a directory's name and check, or what many share.
        package var title: String
        package var verdict: Verdict
        /// What was seen, in a sentence for people.
        package var sentence: String
        package var startedAt: Timestamp
        package var endedAt: Timestamp?
        /// The directory's slug; nil where it concerns more than one.
        package var directory: String?
        /// The page that is watched; nil where it concerns more than one.
        package var url: String?
        /// The incident's page in the console; nil where the console's address is not configured.
        package var link: String?

        package init(
            event: Event, incident: IncidentID, title: String, verdict: Verdict, sentence: String, startedAt: Timestamp,
            endedAt: Timestamp? = nil, directory: String? = nil, url: String? = nil, link: String? = nil
        ) {
            self.event = event
            self.incident = incident
            self.title = title
            self.verdict = verdict
            self.sentence = sentence
            self.startedAt = startedAt
            self.endedAt = endedAt
            self.directory = directory
            self.url = url
            self.link = link
        }
    }

    /// The same at every attempt, and of no other notice: what receivers tell a repetition by.
    package var key: String
    /// When it was composed.
    package var at: Timestamp
    /// Opened before reminders before resolved; at most ``most``.
    package var items: [Item]
    /// Items beyond those.
    package var more: Int
    /// What the channel returned for the messages that this one answers, oldest first; empty for a message of its own.
    package var threads: [String]
    /// Deliveries that it answers as well, and that no channel had accepted when it was composed.
    package var answers: [Int64]?
    /// Of a message that is about no incident: those of the same name go out in their order; nil where its order is no matter.
    package var sequence: String?

    /// The most items that are kept of a storm.
    package static let most = 500

    package init(
        key: String, at: Timestamp, items: [Item], threads: [String] = [], answers: [Int64] = [], sequence: String? = nil
    ) {
        self.key = key
        self.at = at
        let ordered = [Event.opened, .reminder, .resolved, .test, .message].flatMap { event in items.filter { $0.event == event } }
        self.items = Array(ordered.prefix(Self.most))
        more = max(0, items.count - Self.most)
        self.threads = threads
        self.answers = answers.isEmpty ? nil : answers
        self.sequence = sequence
    }

    /// A message that shows that a channel works.
    package static func test(key: String, at: Timestamp) -> Notice {
        Notice(
            key: key, at: at,
            items: [
                Item(
                    event: .test, incident: IncidentID(0), title: "This is a test", verdict: .up,
                    sentence: "Notices of Rollcall reach this channel.", startedAt: at)
            ])
    }

    /// How many items are of a kind.
    package func count(_ event: Event) -> Int { items.count { $0.event == event } }
}
