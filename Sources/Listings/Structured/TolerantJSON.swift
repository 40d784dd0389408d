/// Reads JSON as pages carry it: comments, trailing and missing commas, control characters in strings, `<!-- -->` and CDATA around it, several
/// values one behind the other, an end that is missing. Whatever is read was written; nothing is made up. Linear in the length; values
/// nested deeper than `maximumDepth` are left out.
package struct TolerantJSON {
    static let maximumDepth = 128

    private let bytes: [UInt8]
    private var at = 0
    /// Where each value stands, in the order in which they begin; kept by `located` alone. Members of one name are then all kept, too.
    private var places: [Range<Int>] = []
    private var keepsPlaces = false
    /// Whether something had to be forgiven.
    private(set) var isBroken = false

    init(_ text: String) { self.init(Array(text.utf8)) }

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The values of the text, one behind the other.
    package static func values(_ text: String) -> [JSONValue] {
        var reader = TolerantJSON(text)
        var values: [JSONValue] = []
        while true {
            reader.skipSpace()
            guard reader.at < reader.bytes.count else { return values }
            let start = reader.at
            let byte = reader.bytes[start]
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") || values.isEmpty {
                if let value = reader.value(depth: 0) { values.append(value) }
            }
            if reader.at == start {
                reader.at += 1
                reader.isBroken = true
            }
        }
    }

    /// The value that begins a text, and where it and each value below it stands in the text, in the order in which they begin. `isWhole` tells
    /// whether it was JSON without a flaw.
    static func located(_ bytes: [UInt8], from start: Int = 0) -> (value: JSONValue, places: [Range<Int>], isWhole: Bool, end: Int)? {
        var reader = TolerantJSON(bytes)
        reader.at = start
        reader.keepsPlaces = true
        guard let value = reader.value(depth: 0) else { return nil }
        let end = reader.at
        return (value, reader.places, !reader.isBroken, end)
    }

    private mutating func skipSpace() {
        while at < bytes.count {
            let byte = bytes[at]
            if byte <= 0x20 || byte == UInt8(ascii: ";") {
                at += 1
            } else if byte == UInt8(ascii: "/"), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "/") {
                while at < bytes.count, bytes[at] != 0x0A { at += 1 }
            } else if byte == UInt8(ascii: "/"), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "*") {
                skip(past: "*/", from: at + 2)
            } else if starts("<!--") {
                // A whole comment, or the first half of what once hid scripts from browsers.
                let end = find("-->", from: at + 4), brace = bytes[at...].firstIndex(of: UInt8(ascii: "{"))
                if let end, brace.map({ end < $0 }) ?? true { at = end + 3 } else { at += 4 }
            } else if starts("-->") {
                at += 3
            } else if starts("<![CDATA[") {
                at += 9
            } else if starts("]]>") {
                at += 3
            } else if byte == 0xC2, at + 1 < bytes.count, bytes[at + 1] == 0xA0 {
                at += 2
            } else if starts("\u{FEFF}") {
                at += 3
            } else {
                return
            }
        }
    }

    private func starts(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard at + count <= bytes.count else { return false }
        return text.withUTF8Buffer { wanted in (0..<count).allSatisfy { bytes[at + $0] == wanted[$0] } }
    }

    private func find(_ text: StaticString, from start: Int) -> Int? {
        var copy = self
        copy.at = start
        while copy.at < bytes.count {
            if copy.starts(text) { return copy.at }
            copy.at += 1
        }
        return nil
    }

    private mutating func skip(past text: StaticString, from start: Int) {
        at = find(text, from: start).map { $0 + text.utf8CodeUnitCount } ?? bytes.count
    }

    private mutating func value(depth: Int) -> JSONValue? {
        skipSpace()
        guard at < bytes.count else { return nil }
        guard keepsPlaces else { return unplaced(depth: depth) }
        let index = places.count
        let start = at
        places.append(start..<start)
        guard let value = unplaced(depth: depth) else {
            places.removeSubrange(index...)
            return nil
        }
        places[index] = start..<at
        return value
    }

    private mutating func unplaced(depth: Int) -> JSONValue? {
        switch bytes[at] {
        case UInt8(ascii: "{"): return depth < Self.maximumDepth ? object(depth + 1) : skipped()
        case UInt8(ascii: "["): return depth < Self.maximumDepth ? array(depth + 1) : skipped()
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(string())
        default: return word()
        }
    }

    /// Past what is nested too deep.
    private mutating func skipped() -> JSONValue? {
        isBroken = true
        var depth = 0
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") {
                _ = string()
                continue
            }
            at += 1
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
            if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
                depth -= 1
                if depth <= 0 { break }
            }
        }
        return .null
    }

    private mutating func object(_ depth: Int) -> JSONValue {
        at += 1
        var members: [JSONValue.Member] = []
        var placeOfKey: [String: Int] = [:]
        while true {
            skipSpace()
            guard at < bytes.count else { break }
            if bytes[at] == UInt8(ascii: "}") {
                at += 1
                break
            }
            if bytes[at] == UInt8(ascii: ",") {
                at += 1
                continue
            }
            if bytes[at] == UInt8(ascii: "]") { break }
            let start = at
            let key = bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "'") ? string() : bareKey()
            skipSpace()
            guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else {
                isBroken = true
                if at == start { at += 1 }
                continue
            }
            at += 1
            guard let value = value(depth: depth) else {
                isBroken = true
                continue
            }
            // Of two members of one name the later counts.
            if !keepsPlaces, let place = placeOfKey[key] {
                members[place].value = value
            } else {
                placeOfKey[key] = members.count
                members.append(JSONValue.Member(key, value))
            }
        }
        return .object(members)
    }

    private mutating func bareKey() -> String {
        let start = at
        while at < bytes.count, TextBytes.isWord(bytes[at]) || "_$@-.".utf8.contains(bytes[at]) { at += 1 }
        isBroken = true
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private mutating func array(_ depth: Int) -> JSONValue {
        at += 1
        var items: [JSONValue] = []
        while true {
            skipSpace()
            guard at < bytes.count else { break }
            if bytes[at] == UInt8(ascii: "]") {
                at += 1
                break
            }
            if bytes[at] == UInt8(ascii: ",") {
                at += 1
                continue
            }
            if bytes[at] == UInt8(ascii: "}") { break }
            let start = at
            if let value = value(depth: depth) { items.append(value) }
            if at == start {
                at += 1
                isBroken = true
            }
        }
        return .array(items)
    }

    /// A string, control characters and all.
    private mutating func string() -> String {
        let quote = bytes[at]
        at += 1
        var output: [UInt8] = []
        while at < bytes.count {
            let byte = bytes[at]
            if byte == quote {
                at += 1
                break
            }
            guard byte == UInt8(ascii: "\\"), at + 1 < bytes.count else {
                output.append(byte)
                at += 1
                continue
            }
            at += 1
            let escaped = bytes[at]
            at += 1
            switch escaped {
            case UInt8(ascii: "n"): output.append(0x0A)
            case UInt8(ascii: "t"): output.append(0x09)
            case UInt8(ascii: "r"): output.append(0x0D)
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "f"): output.append(0x0C)
            case UInt8(ascii: "u"): unicode(into: &output)
            default: output.append(escaped)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private mutating func unicode(into output: inout [UInt8]) {
        guard var code = hex() else {
            output += "\\u".utf8
            return
        }
        if (0xD800..<0xDC00).contains(code), at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") {
            let start = at
            at += 2
            if let low = hex(), (0xDC00..<0xE000).contains(low) {
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            } else {
                at = start
            }
        }
        output += String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8
    }

    private mutating func hex() -> UInt32? {
        guard at + 4 <= bytes.count else { return nil }
        var code: UInt32 = 0
        for byte in bytes[at..<(at + 4)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            code = code << 4 | UInt32(digit)
        }
        at += 4
        return code
    }

    private mutating func word() -> JSONValue? {
        let start = at
        while at < bytes.count, TextBytes.isWord(bytes[at]) || "+-._".utf8.contains(bytes[at]) { at += 1 }
        guard at > start else { return nil }
        let word = String(decoding: bytes[start..<at], as: UTF8.self)
        switch word {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null", "undefined", "NaN": return .null
        default: return Self.isNumber(bytes[start..<at]) ? .number(word) : .string(word)
        }
    }

    /// By the grammar of RFC 8259.
    private static func isNumber(_ word: ArraySlice<UInt8>) -> Bool {
        var rest = word.first == UInt8(ascii: "-") ? word.dropFirst() : word
        func digits() -> Int {
            let count = rest.prefix { TextBytes.isDigit($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        let isZero = rest.first == 0x30
        let whole = digits()
        if whole == 0 || (isZero && whole > 1) { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            if digits() == 0 { return false }
        }
        if let byte = rest.first, byte | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            if digits() == 0 { return false }
        }
        return rest.isEmpty
    }
}
