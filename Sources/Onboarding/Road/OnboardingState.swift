/// Where a directory stands on its road.
package enum OnboardingState: Int, Sendable, Hashable, CaseIterable {
    /// Its form is looked for.
    case discover = 0
    /// Its form is read.
    case analyse = 1
    /// Its form's controls are mapped to the profile.
    case map = 2
    /// Its form is tried with the profile.
    case trial = 3
    /// The mapping has passed its trial, and is watched before it is relied upon.
    case canary = 4
    /// A mapping is in use.
    case active = 5
    /// A person must answer something.
    case needsAnswer = 6
    /// It cannot go on; ``OnboardingEntry/reason`` says why.
    case failed = 7

    /// The word of JSON and of the command line.
    package var name: String {
        switch self {
        case .discover: "discover"
        case .analyse: "analyse"
        case .map: "map"
        case .trial: "trial"
        case .canary: "canary"
        case .active: "active"
        case .needsAnswer: "needs_answer"
        case .failed: "failed"
        }
    }

    /// The same for people.
    package var words: String { self == .needsAnswer ? "needs an answer" : name }

    /// The state of that name; nil for another word.
    package init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }

    /// Whether there is something to be done without a person.
    package var isMoving: Bool { rawValue <= Self.canary.rawValue }

    /// Where a trial's verdict leads.
    static func after(_ verdict: TrialReport.Verdict) -> OnboardingState {
        switch verdict {
        case .ready, .submitted, .published: .canary
        case .needsAnswer: .needsAnswer
        case .unfaithful, .failed, .refused, .misprinted: .failed
        }
    }
}
