/// What may be the answer to a question, with how likely that is and why, where that is known.
package struct Suggestion: Sendable, Hashable {
    package var answer: Answer
    /// 0 to 1; nil where nothing measures it.
    package var confidence: Double?
    /// In words; empty where there is nothing to say.
    package var reason: String

    package init(_ answer: Answer, confidence: Double? = nil, reason: String = "") {
        (self.answer, self.confidence, self.reason) = (answer, confidence, reason)
    }

    /// A term of profiles, or the value itself.
    package var text: String { answer.text }

    /// Options of a list by their labels.
    static func options(_ labels: some Sequence<String>) -> [Suggestion] { labels.map { Suggestion(.value($0)) } }
}

extension Suggestion: ExpressibleByStringLiteral {
    /// A term where there is one of that name, else a value.
    package init(stringLiteral text: String) { self.init(Answer.isTerm(text) ? .term(text) : .value(text)) }
}

extension Suggestion: Codable {
    private enum CodingKeys: CodingKey { case answer, confidence, reason }

    /// Reads what is kept now, and the bare text that was kept before confidence and reason were.
    package init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            self.init(stringLiteral: text)
            return
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(Answer.self, forKey: .answer), confidence: try container.decodeIfPresent(Double.self, forKey: .confidence),
            reason: try container.decodeIfPresent(String.self, forKey: .reason) ?? "")
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(answer, forKey: .answer)
        try container.encodeIfPresent(confidence, forKey: .confidence)
        if !reason.isEmpty { try container.encode(reason, forKey: .reason) }
    }
}
