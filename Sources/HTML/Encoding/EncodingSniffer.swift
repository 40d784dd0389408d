/// Finds a page's encoding (HTML standard, "Determining the character encoding") and turns the page into UTF-8.
enum EncodingSniffer {
    /// How far a declaration is looked for, and how far when the page turns out not to be UTF-8 (in place of the standard's
    /// re-parsing when a late `meta` is met).
    static let window = 1024
    static let lateWindow = 1 << 16

    /// The page as well-formed UTF-8 without a byte order mark, and the encoding's name in lower case.
    static func decode(_ bytes: [UInt8], transport: String?) -> (text: [UInt8], encoding: String) {
        let encoding = encoding(of: bytes, transport: transport)
        if encoding == "utf-8" { return (repaired(bytes), encoding) }
        return (LegacyDecoder.decode(bytes[...], encoding), encoding)
    }

    /// The byte order mark decides, then the transport, then a declaration in the page, then the bytes themselves: text that is well-formed
    /// UTF-8 and not ASCII is UTF-8, everything else windows-1252.
    static func encoding(of bytes: [UInt8], transport: String?) -> String {
        if let named = named(in: bytes, transport: transport) { return named }
        return !bytes.allSatisfy { $0 < 0x80 } && isUTF8(bytes) ? "utf-8" : late(in: bytes)
    }

    /// The encoding that the byte order mark, the transport or a declaration within the first `window` bytes names.
    static func named(in bytes: [UInt8], transport: String?) -> String? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return "utf-8" }
        if bytes.starts(with: [0xFE, 0xFF]) { return "utf-16be" }
        if bytes.starts(with: [0xFF, 0xFE]) { return "utf-16le" }
        if let transport, let encoding = EncodingLabel.encoding(transport) { return encoding }
        return MetaPrescan.encoding(in: bytes.prefix(window))
    }

    /// The encoding of bytes that nothing named and that are not UTF-8.
    static func late(in bytes: [UInt8]) -> String { MetaPrescan.encoding(in: bytes.prefix(lateWindow)) ?? "windows-1252" }

    static func isUTF8(_ bytes: [UInt8]) -> Bool {
        do {
            _ = try UTF8Span(validating: bytes.span)
            return true
        } catch {
            return false
        }
    }

    /// The bytes as well-formed UTF-8, unchanged where they are.
    static func repaired(_ bytes: [UInt8], stripsMark: Bool = true) -> [UInt8] {
        let hasMark = stripsMark && bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let bytes = hasMark ? Array(bytes.dropFirst(3)) : bytes
        return isUTF8(bytes) ? bytes : Array(String(decoding: bytes, as: UTF8.self).utf8)
    }
}

/// "Prescan a byte stream to determine its encoding" of the HTML standard.
struct MetaPrescan {
    private let bytes: ArraySlice<UInt8>
    private var at: Int

    static func encoding(in bytes: ArraySlice<UInt8>) -> String? {
        var scan = MetaPrescan(bytes: bytes, at: bytes.startIndex)
        return scan.run()
    }

    private func starts(_ text: StaticString, _ offset: Int = 0) -> Bool {
        text.withUTF8Buffer { text in
            guard at + offset + text.count <= bytes.endIndex else { return false }
            for (index, byte) in text.enumerated() where SelectorText.folded(bytes[at + offset + index]) != byte { return false }
            return true
        }
    }

    private mutating func run() -> String? {
        while at < bytes.endIndex {
            if starts("<!--") {
                // The dashes of `<!-->` count for its end.
                at += 2
                while at < bytes.endIndex, !starts("-->") { at += 1 }
                at += 3
            } else if starts("<meta"), at + 5 < bytes.endIndex, SelectorText.isSpace(bytes[at + 5]) || bytes[at + 5] == UInt8(ascii: "/") {
                at += 6
                if let encoding = meta() { return encoding }
            } else if starts("<"), at + 1 < bytes.endIndex,
                Tokenizer.isLetter(bytes[at + 1])
                    || (bytes[at + 1] == UInt8(ascii: "/") && at + 2 < bytes.endIndex && Tokenizer.isLetter(bytes[at + 2]))
            {
                while at < bytes.endIndex, !SelectorText.isSpace(bytes[at]), bytes[at] != UInt8(ascii: ">") { at += 1 }
                while attribute() != nil {}
                at += 1
            } else if starts("<!") || starts("</") || starts("<?") {
                while at < bytes.endIndex, bytes[at] != UInt8(ascii: ">") { at += 1 }
                at += 1
            } else {
                at += 1
            }
        }
        return nil
    }

