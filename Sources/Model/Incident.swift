/// A stretch of time in which a directory's check failed, from its confirmed start to its confirmed end; or one that many directories share.
package struct Incident: Hashable, Sendable, Codable {
    /// What an incident is about.
    package enum Subject: Hashable, Sendable, Codable {
        /// One check of one directory.
        case check(CheckKey)
        /// Many directories that fail together because of something they share.
        case shared(SharedCause)
        /// Our own network is down: nothing else can be said meanwhile.
        case blind
    }

    package var id: IncidentID
    package var subject: Subject
    package var verdict: Verdict
    package var reason: Reason
    package var sentence: String
    /// The first failing observation, not the moment of confirmation.
    package var startedAt: Timestamp
    /// When enough observations agreed.
    package var confirmedAt: Timestamp
    /// The first good observation of the confirmed recovery; nil while open.
    package var endedAt: Timestamp?
    /// The shared-fate incident that covers this one, if any: such an incident raises no notice of its own.
    package var parent: IncidentID?
    /// How many directories it concerns (1 for a check's own).
    package var directories: Int
    /// Whether it is or was held open because the check keeps changing between good and bad.
    package var flapping: Bool

    package init(
        id: IncidentID, subject: Subject, verdict: Verdict, reason: Reason, sentence: String, startedAt: Timestamp,
        confirmedAt: Timestamp, endedAt: Timestamp? = nil, parent: IncidentID? = nil, directories: Int = 1, flapping: Bool = false
    ) {
        self.id = id
        self.subject = subject
        self.verdict = verdict
        self.reason = reason
        self.sentence = sentence
        self.startedAt = startedAt
        self.confirmedAt = confirmedAt
        self.endedAt = endedAt
        self.parent = parent
        self.directories = directories
        self.flapping = flapping
    }
}

/// What failing directories have in common.
package struct SharedCause: Hashable, Sendable, Codable {
    package enum Kind: String, CaseIterable, Sendable, Codable {
        case address, nameServer = "name_server", network, issuer
    }

    package var kind: Kind
    package var name: String

    package init(kind: Kind, name: String) {
        self.kind = kind
        self.name = name
    }
}
