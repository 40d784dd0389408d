package import Model

/// One directory on its road.
package struct OnboardingEntry: Sendable, Hashable {
    package let id: Int64
    /// The address that it was set on its way with.
    package let url: String
    /// What it is onboarded for: see ``OnboardingOrder``.
    package let order: Int64
    package var state: OnboardingState
    /// In words; empty where there is nothing to say.
    package var reason = ""
    /// The form's page, once it was found.
    package var submission: String?
    /// The directory's list, where one was found.
    package var index: String?
    /// What the directory is built with; nil where nothing tells.
    package var platform: String?
    /// What it has in common with directories to which the same answers apply: the platform, else the form as it is.
    package var likeness: String?
    /// Of the last trial.
    package var verdict: TrialReport.Verdict?
    /// The published listing's page, where one was seen.
    package var listing: String?
    /// Its slug on the register as it was when it became active, and its number there.
    package var directory: String?
    package var directoryID: DirectoryID?
    /// What its home page calls itself; nil where that is not known.
    package var title: String?
    /// The newest version of its mapping; 0 before the first.
    package var version = 0
    /// The version that is in use; 0 for none.
    package var inUse = 0
    package var rollout: Rollout?
    /// The rollout over many directories by which its mapping is being changed.
    package let changeRollout: Int64?
    /// Which flag of its region keeps it where it is, in words; nil for none.
    package var stopped: String?
    /// Whether its form may have been sent without anybody knowing what came of it.
    package var isSending = false
    /// How its form differs from the mapping in use, in words; nil where it does not, or was not looked at yet.
    package let drift: String?
    package let driftSeverity: FormDrift.Severity?
    /// Rises with each write.
    package let revision: Int64
    package let updatedAt: Timestamp

    /// By which answers for this directory alone are kept.
    var ownScope: String { "site:\(url)" }
}

/// For what directories are set on their way. Stored once, so that whoever goes on with the work does the same.
package struct OnboardingOrder: Codable, Sendable, Hashable {
    /// The profile's values by the names of their keys.
    package var profile: [String: [String]]
    /// The profile's files by the names of their keys, without their content, which is kept apart.
    package var files: [String: [UploadFile]]?
    /// Whether forms are sent, where that is allowed: on this machine and to the hosts of `sandbox`.
    package var submits: Bool
    package var sandbox: [String]
    /// By which mappings come into use.
    package var policy: RolloutPolicy
    /// Pages that discovery looks at, at most.
    package var pages: Int
    /// The region and the account that a directory gets when it is put on the register.
    package var region: String?
    package var owner: String?

    package init(
        _ profile: Profile, submits: Bool = false, sandbox: [String] = [], policy: RolloutPolicy = Self.canary(soakSeconds: 0),
        pages: Int = 10, region: String? = nil, owner: String? = nil
    ) {
        (self.region, self.owner) = (region, owner)
        self.profile = Dictionary(uniqueKeysWithValues: profile.values.map { ($0.key.rawValue, $0.value) })
        files = profile.files.isEmpty ? nil : Dictionary(uniqueKeysWithValues: profile.files.map { ($0.key.rawValue, $0.value) })
        (self.submits, self.sandbox, self.policy, self.pages) = (submits, sandbox.sorted(), policy, pages)
    }

    /// One phase, in which the form is looked at again.
    package static func canary(soakSeconds: Int) -> RolloutPolicy {
        RolloutPolicy(phases: [RolloutPolicy.Phase("canary", percent: 100)], leastTrials: 1, soakSeconds: soakSeconds)
    }

    /// The profile that it is for.
    package var business: Profile {
        func keyed<Value>(_ values: [String: Value]) -> [ProfileKey: Value] {
            Dictionary(values.compactMap { name, value in ProfileKey(rawValue: name).map { ($0, value) } }) { first, _ in first }
        }
        return Profile(keyed(profile), files: keyed(files ?? [:]))
    }

    var place: Sandbox? { submits ? Sandbox(hosts: Set(sandbox)) : nil }
}

