import Foundation

/// Texts in one form: Unicode NFC, single spaces, and names in a case that people read.
package enum NameForm {
    /// NFC, no control or zero-width characters, single spaces.
    package static func plain(_ text: String) -> String {
        if isPlain(text) { return text }
        var scalars = String.UnicodeScalarView()
        var isSpaced = false
        for scalar in text.precomposedStringWithCanonicalMapping.unicodeScalars {
            if scalar.properties.isWhitespace {
                isSpaced = !scalars.isEmpty
            } else if scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format, scalar.value != 0x200D
            {
                continue
            } else {
                if isSpaced { scalars.append(" ") }
                isSpaced = false
                scalars.append(scalar)
            }
        }
        return String(scalars)
    }

    /// Whether a text is in ASCII and in this form as it is: most are.
    private static func isPlain(_ text: String) -> Bool {
        var last: UInt8 = 0x20
        for byte in text.utf8 {
            guard byte > 0x20 && byte < 0x7F || byte == 0x20 && last != 0x20 else { return false }
            last = byte
        }
        return last != 0x20 || text.isEmpty
    }

    /// A name in mixed case. What already has both cases is left as its owner wrote it.
    package static func cased(_ text: String) -> String {
        let text = plain(text)
        if isMixed(text) { return text }
        let letters = text.unicodeScalars.filter { $0.properties.isAlphabetic }
        let hasUpper = letters.contains { $0.properties.isUppercase }, hasLower = letters.contains { $0.properties.isLowercase }
        guard letters.count > 1, hasUpper != hasLower else { return text }
        return text.split(separator: " ").enumerated().map { word(String($1), isFirst: $0 == 0) }.joined(separator: " ")
    }

    /// Whether a text has letters of ASCII in both cases.
    private static func isMixed(_ text: String) -> Bool {
        var (hasUpper, hasLower) = (false, false)
        for byte in text.utf8 {
            if byte >= 0x41, byte <= 0x5A { hasUpper = true }
            if byte >= 0x61, byte <= 0x7A { hasLower = true }
            if hasUpper, hasLower { return true }
        }
        return false
    }

    /// Written small inside of names.
    private static let small: Set<String> = [
        "of", "and", "the", "at", "for", "in", "on", "by", "de", "del", "la", "las", "los", "di", "da", "du", "des", "van", "von", "der",
        "den",
        "ten", "ter", "et", "y", "und",
    ]
    /// Written large as a whole.
    private static let large: Set<String> = [
        "llc", "llp", "lp", "pc", "pllc", "plc", "usa", "us", "uk", "ii", "iii", "iv", "vi", "vii", "md", "dds", "dvm", "cpa", "rn", "np",
        "dba", "ne", "nw",
        "se", "sw", "po", "ymca", "ywca", "bbq",
    ]

    private static func word(_ word: String, isFirst: Bool) -> String {
        let lower = word.lowercased()
        let bare = lower.filter { $0.isLetter }
        if !isFirst, small.contains(lower) { return lower }
        if large.contains(bare) { return lower.uppercased() }
        // "j.p." and "o'neil", "smith-jones", "mcdonald"
        var cased = ""
        var startsPart = true
        for character in lower {
            cased += startsPart ? character.uppercased() : String(character)
            startsPart = !character.isLetter && !character.isNumber && character != "'" && character != "’"
        }
        for mark in ["'", "’"] {
            let parts = cased.split(separator: mark, maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, ["O", "D", "L"].contains(String(parts[0])), let first = parts[1].first {
                cased = parts[0] + mark + first.uppercased() + parts[1].dropFirst()
            }
        }
        if cased.hasPrefix("Mc"), cased.count > 4 {
            let third = cased.index(cased.startIndex, offsetBy: 2)
            cased = "Mc" + cased[third].uppercased() + cased[cased.index(after: third)...]
        }
        return cased
    }
}
