/// Postal codes by the shape that the context's country gives them. Without a country only shapes that few other things have are taken:
/// those of the United Kingdom, Canada, the Netherlands, and ZIP+4.
struct PostalCodeRecognizer: Recognizer {
    var kind: FieldKind { .postalCode }

    func spans(in text: [UInt8], _ context: ReadingContext) -> [RecognizedSpan] {
        var found: [RecognizedSpan] = []
        var at = 0
        while at < text.count {
            guard TextBytes.isWord(text[at]) else {
                at += 1
                continue
            }
            if let span = span(text, at, context) {
                found.append(span)
                at = span.range.upperBound
                continue
            }
            while at < text.count, TextBytes.isWord(text[at]) { at += 1 }
        }
        return found
    }

    private func span(_ text: [UInt8], _ start: Int, _ context: ReadingContext) -> RecognizedSpan? {
        if let country = context.country?.rawValue, let patterns = Self.patterns[country] {
            for pattern in patterns {
                if let (end, value) = Self.match(pattern, text, start) {
                    let isTelling = value.utf8.contains(where: TextBytes.isLetter) || value.utf8.contains(UInt8(ascii: "-"))
                    return RecognizedSpan(kind: .postalCode, range: start..<end, value: value, confidence: isTelling ? 0.9 : 0.6)
                }
            }
            return nil
        }
        for (country, pattern) in Self.telling {
            if let (end, value) = Self.match(pattern, text, start) {
                return RecognizedSpan(kind: .postalCode, range: start..<end, value: value, confidence: country == "US" ? 0.7 : 0.8)
            }
        }
        return nil
    }

    /// Patterns: `9` a digit, `A` a letter, `_` an optional space that the normal form has, `-` an optional hyphen that it has, anything
    /// else itself. Longer ones first.
    private static let patterns: [String: [[UInt8]]] = {
        var table: [String: [[UInt8]]] = [:]
        let list = """
            US:99999-9999,99999 PR:99999-9999,99999 CA:A9A_9A9 GB:AA9A_9AA,A9A_9AA,AA99_9AA,AA9_9AA,A99_9AA,A9_9AA NL:9999_AA IE:A99_AAAA,A9A_AAAA
            DE:99999 FR:99999 ES:99999 IT:99999 FI:99999 TR:99999 MX:99999 TH:99999 MY:99999 UA:99999 HR:99999 EE:99999 SA:99999
            AT:9999 CH:9999 BE:9999 DK:9999 NO:9999 AU:9999 NZ:9999 ZA:9999 HU:9999 BG:9999 SI:9999 LU:9999 PH:9999 CY:9999 GE:9999
            SE:999_99 CZ:999_99 SK:999_99 GR:999_99 PL:99-999 PT:9999-999 BR:99999-999 JP:999-9999 KR:99999 IN:999_999 CN:999999
            RU:999999 RO:999999 SG:999999 VN:999999 CO:999999 KZ:999999 BY:999999 LT:99999 LV:LV-9999 IL:9999999,99999 TW:99999,999 AR:A9999AAA,9999
            """
        for entry in list.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }) {
            let halves = entry.split(separator: UInt8(ascii: ":"))
            guard halves.count == 2 else { continue }
            table[String(decoding: halves[0], as: UTF8.self)] = halves[1].split(separator: UInt8(ascii: ",")).map { Array($0) }
        }
        return table
    }()

    private static let telling: [(String, [UInt8])] =
        ["CA", "GB", "NL"].flatMap { country in (patterns[country] ?? []).map { (country, $0) } }
        + [("US", Array("99999-9999".utf8))]

    /// Matches a pattern at `start`, at the ends of words; the end and the normal form.
    private static func match(_ pattern: [UInt8], _ text: [UInt8], _ start: Int) -> (Int, String)? {
        var at = start
        var value: [UInt8] = []
        for expected in pattern {
            switch expected {
            case UInt8(ascii: "9"):
                guard at < text.count, TextBytes.isDigit(text[at]) else { return nil }
            case UInt8(ascii: "A"):
                guard at < text.count, TextBytes.isUpper(text[at]) else { return nil }
            case UInt8(ascii: "_"):
                value.append(0x20)
                if at < text.count, text[at] == 0x20 {
                    at += 1
                } else if at + 1 < text.count, text[at] == 0xC2, text[at + 1] == 0xA0 {
                    at += 2
                }
                continue
            case UInt8(ascii: "-"):
                guard at < text.count, text[at] == expected else { return nil }
            default:
                guard at < text.count, text[at] == expected else { return nil }
            }
            value.append(text[at])
            at += 1
        }
        if at < text.count, TextBytes.isWord(text[at]) { return nil }
        if at + 1 < text.count, text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: "."), TextBytes.isDigit(text[at + 1]) {
            return nil
        }
        if start > 0, "$#-./+@".utf8.contains(text[start - 1]) { return nil }
        return (at, String(decoding: value, as: UTF8.self))
    }

    /// The country whose code this can only be, for finding out where a page is at home.
    static func tellingCountry(_ text: [UInt8], _ start: Int) -> Country? {
        for (country, pattern) in telling where match(pattern, text, start) != nil { return Country(rawValue: country) }
        return nil
    }

    /// What the bytes as a whole, without spaces, are in the country.
    static func reading(_ bytes: [UInt8], _ country: Country) -> PostalCodeText.Reading {
        guard let patterns = patterns[country.rawValue] else { return .unknown }
        for pattern in patterns {
            if let (end, value) = match(pattern, bytes, 0), end == bytes.count { return .valid(value) }
            // Hyphens that are left out are put in.
            let plain = bytes.filter { $0 != UInt8(ascii: "-") }
            let bare = pattern.filter { $0 != UInt8(ascii: "-") }
            guard bare.count != pattern.count, let (end, value) = match(bare, plain, 0), end == plain.count else { continue }
            var written = Array(value.utf8)
            if let place = pattern.firstIndex(of: UInt8(ascii: "-")) { written.insert(UInt8(ascii: "-"), at: place) }
            return .valid(String(decoding: written, as: UTF8.self))
        }
        return .invalid
    }
}
