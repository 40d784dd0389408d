import HTML

/// Reads feeds and other small languages of XML (RSS, Atom, sitemaps, records of a database) as data. Elements are members by their local name,
/// attributes too; CDATA is text. What isn't closed is closed by what is around it. Linear in the length; elements nested deeper than
/// `maximumDepth` are left out.
struct XMLData {
    static let maximumDepth = 64

    private let bytes: [UInt8]
    private var at: Int

    /// The root's value; nil where the text is no XML: HTML isn't.
    static func read(_ bytes: [UInt8], from start: Int) -> DataNode? {
        var reader = XMLData(bytes: bytes, at: start)
        let isDeclared = reader.starts("<?xml")
        reader.skipMisc()
        guard let name = reader.peekName(), name != "html", isDeclared || ["rss", "feed", "rdf", "urlset"].contains(name) else {
            return nil
        }
        return reader.element(depth: 0).map { DataNode(content: .members([$0]), range: $0.value.range) }
    }

    private func starts(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard at + count <= bytes.count else { return false }
        return text.withUTF8Buffer { wanted in (0..<count).allSatisfy { bytes[at + $0] == wanted[$0] } }
    }

    /// Past comments, declarations and white space.
    private mutating func skipMisc() {
        while at < bytes.count {
            if TextBytes.isSpace(bytes[at]) {
                at += 1
            } else if starts("<!--") {
                skip(past: Array("-->".utf8))
            } else if starts("<?") || starts("<!") {
                skip(past: [UInt8(ascii: ">")])
            } else {
                return
            }
        }
    }

    private mutating func skip(past mark: [UInt8]) {
        while at < bytes.count {
            if bytes[at] == mark[0], bytes[at...].starts(with: mark) {
                at += mark.count
                return
            }
            at += 1
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool { TextBytes.isWord(byte) || "_-.:".utf8.contains(byte) }

    /// The local name of the start tag that comes next, in lower case; without moving.
    private func peekName() -> String? {
        guard at + 1 < bytes.count, bytes[at] == UInt8(ascii: "<"), TextBytes.isLetter(bytes[at + 1]) || bytes[at + 1] >= 0x80 else {
            return nil
        }
        let name = bytes[(at + 1)...].prefix { Self.isNameByte($0) }
        return Self.local(name).lowercasedASCII
    }

    private static func local(_ name: ArraySlice<UInt8>) -> String {
        let start = name.lastIndex(of: UInt8(ascii: ":")).map { $0 + 1 } ?? name.startIndex
        return String(decoding: name[start...], as: UTF8.self)
    }

    /// The element that begins here, behind its end tag.
    private mutating func element(depth: Int) -> (key: String, value: DataNode)? {
        guard peekName() != nil else { return nil }
        let start = at
        at += 1
        let full = bytes[at...].prefix { Self.isNameByte($0) }
        at += full.count
        let key = Self.local(full)
        var members: [(key: String, value: DataNode)] = []
        let isEmpty = attributes(into: &members)
        var text: [UInt8] = []
        var textRange: Range<Int>?
        func took(_ range: Range<Int>) {
            textRange = (textRange?.lowerBound ?? range.lowerBound)..<range.upperBound
        }
        while !isEmpty, at < bytes.count {
            if starts("<![CDATA[") {
                let from = at + 9
                at = from
                skip(past: Array("]]>".utf8))
                let to = max(from, at - 3)
                text += bytes[from..<to]
                took(from..<to)
            } else if starts("<!--") || starts("<?") {
                skip(past: starts("<?") ? [UInt8(ascii: ">")] : Array("-->".utf8))
            } else if starts("</") {
                let name = bytes[(at + 2)...].prefix { Self.isNameByte($0) }
                // The end of what is around it closes this one, too.
                if name.elementsEqual(full) || depth == 0 { skip(past: [UInt8(ascii: ">")]) }
                break
            } else if bytes[at] == UInt8(ascii: "<"), depth < Self.maximumDepth, let child = element(depth: depth + 1) {
                members.append(child)
            } else {
                let from = at
                at += 1
                while at < bytes.count, bytes[at] != UInt8(ascii: "<") { at += 1 }
                guard bytes[from..<at].contains(where: { !TextBytes.isSpace($0) }) else { continue }
                text += XMLText.decoded(bytes[from..<at])
                took(from..<at)
            }
        }
        let words = String(decoding: text, as: UTF8.self).collapsingSpace
        let range = start..<max(start, at)
        guard !members.isEmpty else {
            return (key, DataNode(content: words.isEmpty ? .nothing : .text(words), range: textRange ?? range))
        }
        if !words.isEmpty { members.append(("text", DataNode(content: .text(words), range: textRange ?? range))) }
        return (key, DataNode(content: .members(members), range: range))
    }

    /// Reads the attributes up to the end of the tag; whether the element ends with it.
    private mutating func attributes(into members: inout [(key: String, value: DataNode)]) -> Bool {
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: ">") {
                at += 1
                return false
            }
            if byte == UInt8(ascii: "/"), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: ">") {
                at += 2
                return true
            }
            let name = bytes[at...].prefix { Self.isNameByte($0) }
            at += max(1, name.count)
            guard !name.isEmpty else { continue }
            while at < bytes.count, TextBytes.isSpace(bytes[at]) { at += 1 }
            guard at < bytes.count, bytes[at] == UInt8(ascii: "=") else { continue }
            at += 1
            while at < bytes.count, TextBytes.isSpace(bytes[at]) { at += 1 }
            guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "'") else { continue }
            let quote = bytes[at]
            let from = at + 1
            at = bytes[from...].firstIndex(of: quote) ?? bytes.count
            let value = from..<at
            at = min(bytes.count, at + 1)
            if name.starts(with: Array("xmlns".utf8)) || value.isEmpty { continue }
            let text = String(decoding: XMLText.decoded(bytes[value]), as: UTF8.self)
            members.append((Self.local(name), DataNode(content: .text(text), range: value)))
        }
        return true
    }
}

/// Character references of XML: the five named ones and those by number. Others stand as they were written.
enum XMLText {
    static func decoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        guard bytes.contains(UInt8(ascii: "&")) else { return Array(bytes) }
        var output: [UInt8] = []
        var at = bytes.startIndex
        while at < bytes.endIndex {
            if bytes[at] == UInt8(ascii: "&"), let end = bytes[at...].prefix(12).firstIndex(of: UInt8(ascii: ";")),
                let character = character(bytes[(at + 1)..<end])
            {
                output += character.utf8
                at = end + 1
            } else {
                output.append(bytes[at])
                at += 1
            }
        }
        return output
    }

    private static func character(_ name: ArraySlice<UInt8>) -> String? {
        let word = String(decoding: name, as: UTF8.self)
        switch word {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard word.hasPrefix("#") else { return nil }
            let digits = word.dropFirst()
            let isHex = digits.hasPrefix("x") || digits.hasPrefix("X")
            let code = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return code.flatMap(Unicode.Scalar.init).map { String($0) }
        }
    }
}
