import Listings
package import Onboarding
import Rolls

/// A rollout as somebody asks for one, in words and numbers: what it brings, to whom, by which phases and gates.
package struct RolloutRequest: Sendable {
    package var name = ""
    /// `remap`, `answer`, `threshold` or `recipe`.
    package var change = "remap"
    package var control: String?
    /// Exactly one of these with `answer`.
    package var term: String?
    package var value: String?
    package var leave = false
    /// In percent, with `threshold`.
    package var threshold: Int?
    /// The recipe's file, with `recipe`.
    package var recipe: String?
    package var scope = RolloutScope()
    /// Rising shares in percent.
    package var phases: [Int]?
    package var soak: Int?
    package var success: Int?
    package var failures: Int?
    package var drifts: Int?

    package init() {}

    /// What it brings.
    /// - Throws: ``OnboardingError`` `value` for what does not go together, and a recipe that cannot be read.
    package func made() throws(OnboardingError) -> RolloutChange {
        func refusal(_ message: String, _ remedy: String) -> OnboardingError { OnboardingError(.value, message, remedy: remedy) }
        let isAnswer = change == "answer"
        let answers = [term != nil, value != nil, leave].count { $0 }
        guard isAnswer == (control != nil), answers == (isAnswer ? 1 : 0) else {
            throw refusal(
                "An answer names a control and one of term, value and leave.", "Give both with `answer`, neither with another change.")
        }
        guard (change == "threshold") == (threshold != nil) else {
            throw refusal("A threshold is a share in percent.", "Give one with `threshold`, none with another change.")
        }
        guard (change == "recipe") == (recipe != nil) else {
            throw refusal("A recipe is given as its file.", "Give one with `recipe`, none with another change.")
        }
        switch change {
        case "remap": return .remap
        case "answer":
            return .answer(control: control ?? "", answer: term.map { .term($0) } ?? value.map { .value($0) } ?? .leave)
        case "threshold": return .threshold(Double(threshold ?? 0) / 100)
        case "recipe":
            do { _ = try DirectoryRecipe(recipe ?? "") } catch {
                throw refusal("The recipe cannot be read: \(error.description)", error.remedy)
            }
            return .recipe(recipe ?? "")
        default: throw refusal("There is no change \(change.prefix(40)).", "Give remap, answer, threshold or recipe.")
        }
    }

    /// By which phases and gates.
    package var policy: GroupPolicy {
        let standard = GroupPolicy()
        return GroupPolicy(
            phases: GroupPolicy.phases(phases ?? [1, 10, 50, 100], soakSeconds: soak ?? 3_600),
            successPercent: success ?? standard.successPercent, failureBudget: failures ?? standard.failureBudget,
            driftBudget: drifts ?? standard.driftBudget)
    }

    /// Shares as somebody writes them: `1,10,50,100`; nil for what are no numbers.
    package static func phases(_ text: String) -> [Int]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0.filter { $0 != " " && $0 != "%" }) }
        return parts.contains(nil) || parts.isEmpty ? nil : parts.compactMap(\.self)
    }
}
