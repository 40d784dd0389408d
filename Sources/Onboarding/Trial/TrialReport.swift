package import Browser
package import HTML

/// What came of trying a directory's form with a profile.
package struct TrialReport: Sendable {
    package enum Verdict: String, Sendable, Hashable, CaseIterable {
        /// Nothing stands against sending it; it was not sent.
        case ready
        /// A person must settle something first.
        case needsAnswer = "needs_answer"
        /// What would be sent does not read back as the profile.
        case unfaithful
        /// There is no page, no form, or no way to send it.
        case failed
        /// The directory refused what was sent.
        case refused
        /// It was sent and taken; the listing is not to be seen yet.
        case submitted
        /// It was sent, and the listing shows what was sent.
        case published
        /// It was sent, and the listing shows something else.
        case misprinted
    }

    /// One step of the form.
    package struct Step: Sendable {
        package var url: WebURL
        package var fingerprint: String
        package var plan: FillPlan
        package var trip: RoundTrip
        /// The page with the values in it, for looking at; without scripts.
        package var filledPage: String
        /// The page as it was sent.
        package var source: PageSource
        /// How it goes out, where a browser was asked.
        package var sending: FormSending?
    }

    /// One field of the published listing.
    package struct Line: Sendable, Hashable {
        package var key: ProfileKey
        package var sent: String
        package var isShown: Bool
    }

    package var verdict: Verdict
    /// One sentence without a full stop.
    package var reason: String
    package var steps: [Step] = []
    /// Further steps were looked at without a single value being sent, or could not be looked at.
    package var notes: [String] = []
    /// Of the published listing.
    package var listing: WebURL?
    package var lines: [Line] = []
    /// Requests that carried values of the profile.
    package var sent = 0
    /// Whether it has steps that are only shown once those before are sent, and nobody has seen them.
    package var hasUnseenSteps = false
    /// Whether its page could not be had, for a reason that may pass.
    package var mayPass = false

    /// The problems of all steps.
    package var problems: [FillPlan.Problem] { FillPlan.problems(steps.map(\.plan)) }
    /// What the form asks for, all steps together.
    package var fingerprint: String { steps.map(\.fingerprint).joined(separator: "+") }
}
