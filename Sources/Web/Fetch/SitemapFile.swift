/// A sitemap (https://www.sitemaps.org/protocol.html): the addresses of a site's pages, or of further sitemaps, as XML or as one address a line;
/// gzip is undone. Pure: bytes in, addresses out. Work is linear in the bytes read, and what is broken off counts up to there.
package struct SitemapFile: Sendable, Hashable {
    /// What the addresses are those of.
    package enum Kind: Sendable, Hashable {
        case pages
        case sitemaps
    }

    /// Bytes that are read at most, compressed or not: sitemaps may have 50 MB, those of real directories have less than a tenth.
    package static let limit = 16 << 20
    /// Addresses in one file at most, as the protocol says.
    package static let mostLocations = 50_000

    package private(set) var kind: Kind
    /// Addresses as they are written, in order, each once where it stands beside itself.
    package private(set) var locations: [String] = []
    /// Whether the file was read to its end.
    package private(set) var isWhole = true

    /// Nil for what is no sitemap: HTML, say, with which many sites answer for pages that they do not have.
    package init?(_ bytes: [UInt8]) {
        var bytes = bytes
        var isWhole = true
        if GzipData.isGzip(bytes) {
            guard let inflated = GzipData.inflated(bytes, limit: Self.limit) else { return nil }
            (bytes, isWhole) = inflated
        }
        if bytes.count > Self.limit { (bytes, isWhole) = (Array(bytes.prefix(Self.limit)), false) }
        var at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while at < bytes.count, Self.isBlank(bytes[at]) { at += 1 }
        guard at < bytes.count else { return nil }
        if bytes[at] == UInt8(ascii: "<") {
            guard let (kind, prefix) = Self.root(bytes, &at) else { return nil }
            self.kind = kind
            self.isWhole = isWhole && readLocations(bytes, from: at, prefix: prefix)
        } else {
            kind = .pages
            readLines(bytes, from: at)
            guard !locations.isEmpty else { return nil }
            self.isWhole = isWhole && locations.count < Self.mostLocations
        }
    }

    // MARK: Text

    private mutating func readLines(_ bytes: [UInt8], from start: Int) {
        for line in bytes[start...].split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let line = Self.trimmed(line)
            guard locations.count < Self.mostLocations, line.starts(with: "http".utf8) else { return }
            add(String(decoding: line, as: UTF8.self))
        }
    }

    // MARK: XML

    /// The kind that the root element says, and the prefix of its name; leaves `at` behind its start tag's name.
    private static func root(_ bytes: [UInt8], _ at: inout Int) -> (Kind, prefix: [UInt8])? {
        while at + 1 < bytes.count, bytes[at] == UInt8(ascii: "<") {
            switch bytes[at + 1] {
            case UInt8(ascii: "?"): at = end(of: "?>", bytes, from: at + 2)
            case UInt8(ascii: "!"): at = end(of: bytes[at...].starts(with: "<!--".utf8) ? "-->" : ">", bytes, from: at + 2)
            default:
                let name = bytes[(at + 1)...].prefix { !isBlank($0) && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }.prefix(80)
                let colon = name.lastIndex(of: UInt8(ascii: ":")).map { $0 + 1 } ?? name.startIndex
                at = name.endIndex
                switch String(decoding: name[colon...], as: UTF8.self) {
                case "urlset": return (.pages, Array(name[..<colon]))
                case "sitemapindex": return (.sitemaps, Array(name[..<colon]))
                default: return nil
                }
            }
            while at < bytes.count, isBlank(bytes[at]) { at += 1 }
        }
        return nil
    }

    /// Takes the text of every `loc` that has the root's prefix: pictures and videos have theirs under others.
    /// - Returns: whether the file came to its end.
    private mutating func readLocations(_ bytes: [UInt8], from start: Int, prefix: [UInt8]) -> Bool {
        let open = [UInt8(ascii: "<")] + prefix + Array("loc".utf8)
        let close = [UInt8(ascii: "<"), UInt8(ascii: "/")] + prefix
        var at = start
        while let tag = bytes[at...].firstIndex(of: UInt8(ascii: "<")) {
            at = tag + 1
            let rest = bytes[tag...]
            if rest.starts(with: "<!--".utf8) {
                at = Self.end(of: "-->", bytes, from: tag + 4)
            } else if rest.starts(with: close) {
                let name = rest.dropFirst(close.count).prefix(12)
                if name.starts(with: (kind == .pages ? "urlset" : "sitemapindex").utf8) { return true }
            } else if rest.starts(with: open), let next = rest.dropFirst(open.count).first,
                next == UInt8(ascii: ">") || Self.isBlank(next)
            {
                guard let begin = bytes[tag...].firstIndex(of: UInt8(ascii: ">")).map({ $0 + 1 }) else { return false }
                let (text, end) = Self.text(bytes, from: begin)
                guard let end else { return false }
                at = end
                guard locations.count < Self.mostLocations else { return false }
                add(text)
            }
        }
        return false
    }

    /// The text of an element up to the next tag, with CDATA and references undone; nil for the end where there is no further tag.
    private static func text(_ bytes: [UInt8], from start: Int) -> (String, end: Int?) {
        let mark = Array("<![CDATA[".utf8)
        var first = start
        while first < bytes.count, isBlank(bytes[first]) { first += 1 }
        if bytes[first...].starts(with: mark) {
            let end = Self.end(of: "]]>", bytes, from: first + mark.count)
            guard end >= first + mark.count + 3, bytes[..<end].suffix(3).elementsEqual("]]>".utf8) else { return ("", nil) }
            return (String(decoding: trimmed(bytes[(first + mark.count)..<(end - 3)]), as: UTF8.self), end)
        }
        guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "<")) else { return ("", nil) }
        return (unescaped(trimmed(bytes[start..<end])), end)
    }

    private static let references = [
        ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#38;", "&"), ("&#x26;", "&"), ("&#39;", "'"),
    ].map { (Array($0.0.utf8), Array($0.1.utf8)) }

    /// XML's own five references, and how some write two of them by numbers. Others are no part of an address.
    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
        var out: [UInt8] = []
        var rest = bytes
        while let byte = rest.first {
            if byte == UInt8(ascii: "&"), let (name, text) = references.first(where: { rest.starts(with: $0.0) }) {
                out += text
                rest = rest.dropFirst(name.count)
            } else {
                out.append(byte)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    // MARK: Bytes

    private mutating func add(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 4096, text != locations.last else { return }
        locations.append(text)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes.drop(while: isBlank)
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return bytes
    }

    /// The place behind the next `mark`; the end of everything where there is none.
    private static func end(of mark: StaticString, _ bytes: [UInt8], from start: Int) -> Int {
        mark.withUTF8Buffer { mark in
            var at = min(start, bytes.count)
            while at + mark.count <= bytes.count {
                if bytes[at] == mark[0], bytes[at...].starts(with: mark) { return at + mark.count }
                at += 1
            }
            return bytes.count
        }
    }
}
