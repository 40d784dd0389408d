import HTML

/// A telephone number in its parts, and in the forms that controls take.
package struct Telephone: Sendable, Hashable {
    /// Nil where the number does not say, and nothing else does.
    package let country: Country?
    /// Digits without calling code and trunk prefix; all digits where the country is not known.
    package let national: String
    /// Digits after `x` or `ext.`; nil without any.
    package let `extension`: String?

    /// Reads a number as people write it. Without `+` or `00` it is taken for one of `country`. Nil where it holds no 4 to 15 digits.
    package init?(_ text: String, in home: Country? = nil) {
        guard text.utf8.count <= 60 else { return nil }
        var bytes = Array(text.utf8)
        var tail: String?
        for (index, byte) in bytes.enumerated().dropFirst() where byte | 0x20 == UInt8(ascii: "x") || byte == UInt8(ascii: "#") {
            let digits = bytes[index...].filter { (0x30...0x39).contains($0) }
            guard (1...7).contains(digits.count) else { break }
            tail = String(decoding: digits, as: UTF8.self)
            bytes.removeSubrange(index...)
            break
        }
        // "+44 (0)20 …": the trunk prefix in brackets is not dialled from abroad.
        var written = String(decoding: bytes, as: UTF8.self)
        let isMarked = written.drop { $0 == " " || $0 == "(" }.first == "+"
        if isMarked { written = written.replacing("(0)", with: "") }
        var digits = written.filter { ("0"..."9").contains($0) }
        guard (4...17).contains(digits.count) else { return nil }
        var isInternational = isMarked
        if !isMarked, digits.hasPrefix("00") {
            digits.removeFirst(2)
            isInternational = true
        }
        self.extension = tail
        if isInternational {
            guard let found = Self.owner(of: digits, home: home), let code = found.callingCode, digits.count <= 15 else { return nil }
            country = found
            national = String(digits.dropFirst(code.count))
        } else {
            country = home
            if let home, let code = home.callingCode, code == "1", digits.count == 11, digits.hasPrefix("1") {
                national = String(digits.dropFirst())
            } else if let home, !home.trunk.isEmpty, digits.hasPrefix(home.trunk) {
                national = String(digits.dropFirst(home.trunk.count))
            } else {
                national = digits
            }
        }
        guard national.count >= 4 else { return nil }
    }

    /// The country whose calling code the digits begin with; of several that share it `home`, else the first.
    private static func owner(of digits: String, home: Country?) -> Country? {
        var best: Country?
        for country in Country.all {
            guard let code = country.callingCode, digits.hasPrefix(code), code.count > best?.callingCode?.count ?? 0 else { continue }
            best = country
        }
        if let home, home.callingCode == best?.callingCode { return home }
        return best
    }

    /// `+16145550142`; nil where the country is not known.
    package var e164: String? { country?.callingCode.map { "+\($0)\(national)" } }

    /// Whether it is a number of North America, which is written in 3, 3 and 4 digits.
    private var isAmerican: Bool { country?.callingCode == "1" && national.count == 10 }

    /// The digits as they are dialled inside the country.
    package var domestic: String { (country?.trunk ?? "") + national }

    /// The national number in groups: area code and the rest where they are known.
    private func grouped(_ a: String, _ b: String, _ c: String) -> String {
        let digits = Array(national)
        return a + String(digits[0..<3]) + b + String(digits[3..<6]) + c + String(digits[6...])
    }

    /// The forms in which the whole number may be written, the likeliest to be taken first.
    package var forms: [String] {
        var forms: [String] = []
        if let e164 { forms.append(e164) }
        if isAmerican {
            forms += [grouped("(", ") ", "-"), grouped("", "-", "-"), grouped("", ".", "."), grouped("", " ", " ")]
            forms += ["+1 " + grouped("", " ", " "), "+1-" + grouped("", "-", "-"), "1-" + grouped("", "-", "-"), national, "1" + national]
        } else {
            forms.append(domestic)
            if let code = country?.callingCode {
                forms += ["+\(code) \(national)", "00\(code)\(national)", "+\(code)-\(national)"]
            }
            forms.append(national)
        }
        return forms
    }

    /// The part that an autofill token of the HTML standard asks for; nil where it cannot be told apart.
    package func part(_ token: String) -> [String]? {
        let digits = Array(national)
        switch token {
        case "tel": return forms
        case "tel-country-code": return country?.callingCode.map { ["+\($0)", $0, "00\($0)"] }
        case "tel-national":
            return isAmerican
                ? [grouped("(", ") ", "-"), grouped("", "-", "-"), grouped("", ".", "."), national] : [domestic, national]
        case "tel-extension": return self.extension.map { [$0] }
        case "tel-area-code": return isAmerican ? [String(digits[0..<3])] : nil
        case "tel-local": return isAmerican ? [String(digits[3..<6] + ["-"] + digits[6...]), String(digits[3...])] : nil
        case "tel-local-prefix": return isAmerican ? [String(digits[3..<6])] : nil
        case "tel-local-suffix": return isAmerican ? [String(digits[6...])] : nil
        default: return nil
        }
    }

    /// The number in the shape of an example such as `(555) 555-5555`; nil where the example has another count of digits.
    package func shaped(like example: String) -> String? {
        let slots = example.utf8.count {
            (0x30...0x39).contains($0) || $0 | 0x20 == UInt8(ascii: "x") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "#")
        }
        guard slots >= 7, example.utf8.count <= 40 else { return nil }
        let whole = (country?.callingCode ?? "") + national
        let isInternational = example.drop { $0 == " " }.first == "+"
        let source = isInternational ? whole : [national, domestic].first { $0.utf8.count == slots } ?? ""
        guard source.utf8.count == slots else { return nil }
        var digits = source.utf8.makeIterator()
        var out: [UInt8] = []
        for byte in example.utf8 {
            let isSlot =
                (0x30...0x39).contains(byte) || byte | 0x20 == UInt8(ascii: "x") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "#")
            if isSlot { if let digit = digits.next() { out.append(digit) } } else { out.append(byte) }
        }
        return String(decoding: out, as: UTF8.self).strippingSpace
    }
}
