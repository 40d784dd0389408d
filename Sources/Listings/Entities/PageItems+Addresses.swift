/// What a page shows of addresses: postal codes of other countries than its own, ranges of codes, and how near streets and codes are.
extension PageItems {
    /// How many items before a country's name or a number with its code may hold its postal code, and how many from it on.
    private static let reach = (before: 16, behind: 5)

    /// "44301 - 44328" at a line's end tells of an area: neither number is an address's postal code. Four digits may be years, and numbers
    /// of houses stand before their street.
    mutating func findRanges() {
        for index in items.indices.dropLast() where items[index].shape / 16 == 1 && items[index].range.count > 4 {
            let other = items[index + 1]
            guard other.shape == items[index].shape, !other.signs.isEmpty, other.signs.isSubset(of: [.hyphen, .dash]),
                other.line == items[index].line, !isSameLine(index + 1, index + 2), isCode(index), isCode(index + 1)
            else { continue }
            for place in [index, index + 1] {
                items[place].isInRange = true
                items[place].postal = 0
            }
        }
    }

    /// Whether a number alone could be a postal code of the page's country; where that is unknown, of the United States.
    private func isCode(_ index: Int) -> Bool {
        let country = context.country ?? Country("US")
        if case .valid = PostalCodeRecognizer.reading(Array(text.bytes[items[index].range]), country) { return true }
        return false
    }

    /// Marks what may be postal codes of countries other than the page's: near a country's name, near an international number of it, or
    /// behind the letter that stands for it in mail from abroad ("D-65203").
    mutating func findForeignCodes() {
        var last: (country: Country, item: Int)?
        for index in items.indices {
            if let country = namedCountry(index) {
                guard country != context.country, last.map({ $0.country != country || index - $0.item > 2 }) ?? true else { continue }
                markCodes(country, around: index)
                last = (country, index)
            } else if isCodeWithLetter(index) {
                items[index].postal = 1
                items[index + 1].postal = 2
            }
        }
    }

    private func isCodeWithLetter(_ index: Int) -> Bool {
        guard index + 1 < items.count, items[index].kind == .word, 4...5 ~= items[index].shape / 16 else { return false }
        let number = items[index + 1]
        guard number.shape / 16 == 1, number.signs == .hyphen, number.range.lowerBound == items[index].range.upperBound + 1 else {
            return false
        }
        let bytes = text.bytes[items[index].range.lowerBound..<number.range.upperBound]
        return PostalCodeText.country(of: String(decoding: bytes, as: UTF8.self)) != nil
    }

    /// The country whose name begins at an item, or that an international number is of.
    private func namedCountry(_ index: Int) -> Country? {
        let item = items[index]
        if item.kind == .phone, let value = item.span?.value, value.hasPrefix("+") {
            let shown = text.bytes[item.range]
            guard shown.prefix(3).contains(UInt8(ascii: "+")) || shown.starts(with: "00".utf8) else { return nil }
            return PhonePlan.shared.owner(ofInternational: Array(value.utf8.dropFirst().prefix { TextBytes.isDigit($0) }))
        }
        guard item.flags.contains(.country), isCapital(index) else { return nil }
        var end = index + 1
        if item.flags.contains(.opensPhrase) {
            while end < min(items.count, index + 4), items[end].flags.contains(.insidePhrase), items[end].line == item.line { end += 1 }
        }
        return CountryNames.named(String(decoding: text.bytes[item.range.lowerBound..<items[end - 1].range.upperBound], as: UTF8.self))
    }

    private mutating func markCodes(_ country: Country, around index: Int) {
        let low = max(0, index - Self.reach.before), high = min(items.count, index + Self.reach.behind)
        let start = items[low].range.lowerBound
        let window = Array(text.bytes[start..<items[high - 1].range.upperBound])
        var at = low
        for span in PostalCodeRecognizer().spans(in: window, ReadingContext(country: country)) {
            let range = (span.range.lowerBound + start)..<(span.range.upperBound + start)
            while at < high, items[at].range.upperBound <= range.lowerBound { at += 1 }
            var isFirst = true
            while at < high, items[at].range.lowerBound < range.upperBound {
                if items[at].span == nil, items[at].postal == 0 { items[at].postal = isFirst ? 1 : 2 }
                isFirst = false
                at += 1
            }
        }
    }

