/// How texts of a directory are cleaned before they are stored, so that what is exported comes back the same.
package enum FieldText {
    /// One line: control characters and line breaks become spaces, spaces at the ends go.
    package static func line(_ text: String) -> String { clean(text, keepBreaks: false) }

    /// Several lines: line breaks become `\n`, other control characters spaces, white space at the ends goes.
    package static func block(_ text: String) -> String { clean(text, keepBreaks: true) }

    /// Tags are separated by `;`, `,` or `|`, none of which a tag can hold.
    package static func splitTags(_ text: String) -> [String] {
        text.split { $0 == ";" || $0 == "," || $0 == "|" || $0 == "\n" }.map { line(String($0)) }.filter { !$0.isEmpty }
    }

    private static func clean(_ text: String, keepBreaks: Bool) -> String {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last else { return "" }
        // Most texts are clean: nothing below a space, no C1 control (lead byte C2) and no space at the ends.
        if first != space, last != space, !bytes.contains(where: { $0 < space || $0 == 0x7F || $0 == 0xC2 || $0 == 0xEF }) { return text }
        var out = String.UnicodeScalarView()
        var afterReturn = false
        for scalar in text.unicodeScalars {
            let value = scalar.value
            defer { afterReturn = value == 0x0D }
            if value == 0xFEFF || value == 0xFFFE || value == 0xFFFF { continue }
            if keepBreaks, value == 0x0A || value == 0x0D || value == 0x85 {
                if value == 0x0A, afterReturn { continue }
                out.append("\n")
            } else if keepBreaks, value == 0x09 {
                out.append(scalar)
            } else if value < 0x20 || (0x7F...0x9F).contains(value) {
                out.append(" ")
            } else {
                out.append(scalar)
            }
        }
        var trimmed = out[...]
        while let end = trimmed.first, end == " " || end == "\n" || end == "\t" || end == "\u{A0}" { trimmed.removeFirst() }
        while let end = trimmed.last, end == " " || end == "\n" || end == "\t" || end == "\u{A0}" { trimmed.removeLast() }
        return String(trimmed)
    }

    private static let space = UInt8(ascii: " ")
}
