/// A page's text as a sequence of items to be labelled: words, and whole telephone numbers, e-mail and web addresses. Signs are no items but are
/// known of the item behind them: so a city's label comes right before its state's, and a model of neighbours sees one follow the other.
package struct PageItems: Sendable {
    package enum Kind: Int, Sendable { case word, phone, email, web }

    package struct Item: Sendable {
        package var kind: Kind
        package var range: Range<Int>
        /// The word in lower case with its digits as nines, as a hash.
        var word: UInt32 = 0
        var shape: UInt32 = 0
        var flags: EntityWords.Flags = []
        /// What stands between it and the item before it.
        var signs: PageSigns = []
        var block = 0
        var line = 0
        var segment = 0
        /// For telephone numbers: what was read.
        package var span: RecognizedSpan?
        /// What the words beside a telephone number call it: 0 nothing, 1 telephone, 2 fax, 3 both.
        var meaning = 0
        /// Whether the page's title has the word.
        var isTitled = false
        /// Whether the name of the page's site, or of an address on it, has the word.
        var isInDomain = false
        /// Whether the line claims a copyright.
        var isInCopyright = false
        /// Whether it is, or belongs to, what may be a postal code in the page's country or in one named nearby: 1 where that begins, 2 where it
        /// goes on.
        var postal = 0
        /// Whether it is one end of a range of postal codes: "44301 - 44328".
        var isInRange = false
        /// What the page says of the word elsewhere.
        var hints: Hints = []
        /// How often the page has this word and the next one together: 0 to 3 for once, twice, up to five times, more often.
        var repeats = 0
    }

    package let text: PageText
    package internal(set) var items: [Item] = []
    package let context: ReadingContext

    /// Longer pages are read up to here.
    static let maximumItems = 60_000

    package init(_ text: PageText, _ context: ReadingContext, title: String?) {
        self.text = text
        self.context = context
        let bytes = text.bytes
        let numbers = PhoneRecognizer().spans(in: bytes, context)
        let phones = Self.merged(numbers, PhoneExtension.alone(in: bytes, besides: numbers))
        let emails = EmailRecognizer().spans(in: bytes, context)
        var wholes =
            (emails + WebAddressRecognizer().spans(in: bytes, context).filter { web in !emails.contains { $0.range.overlaps(web.range) } })
            .sorted { $0.range.lowerBound < $1.range.lowerBound }
        wholes = Self.merged(wholes, phones)
        let titled = Set(
            (title ?? "").lowercased().utf8.split { !TextBytes.isWord($0) }.filter { $0.count > 2 }.map { FeatureHash.hash($0) })
        var at = 0, next = 0, block = 0, line = 0, segment = 0
        var signs: PageSigns = []
        while at < bytes.count, items.count < Self.maximumItems {
            while segment + 1 < text.segments.count, text.segments[segment].end <= at { segment += 1 }
            let byte = bytes[at]
            if byte == PageText.blockEnd {
                block += 1
                line += 1
            } else if byte == PageText.lineEnd {
                line += 1
            }
            if TextBytes.isSpace(byte) {
                at += 1
                continue
            }
            while next < wholes.count, wholes[next].range.lowerBound < at { next += 1 }
            if next == wholes.count || wholes[next].range.lowerBound > at, let (sign, width) = PageSigns.sign(bytes, at) {
                signs.insert(sign)
                at += width
                continue
            }
            var item: Item
            if next < wholes.count, wholes[next].range.lowerBound == at {
                let span = wholes[next]
                item = Item(kind: span.kind == .email ? .email : span.kind == .url ? .web : .phone, range: span.range, span: span)
                item.shape = UInt32(100 + item.kind.rawValue)
                item.word = item.shape
                if item.kind == .phone { item.meaning = meaning(bytes, span, items.last?.range.upperBound ?? 0) }
            } else {
                item = word(bytes, at, limit: next < wholes.count ? wholes[next].range.lowerBound : bytes.count)
                item.isTitled = titled.contains(item.word)
            }
            (item.block, item.line, item.segment, item.signs) = (block, line, segment, signs)
            signs = []
            at = item.range.upperBound
            items.append(item)
        }
        findPhrases()
        findNames()
        findMeanings()
        findPostalCodes()
        findRanges()
        findForeignCodes()
        findHints()
    }

    private static func merged(_ first: [RecognizedSpan], _ second: [RecognizedSpan]) -> [RecognizedSpan] {
        var all: [RecognizedSpan] = []
        for span in (first + second).sorted(by: { $0.range.lowerBound < $1.range.lowerBound })
        where all.last.map({ $0.range.upperBound <= span.range.lowerBound }) ?? true {
            all.append(span)
        }
        return all
    }

    private func meaning(_ bytes: [UInt8], _ span: RecognizedSpan, _ floor: Int) -> Int {
        if span.kind == .faxNumber { return 2 }
        switch PhoneLabels.before(span.range.lowerBound, in: bytes, from: max(0, span.range.lowerBound - 60))?.meaning {
        case .telephone?: return 1
        case .fax?: return 2
        case .both?: return 3
        default: return 0
        }
    }

    /// The word that begins at `start`; a number glued to it begins at `limit`.
    private func word(_ bytes: [UInt8], _ start: Int, limit: Int) -> Item {
        var end = start
        var plain: UInt32 = 2_166_136_261
        var upper = 0, lower = 0, digits = 0
        while end < limit {
            let byte = bytes[end]
            if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "."), end > start, end + 1 < bytes.count,
                TextBytes.isLetter(bytes[end + 1]), TextBytes.isLetter(bytes[end - 1]),
                byte == UInt8(ascii: "'") || end - start < 4
            {
                // "O'Neil", "P.O", "t/m"
            } else if !TextBytes.isWord(byte) || PageSigns.sign(bytes, end) != nil {
                break
            }
            if TextBytes.isUpper(byte) { upper += 1 } else if TextBytes.isDigit(byte) { digits += 1 } else { lower += 1 }
            let folded = TextBytes.isDigit(byte) ? UInt8(ascii: "9") : TextBytes.lowercased(byte)
            plain = (plain ^ UInt32(folded)) &* 16_777_619
            end += 1
        }
        let count = end - start
        var item = Item(kind: .word, range: start..<end, word: plain)
        let firstUpper = TextBytes.isUpper(bytes[start])
        let style: UInt32 =
            digits == count
            ? 1
            : digits > 0
                ? (lower > 0 ? 2 : 3) : upper == count ? (count == 1 ? 4 : 5) : firstUpper ? (upper > 1 ? 6 : 7) : upper > 0 ? 8 : 9
        item.shape = style * 16 + UInt32(min(digits > 0 ? count : count > 3 ? 4 : count, 15))
        item.flags = digits == count ? [] : EntityWords.flags(plain)
        if digits == 0, count > 6, EntityWords.isStreetName(bytes[start..<end].map(TextBytes.lowercased)) { item.flags.insert(.street) }
        return item
    }

    /// Marks names of several words: "New York", "St. Louis", "Stratford-upon-Avon".
    private mutating func findPhrases() {
        for start in items.indices where items[start].kind == .word && items[start].shape / 16 != 1 {
            items[start].flags.formUnion(EntityWords.place(items[start].word))
            var hash = FeatureHash(0)
            hash.value = items[start].word
            var words = 1, index = start + 1, longest = start, kinds: EntityWords.Flags = []
            while words < 4, index < items.count, items[index].line == items[start].line, items[index].kind == .word,
                items[index].signs.isSubset(of: [.hyphen, .stop])
            {
                hash.mix(0x20)
                for byte in text.bytes[items[index].range] { hash.mix(TextBytes.lowercased(byte)) }
                words += 1
                let flags = EntityWords.phrase(hash.value)
                if !flags.isEmpty { (longest, kinds) = (index, flags) }
                index += 1
            }
            guard longest > start else { continue }
            items[start].flags.formUnion(kinds.union(.opensPhrase))
            for place in (start + 1)...longest { items[place].flags.formUnion(kinds.union(.insidePhrase)) }
        }
    }

    /// Whether the words between two items are parted by a line's end.
    func isSameLine(_ a: Int, _ b: Int) -> Bool { items.indices.contains(a) && items.indices.contains(b) && items[a].line == items[b].line }
}
