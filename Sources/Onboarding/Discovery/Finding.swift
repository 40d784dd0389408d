package import HTML

/// One thing that was found out about a directory, with the evidence in words.
package struct Finding: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case submissionForm = "submission_form"
        case steps, captcha, login, cost
        case listingIndex = "listing_index"
        case contact, terms, sitemap, robots, platform, language, country
        /// The form is on another site, or only scripts make it.
        case externalForm = "external_form"
        /// A page that could not be had.
        case unreachable
    }

    package var kind: Kind
    /// Where it was found, or where it leads.
    package var url: WebURL?
    /// `WordPress`, `de`, `$49` …; empty where the address says all.
    package var value: String
    /// In words: the link's text, the mark, the sentence.
    package var evidence: String

    package init(_ kind: Kind, url: WebURL? = nil, value: String = "", evidence: String) {
        (self.kind, self.url, self.value, self.evidence) = (kind, url, value, evidence)
    }
}
