/// Short names for URLs and the command line: `[a-z0-9-]`, at most 80 characters, never digits only (those are numbers of directories).
package enum Slug {
    /// The most bytes a slug has.
    package static let limit = 80
    /// What is made from a name, so that a number still fits behind it.
    private static let madeLimit = 64

    /// Whether a text may be a slug as it is.
    package static func isValid(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last, bytes.count <= limit, first != hyphen, last != hyphen else { return false }
        return bytes.allSatisfy { isLetterOrDigit($0) || $0 == hyphen } && bytes.contains { !isDigit($0) }
    }

    /// A slug for a name; from the host where the name has no Latin letter or digit.
    package static func make(name: String, host: String) -> String {
        let made = fold(name)
        if !made.isEmpty { return made }
        let fallback = fold(host)
        return fallback.isEmpty ? "directory" : fallback
    }

    /// The slug with a number behind it: `bar-2`.
    package static func numbered(_ slug: String, _ number: Int) -> String { "\(slug)-\(number)" }

    private static func fold(_ text: String) -> String {
        var out: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard out.count < madeLimit else { break }
            let value = scalar.value
            var byte = value < 0x80 ? UInt8(value) : 0
            if value >= 0xC0, value < 0x180 { byte = latin[Int(value) - 0xC0] }
            if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) { byte |= 0x20 }
            if isLetterOrDigit(byte) {
                out.append(byte)
            } else if value == 0xDF {
                out += [UInt8(ascii: "s"), UInt8(ascii: "s")]
            } else if byte != UInt8(ascii: "'"), value != 0x2019, let last = out.last, last != hyphen {
                out.append(hyphen)
            }
        }
        while out.last == hyphen { out.removeLast() }
        if !out.isEmpty, out.allSatisfy({ isDigit($0) }) { out = Array("d-".utf8) + out }
        return String(decoding: out, as: UTF8.self)
    }

    private static let hyphen = UInt8(ascii: "-")
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isLetterOrDigit(_ byte: UInt8) -> Bool { isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    /// U+00C0...U+017F without their marks; `-` for what is no letter.
    private static let latin = Array(
        ("AAAAAAACEEEEIIIIDNOOOOO-OUUUUYT-aaaaaaaceeeeiiiidnooooo-ouuuuyty"
            + "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs")
            .utf8)
}
