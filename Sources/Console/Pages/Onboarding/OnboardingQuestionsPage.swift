import API
import Onboarding

/// What people are asked, the question first whose answer lets most directories go on, each with the form that answers it.
struct OnboardingQuestionsPage {
    let tabs: [PageValues.Tab]
    let questions: [QuestionForm]
    let hasQuestions: Bool
    let said: String?

    /// - Parameter mistake: What a person answered that could not be used.
    init(_ desk: OnboardingDesk, said: String? = nil, mistake: QuestionForm.Mistake? = nil) async throws {
        tabs = OnboardingWords.tabs(at: "/onboarding/questions")
        questions = try await desk.store.questions().map { QuestionForm($0, place: "questions", mistake: mistake) }
        hasQuestions = !questions.isEmpty
        self.said = said
    }
}

/// A question with the form that answers it.
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

    let id: Int64
    let onboarding: Int64
    let url: String
    let control: String?
    let message: String
    let platform: String?
    let value: String
    let ways: [Way]
    let takesText: Bool
    let suggestions: [String]
    let others: String?
    let frees: String?
    /// Where the answer leads back to.
    let place: String
    let mistake: String?

    init(_ question: OnboardingQuestion, place: String, mistake: Mistake? = nil) {
        let mistake = mistake.flatMap { $0.question == question.id ? $0 : nil }
        (id, onboarding, url, platform) = (question.id, question.onboarding, question.url, question.platform)
        message = question.message
        control = question.control.isEmpty ? nil : question.control
        takesText = control != nil
        let isTerm = question.kind == .unknown || question.kind == .unsure
        let how = mistake?.how ?? (isTerm ? "term" : "value")
        ways = [("term", "it takes, of the profile"), ("value", "it takes this value"), ("leave", "it stays as it is")].map {
            Way(value: $0.0, name: $0.1, chosen: $0.0 == how)
        }
        let isKnown = isTerm && question.suggestions.first.map { Answer.isTerm($0) } == true
        value = mistake?.text ?? (isKnown ? question.suggestions.first ?? "" : "")
        let terms = isTerm ? ProfileKey.allCases.map(\.rawValue).filter { !question.suggestions.contains($0) } : []
        suggestions = (isTerm ? question.suggestions : question.suggestions.filter { !Answer.isTerm($0) }) + terms
        others = question.others > 0 ? Figures.count(question.others) : nil
        frees = question.frees > 0 ? Self.frees(question.frees) : nil
        self.place = place
        self.mistake = mistake?.sentence
    }

    private static func frees(_ count: Int) -> String {
        count == 1 ? "one directory goes on when it is answered" : "\(Figures.count(count)) directories go on when it is answered"
    }
}
