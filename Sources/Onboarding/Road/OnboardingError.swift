/// Why something that was asked of onboarding was not done.
package struct OnboardingError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// There is no onboarding or question of that name.
        case unknown = "onboarding_unknown"
        /// It is not in a state in which that can be done.
        case state = "onboarding_state"
        /// A value that cannot be used.
        case value = "onboarding_value"
    }

    package var code: Code
    /// One sentence.
    package var message: String
    /// What to do, in one sentence.
    package var remedy: String

    package init(_ code: Code, _ message: String, remedy: String) { (self.code, self.message, self.remedy) = (code, message, remedy) }

    package var description: String { "\(message) \(remedy)" }
}
