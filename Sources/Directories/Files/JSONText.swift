/// Parses JSON (RFC 8259) from bytes to ``FieldValue``s: small and quick, since Foundation's decoder needs a type for every key that a
/// stranger's file may have and says nothing of columns.
package struct JSONText {
    package struct Failure: Error, Hashable {
        /// Bytes from the start.
        package var offset: Int
        package var message: String
    }

    private let bytes: ArraySlice<UInt8>
    private var index: Int
    /// Lists and maps within each other at most, so that no input can exhaust the stack.
    private static let depthLimit = 32

    /// The one value of a text.
    package static func parse(_ bytes: ArraySlice<UInt8>) throws(Failure) -> FieldValue {
        var parser = JSONText(bytes: bytes, index: bytes.startIndex)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.index == bytes.endIndex else { throw parser.failure("there is more after the end of the value") }
        return value
    }

    /// Hands each element of an array to `body` with its place in bytes; returns what stopped it before the array's end.
    static func forEachElement(_ bytes: ArraySlice<UInt8>, _ body: (Int, FieldValue) -> Void) -> Failure? {
        var parser = JSONText(bytes: bytes, index: bytes.startIndex)
        do throws(Failure) {
            parser.skipSpace()
            guard parser.byte == UInt8(ascii: "[") else { throw parser.failure("this is no array") }
            parser.index += 1
            parser.skipSpace()
            if parser.byte == UInt8(ascii: "]") { return nil }
            while true {
                parser.skipSpace()
                let offset = parser.index - bytes.startIndex
                body(offset, try parser.value(depth: 1))
                parser.skipSpace()
                guard let mark = parser.byte, mark == UInt8(ascii: ",") || mark == UInt8(ascii: "]") else {
                    throw parser.failure("a comma or ] is missing")
                }
                parser.index += 1
                if mark == UInt8(ascii: "]") { break }
            }
            parser.skipSpace()
            return parser.index == bytes.endIndex ? nil : parser.failure("there is more after the end of the array")
        } catch { return error }
    }

    private init(bytes: ArraySlice<UInt8>, index: Int) {
        self.bytes = bytes
        self.index = index
    }

    private func failure(_ message: String) -> Failure { Failure(offset: index - bytes.startIndex, message: message) }
    private var byte: UInt8? { index < bytes.endIndex ? bytes[index] : nil }

    private mutating func skipSpace() {
        while let byte, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { index += 1 }
    }

    private mutating func value(depth: Int) throws(Failure) -> FieldValue {
        skipSpace()
        guard let byte else { throw failure("the value is missing") }
        switch byte {
        case UInt8(ascii: "{"): return try map(depth: depth)
        case UInt8(ascii: "["): return try list(depth: depth)
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw failure("this is no JSON value")
        }
    }

    private mutating func word(_ word: StaticString, _ value: FieldValue) throws(Failure) -> FieldValue {
        let length = word.utf8CodeUnitCount
        guard index + length <= bytes.endIndex, word.withUTF8Buffer({ bytes[index..<index + length].elementsEqual($0) }) else {
            throw failure("this is no JSON value")
        }
        index += length
        return value
    }

    private mutating func number() throws(Failure) -> FieldValue {
        let start = index
        while let byte, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.eE".utf8.contains(byte) { index += 1 }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard Double(text) != nil else { throw failure("\"\(text.prefix(40))\" is no number") }
        return .number(text)
    }

    private mutating func list(depth: Int) throws(Failure) -> FieldValue {
        guard depth < Self.depthLimit else { throw failure("lists are nested too deeply") }
        index += 1
        var items: [FieldValue] = []
        skipSpace()
        if byte == UInt8(ascii: "]") {
            index += 1
            return .list([])
        }
        while true {
            items.append(try value(depth: depth + 1))
            skipSpace()
            guard let mark = byte, mark == UInt8(ascii: ",") || mark == UInt8(ascii: "]") else { throw failure("a comma or ] is missing") }
            index += 1
            if mark == UInt8(ascii: "]") { return .list(items) }
        }
    }

    private mutating func map(depth: Int) throws(Failure) -> FieldValue {
        guard depth < Self.depthLimit else { throw failure("objects are nested too deeply") }
        index += 1
        var members: [FieldValue.Member] = []
        skipSpace()
        if byte == UInt8(ascii: "}") {
            index += 1
            return .map([])
        }
        while true {
            skipSpace()
            guard byte == UInt8(ascii: "\"") else { throw failure("a key in quotes is missing") }
            let name = try string()
            skipSpace()
            guard byte == UInt8(ascii: ":") else { throw failure("a colon is missing") }
            index += 1
            members.append(FieldValue.Member(name, try value(depth: depth + 1)))
            skipSpace()
            guard let mark = byte, mark == UInt8(ascii: ",") || mark == UInt8(ascii: "}") else { throw failure("a comma or } is missing") }
            index += 1
            if mark == UInt8(ascii: "}") { return .map(members) }
        }
    }

    private mutating func string() throws(Failure) -> String {
        index += 1
        let start = index
        while let byte, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { index += 1 }
        if byte == UInt8(ascii: "\"") {
            defer { index += 1 }
            return String(decoding: bytes[start..<index], as: UTF8.self)
        }
        var out = Array(bytes[start..<index])
        while let byte {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: out, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(&out)
            case 0..<0x20: throw failure("a control character stands in a string")
            default: out.append(byte)
            }
        }
        throw failure("a string has no end")
    }

    private mutating func escape(_ out: inout [UInt8]) throws(Failure) {
        guard let byte else { throw failure("a string has no end") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
        case UInt8(ascii: "b"): out.append(0x08)
        case UInt8(ascii: "f"): out.append(0x0C)
        case UInt8(ascii: "n"): out.append(0x0A)
        case UInt8(ascii: "r"): out.append(0x0D)
        case UInt8(ascii: "t"): out.append(0x09)
        case UInt8(ascii: "u"):
            var value = try hexadecimal()
            if (0xD800..<0xDC00).contains(value), byte2(UInt8(ascii: "\\"), UInt8(ascii: "u")) {
                let save = index
                index += 2
                let low = try hexadecimal()
                if (0xDC00..<0xE000).contains(low) { value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00) } else { index = save }
            }
            // Half a pair stands for nothing.
            out += Array(String(Character(Unicode.Scalar(value) ?? "\u{FFFD}")).utf8)
        default: throw failure("there is no escape of that name")
        }
    }

    private func byte2(_ first: UInt8, _ second: UInt8) -> Bool {
        index + 1 < bytes.endIndex && bytes[index] == first && bytes[index + 1] == second
    }

    private mutating func hexadecimal() throws(Failure) -> UInt32 {
        guard index + 4 <= bytes.endIndex else { throw failure("an escape is cut off") }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue else {
                throw failure("an escape needs four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }
}
