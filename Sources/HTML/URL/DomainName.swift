/// "Domain to ASCII" of the URL standard (section 3.3) over the Unicode properties that the standard library brings.
///
/// Covered of UTS #46 (non-transitional): ignored code points, case mapping, full- and half-width ASCII and dots, the letters and digits
/// in circles, mathematical styles and Roman numerals that map to ASCII, composition to NFC, joiners and right-to-left labels by their
/// main rule, Punycode with its round trip. Everything else that NFKC would rewrite (ligatures, Arabic presentation forms, half-width
/// kana, …) is refused, never passed on unmapped: a host that is accepted here is accepted under the same name by a full implementation.
enum DomainName {
    /// The domain in ASCII and lower case; nil where the standard says failure. Bytes are UTF-8, ill-formed ones a failure.
    static func toASCII(_ bytes: [UInt8]) -> [UInt8]? {
        if bytes.allSatisfy({ $0 < 0x80 }) {
            return bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        }
        // Punycode costs the square of a label's length; no name that DNS can carry comes near this.
        guard bytes.count <= 8192 else { return nil }
        guard let scalars = mapped(String(decoding: bytes, as: UTF8.self).unicodeScalars) else { return nil }
        let labels = Normalisation.composed(scalars).split(separator: ".", omittingEmptySubsequences: false)
        var output: [UInt8] = []
        for (place, label) in labels.enumerated() {
            guard let encoded = encoded(Array(label)) else { return nil }
            if place > 0 { output.append(UInt8(ascii: ".")) }
            output += encoded
        }
        return output
    }

