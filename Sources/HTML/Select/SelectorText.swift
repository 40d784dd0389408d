/// Comparisons of bytes that selectors need: ASCII case folding, white-space separated words, language ranges, strong directions.
enum SelectorText {
    static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D || byte == 0x0C }

    static func equal(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>, folding: Bool) -> Bool {
        guard a.count == b.count else { return false }
        return folding ? matches(a, b, at: 0, folding: true) : a.elementsEqual(b)
    }

    /// Whether `needle` stands in `hay` at an offset where it fits.
    private static func matches(_ hay: UnsafeBufferPointer<UInt8>, _ needle: UnsafeBufferPointer<UInt8>, at offset: Int, folding: Bool)
        -> Bool
    {
        for place in 0..<needle.count {
            let (a, b) = (hay[offset + place], needle[place])
            if a != b && !(folding && folded(a) == folded(b)) { return false }
        }
        return true
    }

    /// Whether the white-space separated words of `hay` contain `word`.
    static func hasWord(_ hay: UnsafeBufferPointer<UInt8>, _ word: UnsafeBufferPointer<UInt8>, folding: Bool) -> Bool {
        guard !word.isEmpty, hay.count >= word.count else { return false }
        var index = 0
        while index < hay.count {
            while index < hay.count, isSpace(hay[index]) { index += 1 }
            let start = index
            while index < hay.count, !isSpace(hay[index]) { index += 1 }
            if index - start == word.count, matches(hay, word, at: start, folding: folding) { return true }
        }
        return false
    }

    static func compare(
        _ value: UnsafeBufferPointer<UInt8>, _ wanted: UnsafeBufferPointer<UInt8>, by comparison: SelectorProgram.AttributeTest.Operator,
        folding: Bool
    ) -> Bool {
        switch comparison {
        case .exists: return true
        case .equals: return equal(value, wanted, folding: folding)
        case .includes: return !wanted.contains(where: isSpace) && hasWord(value, wanted, folding: folding)
        case .dash:
            guard value.count >= wanted.count, matches(value, wanted, at: 0, folding: folding) else { return false }
            return value.count == wanted.count || value[wanted.count] == UInt8(ascii: "-")
        case .prefix:
            return !wanted.isEmpty && value.count >= wanted.count && matches(value, wanted, at: 0, folding: folding)
        case .suffix:
            return !wanted.isEmpty && value.count >= wanted.count
                && matches(value, wanted, at: value.count - wanted.count, folding: folding)
        case .substring:
            guard !wanted.isEmpty, value.count >= wanted.count else { return false }
            return (0...(value.count - wanted.count)).contains { matches(value, wanted, at: $0, folding: folding) }
        }
    }

    /// Extended filtering of RFC 4647 (section 3.3.2) with an implicit wildcard at the end; `range` is in lower case.
    static func language(_ tag: some Collection<UInt8>, fits range: [UInt8]) -> Bool {
        if range.isEmpty { return tag.isEmpty }
        if tag.isEmpty { return false }
        let dash = UInt8(ascii: "-")
        var wanted = range.split(separator: dash, omittingEmptySubsequences: false)[...]
        var given = tag.split(separator: dash, omittingEmptySubsequences: false)[...]
        func same(_ a: some Collection<UInt8>, _ b: ArraySlice<UInt8>) -> Bool { a.lazy.map(folded).elementsEqual(b) }
        guard let first = wanted.popFirst(), let primary = given.popFirst() else { return false }
        guard first.elementsEqual("*".utf8) || same(primary, first) else { return false }
        while let subtag = wanted.first {
            if subtag.elementsEqual("*".utf8) {
                wanted.removeFirst()
                continue
            }
            guard let next = given.popFirst() else { return false }
            if same(next, subtag) { wanted.removeFirst() } else if next.count == 1 { return false }
        }
        return true
    }

    /// Whether the first strong character is right-to-left; nil when there is none. Letters of the right-to-left blocks are R or AL,
    /// all other letters L: the bidirectional class by block, which is what decides for text in use.
    static func strongDirection(_ text: String.UnicodeScalarView) -> Bool? {
        for scalar in text {
            switch scalar.value {
            case 0x41...0x5A, 0x61...0x7A: return false
            case 0..<0x80: continue
            case 0x200E: return false
            case 0x200F: return true
            case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
                switch scalar.properties.generalCategory {
                case .otherLetter, .modifierLetter, .uppercaseLetter, .lowercaseLetter: return true
                default: continue
                }
            default:
                if scalar.properties.isAlphabetic, scalar.properties.canonicalCombiningClass == .notReordered { return false }
            }
        }
        return nil
    }
}
