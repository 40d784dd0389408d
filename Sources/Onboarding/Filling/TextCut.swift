import HTML

/// Makes a text fit a length as an editor would: at the end of a sentence, else at a word with an ellipsis.
enum TextCut {
    /// At most `limit` UTF-16 code units of the text; nil where not even a word fits.
    static func cut(_ text: String, to limit: Int) -> String? {
        guard text.utf16.count > limit else { return text }
        guard limit > 0 else { return nil }
        var length = 0
        var end = text.startIndex
        var sentence: String.Index?
        var sentenceLength = 0
        var word: String.Index?
        var index = text.startIndex
        while index < text.endIndex {
            let character = text[index]
            length += character.utf16.count
            guard length <= limit else { break }
            let next = text.index(after: index)
            let isAtBreak = next == text.endIndex || text[next].isWhitespace
            if isAtBreak, ".!?…".contains(character), !isAbbreviation(text[..<index]) {
                sentence = next
                sentenceLength = length
            } else if "。！？".contains(character) {
                sentence = next
                sentenceLength = length
            }
            // One unit is left for the ellipsis.
            if isAtBreak, length <= limit - 1 { word = next }
            end = next
            index = next
        }
        // A first sentence of a few words alone would say too little of a long text.
        if let sentence, sentenceLength * 3 >= limit || sentenceLength >= 60 { return String(text[..<sentence]).strippingSpace }
        if let word { return String(text[..<word]).trimmedOfMarks + "…" }
        if let sentence { return String(text[..<sentence]).strippingSpace }
        return end > text.startIndex && limit >= 12 ? String(text[..<end]) : nil
    }

    /// Whether a full stop behind these letters ends no sentence: `Dr`, `St`, `e.g`, a single capital.
    private static func isAbbreviation(_ before: Substring) -> Bool {
        let word = before.ending { !$0.isWhitespace }
        if word.count == 1, word.first?.isUppercase == true { return true }
        return word.contains(".")
            || ["Dr", "St", "Mr", "Mrs", "Ms", "No", "Nr", "Co", "Inc", "Ltd", "bzw", "ca", "vs"].contains(String(word))
    }
}

extension Substring {
    /// The characters at the end for which something holds.
    fileprivate func ending(where holds: (Character) -> Bool) -> Substring {
        var start = endIndex
        while start > startIndex, holds(self[index(before: start)]) { start = index(before: start) }
        return self[start...]
    }
}

extension String {
    /// Without commas and dashes at its end, which an ellipsis should not follow.
    fileprivate var trimmedOfMarks: String {
        var text = self[...]
        while let last = text.last, last == "," || last == ";" || last == ":" || last == "-" || last == "–" || last.isWhitespace {
            text.removeLast()
        }
        return String(text)
    }
}
