/// What one control asks for, how sure that is, and why.
package struct FieldMapping: Sendable {
    /// A token with the confidence it has.
    package struct Candidate: Sendable {
        package let token: String
        package let confidence: Double
    }

    /// The HTML autofill token, or one of the finer ones for parts of addresses that the standard has not; nil for none of a profile's fields.
    package let token: String?
    /// How likely the token (or that there is none) is right, as held-out pages showed: 0 to 1.
    package let confidence: Double
    /// Whether it is taken without asking a person.
    package let isAccepted: Bool
    /// In words, strongest first.
    package let reasons: [String]
    /// The next best tokens.
    package let runnersUp: [Candidate]
}

/// What a form is for.
package enum FormType: String, Sendable, CaseIterable {
    case search, login, registration, contact, newsletter, order, other
    case submitListing = "submit-a-listing"
}

/// What was found out about one form as a whole.
package struct FormMapping: Sendable {
    package let type: FormType
    package let confidence: Double
    /// The captchas in it or, where it is the page's only form to be filled in, on the page.
    package let captchas: [String]
    /// What tells that the form is filled in in several steps; empty when nothing does.
    package let steps: [String]
    /// Ordinals of the controls that are traps for robots.
    package let honeypots: [Int]
    /// See ``FormFingerprint``.
    package let fingerprint: String
}

/// A page's forms with everything that was found out about them.
package struct MappedPage: Sendable {
    package let page: FormPage
    /// By `FormPage.forms`.
    package let forms: [FormMapping]
    /// By `PageControl.ordinal`.
    package let fields: [FieldMapping]
}