    /// A domain in the form people read: every valid `xn--` label decoded, all others as they are.
    static func toUnicode(_ domain: String) -> String {
        let labels = domain.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { label -> String in
            guard label.starts(with: "xn--".utf8), encoded(label.map { Unicode.Scalar($0) }) != nil,
                let decoded = Punycode.decode(label.dropFirst(4))
            else {
                return String(decoding: label, as: UTF8.self)
            }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: decoded)
            return String(text)
        }
        return labels.joined(separator: ".")
    }

    private static func encoded(_ label: [Unicode.Scalar]) -> [UInt8]? {
        if label.allSatisfy(\.isASCII) {
            let bytes = label.map { UInt8(truncatingIfNeeded: $0.value) }
            guard bytes.starts(with: "xn--".utf8) else { return bytes }
            // An ASCII label of a Unicode domain must be Punycode of something that had to be encoded, in its canonical form.
            guard let decoded = Punycode.decode(bytes.dropFirst(4)), !decoded.allSatisfy(\.isASCII), isValid(decoded),
                mapped(decoded).map(Normalisation.composed) == decoded
            else { return nil }
            return bytes
        }
        guard !label.starts(with: "xn--".unicodeScalars), isValid(label), let encoded = Punycode.encode(label) else { return nil }
        return Array("xn--".utf8) + encoded
    }

    // MARK: Mapping

    private static func mapped(_ scalars: some Sequence<Unicode.Scalar>) -> [Unicode.Scalar]? {
        var output: [Unicode.Scalar] = []
        for scalar in scalars where !append(scalar, to: &output) { return nil }
        return output
    }

    /// Appends what UTS #46 maps `scalar` to; false when it is disallowed or its mapping is not known here.
    private static func append(_ scalar: Unicode.Scalar, to output: inout [Unicode.Scalar]) -> Bool {
        let value = scalar.value
        if value < 0x80 {
            output.append((0x41...0x5A).contains(value) ? Unicode.Scalar(UInt8(value | 0x20)) : scalar)
            return true
        }
        switch value {
        case 0xDF, 0x3C2, 0x200C, 0x200D:  // The deviations, which non-transitional processing keeps.
            output.append(scalar)
            return true
        case 0x1E9E:
            output.append("\u{DF}")
            return true
        case 0x3002, 0xFF61:
            output.append(".")
            return true
        case 0x04C0, 0x2183, 0x10A0...0x10CD, 0x13F8...0x13FD:
            output += scalar.properties.lowercaseMapping.unicodeScalars
            return true
        case 0x340, 0x341:
            output.append(value == 0x340 ? "\u{300}" : "\u{301}")
            return true
        case 0xE0000...0xE0FFF where !(0xE0100...0xE01EF).contains(value): return false
        case 0x206A...0x206F: return true
        case 0x2FF0...0x2FFB, 0x06DD, 0x200E, 0x200F, 0x202A...0x202E, 0x2061...0x2063, 0x2066...0x2069: return false
        default: break
        }
        if let ascii = asciiCompatibility(value) {
            return append(ascii, to: &output)
        }
        let properties = scalar.properties
        // Ignored, but for the Hangul fillers, which are letters and disallowed.
        if properties.isDefaultIgnorableCodePoint { return properties.generalCategory != .otherLetter }
        switch properties.generalCategory {
        case .unassigned, .privateUse, .surrogate, .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator: return false
        default: break
        }
        if value == 0xFFFD { return false }
        guard properties.changesWhenNFKCCaseFolded else {
            output.append(scalar)
            return true
        }
        let lower = properties.lowercaseMapping.unicodeScalars
        if let first = lower.first, first != scalar {
            for part in lower where part.properties.changesWhenNFKCCaseFolded && !isCanonicalSingleton(part) { return false }
            output += lower
            return true
        }
        guard isCanonicalSingleton(scalar) else { return false }
        output.append(scalar)
        return true
    }

    /// Whether composition alone can settle the code point: it is canonically equal to some other sequence.
    private static func isCanonicalSingleton(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isFullCompositionExclusion && Normalisation.composed([scalar]) != [scalar]
    }

    /// The ASCII character whose styled form this is, for the styles that are laid out in order.
    private static func asciiCompatibility(_ value: UInt32) -> Unicode.Scalar? {
        func ascii(_ value: UInt32) -> Unicode.Scalar? { Unicode.Scalar(value) }
        switch value {
        case 0xFF01...0xFF5E: return ascii(value - 0xFEE0)
        case 0xA0, 0x3000, 0x2000...0x200A, 0x202F, 0x205F: return " "
        case 0xB2, 0xB3: return ascii(value - 0x80)
        case 0xB9, 0x2071: return value == 0xB9 ? "1" : "i"
        case 0xAA: return "a"
        case 0xBA: return "o"
        case 0x2460...0x2468: return ascii(value - 0x2460 + 0x31)
        case 0x24EA, 0x2070, 0x2080: return "0"
        case 0x2074...0x2079, 0x2081...0x2089: return ascii(value % 16 + 0x30)
        case 0x24B6...0x24CF: return ascii(value - 0x24B6 + 0x61)
        case 0x24D0...0x24E9: return ascii(value - 0x24D0 + 0x61)
        case 0x2102, 0x212D: return "c"
        case 0x210A: return "g"
        case 0x210B...0x210E: return "h"
        case 0x2110, 0x2111, 0x2139: return "i"
        case 0x2112, 0x2113: return "l"
        case 0x2115: return "n"
        case 0x2119: return "p"
        case 0x211A: return "q"
        case 0x211B...0x211D: return "r"
        case 0x2124, 0x2128: return "z"
        case 0x212A: return "k"
        case 0x212C: return "b"
        case 0x212F, 0x2130: return "e"
        case 0x2131: return "f"
        case 0x2133: return "m"
        case 0x2134: return "o"
        case 0x1D400...0x1D6A3:
            return Unicode.Scalar(value).flatMap {
                $0.properties.generalCategory == .unassigned ? nil : ascii((value - 0x1D400) % 26 + 0x61)
            }
        case 0x1D7CE...0x1D7FF: return ascii((value - 0x1D7CE) % 10 + 0x30)
        case 0x017F: return "s"
        default: return nil
        }
    }

    // MARK: Validity of a label

    private static func isValid(_ label: [Unicode.Scalar]) -> Bool {
        guard let first = label.first, !isMark(first) else { return label.isEmpty }
        for (place, scalar) in label.enumerated() where scalar.value == 0x200C || scalar.value == 0x200D {
            let isAfterVirama = place > 0 && label[place - 1].properties.canonicalCombiningClass.rawValue == 9
            let isBetweenLetters =
                scalar.value == 0x200C && place > 0 && place + 1 < label.count && isRightToLeft(label[place - 1])
                && isRightToLeft(label[place + 1])
            guard isAfterVirama || isBetweenLetters else { return false }
        }
        if label.contains(where: isRightToLeft) {
            guard isRightToLeft(first), !label.contains(where: { $0.properties.isAlphabetic && !isMark($0) && !isRightToLeft($0) }) else {
                return false
            }
        }
        return true
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x05BE, 0x05C0, 0x05C3, 0x05C6: true
        case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
            scalar.properties.generalCategory == .otherLetter || scalar.properties.generalCategory == .modifierLetter
        default: false
        }
    }
}

