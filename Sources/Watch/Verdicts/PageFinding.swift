import Model

/// That a page is not the one that visitors want, and by which marks.
struct PageFinding: Hashable, Sendable {
    var verdict: Verdict
    var reason: Reason
    /// One sentence, without what is kept as evidence.
    var sentence: String
    var marks: [String]
}
