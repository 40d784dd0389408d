/// What people write about what they do: who, and why.
enum OneLine {
    /// A text on one line and of a bounded length; nil where nothing is left of it.
    static func text(_ text: String?) -> String? {
        let words = (text ?? "").split { $0.isWhitespace || $0.isNewline }.joined(separator: " ")
        return words.isEmpty ? nil : String(words.prefix(500))
    }
}
