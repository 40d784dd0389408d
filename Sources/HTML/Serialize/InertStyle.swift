/// Styles of a page that is only looked at: what arranges it is kept, whatever could fetch something is left out.
///
/// The text is read by the tokens of CSS Syntax 3, so that escapes (`\75rl(`), comments and strings hide nothing, and written anew: no `<` is
/// ever in it, so it ends no `style` element. Rules but those of media, support and containers are left out (`@import`, `@font-face`); so are
/// functions that name resources (`url()`, `image-set()`), for which `none` is written.
struct InertStyle {
    private let source: [UInt8]
    private var at = 0
    private(set) var output: [UInt8] = []

    private init(_ source: [UInt8]) {
        self.source = source
        output.reserveCapacity(source.count)
    }

    /// The text of a `style` element or attribute, made harmless.
    static func text(_ source: [UInt8]) -> [UInt8] {
        var style = InertStyle(source)
        style.run()
        return style.output
    }

    /// At-rules that fetch nothing and define nothing.
    private static let rules: Set<String> = ["media", "supports", "container", "layer", "scope"]
    /// Functions whose arguments name resources, or once ran scripts.
    private static let fetching: Set<String> = [
        "url", "url-prefix", "src", "image", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade", "element",
        "-moz-element",
        "paint", "expression", "domain", "regexp",
    ]

    private mutating func run() {
        while at < source.count {
            let byte = source[at]
            switch byte {
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): skipComment()
            case UInt8(ascii: "\""), UInt8(ascii: "'"): writeString(byte)
            case UInt8(ascii: "@"):
                at += 1
                let name = Self.lowercased(takeName())
                if Self.rules.contains(name) {
                    output.append(byte)
                    output += name.utf8
                } else {
                    skipRule()
                    // Else what stood on both sides of it would become one name.
                    output.append(0x20)
                }
            case UInt8(ascii: "#"):
                at += 1
                output.append(byte)
                write(name: takeName())
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                output.append(byte)
                at += 1
            case _ where beginsName():
                let name = takeName()
                if peek(0) == UInt8(ascii: "("), Self.fetching.contains(Self.lowercased(name)) {
                    at += 1
                    skipArguments()
                    output += " none ".utf8
                } else {
                    write(name: name)
                }
            case UInt8(ascii: "<"), UInt8(ascii: "\\"), 0x7F, 0..<0x20:
                // Nothing that a sheet needs; a space keeps what is around it apart.
                output.append(0x20)
                at += 1
            default:
                output.append(byte)
                at += 1
            }
        }
    }

    private func peek(_ offset: Int) -> UInt8? { at + offset < source.count ? source[at + offset] : nil }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), 0x80...: true
        default: false
        }
    }

    /// Whether a name goes on here: one of its bytes, or an escape that is none of a line's end.
    private func beginsName() -> Bool {
        guard let byte = peek(0) else { return false }
        if Self.isNameByte(byte) { return true }
        return byte == UInt8(ascii: "\\") && peek(1).map { $0 != 0x0A && $0 != 0x0D && $0 != 0x0C } ?? false
    }

    /// A name with its escapes undone.
    private mutating func takeName() -> [UInt8] {
        var name: [UInt8] = []
        while beginsName() {
            let byte = source[at]
            at += 1
            if byte == UInt8(ascii: "\\") { name += takeEscape() } else { name.append(byte) }
        }
        return name
    }

    /// What an escape stands for; the backslash is behind us (CSS Syntax 3, "consume an escaped code point").
    private mutating func takeEscape() -> [UInt8] {
        var value: UInt32 = 0
        var digits = 0
        while digits < 6, let digit = peek(0).flatMap(Self.hexadecimal) {
            value = value << 4 | UInt32(digit)
            digits += 1
            at += 1
        }
        guard digits > 0 else {
            guard let byte = peek(0) else { return [] }
            at += 1
            return [byte]
        }
        if peek(0) == 0x0D, peek(1) == 0x0A { at += 1 }
        if let space = peek(0), space == 0x20 || (0x09...0x0D).contains(space) { at += 1 }
        guard value != 0, let scalar = Unicode.Scalar(value) else { return Array("\u{FFFD}".utf8) }
        return Array(String(scalar).utf8)
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    private static func lowercased(_ name: [UInt8]) -> String { String(decoding: name, as: UTF8.self).lowercasedASCII }

    /// Writes a name; what a name cannot hold as it is (`md:flex`) is escaped.
    private mutating func write(name: [UInt8]) {
        for byte in name {
            if Self.isNameByte(byte) { output.append(byte) } else { writeEscape(byte) }
        }
    }

    private mutating func writeEscape(_ byte: UInt8) {
        let digits = Array("0123456789abcdef".utf8)
        output += [UInt8(ascii: "\\"), digits[Int(byte >> 4)], digits[Int(byte & 15)], 0x20]
    }

    /// A string ends with its quotation mark, or, broken, with the line.
    private mutating func writeString(_ quote: UInt8) {
        at += 1
        output.append(quote)
        defer { output.append(quote) }
        while let byte = peek(0) {
            at += 1
            switch byte {
            case quote: return
            case 0x0A, 0x0C, 0x0D: return
            case UInt8(ascii: "\\"):
                if let next = peek(0), next == 0x0A || next == 0x0C || next == 0x0D {
                    at += 1
                } else {
                    for byte in takeEscape() { writeInString(byte) }
                }
            default: writeInString(byte)
            }
        }
    }

    private mutating func writeInString(_ byte: UInt8) {
        switch byte {
        // What looks like a function or a rule stays none even for a reader that lost count of quotation marks.
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "<"), UInt8(ascii: "("), UInt8(ascii: "@"), 0..<0x20,
            0x7F:
            writeEscape(byte)
        default: output.append(byte)
        }
    }

    // MARK: Leaving out

    private mutating func skipComment() {
        at += 2
        while at < source.count, !(source[at] == UInt8(ascii: "*") && peek(1) == UInt8(ascii: "/")) { at += 1 }
        at = min(source.count, at + 2)
        output.append(0x20)
    }

    /// Past a string, an escape or one byte: what brackets in strings are is no structure.
    private mutating func skipOne() {
        let byte = source[at]
        if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
            skipComment()
            return
        }
        at += 1
        if byte == UInt8(ascii: "\\") {
            _ = takeEscape()
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
            while let next = peek(0) {
                at += 1
                if next == byte || next == 0x0A || next == 0x0C || next == 0x0D { return }
                if next == UInt8(ascii: "\\"), at < source.count { at += 1 }
            }
        }
    }

    /// Past the arguments of a function, whose bracket is behind us.
    private mutating func skipArguments() {
        var depth = 1
        while at < source.count, depth > 0 {
            if source[at] == UInt8(ascii: "(") { depth += 1 }
            if source[at] == UInt8(ascii: ")") { depth -= 1 }
            skipOne()
        }
    }

    /// Past an at-rule: to its semicolon, or the end of its block, or of the block around it.
    private mutating func skipRule() {
        var depth = 0
        while at < source.count {
            switch source[at] {
            case UInt8(ascii: ";") where depth == 0:
                at += 1
                return
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"):
                if depth == 0 { return }
                depth -= 1
                if depth == 0 {
                    at += 1
                    return
                }
            default: break
            }
            skipOne()
        }
    }
}