    /// What an item that may be a part of an address has around it; of places' names also what they are used for: as a heading, a link, in
    /// a list.
    func addAddress(_ index: Int, _ line: Line, _ around: AddressLineSigns.Around, _ use: Int, to sequence: inout FeatureSequence) {
        let item = items[index]
        let isName = isCapital(index)
        guard isName || item.postal != 0 else { return }
        let places = item.flags.intersection([.city, .town, .state, .country]).rawValue
        let what = isName ? places : 1
        sequence.add(FeatureHash(78).with(around.street).with(what))
        sequence.add(FeatureHash(79).with(around.postal).with(what))
        sequence.add(FeatureHash(80).with(around.street * 16 + around.postal).with(what))
        sequence.add(FeatureHash(81).with(around.phone).with(what))
        sequence.add(FeatureHash(82).with(around.kinds).with(what).with(near(index, -1)))
        if isName, places != 0 {
            sequence.add(FeatureHash(83).with(places).with(use))
            sequence.add(FeatureHash(84).with(places).with(use).with(min(line.items.count, 8)))
        }
        if item.postal != 0 {
            addCode(index, line, to: &sequence)
        } else {
            for offset in [-2, -1, 1, 2] where items.indices.contains(index + offset) && items[index + offset].postal != 0 {
                let between = near(index, offset > 0 ? 1 : -1) % 32
                sequence.add(FeatureHash(85, offset).with(items[index + offset].postal).with(between).with(places))
            }
        }
    }

    /// A postal code by its place in its line and by whether little else looks like it, whatever the country.
    private func addCode(_ index: Int, _ line: Line, to sequence: inout FeatureSequence) {
        let item = items[index]
        let goesOn = items.indices.contains(index + 1) && items[index + 1].postal == 2
        let isTelling = goesOn || text.bytes[item.range].contains(where: TextBytes.isLetter)
        sequence.add(FeatureHash(86).with(item.postal))
        sequence.add(FeatureHash(87).with(item.postal).with(isTelling ? 1 : 0))
        sequence.add(FeatureHash(88).with(item.postal).with(min(index - line.items.lowerBound, 3)))
        sequence.add(FeatureHash(89).with(item.postal).with(min(line.items.upperBound - 1 - index, 3)))
    }
}

/// Which lines of a page look like those of an address: a street's, one with a postal code, one with a telephone.
struct AddressLineSigns {
    /// How far off the next line of each kind is: 0 to 3 lines up, 5 to 7 for one to three lines down, 4 for none of these.
    struct Around {
        var street: Int
        var postal: Int
        var phone: Int

        /// 2 beside a street or a postal code, 1 beside a telephone alone.
        var kinds: Int { street != 4 || postal != 4 ? 2 : phone != 4 ? 1 : 0 }
    }

    private var streets: [Bool] = []
    private var codes: [Bool] = []
    private var phones: [Bool] = []
    /// Longer lines are prose.
    private static let longest = 16

    init(_ page: PageItems, _ lines: [PageItems.Line]) {
        for line in lines {
            let items = page.items[line.items]
            streets.append(
                items.count <= Self.longest && items.contains { $0.flags.contains(.street) }
                    && items.contains { $0.shape / 16 <= 3 && $0.postal == 0 })
            codes.append(items.contains { $0.postal == 1 })
            phones.append(items.contains { $0.kind == .phone })
        }
    }

    func around(_ line: Int) -> Around {
        Around(street: distance(streets, line), postal: distance(codes, line), phone: distance(phones, line))
    }

    private func distance(_ signs: [Bool], _ line: Int) -> Int {
        for off in 0...3 where line - off >= 0 && signs[line - off] { return off }
        for off in 1...3 where line + off < signs.count && signs[line + off] { return 4 + off }
        return 4
    }
}
