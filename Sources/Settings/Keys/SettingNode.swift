/// A piece of a configuration with its place, free of the parser that read it.
package struct SettingNode: Sendable, Hashable {
    package enum Content: Sendable, Hashable {
        /// Nothing, `~` or `null`.
        case null
        /// A scalar as written, without its quotes.
        case scalar(String, quoted: Bool)
        case list([SettingNode])
        case map([Member])
    }

    /// A name and what it holds.
    package struct Member: Sendable, Hashable {
        package let name: String
        package let line: Int
        package let column: Int
        package let value: SettingNode
    }

    package let content: Content
    /// From 1.
    package let line: Int
    /// From 1, in Unicode scalars.
    package let column: Int

    package init(_ content: Content, line: Int = 1, column: Int = 1) {
        self.content = content
        self.line = line
        self.column = column
    }

    /// What was found, in words for an error: `"30"`, `a list`, `nothing`.
    package var found: String {
        switch content {
        case .null: "nothing"
        case .scalar(let text, _): "\"" + (text.count > 60 ? text.prefix(57) + "..." : text) + "\""
        case .list: "a list"
        case .map: "a group of keys"
        }
    }

    /// The node in YAML's flow form.
    var flowText: String {
        switch content {
        case .null: "null"
        case .scalar(let text, let quoted): quoted ? YAMLText.doubleQuoted(text) : YAMLText.scalar(text)
        case .list(let items): "[" + items.map(\.flowText).joined(separator: ", ") + "]"
        case .map(let members):
            "{" + members.map { "\(YAMLText.scalar($0.name)): \($0.value.flowText)" }.joined(separator: ", ") + "}"
        }
    }
}

/// Writes scalars so that YAML reads back the same string.
package enum YAMLText {
    /// Plain where that is unambiguous, else in double quotes.
    package static func scalar(_ text: String) -> String { isPlain(text) ? text : doubleQuoted(text) }

    package static func doubleQuoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\t": out += "\\t"
            case "\r": out += "\\r"
            default:
                let value = scalar.value
                // What YAML does not print, what it takes for a line break (NEL, LS, PS) and the byte order mark.
                if value < 0x20 || (0x7F...0x9F).contains(value) {
                    out += "\\x" + hex(value, 2)
                } else if value == 0x2028 || value == 0x2029 || value == 0xFEFF || value >= 0xFFFE && value <= 0xFFFF {
                    out += "\\u" + hex(value, 4)
                } else {
                    out.unicodeScalars.append(scalar)
                }
            }
        }
        return out + "\""
    }

    /// Letters, digits and harmless marks only, and no word or number that a reader of YAML takes for something else than a string.
    static func isPlain(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last, last != UInt8(ascii: ":"), last != UInt8(ascii: " ") else { return false }
        guard isWordByte(first) || first == UInt8(ascii: "/") else { return false }
        var previous: UInt8 = 0
        for byte in bytes {
            if previous == UInt8(ascii: ":"), byte == UInt8(ascii: " ") { return false }
            if previous == UInt8(ascii: " "), byte == UInt8(ascii: "#") { return false }
            guard isWordByte(byte) || "-_./:@+%=&?; ()'".utf8.contains(byte) else { return false }
            previous = byte
        }
        return !["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }

    private static func hex(_ value: UInt32, _ width: Int) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
