/// A page's text as a sequence of items to be labelled: words, signs, and whole telephone numbers, e-mail and web addresses.
package struct PageItems: Sendable {
    package enum Kind: Int, Sendable { case word, sign, phone, email, web }

    package struct Item: Sendable {
        package var kind: Kind
        package var range: Range<Int>
        /// The word in lower case with its digits as nines, as a hash.
        var word: UInt32 = 0
        var shape: UInt32 = 0
        var flags: EntityWords.Flags = []
        var block = 0
        var line = 0
        var segment = 0
        /// For telephone numbers: what was read.
        package var span: RecognizedSpan?
        /// What the words beside a telephone number call it: 0 nothing, 1 telephone, 2 fax, 3 both.
        var meaning = 0
        /// The length of a city's or a state's name that begins here, in items.
        var isTitled = false
    }

    package let text: PageText
    package private(set) var items: [Item] = []
    package let context: ReadingContext

    /// Longer pages are read up to here.
    static let maximumItems = 60_000

    package init(_ text: PageText, _ context: ReadingContext, title: String?) {
        self.text = text
        self.context = context
        let bytes = text.bytes
        let phones = PhoneRecognizer().spans(in: bytes, context)
        let emails = EmailRecognizer().spans(in: bytes, context)
        var wholes =
            (emails + WebAddressRecognizer().spans(in: bytes, context).filter { web in !emails.contains { $0.range.overlaps(web.range) } })
            .sorted { $0.range.lowerBound < $1.range.lowerBound }
        wholes = Self.merged(wholes, phones)
        let titled = Set(
            (title ?? "").lowercased().utf8.split { !TextBytes.isWord($0) }.filter { $0.count > 2 }.map { FeatureHash.hash($0) })
        var at = 0, next = 0, block = 0, line = 0, segment = 0
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
            var item: Item
            if next < wholes.count, wholes[next].range.lowerBound == at {
                let span = wholes[next]
                item = Item(kind: span.kind == .email ? .email : span.kind == .url ? .web : .phone, range: span.range, span: span)
                item.shape = UInt32(100 + item.kind.rawValue)
                item.word = item.shape
                if item.kind == .phone { item.meaning = meaning(bytes, span, items.last?.range.upperBound ?? 0) }
            } else {
                item = word(bytes, at)
                item.isTitled = titled.contains(item.word)
            }
            (item.block, item.line, item.segment) = (block, line, segment)
            at = item.range.upperBound
            items.append(item)
        }
        findPhrases()
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

    private func word(_ bytes: [UInt8], _ start: Int) -> Item {
        guard TextBytes.isWord(bytes[start]) else {
            // One sign; a character past ASCII that is none of a word doesn't come here.
            return Item(kind: .sign, range: start..<(start + 1), word: FeatureHash.hash([bytes[start]]), shape: UInt32(bytes[start]))
        }
        if Self.isWideSign(bytes, start) {
            return Item(kind: .sign, range: start..<(start + 3), word: FeatureHash.hash([0xE2]), shape: 0xE2)
        }
        var end = start
        var plain: UInt32 = 2_166_136_261
        var upper = 0, lower = 0, digits = 0
        while end < bytes.count {
            let byte = bytes[end]
            if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "."), end > start, end + 1 < bytes.count,
                TextBytes.isLetter(bytes[end + 1]), TextBytes.isLetter(bytes[end - 1]),
                byte == UInt8(ascii: "'") || end - start < 4
            {
                // "O'Neil", "P.O", "t/m"
            } else if !TextBytes.isWord(byte) || Self.isWideSign(bytes, end) {
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
        return item
    }

    /// Dashes, quotes and bullets of the General Punctuation block.
    private static func isWideSign(_ bytes: [UInt8], _ at: Int) -> Bool {
        bytes[at] == 0xE2 && at + 2 < bytes.count && bytes[at + 1] == 0x80 && !(bytes[at + 2] == 0x99 || bytes[at + 2] < 0x90)
    }

    /// Marks names of several words: "New York", "West Springfield".
    private mutating func findPhrases() {
        for start in items.indices where items[start].kind == .word && items[start].shape / 16 != 1 {
            if EntityWords.isCity(items[start].word) { items[start].flags.insert(.city) }
            var hash = FeatureHash(0)
            hash.value = items[start].word
            for length in 2...3 {
                let index = start + length - 1
                guard index < items.count, items[index].kind == .word, items[index].line == items[start].line else { break }
                hash.mix(0x20)
                for byte in text.bytes[items[index].range] { hash.mix(TextBytes.lowercased(byte)) }
                let flags = EntityWords.phrase(hash.value)
                if !flags.isEmpty { for place in start...index { items[place].flags.formUnion(flags) } }
            }
        }
    }

    /// Whether the words between two items are parted by a line's end.
    func isSameLine(_ a: Int, _ b: Int) -> Bool { items.indices.contains(a) && items.indices.contains(b) && items[a].line == items[b].line }
}
