/// A value to be shown as JSON: ordered, so that two runs over one page are the same to the byte.
package indirect enum DebugValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case string(String)
    case array([DebugValue])
    case object([Member])

    package struct Member: Hashable, Sendable {
        package let key: String
        package let value: DebugValue
    }

    /// An object of the members that are not nil.
    static func members(_ members: KeyValuePairs<String, DebugValue?>) -> DebugValue {
        .object(members.compactMap { key, value in value.map { Member(key: key, value: $0) } })
    }

    static func text(_ text: String?) -> DebugValue? { text.map { .string($0) } }

    static func number(_ number: Int?) -> DebugValue? { number.map { .int($0) } }

    /// Only a true flag is worth a line.
    static func flag(_ flag: Bool) -> DebugValue? { flag ? .bool(true) : nil }

    static func strings(_ strings: [String]) -> DebugValue? { strings.isEmpty ? nil : .array(strings.map { .string($0) }) }

    /// JSON (RFC 8259), indented by two spaces a level.
    package var json: String {
        var output: [UInt8] = []
        write(to: &output, indent: 0)
        return String(decoding: output, as: UTF8.self)
    }

    private func write(to output: inout [UInt8], indent: Int) {
        func newLine(_ indent: Int) {
            output.append(0x0A)
            output.append(contentsOf: repeatElement(0x20, count: indent * 2))
        }
        switch self {
        case .null: output += "null".utf8
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .int(let value): output += String(value).utf8
        case .string(let text): Self.write(text, to: &output)
        case .array(let items):
            guard !items.isEmpty else {
                output += "[]".utf8
                return
            }
            output.append(UInt8(ascii: "["))
            for (place, item) in items.enumerated() {
                if place > 0 { output.append(UInt8(ascii: ",")) }
                newLine(indent + 1)
                item.write(to: &output, indent: indent + 1)
            }
            newLine(indent)
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            guard !members.isEmpty else {
                output += "{}".utf8
                return
            }
            output.append(UInt8(ascii: "{"))
            for (place, member) in members.enumerated() {
                if place > 0 { output.append(UInt8(ascii: ",")) }
                newLine(indent + 1)
                Self.write(member.key, to: &output)
                output += ": ".utf8
                member.value.write(to: &output, indent: indent + 1)
            }
            newLine(indent)
            output.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): output += "\\\"".utf8
            case UInt8(ascii: "\\"): output += "\\\\".utf8
            case 0x0A: output += "\\n".utf8
            case 0x0D: output += "\\r".utf8
            case 0x09: output += "\\t".utf8
            case 0..<0x20, 0x7F:
                let hex = String(byte, radix: 16)
                output += ("\\u00" + (hex.utf8.count == 1 ? "0" : "") + hex).utf8
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
