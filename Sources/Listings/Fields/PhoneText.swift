/// A text that is meant to be one telephone number: its E.164 form, or why it has none. Unlike ``PhoneRecognizer`` this doubts nothing that
/// the numbering plans admit, since a column or a field already says what it is.
package enum PhoneText {
    package enum Fault: Error, Hashable, Sendable {
        /// There are no digits, or words beside them.
        case noNumber
        /// It begins with `+` and no country has that code.
        case unknownCountry
        /// No country is known that it could be read by.
        case needsCountry
        /// The country has no numbers that begin so and are this long.
        case impossible(Country)
    }

    /// E.164, with `;ext=` behind it where the text has an extension (RFC 3966).
    package static func e164(_ text: String, country: Country?) -> Result<String, Fault> {
        let (digits, isInternational, ext) = digits(Array(text.utf8.prefix(120)))
        guard let digits, digits.count >= 3 else { return .failure(.noNumber) }
        func done(_ number: PhoneNumber) -> Result<String, Fault> { .success(number.value + (ext.isEmpty ? "" : ";ext=" + ext)) }
        let plan = PhonePlan.shared
        if isInternational {
            if let number = plan.international(digits[...]) { return done(number) }
            guard let (found, _) = plan.country(ofInternational: digits) else { return .failure(.unknownCountry) }
            return .failure(.impossible(found.country))
        }
        guard let country else { return .failure(.needsCountry) }
        if let (number, _) = plan.national(digits[...], in: country) { return done(number) }
        // North America's toll-free numbers are published with their 1 all over the world.
        if digits.count == 11, digits.first == 0x31, let number = plan.international(digits[...]) { return done(number) }
        // "1 800 …" in North America, "00 44 …" and "011 44 …" as dialled abroad, "44 20 …" with the plus left out.
        for prefix in ["00", "011", ""] where digits.starts(with: prefix.utf8) {
            let rest = digits.dropFirst(prefix.utf8.count)
            if let number = plan.international(rest),
                !prefix.isEmpty || number.country == country || plan[country]?.code == [0x31] && rest.first == 0x31
            {
                return done(number)
            }
        }
        return .failure(.impossible(country))
    }

    /// Whether the digits are a number of North America, behind which only remarks can follow.
    private static func isWhole(_ digits: [UInt8], _ isInternational: Bool) -> Bool {
        !isInternational && (digits.count == 10 || digits.count == 11 && digits.first == 0x31)
    }

    private static let keys = Array("22233344455566677778889999".utf8)

    /// The digits, whether a `+` leads them, and the extension's; nil where there are words that belong to no number.
    private static func digits(_ text: [UInt8]) -> ([UInt8]?, Bool, String) {
        var digits: [UInt8] = [], ext: [UInt8] = []
        var isInternational = false
        var at = 0
        while at < text.count {
            let byte = text[at]
            if TextBytes.isDigit(byte) {
                digits.append(byte)
            } else if byte == UInt8(ascii: "+"), digits.isEmpty {
                isInternational = true
            } else if TextBytes.isLetter(byte) {
                let word = text[at...].prefix(while: TextBytes.isLetter)
                let name = String(decoding: word.map(TextBytes.lowercased), as: UTF8.self)
                at += word.count
                if digits.count >= 5, ["x", "ext", "extn", "extension"].contains(name) {
                    let tail = text[at...].drop { !TextBytes.isDigit($0) }
                    ext = Array(tail.prefix(while: TextBytes.isDigit).prefix(8))
                    // What follows the extension is another number or a remark.
                    return (ext.isEmpty || tail.count > ext.count + 4 ? nil : digits, isInternational, String(decoding: ext, as: UTF8.self))
                }
                if digits.isEmpty {
                    if name.utf8.count > 9 { return (nil, false, "") }
                } else {
                    // "1-800-FLOWERS": letters stand for keys, as many as the number has left; more are for remembering.
                    guard digits.count >= 3, word.allSatisfy(TextBytes.isUpper) else { return (nil, false, "") }
                    for letter in word where digits.count < (digits.first == 0x31 ? 11 : 10) { digits.append(keys[Int(letter - 0x41)]) }
                }
                continue
            } else if byte == UInt8(ascii: "("), isWhole(digits, isInternational) {
                // "1-888-LUTRON1 (588-7661)": the same once more in digits.
                break
            } else if byte < 0x80, !" -./()\t:,;".utf8.contains(byte) {
                // Signs at the ends are dirt; between digits they part two numbers.
                if !digits.isEmpty, text[at...].contains(where: TextBytes.isDigit) { return (nil, false, "") }
            }
            at += 1
        }
        // "+44 (0)20 …" is read by the plan itself.
        return (digits.isEmpty || digits.count > 20 ? nil : digits, isInternational, "")
    }
}
