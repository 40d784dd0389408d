import Model

/// A verdict and what to say of it.
struct Ruling: Hashable, Sendable {
    var verdict: Verdict
    var reason: Reason
    var sentence: String
    var marks: [String] = []

    init(_ verdict: Verdict, _ reason: Reason, _ sentence: String, marks: [String] = []) {
        self.verdict = verdict
        self.reason = reason
        self.sentence = sentence
        self.marks = marks
    }

    init(_ finding: PageFinding) { self.init(finding.verdict, finding.reason, finding.sentence, marks: finding.marks) }
}
