import HTML

/// Whether what repeats on a page is its list at all. Every page repeats something: the headed sections of an article, the parts of a form, the
/// points of a text. Those are sets, and none of them is the main one.
struct PlausibleRecords {
    private let outline: PageOutline
    private let document: Document

    /// So many records may be parts of the page rather than a list.
    private static let few = 4
    private static let several = 6
    /// Of so many, a text with no sign of a record but its title may be one.
    private static let titled = 5
    /// A title is no longer, and so many records are looked at.
    private static let longestTitle = 90
    private static let sample = 24

    init(_ outline: PageOutline, _ document: Document) {
        self.outline = outline
        self.document = document
    }

    func holds(_ set: RecordSet) -> Bool {
        let traits = set.traits
        // What tells of its days, has columns that are named, or names people is one.
        if traits.dated + traits.inherited >= 0.5 || traits.heads >= 2 { return true }
        if traits.aside >= 0.5 { return false }
        if traits.named >= 0.5 { return true }
        // A few that are not alike are what the page is parted into.
        if traits.count <= Self.few, traits.regular < 0.7 { return false }
        let controls = set.spans.reduce(0) { $0 + Int(outline.sums($1.range).controls) }
        if traits.count <= Self.several, controls >= 3 * traits.count, traits.reached < 0.5 { return false }
        guard max(traits.linked, traits.reached) < 0.5 else { return true }
        // Nobody is named, nothing leads anywhere, and no day is told: titles of things, at the least.
        return traits.count >= Self.titled && controls < traits.count && areTitled(set.spans)
    }

    /// Whether most records begin with a short text that is no sentence, and not with the same one.
    private func areTitled(_ spans: [RecordSpan]) -> Bool {
        let step = max(1, spans.count / Self.sample)
        var titles: Set<UInt64> = []
        var titled = 0
        var count = 0
        for place in stride(from: 0, to: spans.count, by: step) {
            count += 1
            let range = spans[place].range
            guard let first = range.first(where: { outline.items[Int($0)].isText }) else { continue }
            let title = document.withText(of: outline.items[Int(first)].node) { Self.isTitle($0) ? ClassShape.hash($0) : nil }
            guard let title else { continue }
            titles.insert(title)
            titled += 1
        }
        return titled * 5 >= count * 3 && titles.count * 2 >= titled
    }

    private static func isTitle(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var (start, end) = (0, text.count)
        while start < end, TextBytes.isSpace(text[start]) { start += 1 }
        while end > start, TextBytes.isSpace(text[end - 1]) { end -= 1 }
        guard end - start >= 2, end - start <= longestTitle else { return false }
        let isSmall = TextBytes.isLetter(text[start]) && !TextBytes.isUpper(text[start])
        let opensList = text[start] == UInt8(ascii: "-") || text[start] == UInt8(ascii: "*")
        return !isSmall && !opensList && !"!?:;,".utf8.contains(text[end - 1]) && !isSentence(text, start, end)
    }

    /// Several words and a full stop, other than that of "Inc." and the like.
    private static func isSentence(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard text[end - 1] == UInt8(ascii: ".") else { return false }
        var last = end - 1
        while last > start, !TextBytes.isSpace(text[last - 1]) { last -= 1 }
        return end - last > 6 && text[start..<end].count(where: TextBytes.isSpace) >= 3
    }
}
