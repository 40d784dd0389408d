import API
import Onboarding

/// A question with the form that answers it: with one click where something suggests itself, in words in any case.
struct QuestionForm {
    /// What a person answered that could not be used, and why.
    struct Mistake {
        let question: Int64
        let how: String
        let text: String
        let sentence: String
    }

    struct Way {
        let value: String
        let name: String
        let chosen: Bool
    }

    /// An answer that one click gives.
    struct Pick {
        /// The digit that gives it as well.
        let key: String
        let value: String
        let name: String
        /// The term, where the name says it in words.
        let term: String?
        let sure: String?
        let reason: String?

        /// - Parameter place: From 1.
        init(_ suggestion: Suggestion, place: Int) {
            key = "\(place)"
            let isTerm = suggestion.answer.kind == "term"
            value = "\(suggestion.answer.kind):\(suggestion.text)"
            let words = isTerm ? ProfileKey(rawValue: suggestion.text)?.words : nil
            (name, term) = (words ?? suggestion.text, words == nil || words == suggestion.text ? nil : suggestion.text)
            sure = suggestion.confidence.map { "\(Int(($0 * 100).rounded())) %" }
            reason = suggestion.reason.isEmpty ? nil : suggestion.reason
        }
    }

    /// Answers that are shown as buttons: as many as there are digits.
    private static let mostPicks = 9

    let id: Int64
    let onboarding: Int64
    let url: String
    let control: String?
    let message: String
    let platform: String?
    let picks: [Pick]
    let hasPicks: Bool
    /// Whether the answer in words is unfolded.
    let isOpen: Bool
    let text: String
    let ways: [Way]
    let takesText: Bool
    let terms: [String]
    /// The words of the box that answers it for all alike; nil where there is none.
    let alike: String?
    let isForAll: Bool
    let frees: String?
    /// Where the answer leads back to.
    let place: String
    let mistake: String?

    init(_ question: OnboardingQuestion, place: String, mistake: Mistake? = nil) {
        let mistake = mistake.flatMap { $0.question == question.id ? $0 : nil }
        (id, onboarding, url, platform) = (question.id, question.onboarding, question.url, question.platform)
        // Which step it is of is said where it is not the one that everybody sees first.
        message = (question.step ?? 1) > 1 ? "Step \(question.step ?? 1): \(question.message)" : question.message
        control = question.control.isEmpty ? nil : question.control
        takesText = control != nil
        let isTerm = question.kind == .unknown || question.kind == .unsure || question.kind == .file
        // Where the profile has nothing of that name, or must not be asked, the name is no answer.
        let usable = question.suggestions.filter { isTerm || $0.answer.kind == "value" }
        picks = takesText ? usable.prefix(Self.mostPicks).enumerated().map { Pick($0.element, place: $0.offset + 1) } : []
        hasPicks = !picks.isEmpty
        isOpen = picks.isEmpty || mistake != nil
        let how = mistake?.how ?? (isTerm ? "term" : "value")
        ways = [("term", "it takes, of the profile"), ("value", "it takes this value"), ("leave", "it stays as it is")].map {
            Way(value: $0.0, name: $0.1, chosen: $0.0 == how)
        }
        text = mistake?.text ?? ""
        let keys = isTerm ? ProfileKey.allCases.map(\.rawValue) : []
        terms = usable.map(\.text) + keys.filter { key in !usable.contains { $0.text == key } }
        if place == "questions" {
            alike = question.others > 0 ? "also for \(Figures.count(question.others)) more alike" : nil
        } else {
            alike = "also for all alike"
        }
        isForAll = place == "questions"
        frees = question.frees > 0 ? Self.frees(question.frees) : nil
        self.place = place
        self.mistake = mistake?.sentence
    }

    private static func frees(_ count: Int) -> String {
        count == 1 ? "one directory goes on when it is answered" : "\(Figures.count(count)) directories go on when it is answered"
    }

    /// What a form says: a button that was pressed, else what was written.
    static func answer(pick: String?, how: String?, text: String?) -> (how: String, text: String) {
        guard let pick, let colon = pick.firstIndex(of: ":") else { return (how ?? "leave", text ?? "") }
        return (String(pick[..<colon]), String(pick[pick.index(after: colon)...]))
    }
}
