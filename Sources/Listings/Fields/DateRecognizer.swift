/// Days, written with digits or with a month's name in one of the common languages. The value is ISO 8601: `2024-03-01`, or `2024-03` for a month.
struct DateRecognizer: Recognizer {
    var kind: FieldKind { .date }

    private struct Token {
        let range: Range<Int>
        /// The number, or nil for a word.
        let number: Int?
        let month: Int?
    }

    func spans(in text: [UInt8], _ context: ReadingContext) -> [RecognizedSpan] {
        var found: [RecognizedSpan] = []
        var tokens: [Token] = []
        var at = 0
        while at < text.count {
            let byte = text[at]
            if TextBytes.isDigit(byte) {
                var end = at
                while end < text.count, TextBytes.isDigit(text[end]) { end += 1 }
                let number = end - at <= 4 ? text[at..<end].reduce(0) { $0 * 10 + Int($1 - 0x30) } : nil
                tokens.append(Token(range: at..<end, number: number, month: nil))
                at = end
            } else if TextBytes.isNoBreakSpace(text, at) {
                at += 2
            } else if TextBytes.isLetter(byte) || byte >= 0x80 {
                var end = at + 1
                while end < text.count, TextBytes.isLetter(text[end]) || (text[end] >= 0x80 && !TextBytes.isNoBreakSpace(text, end)) {
                    end += 1
                }
                tokens.append(Token(range: at..<end, number: nil, month: MonthNames.month(text[at..<end])))
                at = end
            } else {
                at += 1
            }
        }
        var index = 0
        while index < tokens.count {
            if let (span, count) = date(text, tokens, index, context) {
                found.append(span)
                index += count
            } else {
                index += 1
            }
        }
        return found
    }

    private func date(_ text: [UInt8], _ tokens: [Token], _ first: Int, _ context: ReadingContext) -> (RecognizedSpan, Int)? {
        func token(_ offset: Int) -> Token? { tokens.indices.contains(first + offset) ? tokens[first + offset] : nil }
        func isDigits(_ token: Token) -> Bool { TextBytes.isDigit(text[token.range.lowerBound]) }
        /// The bytes between a token and the next.
        func gap(_ offset: Int) -> ArraySlice<UInt8> {
            guard let a = token(offset), let b = token(offset + 1) else { return [] }
            return text[a.range.upperBound..<b.range.lowerBound]
        }
        /// A no-break space counts as one of the signs between.
        func isClose(_ offset: Int) -> Bool {
            let gap = gap(offset)
            return gap.count <= 6 && gap.count { $0 != 0xC2 } <= 3
                && gap.allSatisfy { ", .-/".utf8.contains($0) || $0 == 0xC2 || $0 == 0xA0 }
        }
        func span(_ count: Int, _ year: Int, _ month: Int, _ day: Int?, _ confidence: Double) -> (RecognizedSpan, Int)? {
            guard let start = token(0), let end = token(count - 1), (1...12).contains(month), day.map({ (1...31).contains($0) }) ?? true
            else { return nil }
            var value = Self.padded(year, 4) + "-" + Self.padded(month, 2)
            if let day { value += "-" + Self.padded(day, 2) }
            return (
                RecognizedSpan(kind: .date, range: start.range.lowerBound..<end.range.upperBound, value: value, confidence: confidence),
                count
            )
        }
        guard let a = token(0), let b = token(1), isClose(0) else { return nil }
        let c = isClose(1) ? token(2) : nil
        if let number = a.number, let second = b.number, let third = c?.number, let c {
            let separator = gap(0)
            guard separator.count == 1, Array(gap(1)) == Array(separator), separator.first != 0x20, separator.first != UInt8(ascii: ",")
            else { return nil }
            // A fourth group, before or behind, makes it something else, such as a telephone number.
            if let d = token(3), isDigits(d), gap(2).count == 1, gap(2).first == separator.first { return nil }
            if let z = token(-1), isDigits(z), Array(gap(-1)) == Array(separator) { return nil }
            if a.range.count == 4, isYear(number) { return span(3, number, second, third, 0.97) }
            guard c.range.count == 4 && isYear(third) || c.range.count == 2 && separator.first != UInt8(ascii: "-"), a.range.count <= 2,
                b.range.count <= 2
            else { return nil }
            let year = c.range.count == 4 ? third : third < 70 ? 2000 + third : 1900 + third
            let monthFirst = second > 12 || (number <= 12 && isMonthFirst(context, separator.first))
            let sure = number > 12 || second > 12 || number == second || context.country != nil
            return monthFirst ? span(3, year, number, second, sure ? 0.9 : 0.6) : span(3, year, second, number, sure ? 0.9 : 0.6)
        }
        if let month = a.month, let day = b.number, b.range.count <= 2 {
            // "March 1, 2024", "Mar. 1st, 2024"
            if let year = c?.number, isYear(year), c?.range.count == 4 { return span(3, year, month, day, 0.96) }
            if let suffix = c, suffix.number == nil, suffix.range.count == 2, isClose(2), let year = token(3)?.number, isYear(year) {
                return span(4, year, month, day, 0.96)
            }
        }
        if let month = a.month, let year = b.number, b.range.count == 4, isYear(year) { return span(2, year, month, nil, 0.85) }
        if let day = a.number, a.range.count <= 2 {
            // "1 March 2024", "1. März 2024", "1st of March 2024", "1 de marzo de 2024"
            var offset = 1
            while offset <= 3, let next = token(offset), isClose(offset - 1) {
                if let month = next.month {
                    var tail = offset + 1
                    if let filler = token(tail), filler.number == nil, filler.range.count <= 3, isClose(offset) { tail += 1 }
                    guard let year = token(tail), let number = year.number, isClose(tail - 1) else { return nil }
                    if year.range.count == 4, isYear(number) { return span(tail + 1, number, month, day, 0.96) }
                    // "11 Jan 23", but not the hour of "11 Jan 23:00".
                    let behind = year.range.upperBound
                    guard year.range.count == 2, behind == text.count || text[behind] != UInt8(ascii: ":") else { return nil }
                    return span(tail + 1, number < 70 ? 2000 + number : 1900 + number, month, day, 0.85)
                }
                guard next.number == nil, next.range.count <= 3 else { return nil }
                offset += 1
            }
        }
        return nil
    }

    private func isYear(_ number: Int) -> Bool { (1500...2199).contains(number) }

    /// Whether 3/4 is the fourth of March.
    private func isMonthFirst(_ context: ReadingContext, _ separator: UInt8?) -> Bool {
        if separator == UInt8(ascii: ".") { return false }
        if let country = context.country?.rawValue { return ["US", "PR", "PH", "GU", "CA"].contains(country) }
        return context.language.map { $0 == "en" || $0.hasPrefix("en-US") } ?? true
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
}
