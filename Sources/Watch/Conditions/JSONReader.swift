import Expressions

/// Follows a path through JSON bytes without building anything that is not asked for. Text after the value that was found is not looked at.
struct JSONReader {
    private static let greatestDepth = 200

    private let bytes: [UInt8]
    private var place = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The value at a path: a text, a number, a flag, or a list of texts for an array of texts; objects and other arrays are shown as `{…}` and
    /// `[n]`. Nil where the path leads nowhere, the value is null, or the bytes are no JSON up to there.
    static func value(in bytes: [UInt8], at path: JSONPath) -> ConditionValue? {
        var reader = JSONReader(bytes)
        for step in path.steps {
            guard reader.enter(step) else { return nil }
        }
        return reader.read()
    }

    private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func space() {
        if place == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        space()
        guard peek == byte else { return false }
        place += 1
        return true
    }

    private mutating func enter(_ step: JSONPath.Step) -> Bool {
        space()
        switch step {
        case .member(let name):
            guard take(UInt8(ascii: "{")) else { return false }
            if take(UInt8(ascii: "}")) { return false }
            while true {
                space()
                guard let key = text(), take(UInt8(ascii: ":")) else { return false }
                if key == name { return true }
                guard skip(), take(UInt8(ascii: ",")) else { return false }
            }
        case .index(var index):
            if index < 0 {
                var counter = self
                guard let count = counter.countItems(), count + index >= 0 else { return false }
                index += count
            }
            guard take(UInt8(ascii: "[")) else { return false }
            space()
            if peek == UInt8(ascii: "]") { return false }
            for _ in 0..<index { guard skip(), take(UInt8(ascii: ",")) else { return false } }
            return true
        }
    }

    private mutating func countItems() -> Int? {
        guard take(UInt8(ascii: "[")) else { return nil }
        if take(UInt8(ascii: "]")) { return 0 }
        var count = 0
        while true {
            guard skip() else { return nil }
            count += 1
            if take(UInt8(ascii: "]")) { return count }
            guard take(UInt8(ascii: ",")) else { return nil }
        }
    }

    private mutating func read() -> ConditionValue? {
        space()
        switch peek {
        case UInt8(ascii: "\""): return text().map { .text($0) }
        case UInt8(ascii: "t"): return word("true") ? .flag(true) : nil
        case UInt8(ascii: "f"): return word("false") ? .flag(false) : nil
        case UInt8(ascii: "n"): return nil
        case UInt8(ascii: "{"): return skip() ? .text("{…}") : nil
        case UInt8(ascii: "["):
            var counter = self
            guard let count = counter.countItems() else { return nil }
            var texts: [String] = []
            place += 1
            while texts.count < count {
                space()
                guard peek == UInt8(ascii: "\""), let text = text() else { return .text("[\(count)]") }
                texts.append(text)
                _ = take(UInt8(ascii: ","))
            }
            return .texts(texts)
        default: return number().map { .number($0) }
        }
    }

    private mutating func word(_ word: String) -> Bool {
        guard bytes[place...].starts(with: word.utf8) else { return false }
        place += word.utf8.count
        return true
    }

    private mutating func number() -> Double? {
        let start = place
        while let byte = peek, (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte) { place += 1 }
        guard place > start else { return nil }
        return Double(String(decoding: bytes[start..<place], as: UTF8.self))
    }

    /// Passes over a value without recursion.
    private mutating func skip() -> Bool {
        var open: [UInt8] = []
        while true {
            space()
            guard let byte = peek else { return false }
            switch byte {
            case UInt8(ascii: "\""): guard text() != nil else { return false }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard open.count < Self.greatestDepth else { return false }
                open.append(byte)
                place += 1
                continue
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard let last = open.popLast(), (last == UInt8(ascii: "{")) == (byte == UInt8(ascii: "}")) else { return false }
                place += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                guard !open.isEmpty else { return false }
                place += 1
                continue
            case UInt8(ascii: "t"): guard word("true") else { return false }
            case UInt8(ascii: "f"): guard word("false") else { return false }
            case UInt8(ascii: "n"): guard word("null") else { return false }
            default: guard number() != nil else { return false }
            }
            if open.isEmpty { return true }
        }
    }

    private mutating func text() -> String? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        var out: [UInt8] = []
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: out, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\") else {
                out.append(byte)
                continue
            }
            guard place < bytes.count else { return nil }
            let escaped = bytes[place]
            place += 1
            switch escaped {
            case UInt8(ascii: "n"): out.append(0x0A)
            case UInt8(ascii: "t"): out.append(0x09)
            case UInt8(ascii: "r"): out.append(0x0D)
            case UInt8(ascii: "b"): out.append(0x08)
            case UInt8(ascii: "f"): out.append(0x0C)
            case UInt8(ascii: "u"):
                guard var value = hexadecimal() else { return nil }
                if (0xD800...0xDBFF).contains(value), bytes[place...].starts(with: [0x5C, 0x75]) {
                    place += 2
                    guard let low = hexadecimal() else { return nil }
                    value = (0xDC00...0xDFFF).contains(low) ? 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00) : 0xFFFD
                }
                TextFold.append((0xD800...0xDFFF).contains(value) ? 0xFFFD : value, to: &out)
            default: out.append(escaped)
            }
        }
        return nil
    }

    private mutating func hexadecimal() -> UInt32? {
        guard place + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[place..<(place + 4)] {
            guard let digit = Unicode.Scalar(byte).hexadecimalDigit else { return nil }
            value = value << 4 | UInt32(digit)
        }
        place += 4
        return value
    }
}
