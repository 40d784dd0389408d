/// What a page says of its words elsewhere, and what may be postal codes.
extension PageItems {
    struct Hints: OptionSet, Sendable {
        let rawValue: UInt8
        /// The word stands right before a state somewhere on the page: "Springfield, MA".
        static let place = Hints(rawValue: 1)
        /// The word is the name of a mailbox, or a part of it: "ann.alder@", "aalder@".
        static let mailbox = Hints(rawValue: 2)
    }

    /// A number that nothing is said of is what the page calls it elsewhere, where it calls it one thing.
    mutating func findMeanings() {
        var meanings: [String: Int] = [:]
        for item in items where item.kind == .phone && item.meaning != 0 {
            guard let value = item.span?.value else { continue }
            meanings[value] = meanings[value].map { $0 == item.meaning ? $0 : 0 } ?? item.meaning
        }
        for index in items.indices where items[index].kind == .phone && items[index].meaning == 0 {
            guard let value = items[index].span?.value, let meaning = meanings[value] else { continue }
            items[index].meaning = meaning
            if meaning == 2 { items[index].span?.kind = .faxNumber }
        }
    }

    mutating func findPostalCodes() {
        var at = 0
        for span in PostalCodeRecognizer().spans(in: text.bytes, context) {
            while at < items.count, items[at].range.upperBound <= span.range.lowerBound { at += 1 }
            var isFirst = true
            while at < items.count, items[at].range.lowerBound < span.range.upperBound {
                if items[at].span == nil { items[at].postal = isFirst ? 1 : 2 }
                isFirst = false
                at += 1
            }
        }
    }

    /// Marks all words that are known from another place of the page.
    mutating func findHints() {
        var hints: [UInt32: Hints] = [:]
        for index in items.indices {
            if items[index].kind == .email {
                for name in Self.names(inMailbox: text.bytes[items[index].range]) { hints[name, default: []].insert(.mailbox) }
            } else if isCapital(index), isBeforeState(index) {
                hints[items[index].word, default: []].insert(.place)
            }
        }
        guard !hints.isEmpty else { return }
        for index in items.indices where isCapital(index) { items[index].hints = hints[items[index].word] ?? [] }
    }

    func isCapital(_ index: Int) -> Bool { items[index].kind == .word && TextBytes.isUpper(text.bytes[items[index].range.lowerBound]) }

    /// "Springfield, MA": a word, a comma, a state's two capitals.
    private func isBeforeState(_ index: Int) -> Bool {
        guard isSameLine(index, index + 1) else { return false }
        let state = items[index + 1]
        return state.signs.contains(.comma) && state.flags.contains(.state) && state.range.count == 2
            && TextBytes.isUpper(text.bytes[state.range.upperBound - 1])
    }

    /// The hashes of words that a mailbox's name may be made of: its parts, and a part without the letter of another name before or behind it.
    private static func names(inMailbox address: ArraySlice<UInt8>) -> [UInt32] {
        let local = address.prefix { $0 != UInt8(ascii: "@") }.prefix(40)
        return local.split { !TextBytes.isLetter($0) }.flatMap { part -> [UInt32] in
            let word = part.map(TextBytes.lowercased)
            guard word.count >= 3 else { return [] }
            return [FeatureHash.hash(word)]
                + (word.count >= 5 ? [FeatureHash.hash(word.dropFirst()), FeatureHash.hash(word.dropLast())] : [])
        }
    }
}
