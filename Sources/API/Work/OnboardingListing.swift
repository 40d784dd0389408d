package import Hummingbird
package import Onboarding

/// A listing of onboardings as a query asks for it: one reading for the API and for the console.
package struct OnboardingListing: Sendable {
    package let state: OnboardingState?
    let page: NumberedPage

    /// - Parameter others: parameters that the page has besides.
    package init(_ request: Request, others: [String] = []) throws {
        let query = try RequestQuery(request, allowed: ["state", "limit", "cursor"] + others)
        let words = try query.words("state", among: OnboardingState.allCases.map(\.name))
        guard words.count < 2 else { throw Problem.invalid("state", "Name one state.") }
        state = words.first.flatMap { OnboardingState(name: $0) }
        page = try NumberedPage(query, of: ["onboarding", state?.name ?? ""])
    }
}
