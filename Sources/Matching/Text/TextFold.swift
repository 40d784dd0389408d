import Foundation

/// Text as it is compared: lower case, without accents, in the letters a to z wherever a letter has an equal there, words divided by one space.
enum TextFold {
    /// What becomes of what is neither a letter nor a digit.
    enum Marks {
        /// Apostrophes and full stops vanish (`O'Hara's` is `oharas`, `U.S.` is `us`), an ampersand is `and`, all others divide words.
        case name
        /// As for names, except that a hyphen or slash between digits stays, and that `#` is a word.
        case address
    }

    static func fold(_ text: String, _ marks: Marks = .name) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count)
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            fold(ascii: text.utf8, marks, into: &out)
        } else {
            let plain = latin(text)
            fold(ascii: plain.utf8, marks, into: &out)
        }
        if out.last == 0x20 { out.removeLast() }
        return out
    }

    private static func fold(ascii bytes: some Collection<UInt8>, _ marks: Marks, into out: inout [UInt8]) {
        var previous: UInt8 = 0x20
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...: out.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): out.append(byte | 0x20)
            case UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "."): break
            case UInt8(ascii: "&"), UInt8(ascii: "+"):
                if out.last != 0x20, !out.isEmpty { out.append(0x20) }
                out += Array("and ".utf8)
            case UInt8(ascii: "-") where marks == .address && isDigit(previous),
                UInt8(ascii: "/") where marks == .address && isDigit(previous):
                out.append(UInt8(ascii: "-"))
            case UInt8(ascii: "#") where marks == .address:
                if out.last != 0x20, !out.isEmpty { out.append(0x20) }
                out += Array("# ".utf8)
            default: if out.last != 0x20, !out.isEmpty { out.append(0x20) }
            }
            previous = byte
        }
    }

    /// Compatibility decomposition without its marks; letters that have none are written as they usually are in Latin letters.
    private static func latin(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.decomposedStringWithCompatibilityMapping.unicodeScalars {
            if scalar.value < 0x80 {
                out.append(scalar)
                continue
            }
            switch scalar.value {
            case 0xDF, 0x1E9E: out.append(contentsOf: "ss".unicodeScalars)
            case 0xE6, 0xC6: out.append(contentsOf: "ae".unicodeScalars)
            case 0x153, 0x152: out.append(contentsOf: "oe".unicodeScalars)
            case 0xF8, 0xD8: out.append("o")
            case 0x142, 0x141: out.append("l")
            case 0x111, 0x110, 0xF0, 0xD0: out.append("d")
            case 0xFE, 0xDE: out.append(contentsOf: "th".unicodeScalars)
            case 0x131: out.append("i")
            case 0x2018, 0x2019, 0x2BC: out.append("'")
            default:
                switch scalar.properties.generalCategory {
                case .nonspacingMark, .enclosingMark, .spacingMark, .format: continue
                case .uppercaseLetter, .titlecaseLetter: out.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
                case .lowercaseLetter, .otherLetter, .modifierLetter, .decimalNumber, .letterNumber: out.append(scalar)
                default: out.append(" ")
                }
            }
        }
        return String(out)
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
