/// A text that is meant to be one postal code.
package enum PostalCodeText {
    /// The code as the country writes it; nil where it isn't one, `unknown` where the country's codes aren't known here.
    package enum Reading: Hashable, Sendable {
        case valid(String)
        case invalid
        case unknown
    }

    /// What stood before codes in mail from abroad.
    private static let letters = [
        ("DE", "D-"), ("FR", "F-"), ("BE", "B-"), ("LU", "L-"), ("AT", "A-"), ("IT", "I-"), ("ES", "E-"), ("SE", "S-"), ("NO", "N-"),
    ]

    /// The country that a code can only be of, by its shape or by the letters before it; nil for most.
    package static func country(of text: String) -> Country? {
        let upper = text.uppercased()
        for (code, letter) in letters where upper.hasPrefix(letter) {
            if let country = Country(rawValue: code), case .valid = read(text, in: country) { return country }
        }
        for code in ["CA", "GB", "NL"] {
            if let country = Country(rawValue: code), case .valid = read(text, in: country) { return country }
        }
        return nil
    }

    package static func read(_ text: String, in country: Country) -> Reading {
        var bytes = Array(text.utf8.prefix(24)).filter { !TextBytes.isSpace($0) }.map { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 }
        // "D-80331", "CH-3000": the country before the code is not a part of it.
        let prefix = Array((country.rawValue + "-").utf8)
        if bytes.starts(with: prefix), country.rawValue != "LV" { bytes.removeFirst(prefix.count) }
        for (code, letter) in letters where code == country.rawValue && bytes.starts(with: letter.utf8) {
            bytes.removeFirst(letter.utf8.count)
        }
        while let last = bytes.last, last == UInt8(ascii: ".") || last == UInt8(ascii: ",") { bytes.removeLast() }
        return PostalCodeRecognizer.reading(bytes, country)
    }
}
