/// The signs between two words of a page, as far as they tell something: which of them there are, not how many.
package struct PageSigns: OptionSet, Sendable, Hashable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    static let comma = PageSigns(rawValue: 1)
    static let colon = PageSigns(rawValue: 2)
    static let bar = PageSigns(rawValue: 4)
    static let dash = PageSigns(rawValue: 8)
    static let hyphen = PageSigns(rawValue: 16)
    static let opening = PageSigns(rawValue: 32)
    static let closing = PageSigns(rawValue: 64)
    static let ampersand = PageSigns(rawValue: 128)
    static let stop = PageSigns(rawValue: 256)
    static let number = PageSigns(rawValue: 512)
    static let other = PageSigns(rawValue: 1024)

    /// The sign that tells most, from 3; 3 for none.
    var rank: UInt32 {
        for (place, sign) in Self.order.enumerated() where contains(sign) { return UInt32(place) + 4 }
        return 3
    }

    private static let order: [PageSigns] = [
        .comma, .colon, .bar, .dash, .opening, .closing, .ampersand, .number, .hyphen, .stop, .other,
    ]

    /// The sign at a place of a text and how many bytes it has; nil where a word begins.
    static func sign(_ bytes: [UInt8], _ at: Int) -> (PageSigns, Int)? {
        let byte = bytes[at]
        guard !TextBytes.isWord(byte) else {
            // Dashes, quotes and bullets of the General Punctuation block.
            guard byte == 0xE2, at + 2 < bytes.count, bytes[at + 1] == 0x80, bytes[at + 2] != 0x99, bytes[at + 2] >= 0x90 else {
                return nil
            }
            return (bytes[at + 2] < 0x96 ? .dash : bytes[at + 2] == 0xA2 ? .bar : .other, 3)
        }
        switch byte {
        case UInt8(ascii: ","): return (.comma, 1)
        case UInt8(ascii: ":"), UInt8(ascii: ";"): return (.colon, 1)
        case UInt8(ascii: "|"), UInt8(ascii: "/"), UInt8(ascii: "*"), UInt8(ascii: ">"): return (.bar, 1)
        case UInt8(ascii: "-"): return (.hyphen, 1)
        case UInt8(ascii: "("), UInt8(ascii: "["): return (.opening, 1)
        case UInt8(ascii: ")"), UInt8(ascii: "]"): return (.closing, 1)
        case UInt8(ascii: "&"): return (.ampersand, 1)
        case UInt8(ascii: "."): return (.stop, 1)
        case UInt8(ascii: "#"): return (.number, 1)
        default: return (.other, 1)
        }
    }
}
