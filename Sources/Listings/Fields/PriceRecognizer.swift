/// Sums of money: an amount with the sign or the code of a currency beside it. The value is `EUR 1234.50`.
struct PriceRecognizer: Recognizer {
    var kind: FieldKind { .price }

    func spans(in text: [UInt8], _ context: ReadingContext) -> [RecognizedSpan] {
        var found: [RecognizedSpan] = []
        var at = 0
        var floor = 0
        while at < text.count {
            guard TextBytes.isDigit(text[at]) else {
                at += 1
                continue
            }
            let start = at
            while at < text.count,
                TextBytes.isDigit(text[at])
                    || ((text[at] == UInt8(ascii: ".") || text[at] == UInt8(ascii: ",") || text[at] == UInt8(ascii: "'"))
                        && at + 1 < text.count && TextBytes.isDigit(text[at + 1]))
            {
                at += 1
            }
            // "1 000 kr": thousands set off by spaces, where a currency stands behind them.
            if let end = spaced(text, start, at), let (currency, behind) = behind(text, end, context) {
                let digits = String(decoding: text[start..<end].filter(TextBytes.isDigit), as: UTF8.self)
                found.append(RecognizedSpan(kind: .price, range: start..<behind, value: currency + " " + digits, confidence: 0.93))
                at = behind
                floor = behind
                continue
            }
            guard at - start <= 20, let amount = amount(text[start..<at]) else { continue }
            if let (currency, begin) = before(text, start, floor: floor) {
                found.append(RecognizedSpan(kind: .price, range: begin..<at, value: currency + " " + amount, confidence: 0.95))
                floor = at
            } else if let (currency, end) = behind(text, at, context), start == 0 || !TextBytes.isWord(text[start - 1]) {
                found.append(RecognizedSpan(kind: .price, range: start..<end, value: currency + " " + amount, confidence: 0.93))
                at = end
                floor = end
            }
        }
        return found
    }

    /// The amount with a point before its decimals; nil when its separators make no sense.
    private func amount(_ digits: ArraySlice<UInt8>) -> String? {
        var whole: [UInt8] = []
        let parts = digits.split(whereSeparator: { !TextBytes.isDigit($0) }).map(Array.init)
        let separators = digits.filter { !TextBytes.isDigit($0) }
        guard let first = parts.first, let last = parts.last else { return nil }
        whole = first
        guard parts.count > 1 else { return String(decoding: whole, as: UTF8.self) }
        // The last separator is the decimal one unless three digits follow it.
        let isDecimal = last.count != 3 && (separators.count == 1 || separators.last != separators.first)
        for part in parts.dropFirst().dropLast(isDecimal ? 1 : 0) {
            guard part.count == 3 || part.count == 2 else { return nil }
            whole += part
        }
        if isDecimal { whole += [UInt8(ascii: ".")] + last }
        return String(decoding: whole, as: UTF8.self)
    }

    private func before(_ text: [UInt8], _ start: Int, floor: Int) -> (String, Int)? {
        var at = start
        while at > floor, start - at < 2, text[at - 1] == 0x20 { at -= 1 }
        for (sign, code) in Self.signs where at - sign.count >= floor && text[(at - sign.count)..<at].elementsEqual(sign) {
            let begin = at - sign.count
            // The code of a currency must be a word of its own.
            if TextBytes.isLetter(sign[0]), begin > 0, TextBytes.isWord(text[begin - 1]) { continue }
            return (code, begin)
        }
        return nil
    }

    private func behind(_ text: [UInt8], _ start: Int, _ context: ReadingContext) -> (String, Int)? {
        var at = start
        while at < text.count, at - start < 2, text[at] == 0x20 { at += 1 }
        if at + 1 < text.count, text[at] == 0xC2, text[at + 1] == 0xA0 { at += 2 }
        for (sign, code) in Self.signs where at + sign.count <= text.count && text[at..<(at + sign.count)].elementsEqual(sign) {
            // A dollar behind an amount is the sign of the next one.
            if sign == [UInt8(ascii: "$")] { continue }
            let end = at + sign.count
            if TextBytes.isLetter(sign[0]), end < text.count, TextBytes.isWord(text[end]) { continue }
            return (code, end)
        }
        return crowns(text, at, context)
    }

    /// "kr" and "kr.", whose country the text doesn't say.
    private func crowns(_ text: [UInt8], _ at: Int, _ context: ReadingContext) -> (String, Int)? {
        guard at + 1 < text.count, text[at] | 0x20 == UInt8(ascii: "k"), text[at + 1] == UInt8(ascii: "r") else { return nil }
        let end = at + 2
        guard end == text.count || !TextBytes.isWord(text[end]) else { return nil }
        let language = context.language?.lowercased().prefix { $0 != "-" && $0 != "_" }
        switch (context.country?.rawValue, language) {
        case ("NO", _), (nil, "no"), (nil, "nb"), (nil, "nn"): return ("NOK", end)
        case ("SE", _), (nil, "sv"): return ("SEK", end)
        case ("DK", _), (nil, "da"): return ("DKK", end)
        case ("IS", _), (nil, "is"): return ("ISK", end)
        default: return nil
        }
    }

    /// Where an amount ends that begins with up to three digits and goes on with groups of three behind one space each; nil without such groups.
    private func spaced(_ text: [UInt8], _ start: Int, _ end: Int) -> Int? {
        guard end - start <= 3, start == 0 || !TextBytes.isWord(text[start - 1]) else { return nil }
        var at = end
        while true {
            var next = at
            if next < text.count, text[next] == 0x20 {
                next += 1
            } else if next + 1 < text.count, text[next] == 0xC2, text[next + 1] == 0xA0 {
                next += 2
            } else if next + 2 < text.count, text[next] == 0xE2, text[next + 1] == 0x80, text[next + 2] == 0xAF || text[next + 2] == 0x89 {
                next += 3
            } else {
                break
            }
            guard next + 3 <= text.count, text[next..<next + 3].allSatisfy(TextBytes.isDigit),
                next + 3 == text.count || !TextBytes.isDigit(text[next + 3])
            else { break }
            at = next + 3
        }
        return at > end ? at : nil
    }

    private static let signs: [(sign: [UInt8], code: String)] = {
        let list = """
            US$ USD|C$ CAD|CA$ CAD|A$ AUD|AU$ AUD|NZ$ NZD|HK$ HKD|S$ SGD|R$ BRL|$ USD|€ EUR|£ GBP|¥ JPY|₹ INR|₽ RUB|₩ KRW|₺ TRY|₴ UAH|฿ THB|\
            USD USD|EUR EUR|GBP GBP|CHF CHF|Fr. CHF|JPY JPY|CAD CAD|AUD AUD|SEK SEK|NOK NOK|DKK DKK|PLN PLN|zł PLN|Kč CZK|CZK CZK|INR INR|Rs. INR|\
            Rs INR|руб. RUB|руб RUB|RUB RUB|円 JPY|元 CNY|CNY CNY|Euro EUR|euro EUR
            """
        return list.utf8.split(separator: UInt8(ascii: "|")).compactMap { entry in
            let words = entry.split(separator: 0x20)
            return words.count == 2 ? (Array(words[0]), String(decoding: words[1], as: UTF8.self)) : nil
        }
    }()
}
