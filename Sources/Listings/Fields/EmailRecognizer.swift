/// E-mail addresses (RFC 5321's mailbox without quoted local parts), also written against robots: `name [at] domain dot com`.
struct EmailRecognizer: Recognizer {
    var kind: FieldKind { .email }

    func spans(in text: [UInt8], _ context: ReadingContext) -> [RecognizedSpan] {
        var found: [RecognizedSpan] = []
        var at = 0
        var floor = 0
        while at < text.count {
            let sign = signLength(text, at)
            guard sign > 0, let span = read(text, at, sign, floor: floor) else {
                at += 1
                continue
            }
            found.append(span)
            floor = span.range.upperBound
            at = max(floor, at + 1)
        }
        return found
    }

    /// How many bytes at `at` stand for the sign: `@`, `[at]`, `(at)`, ` at `, `{at}`, `&#64;` left undecoded; 0 for none.
    private func signLength(_ text: [UInt8], _ at: Int) -> Int {
        switch text[at] {
        case UInt8(ascii: "@"): return 1
        case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"), UInt8(ascii: "<"):
            var end = at + 1
            while end < text.count, text[end] == 0x20 { end += 1 }
            guard end < text.count else { return 0 }
            var length = 0
            if text[end] == UInt8(ascii: "@") {
                length = 1
            } else if isWord(text, end, "at") {
                length = 2
            } else if isWord(text, end, "arroba") {
                length = 6
            } else if isWord(text, end, "ät") {
                length = 3
            }
            guard length > 0 else { return 0 }
            end += length
            while end < text.count, text[end] == 0x20 { end += 1 }
            guard end < text.count, [UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "}"), UInt8(ascii: ">")].contains(text[end]) else {
                return 0
            }
            return end + 1 - at
        case 0x20: return isWord(text, at + 1, "at") && at + 3 < text.count && text[at + 3] == 0x20 ? 4 : 0
        case 0xEF: return at + 2 < text.count && text[at + 1] == 0xBC && text[at + 2] == 0xA0 ? 3 : 0
        default: return 0
        }
    }

    private func isWord(_ text: [UInt8], _ at: Int, _ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard at + length <= text.count else { return false }
        return word.withUTF8Buffer { bytes in (0..<length).allSatisfy { TextBytes.lowercased(text[at + $0]) == bytes[$0] } }
    }

    private func read(_ text: [UInt8], _ at: Int, _ sign: Int, floor: Int) -> RecognizedSpan? {
        let isPlain = sign == 1 && text[at] == UInt8(ascii: "@")
        var start = at
        let limit = max(floor, at - 66)
        if !isPlain { while start > limit, text[start - 1] == 0x20 { start -= 1 } }
        let localEnd = start
        while start > limit, isLocal(text[start - 1]) { start -= 1 }
        while start < localEnd, text[start] == UInt8(ascii: ".") || text[start] == UInt8(ascii: "-") || text[start] == UInt8(ascii: "'") {
            start += 1
        }
        guard start < localEnd, localEnd - start <= 64, text[localEnd - 1] != UInt8(ascii: ".") else { return nil }
        let local = text[start..<localEnd]
        var end = at + sign
        let spelt = !isPlain
        if spelt { while end < text.count, text[end] == 0x20 { end += 1 } }
        guard let (domain, domainEnd, hadSpeltDot) = domain(text, end, spelt: spelt) else { return nil }
        // Words around " at " are more often prose: only where the dots are spelt out too, or the domain is one.
        if text[at] == 0x20, !hadSpeltDot { return nil }
        let value = String(decoding: Array(local) + [UInt8(ascii: "@")] + domain, as: UTF8.self)
        guard !Self.isFileName(domain) else { return nil }
        return RecognizedSpan(kind: .email, range: start..<domainEnd, value: value, confidence: isPlain ? 0.99 : 0.9)
    }

    /// The domain at `start`, in lower case, and where it ends; `spelt` allows "dot" for dots.
    private func domain(_ text: [UInt8], _ start: Int, spelt: Bool) -> ([UInt8], Int, Bool)? {
        var domain: [UInt8] = []
        var at = start
        var labels = 0
        var end = start
        var hadSpeltDot = false
        while at < text.count, labels < 8 {
            let labelStart = at
            while at < text.count, at - labelStart < 63,
                TextBytes.isLetter(text[at]) || TextBytes.isDigit(text[at]) || text[at] == UInt8(ascii: "-")
                    || text[at] >= 0x80 && !isWideSpace(text, at)
            { at += 1 }
            guard at > labelStart, text[labelStart] != UInt8(ascii: "-") else { break }
            if !domain.isEmpty { domain.append(UInt8(ascii: ".")) }
            domain.append(contentsOf: text[labelStart..<at].map(TextBytes.lowercased))
            labels += 1
            end = at
            if at + 1 < text.count, text[at] == UInt8(ascii: "."), TextBytes.isWord(text[at + 1]) {
                at += 1
                continue
            }
            guard spelt, let next = speltDot(text, at) else { break }
            hadSpeltDot = true
            at = next
        }
        guard labels >= 2, let dot = domain.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        let top = domain[(dot + 1)...]
        guard (2...24).contains(top.count), top.contains(where: { !TextBytes.isDigit($0) }),
            top.allSatisfy({ TextBytes.isWord($0) || $0 == UInt8(ascii: "-") })
        else { return nil }
        return (domain, end, hadSpeltDot)
    }

    private func isWideSpace(_ text: [UInt8], _ at: Int) -> Bool {
        text[at] == 0xC2 && at + 1 < text.count && text[at + 1] == 0xA0 || text[at] == 0xE2 || text[at] == 0xE3
    }

    /// Where it goes on behind ` dot `, `[dot]`, `(.)`; nil for none.
    private func speltDot(_ text: [UInt8], _ start: Int) -> Int? {
        var at = start
        while at < text.count, text[at] == 0x20 { at += 1 }
        guard at < text.count else { return nil }
        let isBracketed = text[at] == UInt8(ascii: "[") || text[at] == UInt8(ascii: "(") || text[at] == UInt8(ascii: "{")
        if isBracketed { at += 1 }
        while at < text.count, text[at] == 0x20 { at += 1 }
        if isWord(text, at, "dot") {
            at += 3
        } else if isWord(text, at, "punkt") {
            at += 5
        } else if isWord(text, at, "punto") {
            at += 5
        } else if isWord(text, at, "point") {
            at += 5
        } else if at < text.count, text[at] == UInt8(ascii: "."), isBracketed {
            at += 1
        } else {
            return nil
        }
        if isBracketed {
            while at < text.count, text[at] == 0x20 { at += 1 }
            guard at < text.count, [UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "}")].contains(text[at]) else { return nil }
            at += 1
        } else if at >= text.count || text[at] != 0x20 || start >= text.count || text[start] != 0x20 {
            return nil
        }
        while at < text.count, text[at] == 0x20 { at += 1 }
        return at < text.count && TextBytes.isWord(text[at]) ? at : nil
    }

    private func isLocal(_ byte: UInt8) -> Bool {
        if TextBytes.isLetter(byte) || TextBytes.isDigit(byte) { return true }
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "&"), UInt8(ascii: "'"),
            UInt8(ascii: "%"), UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "~"):
            return true
        default: return false
        }
    }

    /// `logo@2x.png`
    private static func isFileName(_ domain: [UInt8]) -> Bool {
        let top = domain.split(separator: UInt8(ascii: ".")).last.map(Array.init) ?? []
        return ["png", "jpg", "jpeg", "gif", "webp", "svg", "css", "js"].contains { Array($0.utf8) == top }
    }
}