/// Composition to NFC without tables of its own: the standard library compares strings by canonical equivalence, so a dictionary
/// keyed by every precomposed character finds the one that a sequence is equal to.
enum Normalisation {
    static func composed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        if scalars.allSatisfy({ $0.value < 0x300 }) { return scalars }
        var output: [Unicode.Scalar] = []
        var starter: Int?
        var pending = scalars[...]
        while let scalar = pending.popFirst() {
            let rank = scalar.properties.canonicalCombiningClass.rawValue
            if rank == 0, starter == nil || !canCompose(scalar) {
                if let whole = precomposed[string(scalar)] {
                    output.append(whole)
                } else if scalar.properties.isFullCompositionExclusion {
                    output += decomposed(scalar)
                } else {
                    output.append(scalar)
                }
                starter = output.count - 1
                continue
            }
            // A run of marks, in canonical order: stable by combining class.
            var marks = [scalar]
            while rank > 0, let next = pending.first, next.properties.canonicalCombiningClass.rawValue > 0 {
                marks.append(next)
                pending.removeFirst()
            }
            let ordered = marks.enumerated().sorted {
                ($0.element.properties.canonicalCombiningClass.rawValue, $0.offset)
                    < ($1.element.properties.canonicalCombiningClass.rawValue, $1.offset)
            }
            var blocked = 0
            for (_, mark) in ordered {
                let markRank = Int(mark.properties.canonicalCombiningClass.rawValue)
                if let starter,
                    markRank > blocked || (markRank == 0 && starter == output.count - 1) || (blocked == 0 && starter == output.count - 1),
                    let whole = compose(output[starter], mark)
                {
                    output[starter] = whole
                } else {
                    output.append(mark)
                    blocked = markRank
                    if markRank == 0 { starter = output.count - 1 }
                }
            }
        }
        return output
    }

    /// Whether a starter can join the one before it: Hangul vowels and trailers, and the few spacing vowel signs.
    private static func canCompose(_ scalar: Unicode.Scalar) -> Bool {
        (0x1161...0x11C2).contains(scalar.value) || scalar.properties.generalCategory == .spacingMark
    }

    private static func compose(_ a: Unicode.Scalar, _ b: Unicode.Scalar) -> Unicode.Scalar? {
        let (lead, vowel) = (Int(a.value) - 0x1100, Int(b.value) - 0x1161)
        if (0..<19).contains(lead), (0..<21).contains(vowel) { return Unicode.Scalar(UInt32(0xAC00 + (lead * 21 + vowel) * 28)) }
        let (syllable, trail) = (Int(a.value) - 0xAC00, Int(b.value) - 0x11A7)
        if (0..<11172).contains(syllable), syllable % 28 == 0, (1..<28).contains(trail) {
            return Unicode.Scalar(UInt32(0xAC00 + syllable + trail))
        }
        return precomposed[string(a, b)]
    }

    /// What a character that NFC never keeps stands for, found among the pairs of a base and a mark of its own block.
    private static func decomposed(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        let block = scalar.value & ~0x7F
        guard block < 0x1000 else { return [scalar] }
        let candidates = (block..<block + 0x80).compactMap(Unicode.Scalar.init)
        let marks = candidates.filter { $0.properties.canonicalCombiningClass.rawValue > 0 }
        let target = string(scalar)
        for base in candidates {
            for mark in marks where string(base, mark) == target { return [base, mark] }
        }
        return [scalar]
    }

    private static func string(_ scalars: Unicode.Scalar...) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    private static let precomposed: [String: Unicode.Scalar] = {
        let ranges: [ClosedRange<UInt32>] = [
            0xC0...0x233, 0x386...0x3D4, 0x400...0x4F9, 0x622...0x6D3, 0x929...0x934, 0x9CB...0x9CC, 0xB48...0xB4C, 0xB94...0xBCC,
            0xC48...0xC48, 0xCC0...0xCCB, 0xD4A...0xD4C, 0xDDA...0xDDE, 0x1026...0x1026, 0x1B06...0x1B43, 0x1E00...0x1FFC, 0x219A...0x22ED,
            0x304C...0x30FE, 0x1109A...0x110AB,
        ]
        var table: [String: Unicode.Scalar] = [:]
        for range in ranges {
            for scalar in range.lazy.compactMap(Unicode.Scalar.init) where !scalar.properties.isFullCompositionExclusion {
                table[string(scalar)] = scalar
            }
        }
        return table
    }()
}
