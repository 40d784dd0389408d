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