    private mutating func meta() -> String? {
        var names: Set<[UInt8]> = []
        var gotPragma = false
        var needsPragma: Bool?
        var charset: String?
        while let (name, value) = attribute() {
            guard names.insert(name).inserted else { continue }
            switch String(decoding: name, as: UTF8.self) {
            case "http-equiv": if value.elementsEqual("content-type".utf8) { gotPragma = true }
            case "content":
                if charset == nil, let found = Self.charset(inContent: value) {
                    charset = found
                    needsPragma = true
                }
            case "charset":
                charset = EncodingLabel.encoding(String(decoding: value, as: UTF8.self))
                needsPragma = false
            default: break
            }
        }
        // An element that the window cuts off does not count.
        guard at < bytes.endIndex, let needsPragma, let charset, !needsPragma || gotPragma else { return nil }
        switch charset {
        case "utf-16be", "utf-16le": return "utf-8"
        case "x-user-defined": return "windows-1252"
        default: return charset
        }
    }

    /// "Get an attribute": name and value in lower case, nil at the end of the tag.
    private mutating func attribute() -> ([UInt8], [UInt8])? {
        while at < bytes.endIndex, SelectorText.isSpace(bytes[at]) || bytes[at] == UInt8(ascii: "/") { at += 1 }
        guard at < bytes.endIndex, bytes[at] != UInt8(ascii: ">") else { return nil }
        var name: [UInt8] = []
        while at < bytes.endIndex {
            let byte = bytes[at]
            if byte == UInt8(ascii: "="), !name.isEmpty { break }
            if SelectorText.isSpace(byte) { break }
            if byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">") { return (name, []) }
            name.append(SelectorText.folded(byte))
            at += 1
        }
        while at < bytes.endIndex, SelectorText.isSpace(bytes[at]) { at += 1 }
        guard at < bytes.endIndex else { return nil }
        guard bytes[at] == UInt8(ascii: "=") else { return (name, []) }
        at += 1
        while at < bytes.endIndex, SelectorText.isSpace(bytes[at]) { at += 1 }
        guard at < bytes.endIndex else { return nil }
        var value: [UInt8] = []
        let quote = bytes[at]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            at += 1
            while at < bytes.endIndex, bytes[at] != quote {
                value.append(SelectorText.folded(bytes[at]))
                at += 1
            }
            guard at < bytes.endIndex else { return nil }
            at += 1
            return (name, value)
        }
        while at < bytes.endIndex, !SelectorText.isSpace(bytes[at]), bytes[at] != UInt8(ascii: ">") {
            value.append(SelectorText.folded(bytes[at]))
            at += 1
        }
        return at < bytes.endIndex ? (name, value) : nil
    }

    /// "Extracting a character encoding from a meta element": what follows `charset=` in `content`, whose bytes are in lower case.
    static func charset(inContent content: [UInt8]) -> String? {
        let word = Array("charset".utf8)
        var index = 0
        while index + word.count <= content.count {
            guard content[index..<index + word.count].elementsEqual(word) else {
                index += 1
                continue
            }
            index += word.count
            while index < content.count, SelectorText.isSpace(content[index]) { index += 1 }
            guard index < content.count, content[index] == UInt8(ascii: "=") else { continue }
            index += 1
            while index < content.count, SelectorText.isSpace(content[index]) { index += 1 }
            guard index < content.count else { return nil }
            let quote = content[index]
            if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
                guard let end = content[(index + 1)...].firstIndex(of: quote) else { return nil }
                return EncodingLabel.encoding(String(decoding: content[(index + 1)..<end], as: UTF8.self))
            }
            let label = content[index...].prefix { !SelectorText.isSpace($0) && $0 != UInt8(ascii: ";") }
            return EncodingLabel.encoding(String(decoding: label, as: UTF8.self))
        }
        return nil
    }
}
