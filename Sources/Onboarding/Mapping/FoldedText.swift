/// Text folded for comparison: lower case, Latin and Greek letters without their marks, everything that is no letter or digit a space, one at a
/// time. Bytes of UTF-8.
struct FoldedText: Sendable {
    private(set) var bytes: [UInt8] = []

    init() {}

    /// Folds prose.
    init(prose text: String, limit: Int = 200) { append(text, splitsWords: false, limit: limit) }

    /// Folds an identifier: words are also apart where `camelCase` or a digit begins one.
    init(identifier text: String, limit: Int = 200) { append(text, splitsWords: true, limit: limit) }

    private mutating func append(_ text: String, splitsWords: Bool, limit: Int) {
        bytes.reserveCapacity(min(text.utf8.count, limit) + 8)
        var text = text
        text.withUTF8 { source in
            var previous = Kind.other
            var at = 0
            while at < source.count, bytes.count < limit {
                let byte = source[at]
                if byte < 0x80 {
                    at += 1
                    previous = append(ascii: byte, after: splitsWords ? previous : .other)
                } else {
                    // Bytes of a string are whole sequences.
                    let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
                    var value = UInt32(byte) & (0x7F >> UInt32(length))
                    for next in source[(at + 1)..<min(at + length, source.count)] { value = value << 6 | UInt32(next & 0x3F) }
                    at += length
                    if let scalar = Unicode.Scalar(value) { previous = append(scalar, after: previous) }
                }
            }
        }
        if bytes.last == 0x20 { bytes.removeLast() }
    }

    @inline(__always)
    private mutating func append(ascii byte: UInt8, after previous: Kind) -> Kind {
        switch byte {
        case 0x61...0x7A:
            if previous == .digit { space() }
            bytes.append(byte)
            return .lower
        case 0x41...0x5A:
            if previous == .lower || previous == .digit { space() }
            bytes.append(byte | 0x20)
            return .upper
        case 0x30...0x39:
            if previous == .lower || previous == .upper { space() }
            bytes.append(byte)
            return .digit
        case 0x27: return .other
        default:
            space()
            return .other
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar, after previous: Kind) -> Kind {
        let value = scalar.value
        if let folded = Self.latin(value) {
            bytes.append(folded)
            if value == 0xDF { bytes.append(folded) }
            return .lower
        }
        if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
            for lowered in scalar.properties.lowercaseMapping.unicodeScalars where !Self.isMark(lowered.value) {
                bytes.append(contentsOf: String(Self.unmarked(lowered)).utf8)
            }
            return .lower
        }
        if !Self.isMark(value), value != 0x2019, value != 0xAD, !(0x200B...0x200F).contains(value) {
            space()
            return .other
        }
        return previous
    }

    private enum Kind { case lower, upper, digit, other }

    private mutating func space() { if let last = bytes.last, last != 0x20 { bytes.append(0x20) } }

    private static func isMark(_ value: UInt32) -> Bool {
        (0x300...0x36F).contains(value) || (0x64B...0x65F).contains(value) || (0x591...0x5C7).contains(value) || value == 0x640
    }

    /// Greek vowels without tonos or dialytika, Cyrillic ё and й, Arabic alef and yeh in one form.
    private static func unmarked(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "ά": "α"
        case "έ": "ε"
        case "ή": "η"
        case "ί", "ϊ", "ΐ": "ι"
        case "ό": "ο"
        case "ύ", "ϋ", "ΰ": "υ"
        case "ώ": "ω"
        case "ς": "σ"
        case "ё": "е"
        case "أ", "إ", "آ": "ا"
        case "ى": "ي"
        case "ة": "ه"
        default: scalar
        }
    }

    /// The plain letter of a Latin letter with marks; nil for what is none. The tables are Unicode's canonical decompositions, and for letters
    /// that have none (ø, ł, æ) the letter that people type instead.
    private static func latin(_ value: UInt32) -> UInt8? {
        let letter: UInt8? =
            switch value {
            case 0xC0..<0x250: latinTable[Int(value - 0xC0)]
            case 0x1E00..<0x1F00: additionalTable[Int(value - 0x1E00)]
            default: nil
            }
        return letter == 0x20 ? nil : letter
    }

    private static let latinTable: [UInt8] = Array(
        ("aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuytyaaaaaaccccccccddddeeeeeeeeeegggggggg"
            + "hhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs        "
            + "                        oo             uu                   dddlllnnnaaiioouuuuuuuuuu aaaaaa  ggkkoo"
            + "oo  jdddgg  nnaaaaooaaaaeeeeiiiioooorrrruuuusstt  hh      aaeeooooooooyy                            ").utf8)

    private static let additionalTable: [UInt8] = Array(
        ("aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssss"
            + "ssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyas  s aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeee"
            + "iiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy      ").utf8)
}

extension FoldedText {
    /// The text with a space at either end, so that every word stands between two.
    var padded: [UInt8] { [0x20] + bytes + [0x20] }
}
