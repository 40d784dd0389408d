/// Extensions of telephone numbers: "ext. 12", "x12", and alone where a page tells its main number once and each person's extension.
enum PhoneExtension {
    /// What an extension alone is worth: whether it is meant as one, its place on the page must say.
    private static let confidence = 0.5

    /// The digits of an extension that follows `start`, and where they end.
    static func end(_ text: [UInt8], _ start: Int) -> (digits: String, end: Int)? {
        var at = start
        while at < text.count, text[at] == 0x20 || text[at] == UInt8(ascii: ",") || text[at] == UInt8(ascii: "(") { at += 1 }
        let wordStart = at
        while at < text.count, at - wordStart < 10, TextBytes.isLetter(text[at]) { at += 1 }
        let word = text[wordStart..<at].map(TextBytes.lowercased)
        guard words.contains(where: { $0 == word }) else { return nil }
        while at < text.count, at - wordStart < 14,
            text[at] == 0x20 || text[at] == UInt8(ascii: ".") || text[at] == UInt8(ascii: ":") || text[at] == UInt8(ascii: "#")
        { at += 1 }
        let digitStart = at
        while at < text.count, at - digitStart < 7, TextBytes.isDigit(text[at]) { at += 1 }
        guard (1...6).contains(at - digitStart) else { return nil }
        return (String(decoding: text[digitStart..<at], as: UTF8.self), at)
    }

    private static let words: [[UInt8]] = ["x", "ex", "ext", "extn", "extension", "xt", "poste", "durchwahl", "toestel"].map {
        Array($0.utf8)
    }

    /// The extensions in the text that belong to none of the numbers, in order; the value is as RFC 3966 writes it, `;ext=214`.
    static func alone(in text: [UInt8], besides numbers: [RecognizedSpan]) -> [RecognizedSpan] {
        var found: [RecognizedSpan] = []
        var next = 0
        var at = 0
        while at < text.count {
            let byte = text[at] | 0x20
            guard byte == UInt8(ascii: "e") || byte == UInt8(ascii: "x"), at == 0 || !TextBytes.isWord(text[at - 1]),
                let span = alone(text, at)
            else {
                at += 1
                continue
            }
            while next < numbers.count, numbers[next].range.upperBound <= span.range.lowerBound { next += 1 }
            if next == numbers.count || !numbers[next].range.overlaps(span.range) { found.append(span) }
            at = span.range.upperBound
        }
        return found
    }

    private static func alone(_ text: [UInt8], _ start: Int) -> RecognizedSpan? {
        guard let (digits, end) = end(text, start), (3...5).contains(digits.utf8.count), end == text.count || !TextBytes.isWord(text[end])
        else { return nil }
        // "x 500" and "ex 12" are more often a product or a Latin word than an extension.
        let head = text[start..<end].prefix { TextBytes.isLetter($0) }
        guard head.count > 2 || [UInt8(ascii: ":"), UInt8(ascii: ".")].contains(text[start + head.count]) else { return nil }
        return RecognizedSpan(kind: .telephone, range: start..<end, value: ";ext=" + digits, confidence: confidence)
    }
}
