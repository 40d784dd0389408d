/// A cursor over the bytes of a selector that knows CSS's white space, comments, identifiers, escapes and strings (CSS Syntax 3).
struct SelectorLexer {
    let bytes: [UInt8]
    let source: String
    var index = 0

    init(_ source: String) {
        self.source = source
        bytes = Array(source.utf8)
    }

    var isAtEnd: Bool { index >= bytes.count }

    /// The byte at the cursor plus `ahead`; 0 past the end. A real NUL is seen as such, too: it begins an identifier through U+FFFD.
    func peek(_ ahead: Int = 0) -> UInt8 { index + ahead < bytes.count ? bytes[index + ahead] : 0 }

    func failure(_ code: SelectorError.Code, _ message: String, _ remedy: String, at: Int? = nil) -> SelectorError {
        // Continuation bytes belong to the scalar before them.
        let column = 1 + bytes[..<min(at ?? index, bytes.count)].count { $0 & 0xC0 != 0x80 }
        return SelectorError(code: code, message: message, remedy: remedy, column: column, source: source)
    }

    /// What stands at the cursor, for a message.
    var here: String {
        guard !isAtEnd else { return "the end" }
        var end = index + 1
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        return "'" + String(decoding: bytes[index..<end], as: UTF8.self) + "'"
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D || byte == 0x0C }

    /// Skips white space and comments; whether any white space was there.
    @discardableResult
    mutating func skipSpace() -> Bool {
        var found = false
        while true {
            if Self.isSpace(peek()), !isAtEnd {
                index += 1
                found = true
            } else if peek() == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                skipComment()
            } else {
                return found
            }
        }
    }

    private mutating func skipComment() {
        index += 2
        while index < bytes.count, !(bytes[index] == UInt8(ascii: "*") && peek(1) == UInt8(ascii: "/")) { index += 1 }
        index = min(index + 2, bytes.count)
    }

    /// Skips comments only: they part tokens without being white space.
    mutating func skipComments() {
        while peek() == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") { skipComment() }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte, !isAtEnd else { return false }
        index += 1
        return true
    }

    // MARK: Identifiers

    private func isNameStart(_ at: Int) -> Bool {
        guard at < bytes.count else { return false }
        let byte = bytes[at]
        return byte >= 0x80 || byte == UInt8(ascii: "_") || byte == 0 || (0x61...0x7A).contains(byte | 0x20)
    }

    private func isEscape(_ at: Int) -> Bool {
        guard at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\") else { return at + 1 == bytes.count && bytes[at] == UInt8(ascii: "\\") }
        let next = bytes[at + 1]
        return next != 0x0A && next != 0x0D && next != 0x0C
    }

    private func isNameByte(_ at: Int) -> Bool {
        isNameStart(at) || (at < bytes.count && (bytes[at] == UInt8(ascii: "-") || (0x30...0x39).contains(bytes[at])))
    }

    /// Whether an identifier begins at the cursor.
    var isAtIdentifier: Bool {
        if peek() == UInt8(ascii: "-"), !isAtEnd {
            return isNameStart(index + 1) || peek(1) == UInt8(ascii: "-") || isEscape(index + 1)
        }
        return isNameStart(index) || (!isAtEnd && isEscape(index))
    }

    /// Whether a name continues at the cursor (the hash token takes digits at its front, which an identifier does not).
    var isAtName: Bool { isNameByte(index) || (!isAtEnd && isEscape(index)) }

    /// The name at the cursor with its escapes resolved.
    mutating func name() -> [UInt8] {
        var output: [UInt8] = []
        while !isAtEnd {
            if isNameByte(index) {
                if bytes[index] == 0 { output += "\u{FFFD}".utf8 } else { output.append(bytes[index]) }
                index += 1
            } else if isEscape(index) {
                escape(into: &output)
            } else {
                break
            }
        }
        return output
    }

    private mutating func escape(into output: inout [UInt8]) {
        index += 1
        guard !isAtEnd else {
            output += "\u{FFFD}".utf8
            return
        }
        var value: UInt32 = 0
        var count = 0
        while count < 6, !isAtEnd, let digit = PercentCoding.hexValue(bytes[index]) {
            value = value << 4 | UInt32(digit)
            count += 1
            index += 1
        }
        if count > 0 {
            if peek() == 0x0D, peek(1) == 0x0A { index += 2 } else if !isAtEnd, Self.isSpace(peek()) { index += 1 }
            let scalar = value == 0 ? nil : Unicode.Scalar(value)
            output += String(Character(scalar ?? "\u{FFFD}")).utf8
            return
        }
        repeat {
            if bytes[index] == 0 { output += "\u{FFFD}".utf8 } else { output.append(bytes[index]) }
            index += 1
        } while !isAtEnd && bytes[index] & 0xC0 == 0x80
    }

    /// The string whose quote stands at the cursor. As in a style sheet, the end of the input closes it; a bare newline does not.
    mutating func string() throws(SelectorError) -> [UInt8] {
        let start = index
        let quote = bytes[index]
        index += 1
        var output: [UInt8] = []
        while !isAtEnd, bytes[index] != quote {
            let byte = bytes[index]
            if byte == 0x0A || byte == 0x0D || byte == 0x0C {
                throw failure(.unclosed, "a string is not closed before the line ends", "close it with its quote", at: start)
            }
            if byte == UInt8(ascii: "\\") {
                let next = peek(1)
                if index + 1 == bytes.count {
                    index += 1
                } else if next == 0x0A || next == 0x0D || next == 0x0C {
                    index += next == 0x0D && peek(2) == 0x0A ? 3 : 2
                } else {
                    escape(into: &output)
                }
            } else {
                if byte == 0 { output += "\u{FFFD}".utf8 } else { output.append(byte) }
                index += 1
            }
        }
        index += 1
        return output
    }

    /// Moves behind the balanced brackets that end at the first `)` of this level, or to the end.
    mutating func skipBalanced(untilComma: Bool) {
        var closers: [UInt8] = []
        while !isAtEnd {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "("): closers.append(UInt8(ascii: ")"))
            case UInt8(ascii: "["): closers.append(UInt8(ascii: "]"))
            case UInt8(ascii: "{"): closers.append(UInt8(ascii: "}"))
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                index += 1
                while !isAtEnd, bytes[index] != byte { index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1 }
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"):
                skipComment()
                continue
            case UInt8(ascii: ","):
                if untilComma, closers.isEmpty { return }
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                if closers.isEmpty {
                    if byte == UInt8(ascii: ")") { return }
                } else if closers.last == byte {
                    closers.removeLast()
                }
            default: break
            }
            index += 1
        }
        index = bytes.count
    }
}
