/// Telephone and fax numbers: `+31 20 123 4567`, `(413) 732-8702`, `0800-GO-AWAY`. Without a country code the number is read by the plan of
/// the context's country. Which kind it is, the words around it say ("Fax:", "(fax)").
struct PhoneRecognizer: Recognizer {
    var kind: FieldKind { .telephone }

    /// What is sure without a word that says so: a number with its country code, or as a country commonly writes it.
    private enum Trust {
        static let international = 0.97
        static let labelled = 0.95
        static let formatted = 0.9
        static let plausible = 0.6
    }

    func spans(in text: [UInt8], _ context: ReadingContext) -> [RecognizedSpan] {
        var found: [RecognizedSpan] = []
        var at = 0
        /// Where the last number, or the line, ended: labels are looked for no further back.
        var floor = 0
        while at < text.count {
            let byte = text[at]
            guard TextBytes.isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "(") else {
                at += 1
                continue
            }
            if byte != UInt8(ascii: "+"), let previous = at > 0 ? text[at - 1] : nil, joins(previous, before: byte) {
                // Inside of a word or a code: skip all of it.
                at = endOfToken(text, at)
                continue
            }
            let run = DigitRun.read(text, at: at)
            guard let first = run.groups.first, let last = run.groups.last else {
                at += 1
                continue
            }
            guard run.groups.reduce(0, { $0 + $1.range.count }) >= 3 else {
                at = max(at + 1, first.range.upperBound)
                continue
            }
            var group = 0
            while group < run.groups.count {
                if let (span, next) = read(text, run, from: group, floor: floor, context) {
                    found.append(contentsOf: span)
                    floor = span.last?.range.upperBound ?? floor
                    group = next
                } else {
                    group += 1
                }
            }
            at = max(last.range.upperBound, floor)
        }
        return found
    }

    /// Whether what stands before makes the digits a part of something else.
    private func joins(_ previous: UInt8, before byte: UInt8) -> Bool {
        if byte == UInt8(ascii: "(") { return TextBytes.isDigit(previous) }
        switch previous {
        case UInt8(ascii: "$"), UInt8(ascii: "#"), UInt8(ascii: "@"), UInt8(ascii: "_"), UInt8(ascii: "="), UInt8(ascii: "%"),
            UInt8(ascii: "&"),
            UInt8(ascii: "-"), UInt8(ascii: "*"):
            return true
        default: return TextBytes.isLetter(previous) || TextBytes.isDigit(previous)
        }
    }

    private func endOfToken(_ text: [UInt8], _ start: Int) -> Int {
        var at = start + 1
        while at < text.count, TextBytes.isDigit(text[at]) || TextBytes.isLetter(text[at]) { at += 1 }
        return at
    }

    /// Reads the longest number that begins with the group. With it the group to go on with.
    private func read(_ text: [UInt8], _ run: DigitRun, from first: Int, floor: Int, _ context: ReadingContext) -> ([RecognizedSpan], Int)?
    {
        let groups = run.groups[first...]
        guard let opening = groups.first else { return nil }
        if let vanity = vanity(text, run, from: first, context) { return vanity }
        var digits: [UInt8] = []
        var ends: [Int] = []
        for group in groups {
            guard digits.count + group.range.count <= 17 else { break }
            digits.append(contentsOf: text[group.range])
            ends.append(digits.count)
        }
        guard let all = ends.last, all >= 6 else { return nil }
        let start = startByte(text, opening)
        let label = PhoneLabels.before(start, in: text, from: floor)
        if case .other? = label?.meaning { return nil }
        let isInternational = opening.hasPlus || (digits.starts(with: [0x30, 0x30]) && digits.count >= 11)
        for count in stride(from: ends.count, through: 1, by: -1) {
            let taken = Array(groups.prefix(count))
            let number = digits[..<ends[count - 1]]
            guard number.count >= 6, let lastGroup = taken.last, !isCut(text, lastGroup.range.upperBound) else { continue }
            guard let (value, trust) = value(number, taken, text, isInternational, isLabelled: label != nil, context) else { continue }
            return spans(text, start, taken, value, trust, label?.meaning, next: first + count)
        }
        return nil
    }

    /// Whether what stands behind makes the digits a part of something else.
    private func isCut(_ text: [UInt8], _ end: Int) -> Bool {
        guard end < text.count else { return false }
        let byte = text[end]
        if byte == UInt8(ascii: "%") || byte == UInt8(ascii: "@") || byte == UInt8(ascii: "_") { return true }
        if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":"), end + 1 < text.count, TextBytes.isDigit(text[end + 1]) { return true }
        // "555-0100x12" has an extension; other letters make it a code.
        if TextBytes.isLetter(byte) {
            return !isExtensionStart(text, end) && (end + 1 == text.count || TextBytes.isWord(text[end + 1])) && !startsLabel(text, end)
        }
        return false
    }

    /// "555-0100Fax 555-0101": what was a line's end in the design.
    private func startsLabel(_ text: [UInt8], _ at: Int) -> Bool {
        var end = at
        while end < text.count, end - at < 20, TextBytes.isLetter(text[end]) { end += 1 }
        return end < text.count && !TextBytes.isDigit(text[end]) && end - at > 2
    }

    private func startByte(_ text: [UInt8], _ group: DigitRun.Group) -> Int {
        var start = group.range.lowerBound
        while start > 0,
            text[start - 1] == UInt8(ascii: "(") || text[start - 1] == UInt8(ascii: "+") || text[start - 1] == UInt8(ascii: "[")
        {
            start -= 1
        }
        return group.isBracketed || group.hasPlus ? start : group.range.lowerBound
    }

    /// The number that the digits are, with how sure that is.
    private func value(
        _ digits: ArraySlice<UInt8>, _ groups: [DigitRun.Group], _ text: [UInt8], _ isInternational: Bool, isLabelled: Bool,
        _ context: ReadingContext
    ) -> (PhoneNumber, Double)? {
        let plan = PhonePlan.shared
        if isInternational {
            let dialled = groups[0].hasPlus ? digits : digits.dropFirst(2)
            if let number = plan.international(dialled) { return (number, Trust.international) }
            if groups[0].hasPlus { return nil }
        }
        guard !PhoneShape.isSomethingElse(groups, text, isLabelled: isLabelled) else { return nil }
        let shape = PhoneShape(groups, text)
        if let country = context.country, let (number, hasTrunk) = plan.national(digits, in: country) {
            guard let trust = shape.trust(in: country, hasTrunk: hasTrunk, digits: digits.count) else {
                return isLabelled && shape.isAllowed(in: country) ? (number, Trust.labelled) : nil
            }
            return (number, isLabelled ? max(trust, Trust.labelled) : trust)
        }
        // The country code without its plus: "31 20 123 4567", "1-800-…" is handled as a trunk prefix.
        if let country = context.country, let own = plan[country], digits.starts(with: own.code), isLabelled || shape.isTidy,
            let number = plan.international(digits), own.code.count > 1, groups[0].range.count == own.code.count
        {
            return (number, isLabelled ? Trust.labelled : Trust.plausible)
        }
        // North American numbers are written in one way all over the world.
        if shape.isNorthAmerican, let (number, _) = plan.national(digits, in: Country("US")) {
            return (number, isLabelled || context.country == nil ? Trust.formatted : Trust.plausible)
        }
        if isLabelled, context.country == nil, shape.isTidy, (7...12).contains(digits.count) {
            return (PhoneNumber(value: String(decoding: digits, as: UTF8.self), isInternational: false, country: nil), Trust.plausible)
        }
        return nil
    }

    /// The spans of a number that was read: one, or two for "Tel/Fax".
    private func spans(
        _ text: [UInt8], _ start: Int, _ groups: [DigitRun.Group], _ number: PhoneNumber, _ trust: Double, _ label: PhoneLabels.Meaning?,
        next: Int
    ) -> ([RecognizedSpan], Int)? {
        guard let last = groups.last else { return nil }
        var end = last.range.upperBound
        if end < text.count, text[end] == UInt8(ascii: ")"), text[start] == UInt8(ascii: "("),
            !text[start..<end].contains(UInt8(ascii: ")"))
        {
            end += 1
        }
        let behind = PhoneLabels.behind(end, in: text, to: min(text.count, end + 32))
        let meaning = behind ?? label
        let extended = Self.extensionEnd(text, end)
        var value = number.value
        if let (digits, extensionEnd) = extended {
            end = extensionEnd
            value += ";ext=" + digits
        }
        let range = start..<end
        switch meaning {
        case .fax: return ([RecognizedSpan(kind: .faxNumber, range: range, value: value, confidence: trust)], next)
        case .both:
            return ([RecognizedSpan(kind: .telephone, range: range, value: value, confidence: trust)], next)
        default: return ([RecognizedSpan(kind: .telephone, range: range, value: value, confidence: trust)], next)
        }
    }

    // MARK: Extensions and letters

    private func isExtensionStart(_ text: [UInt8], _ at: Int) -> Bool { Self.extensionEnd(text, at) != nil }

    /// The digits of an extension that follow ("ext. 12", "x12"), and where they end.
    static func extensionEnd(_ text: [UInt8], _ start: Int) -> (digits: String, end: Int)? {
        var at = start
        while at < text.count, text[at] == 0x20 || text[at] == UInt8(ascii: ",") || text[at] == UInt8(ascii: "(") { at += 1 }
        let wordStart = at
        while at < text.count, at - wordStart < 10, TextBytes.isLetter(text[at]) { at += 1 }
        let word = text[wordStart..<at].map(TextBytes.lowercased)
        guard extensionWords.contains(where: { $0 == word }) else { return nil }
        while at < text.count, at - wordStart < 14,
            text[at] == 0x20 || text[at] == UInt8(ascii: ".") || text[at] == UInt8(ascii: ":") || text[at] == UInt8(ascii: "#")
        { at += 1 }
        let digitStart = at
        while at < text.count, at - digitStart < 7, TextBytes.isDigit(text[at]) { at += 1 }
        guard (1...6).contains(at - digitStart) else { return nil }
        return (String(decoding: text[digitStart..<at], as: UTF8.self), at)
    }

    private static let extensionWords: [[UInt8]] = ["x", "ex", "ext", "extn", "extension", "xt", "poste", "durchwahl", "toestel"].map {
        Array($0.utf8)
    }

    /// "1-800-FLOWERS", "303.555.PAUL": letters of the dial, in North America behind the codes of free numbers and as the last four of any.
    private func vanity(_ text: [UInt8], _ run: DigitRun, from first: Int, _ context: ReadingContext) -> ([RecognizedSpan], Int)? {
        var groups = run.groups[first...].prefix(3)
        if let lead = groups.first, lead.range.count == 1, text[lead.range.lowerBound] == 0x31 {
            groups = groups.dropFirst()
        } else {
            groups = groups.prefix(2)
        }
        guard let area = groups.first, area.range.count == 3, text[area.range.lowerBound] > 0x31, run.groups[first...].count <= 3 else {
            return nil
        }
        let isFree = text[area.range.lowerBound] == UInt8(ascii: "8") || text[area.range.lowerBound] == UInt8(ascii: "9")
        if !isFree {
            guard let exchange = groups.dropFirst().first, exchange.range.count == 3, text[exchange.range.lowerBound] > 0x31,
                exchange.range.upperBound < text.count, "-.".utf8.contains(text[exchange.range.upperBound])
            else { return nil }
        }
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
        guard letters >= 3, digits.count >= 10, digits.count <= (isFree ? 13 : 10), isFree || letters == 4 else { return nil }
        let start = startByte(text, run.groups[first])
        let value = "+1" + String(decoding: digits.prefix(10), as: UTF8.self)
        let span = RecognizedSpan(kind: .telephone, range: start..<at, value: value, confidence: Trust.formatted)
        let next = run.groups.indices.first { $0 > first && run.groups[$0].range.lowerBound >= at } ?? run.groups.count
        return ([span], next)
    }

    private static let dial: [UInt8] = Array("22233344455566677778889999".utf8)
}
