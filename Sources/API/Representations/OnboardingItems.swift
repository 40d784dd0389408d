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
    /// The rollout over many directories by which its mapping is being changed.
    package let changeRollout: Int64?
    /// Which flag of its region keeps it where it is.
    package let stopped: String?
    package let updatedAt: Moment

    package init(_ entry: OnboardingEntry) {
        (id, url, state, reason) = (entry.id, entry.url, entry.state.name, entry.reason)
        (directory, submission, platform) = (entry.directory, entry.submission, entry.platform)
        (verdict, listing) = (entry.verdict?.rawValue, entry.listing)
        version = entry.version
        versionInUse = entry.inUse > 0 ? entry.inUse : nil
        rollout = entry.rollout?.state.rawValue
        (drift, changeRollout, stopped) = (entry.drift, entry.changeRollout, entry.stopped)
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
    /// Of the form, from 1; absent where it has only one.
    package let step: Int?
    package let suggestions: [String]
    /// Other directories alike that wait for the same answer.
    package let others: Int
    /// Directories that go on when it is answered.
    package let frees: Int

    package init(_ question: OnboardingQuestion) {
        (id, onboarding, url, platform) = (question.id, question.onboarding, question.url, question.platform)
        (control, label, kind, message) = (question.control, question.label, question.kind.rawValue, question.message)
        step = question.step
        (suggestions, others, frees) = (question.suggestions.map(\.text), question.others, question.frees)
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

        init(_ line: OnboardingMapping.Line) {
            (control, label, term, confidence) = (line.control, line.label, line.term, line.confidence)
            (accepted, reason) = (line.isAccepted, line.reason)
        }
    }

    package struct Version: Encodable, Sendable {
        package let version: Int
        package let madeAt: Moment
        package let why: String
        package let fingerprint: String
        /// Of the form's first step.
        package let fields: [Field]
        /// Of the steps after it, as far as they are shown without filling in.
        package let further: [[Field]]?
    }

    package struct Event: Encodable, Sendable {
        package let at: Moment
        package let who: String
        package let action: String
        package let why: String

        init(_ event: OnboardingEvent) { (at, who, action, why) = (Moment(event.at), event.who, event.action, event.why) }
    }

    /// The picture of one step of its filled form, or why there is none.
    package struct Picture: Encodable, Sendable {
        /// From 1.
        package let step: Int
        package let url: String
        /// Where it is served; absent where there is none, or none yet.
        package let href: String?
        package let filled: Int?
        package let fields: Int?
        /// Why there is none.
        package let missing: String?
        /// When its trial was.
        package let madeAt: Moment

        init(_ facts: FormPictureFacts, of entry: Int64) {
            (step, url, madeAt) = (facts.step, facts.url, Moment(facts.madeAt))
            switch facts.standing {
            case .taken(let filled, let fields):
                (self.filled, self.fields, missing) = (filled, fields, nil)
                href = "/api/v1/onboarding/\(entry)/pictures/\(facts.step)"
            case .waiting: (filled, fields, missing, href) = (nil, nil, nil, nil)
            case .missing(let why): (filled, fields, missing, href) = (nil, nil, why, nil)
            }
        }
    }

    package let onboarding: OnboardingItem
    /// The newest first.
    package let versions: [Version]
    package let questions: [OnboardingQuestionItem]
    /// The newest first.
    package let events: [Event]
    package let pictures: [Picture]

    package init(
        _ entry: OnboardingEntry, versions: [OnboardingVersion], questions: [OnboardingQuestion], events: [OnboardingEvent],
        pictures: [FormPictureFacts]
    ) {
        onboarding = OnboardingItem(entry)
        self.versions = versions.map { version in
            Version(
                version: version.version, madeAt: Moment(version.madeAt), why: version.why, fingerprint: version.mapping.shape.fingerprint,
                fields: version.mapping.lines.map(Field.init), further: version.mapping.further.map { $0.map { $0.map(Field.init) } })
        }
        self.questions = questions.map(OnboardingQuestionItem.init)
        self.events = events.map(Event.init)
        self.pictures = pictures.map { Picture($0, of: entry.id) }
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
