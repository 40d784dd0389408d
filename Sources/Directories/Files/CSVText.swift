/// Writing of comma-separated values (RFC 4180, section 2), in the form that ``CSVReader`` reads.
package enum CSVText {
    /// How a row ends; the RFC's own is both characters.
    package static let (lineFeed, crlf): ([UInt8], [UInt8]) = ([0x0A], [0x0D, 0x0A])

    /// Appends a row with its end.
    package static func append(_ fields: some Collection<String>, end: [UInt8] = CSVText.lineFeed, to out: inout [UInt8]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            // A row of one empty field would be a blank line, which readers pass over.
            append(field, quoted: fields.count == 1 && field.isEmpty, to: &out)
        }
        out += end
    }

    /// Appends a field: in quotation marks where it must be, where a reader might trim it, and where the caller says so.
    package static func append(_ field: String, quoted: Bool = false, to out: inout [UInt8]) {
        let text = field.utf8
        let needsQuotes =
            quoted || text.first == 0x20 || text.last == 0x20
            || text.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D }
        guard needsQuotes else {
            out += text
            return
        }
        out.append(UInt8(ascii: "\""))
        for byte in text {
            if byte == UInt8(ascii: "\"") { out.append(byte) }
            out.append(byte)
        }
        out.append(UInt8(ascii: "\""))
    }

    /// A row with its end as a text.
    package static func line(_ fields: [String]) -> String {
        var out: [UInt8] = []
        append(fields, to: &out)
        return String(decoding: out, as: UTF8.self)
    }
}
