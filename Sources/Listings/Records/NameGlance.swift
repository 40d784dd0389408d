/// Whether a text is a person's name, by its words alone: a look that is cheap enough for the first lines of records, not a reading.
enum NameGlance {
    private static let longest = 80
    private static let mostWords = 6

    /// Whether a text may be a name that nobody knows: a few words with capitals, none of them of work, of firms or of days, and no digits.
    static func mayBePerson(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var (start, words) = (0, 0)
        while start < text.count {
            while start < text.count, TextBytes.isSpace(text[start]) { start += 1 }
            var end = start
            while end < text.count, !TextBytes.isSpace(text[end]) { end += 1 }
            guard start < end else { break }
            let isEnd = text[end - 1] == UInt8(ascii: ",")
            guard let word = Word(text, start, isEnd ? end - 1 : end), !word.isOther || word.isKnown, words < mostWords else {
                return false
            }
            words += 1
            start = end
        }
        return words >= 2
    }

    /// Whether a text is somebody's office or work: a few words without digits, and one of them of work.
    static func isOffice(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count <= longest, !text.contains(where: TextBytes.isDigit) else { return false }
        var isWork = false
        var words = 0
        for word in text.split(whereSeparator: { !TextBytes.isLetter($0) && $0 < 0x80 }) {
            words += 1
            if !isWork, EntityWords.flags(FeatureHash.hash(word.map(TextBytes.lowercased))).contains(.job) { isWork = true }
        }
        return isWork && words <= mostWords && !isPerson(text)
    }

    /// Whether the text is a name, or begins with one that a comma, a dash or a bracket ends: "Dr. Ada Field", "Field, Ada", "Ada Field - Chair".
    static func isPerson(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var (start, end) = (0, text.count)
        while start < end, TextBytes.isSpace(text[start]) { start += 1 }
        while end > start, TextBytes.isSpace(text[end - 1]) { end -= 1 }
        guard end - start >= 5, end - start <= longest else { return false }
        var words: [Word] = []
        var at = start
        while at < end {
            while at < end, TextBytes.isSpace(text[at]) { at += 1 }
            let from = at
            while at < end, !TextBytes.isSpace(text[at]) { at += 1 }
            guard from < at else { break }
            if text[from] == UInt8(ascii: "(") || at - from == 1 && "-|/".utf8.contains(text[from]) || text[from] == 0xE2 { break }
            let isEnd = text[at - 1] == UInt8(ascii: ",")
            guard let word = Word(text, from, isEnd ? at - 1 : at), words.count < mostWords else { return false }
            words.append(word)
            // "Field, Ada": a single word and a comma open a name.
            if isEnd, words.count(where: { !$0.isHonorific }) >= 2 { break }
        }
        let parts = words.drop(while: \.isHonorific)
        guard let first = parts.first, let last = parts.last, parts.allSatisfy({ !$0.isOther || $0.isKnown }) else { return false }
        if parts.count < words.count { return parts.count >= 1 && !first.isOther }
        guard (2...4).contains(parts.count), !first.isOther, !last.isOther else { return false }
        // "Field, Ada" as well as "Ada Field".
        return first.flags.contains(.firstName)
            || parts.contains { $0.flags.contains(.firstName) } && (first.flags.contains(.lastName) || last.flags.contains(.lastName))
    }

    private struct Word {
        let flags: EntityWords.Flags
        var isHonorific: Bool { flags.contains(.honorific) }
        var isKnown: Bool { !flags.isDisjoint(with: [.firstName, .lastName]) }
        /// A word of work, of firms, of places or of days.
        var isOther: Bool { !flags.isDisjoint(with: [.job, .company, .street, .day, .label, .hours, .country]) }

        /// A word that begins with a capital, without digits; an initial is one.
        init?(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) {
            guard start < end, TextBytes.isUpper(text[start]) || text[start] >= 0x80 else { return nil }
            var word: [UInt8] = []
            for at in start..<end {
                let byte = text[at]
                guard TextBytes.isLetter(byte) || byte >= 0x80 || "'-.".utf8.contains(byte) else { return nil }
                if byte != UInt8(ascii: ".") { word.append(TextBytes.lowercased(byte)) }
            }
            guard !word.isEmpty else { return nil }
            flags = word.count == 1 ? [] : EntityWords.flags(FeatureHash.hash(word))
        }
    }
}
