package import Onboarding

/// A directory on its road, as the API and the command line write it.
package struct OnboardingItem: Encodable, Sendable {
    package let id: Int64
    package let url: String
    package let state: String
    package let reason: String
    package let directory: String?
    package let submission: String?
    package let platform: String?
    package let verdict: String?
    package let listing: String?
    package let version: Int
    package let versionInUse: Int?
    package let rollout: String?
    /// How its form differs from the mapping in use.
    package let drift: String?
    package let updatedAt: Moment

    package init(_ entry: OnboardingEntry) {
        (id, url, state, reason) = (entry.id, entry.url, entry.state.name, entry.reason)
        (directory, submission, platform) = (entry.directory, entry.submission, entry.platform)
        (verdict, listing) = (entry.verdict?.rawValue, entry.listing)
        version = entry.version
        versionInUse = entry.inUse > 0 ? entry.inUse : nil
        rollout = entry.rollout?.state.rawValue
        drift = entry.drift
        updatedAt = Moment(entry.updatedAt)
    }
}

/// A question, as the API and the command line write it.
package struct OnboardingQuestionItem: Encodable, Sendable {
    package let id: Int64
    package let onboarding: Int64
    package let url: String
    package let platform: String?
    package let control: String
    package let label: String
    package let kind: String
    package let message: String
    package let suggestions: [String]
    /// Other directories alike that wait for the same answer.
    package let others: Int
    /// Directories that go on when it is answered.
    package let frees: Int

    package init(_ question: OnboardingQuestion) {
        (id, onboarding, url, platform) = (question.id, question.onboarding, question.url, question.platform)
        (control, label, kind, message) = (question.control, question.label, question.kind.rawValue, question.message)
        (suggestions, others, frees) = (question.suggestions, question.others, question.frees)
    }
}

/// All about one directory's road.
package struct OnboardingDetailItem: Encodable, Sendable {
    package struct Field: Encodable, Sendable {
        package let control: String
        package let label: String
        package let term: String?
        package let confidence: Double
        package let accepted: Bool
        package let reason: String
    }

    package struct Version: Encodable, Sendable {
        package let version: Int
        package let madeAt: Moment
        package let why: String
        package let fingerprint: String
        package let fields: [Field]
    }

    package struct Event: Encodable, Sendable {
        package let at: Moment
        package let who: String
        package let action: String
        package let why: String
    }

    package let onboarding: OnboardingItem
    /// The newest first.
    package let versions: [Version]
    package let questions: [OnboardingQuestionItem]
    /// The newest first.
    package let events: [Event]

    package init(
        _ entry: OnboardingEntry, versions: [OnboardingVersion], questions: [OnboardingQuestion], events: [OnboardingEvent]
    ) {
        onboarding = OnboardingItem(entry)
        self.versions = versions.map { version in
            Version(
                version: version.version, madeAt: Moment(version.madeAt), why: version.why, fingerprint: version.mapping.shape.fingerprint,
                fields: version.mapping.lines.map {
                    Field(
                        control: $0.control, label: $0.label, term: $0.term, confidence: $0.confidence, accepted: $0.isAccepted,
                        reason: $0.reason)
                })
        }
        self.questions = questions.map(OnboardingQuestionItem.init)
        self.events = events.map { Event(at: Moment($0.at), who: $0.who, action: $0.action, why: $0.why) }
    }
}

/// What an answer led to.
package struct OnboardingAnsweredItem: Encodable, Sendable {
    /// Directories whose question it settled.
    package let settled: Int
    /// Of them, those that go on.
    package let freed: Int

    package init(_ answered: OnboardingStore.Answered) { (settled, freed) = (answered.settled, answered.freed) }
}
