package import Hummingbird
package import Onboarding

/// A listing of onboardings as a query asks for it: one reading for the API and for the console.
package struct OnboardingListing: Sendable {
    package let state: OnboardingState?
    package let limit: Int
    /// The number behind which it goes on.
    let after: Int64

    /// - Parameter others: parameters that the page has besides.
    package init(_ request: Request, others: [String] = []) throws {
        let query = try RequestQuery(request, allowed: ["state", "limit", "cursor"] + others)
        let words = try query.words("state", among: OnboardingState.allCases.map(\.name))
        guard words.count < 2 else { throw Problem.invalid("state", "Name one state.") }
        state = words.first.flatMap { OnboardingState(name: $0) }
        limit = try query.number("limit", in: 1...500, default: 50)
        guard let text = try query.text("cursor", atMost: 400) else {
            after = 0
            return
        }
        guard let number = try Cursor(text, for: Self.identity(state)).parts.first.flatMap({ Int64($0) }) else {
            throw Problem.invalid("cursor", "This cursor is damaged.")
        }
        after = number
    }

    private static func identity(_ state: OnboardingState?) -> String { "onboarding\u{1e}\(state?.name ?? "")" }

    /// The cursor of the page that follows this entry.
    func cursor(after entry: OnboardingEntry) -> String { Cursor([String(entry.id)]).text(for: Self.identity(state)) }
}
