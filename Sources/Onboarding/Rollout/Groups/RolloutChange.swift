import Directories

/// What a rollout brings to the directories that it has reached. What it says of a form holds for those alone.
package enum RolloutChange: Codable, Sendable, Hashable {
    /// Their forms are mapped anew, by the model and the answers of now.
    case remap
    /// What a person says of a control, known by its ``ControlKey``.
    case answer(control: String, answer: Answer)
    /// From which confidence on (0.5 to 1) a control is filled without asking, instead of the model's own measure.
    case threshold(Double)
    /// The recipe that their pages are read by, as its file.
    case recipe(String)

    /// The word of JSON and of the command line.
    package var kind: String {
        switch self {
        case .remap: "remap"
        case .answer: "answer"
        case .threshold: "threshold"
        case .recipe: "recipe"
        }
    }

    /// In words, without a full stop.
    package var words: String {
        switch self {
        case .remap: "their forms are mapped anew"
        case .answer(let control, .term(let term)): "`\(control.cut(60))` takes \(term)"
        case .answer(let control, .value(let value)): "`\(control.cut(60))` takes \"\(value.cut(60))\""
        case .answer(let control, .leave): "`\(control.cut(60))` stays as it is"
        case .threshold(let least): "controls are filled unasked from \(Int((least * 100).rounded())) % on"
        case .recipe: "their pages are read by another recipe"
        }
    }

    /// Whether it concerns forms: only directories with a mapping in use can take it.
    var concernsForms: Bool { if case .recipe = self { false } else { true } }

    /// Bytes of a recipe that are taken, at most.
    private static let mostRecipe = 100_000

    /// - Throws: ``OnboardingError`` `value` for what no directory can take.
    func check() throws(OnboardingError) {
        switch self {
        case .remap: break
        case .answer(let control, let answer):
            guard !control.isEmpty, control.utf8.count <= 200 else {
                throw OnboardingError(
                    .value, "A control is named by its name, its id or its label.",
                    remedy: "`rollcall onboard status DIRECTORY` lists them.")
            }
            try answer.check()
        case .threshold(let least):
            guard least >= 0.5, least <= 1 else {
                throw OnboardingError(
                    .value, "A confidence of \(least) is no measure for filling in unasked.", remedy: "Give one from 0.5 to 1.")
            }
        case .recipe(let text):
            guard !text.isEmpty, text.utf8.count <= Self.mostRecipe else {
                throw OnboardingError(
                    .value, "The recipe is empty or too long.", remedy: "`rollcall recipe show DIRECTORY` prints one as its file.")
            }
        }
    }
}

extension Answer {
    /// - Throws: ``OnboardingError`` `value` for a term that there is not, and a value that no control takes.
    func check() throws(OnboardingError) {
        if case .term(let term) = self, !Answer.isTerm(term) {
            throw OnboardingError(
                .value, "There is no term \(term.cut(60)).", remedy: "`rollcall profile keys` lists what a profile can hold.")
        }
        if case .value(let value) = self, value.collapsed.isEmpty || value.utf8.count > 10_000 {
            throw OnboardingError(.value, "The value is empty or too long.", remedy: "To leave a control as it is, say so.")
        }
    }
}

/// Which directories a rollout is for: all conditions that are set must hold. By group (tag, category, platform), region or account (owner).
package struct RolloutScope: Codable, Sendable, Hashable {
    package var tag: String?
    package var category: String?
    package var platform: String?
    package var region: String?
    package var owner: String?

    package init(
        tag: String? = nil, category: String? = nil, platform: String? = nil, region: String? = nil, owner: String? = nil
    ) {
        (self.tag, self.category, self.platform, self.region, self.owner) = (tag, category, platform, region, owner)
    }

    private var conditions: [(String, String)] {
        [("tag", tag), ("category", category), ("platform", platform), ("region", region), ("owner", owner)].compactMap { name, value in
            value.map { (name, $0) }
        }
    }

    /// In words: `platform Wix, region eu`; "all directories" where nothing is set.
    package var words: String {
        conditions.isEmpty ? "all directories" : conditions.map { "\($0) \($1.cut(60))" }.joined(separator: ", ")
    }

    /// What the register is asked for; the platform is known to onboarding alone.
    var filter: DirectoryFilter {
        var filter = DirectoryFilter()
        (filter.tag, filter.category, filter.region, filter.owner) = (tag, category, region, owner)
        return filter
    }
}
