extension PhoneRecognizer {
    /// "1-800-FLOWERS": letters of the dial, in North America behind the codes of free numbers and in any seven-letter number there.
    func vanity(_ text: [UInt8], _ run: DigitRun, from first: Int, _ context: ReadingContext) -> ([RecognizedSpan], Int)? {
        var groups = run.groups[first...].prefix(2)
        if let lead = groups.first, lead.range.count == 1, text[lead.range.lowerBound] == 0x31 {
            groups = groups.dropFirst()
        } else {
            groups = groups.prefix(1)
        }
        guard let area = groups.first, area.range.count == 3, text[area.range.lowerBound] >= UInt8(ascii: "2"),
            run.groups[first...].count <= 3
        else { return nil }
        let isFree = [UInt8(ascii: "8"), UInt8(ascii: "9")].contains(text[area.range.lowerBound])
        var at = area.range.upperBound
        var digits = Array(text[area.range])
        var letters = 0
        while at < text.count, digits.count < 14 {
            let byte = text[at]
            if TextBytes.isUpper(byte) {
                digits.append(Self.dial[Int(byte - 0x41)])
                letters += 1
            } else if TextBytes.isDigit(byte) {
                digits.append(byte)
            } else if byte != UInt8(ascii: "-") && byte != UInt8(ascii: ".") && byte != 0x20 && byte != UInt8(ascii: ")") {
                break
            } else if at + 1 >= text.count || !(TextBytes.isUpper(text[at + 1]) || TextBytes.isDigit(text[at + 1]) || text[at + 1] == 0x20)
                || digits.count >= 10
            {
                break
            }
            at += 1
        }
        if at < text.count, TextBytes.isLetter(text[at]) { return nil }
        guard letters >= 3, digits.count >= 10, digits.count <= 13 else { return nil }
        // Elsewhere only "303-555-BIKE": three digits, and letters for the last four.
        let isHome = context.country.map { PhonePlan.shared[$0]?.code == [0x31] } ?? true
        if !isFree {
            guard isHome, letters == 4, digits.count == 10, text[..<at].suffix(4).allSatisfy(TextBytes.isUpper),
                "-.".utf8.contains(text[at - 5])
            else { return nil }
        }
        let start = startByte(text, run.groups[first])
        let value = "+1" + String(decoding: digits.prefix(10), as: UTF8.self)
        at = endOfRepetition(text, at, digits)
        let span = RecognizedSpan(kind: .telephone, range: start..<at, value: value, confidence: Trust.formatted)
        let next = run.groups.indices.first { $0 > first && run.groups[$0].range.lowerBound >= at } ?? run.groups.count
        return ([span], next)
    }

    /// "1-888-LUTRON1 (588-7661)": where a bracket ends that says the same once more in digits.
    private func endOfRepetition(_ text: [UInt8], _ end: Int, _ digits: [UInt8]) -> Int {
        var at = end
        while at < text.count, text[at] == 0x20 { at += 1 }
        guard at < text.count, text[at] == UInt8(ascii: "("),
            let close = text[at..<min(text.count, at + 24)].firstIndex(of: UInt8(ascii: ")"))
        else { return end }
        let again = text[at..<close].filter(TextBytes.isDigit)
        let whole = [0x31] + digits.prefix(10)
        guard again.count >= 7, again.elementsEqual(whole.suffix(again.count)) else { return end }
        return close + 1
    }

    private static let dial: [UInt8] = Array("22233344455566677778889999".utf8)
}
