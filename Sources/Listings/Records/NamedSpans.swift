import HTML

/// How many of a set's records begin with somebody's name. Each text is looked at once, however many sets hold it.
struct NamedSpans {
    private let outline: PageOutline
    private let document: Document
    /// By item: 0 not looked at, 1 no name, 2 a name.
    private var known: [UInt8]

    /// So many records of a set are looked at, and so many texts of each: a part or a place may stand before the name.
    private static let sample = 24
    private static let texts = 3
    private static let items: Int32 = 16

    init(_ outline: PageOutline, _ document: Document) {
        self.outline = outline
        self.document = document
        known = Array(repeating: 0, count: outline.items.count)
    }

    /// The share of the records, of some where there are many.
    mutating func share(of spans: [RecordSpan]) -> Double {
        let step = max(1, spans.count / Self.sample)
        var named = 0
        var count = 0
        for place in stride(from: 0, to: spans.count, by: step) {
            count += 1
            if beginsWithName(spans[place].range) { named += 1 }
        }
        return count == 0 ? 0 : Double(named) / Double(count)
    }

    /// Whether one of the first texts is a name.
    mutating func beginsWithName(_ range: Range<Int32>) -> Bool {
        var texts = 0
        for index in range.lowerBound..<min(range.upperBound, range.lowerBound + Self.items) where outline.items[Int(index)].isText {
            if isName(Int(index)) { return true }
            texts += 1
            if texts == Self.texts { break }
        }
        return false
    }

    private mutating func isName(_ index: Int) -> Bool {
        if known[index] == 0 {
            known[index] = document.withText(of: outline.items[index].node) { NameGlance.isPerson($0) } ? 2 : 1
        }
        return known[index] == 2
    }
}