/// One version of a directory's mapping: the form as it was, what each control takes and why, and what people had said of it.
package struct OnboardingMapping: Codable, Sendable, Hashable {
    /// What one control takes.
    package struct Line: Codable, Sendable, Hashable {
        package var control: String
        package var label: String
        /// Nil where nothing of a profile is asked for.
        package var term: String?
        /// 0 to 1.
        package var confidence: Double
        /// Whether it is used unasked.
        package var isAccepted: Bool
        /// In words.
        package var reason: String
    }

    package var shape: FormShape
    /// Of the first step.
    package var lines: [Line]
    /// Of the steps after it, as far as they are shown without a value; nil where only the first was kept.
    package var further: [[Line]]?
    /// By ``ControlKey``.
    package var answers: [String: Answer]
    /// From which confidence on controls are filled unasked; nil for the model's own measure.
    package var threshold: Double?
    /// What a second opinion said, by ``ControlKey``; nil where none was asked.
    package var opinions: [String: Opinion]?

    /// What its steps take, one after the other.
    package var steps: [[Line]] { [lines] + (further ?? []) }

    /// - Parameter further: The steps after the first.
    init(_ page: MappedPage, form: Int, shape: FormShape, further: [FormStep] = [], sayings: FormSayings = FormSayings()) {
        (self.shape, threshold) = (shape, sayings.threshold)
        let said = sayings.opinions.map { ($0.key.text, $0.value) }
        opinions = said.isEmpty ? nil : Dictionary(said) { first, _ in first }
        self.answers = Dictionary(uniqueKeysWithValues: sayings.answers.map { ($0.key.text, $0.value) })
        lines = Self.lines(FormStep(page: page, form: form), sayings)
        self.further = further.map { Self.lines($0, sayings) }
    }

    private static func lines(_ step: FormStep, _ sayings: FormSayings) -> [Line] {
        let (page, form) = (step.page, step.form)
        let terms = TermMap(page, form: form, sayings: sayings)
        return page.page.forms[form].controls.prefix(mostLines).compactMap { ordinal in
            guard let assignment = terms[ordinal] else { return nil }
            let control = page.page.controls[ordinal]
            return Line(
                control: ControlKey(control).text, label: (control.label ?? control.before).collapsed.cut(80), term: assignment.term,
                confidence: assignment.confidence, isAccepted: assignment.isAccepted, reason: assignment.reason.cut(200))
        }
    }

    /// Controls of one form that are kept.
    private static let mostLines = 500

    /// What it was made with.
    var sayings: FormSayings {
        func keyed<Value>(_ values: [String: Value]) -> [ControlKey: Value] {
            Dictionary(values.map { (ControlKey(text: $0.key), $0.value) }) { first, _ in first }
        }
        return FormSayings(answers: keyed(answers), threshold: threshold, opinions: keyed(opinions ?? [:]))
    }

    /// Why this is a version of its own beside an earlier one; nil where it is the same.
    func news(since earlier: OnboardingMapping?) -> String? {
        guard let earlier else { return "mapped for the first time" }
        var news: [String] = []
        let isOther =
            earlier.shape.further == nil ? earlier.shape.fingerprint != shape.fingerprint : earlier.shape.fingerprints != shape.fingerprints
        let drift = FormDrift(from: earlier.shape, to: shape)
        if isOther || !drift.isEmpty {
            news.append(drift.isEmpty ? "the form has changed" : drift.words)
        }
        let said = Set(answers.keys).union(earlier.answers.keys).filter { answers[$0] != earlier.answers[$0] }.sorted()
        if !said.isEmpty { news.append("people said something of \(said.prefix(6).map { "`\($0.cut(40))`" }.joined(separator: ", "))") }
        if earlier.threshold != threshold {
            news.append(
                threshold.map { "filled unasked from \(Int(($0 * 100).rounded())) % on" } ?? "filled unasked where the model is sure")
        }
        // The model itself may have become another.
        let isWhole = earlier.further != nil && further != nil
        func taken(_ mapping: OnboardingMapping) -> [Set<String>] {
            (isWhole ? mapping.steps : [mapping.lines]).map { Set($0.map { "\($0.label)\n\($0.term ?? "")\n\($0.isAccepted)" }) }
        }
        if news.isEmpty, taken(earlier) != taken(self) { news.append("the form is mapped otherwise") }
        return news.isEmpty ? nil : news.joined(separator: "; ")
    }
}

/// One version of a mapping, as it is kept.
package struct OnboardingVersion: Sendable, Hashable {
    package var version: Int
    package var mapping: OnboardingMapping
    package var madeAt: Timestamp
    package var why: String
}

/// Something a person is asked.
package struct OnboardingQuestion: Sendable, Hashable {
    package let id: Int64
    package let onboarding: Int64
    package let url: String
    package let platform: String?
    /// See ``ControlKey``; empty for what concerns the form as a whole.
    package let control: String
    package let kind: FillPlan.Problem.Kind
    package let label: String
    package let message: String
    /// The step of the form, from 1; nil where it has only one.
    package var step: Int?
    /// Terms or options that may be the answer, the likeliest first.
    package let suggestions: [Suggestion]
    /// Other directories alike that wait for the same answer.
    package var others = 0
    /// Directories for which nothing else is asked: they go on when this is answered.
    package var frees = 0
}

/// Something that was done, by whom and why.
package struct OnboardingEvent: Sendable, Hashable {
    package var at: Timestamp
    /// `rollcall` for what it did by itself.
    package var who: String
    package var action: String
    package var why: String
}

extension Answer: Codable {
    /// As it is stored.
    package var kind: String {
        switch self {
        case .term: "term"
        case .value: "value"
        case .leave: "leave"
        }
    }

    package var text: String {
        switch self {
        case .term(let text), .value(let text): text
        case .leave: ""
        }
    }

    /// Whether a profile can hold something of that name.
    package static func isTerm(_ text: String) -> Bool { ProfileValues.key(of: text) != nil }

    /// Nil for a kind that there is not.
    package init?(kind: String, text: String) {
        switch kind {
        case "term": self = .term(text)
        case "value": self = .value(text)
        case "leave": self = .leave
        default: return nil
        }
    }

    private enum CodingKeys: CodingKey { case kind, text }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let kind = try container.decode(String.self, forKey: .kind)
        guard let answer = Answer(kind: kind, text: try container.decode(String.self, forKey: .text)) else {
            throw DecodingError.dataCorruptedError(forKey: .kind, in: container, debugDescription: "there is no kind \(kind)")
        }
        self = answer
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(text, forKey: .text)
    }
}
