/// Groups of digits that stand together with nothing but separators of telephone numbers between them.
struct DigitRun: Sendable {
    struct Group: Sendable {
        var range: Range<Int>
        /// What stands before the group, back to the group before it: its first byte, or 0.
        var separator: UInt8
        /// Whether a bracket opens right before the group.
        var isBracketed: Bool
        /// Whether `+` stands right before the group.
        var hasPlus: Bool
    }

    var groups: [Group]

    /// No number has more groups; a run goes on as another one behind that.
    static let maximumGroups = 10

    /// The run that begins at `start`, where a digit, `+` or an opening bracket stands.
    static func read(_ text: [UInt8], at start: Int) -> DigitRun {
        var run = DigitRun(groups: [])
        var at = start
        var separator: UInt8 = 0
        var isBracketed = false
        var hasPlus = false
        var separators = 0
        while at < text.count, run.groups.count < maximumGroups {
            let byte = text[at]
            if TextBytes.isDigit(byte) {
                var end = at + 1
                while end < text.count, TextBytes.isDigit(text[end]) { end += 1 }
                run.groups.append(Group(range: at..<end, separator: separator, isBracketed: isBracketed, hasPlus: hasPlus))
                (separator, isBracketed, hasPlus, separators) = (0, false, false, 0)
                at = end
                continue
            }
            switch byte {
            case UInt8(ascii: "+"):
                // A plus begins another number.
                if !run.groups.isEmpty { return run }
                hasPlus = true
                at += 1
            case UInt8(ascii: "("), UInt8(ascii: "["):
                if isBracketed { return run }
                isBracketed = true
                at += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), 0x20:
                if separator == 0 || separator == 0x20 { separator = byte }
                at += 1
                separators += 1
            case 0xC2 where at + 1 < text.count && (text[at + 1] == 0xA0 || text[at + 1] == 0xB7 || text[at + 1] == 0xAD):
                if separator == 0 { separator = text[at + 1] == 0xB7 ? UInt8(ascii: ".") : 0x20 }
                at += 2
                separators += 1
            case 0xE2 where at + 2 < text.count && text[at + 1] == 0x80 && (0x80...0xA2).contains(text[at + 2]):
                // Spaces, hyphens, dashes and the middle dot of the General Punctuation block, and its bullets.
                if text[at + 2] > 0x95 || text[at + 2] == 0x8E { if text[at + 2] != 0xA2 { return run } }
                if separator == 0 || separator == 0x20 {
                    separator = text[at + 2] < 0x90 ? 0x20 : text[at + 2] == 0xA2 ? UInt8(ascii: ".") : UInt8(ascii: "-")
                }
                at += 3
                separators += 1
            default: return run
            }
            if separators > 4 { return run }
        }
        return run
    }
}
