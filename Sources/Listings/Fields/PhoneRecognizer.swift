/// Telephone and fax numbers: `+31 20 123 4567`, `(413) 732-8702`, `0800-GO-AWAY`. Without a country code the number is read by the plan of
/// the context's country. Which kind it is, the words around it say ("Fax:", "(fax)").
struct PhoneRecognizer: Recognizer {
    var kind: FieldKind { .telephone }

    /// What is sure without a word that says so: a number with its country code, or as a country commonly writes it.
    enum Trust {
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
            if byte != UInt8(ascii: "+"), let previous = at > 0 ? text[at - 1] : nil, joins(previous, before: byte),
                !PhoneLabels.isGlued(before: at, in: text) || DigitRun.read(text, at: at).groups.count < 2
            {
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
        // No part of what a plus leads is a number of its own. A country code that there isn't is a slip of who wrote it.
        guard opening.hasPlus, label != nil, (9...15).contains(all), let last = groups.prefix(ends.count).last,
            !isCut(text, last.range.upperBound)
        else { return nil }
        let number = PhoneNumber(value: String(decoding: digits, as: UTF8.self), isInternational: false, country: nil)
        return spans(text, start, Array(groups.prefix(ends.count)), number, Trust.plausible, label?.meaning, next: first + ends.count)
    }

    /// Whether what stands behind makes the digits a part of something else.
    private func isCut(_ text: [UInt8], _ end: Int) -> Bool {
        guard end < text.count else { return false }
        let byte = text[end]
        if byte == UInt8(ascii: "%") || byte == UInt8(ascii: "@") || byte == UInt8(ascii: "_") { return true }
        if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":"), end + 1 < text.count, TextBytes.isDigit(text[end + 1]) { return true }
        // "555-0100x12" has an extension; other letters make it a code.
        if TextBytes.isLetter(byte) {
            return PhoneExtension.end(text, end) == nil && (end + 1 == text.count || TextBytes.isWord(text[end + 1]))
                && !startsLabel(text, end)
        }
        return false
    }

    /// "555-0100Fax 555-0101": what was a line's end in the design.
    private func startsLabel(_ text: [UInt8], _ at: Int) -> Bool {
        var end = at
        while end < text.count, end - at < 20, TextBytes.isLetter(text[end]) { end += 1 }
        return end < text.count && !TextBytes.isDigit(text[end]) && end - at > 2
    }

    func startByte(_ text: [UInt8], _ group: DigitRun.Group) -> Int {
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
            if let trust = shape.trust(in: country, hasTrunk: hasTrunk, digits: digits.count) {
                return (number, isLabelled ? max(trust, Trust.labelled) : trust)
            }
            if isLabelled, shape.isAllowed(in: country) { return (number, Trust.labelled) }
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
        // With a trunk prefix that the page's country hasn't, it is another country's, and which one isn't said.
        if isLabelled, shape.isTidy,
            context.country == nil ? (7...12).contains(digits.count) : digits.first == 0x30 && (9...11).contains(digits.count)
        {
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
        let extended = PhoneExtension.end(text, end)
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
}
