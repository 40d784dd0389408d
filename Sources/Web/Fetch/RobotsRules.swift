package import HTML

/// What a robots.txt allows one crawler. Of the rules that match, the longest holds; an Allow beats a Disallow of the same length.
package struct RobotsRules: Sendable {
    /// Sorted: the first that matches decides.
    private let patterns: [RobotsPattern]
    /// The least time from one request to the next that the site asks for.
    package let crawlDelay: Duration?
    /// Why nothing is allowed, where that is so for the lack of a file; nil where rules decide.
    package let isClosed: Bool

    init(patterns: [RobotsPattern], crawlDelay: Duration?) {
        self.patterns = patterns.sorted { ($0.length, $0.allows ? 1 : 0) > ($1.length, $1.allows ? 1 : 0) }
        self.crawlDelay = crawlDelay
        isClosed = false
    }

    private init(isClosed: Bool) {
        patterns = []
        crawlDelay = nil
        self.isClosed = isClosed
    }

    /// For a site without a robots.txt (RFC 9309, 2.3.1.3).
    package static let open = RobotsRules(isClosed: false)
    /// For a site whose robots.txt cannot be had for now (RFC 9309, 2.3.1.4).
    package static let closed = RobotsRules(isClosed: true)

    /// Whether a page may be fetched.
    package func allows(_ url: WebURL) -> Bool { allows(target: url.requestTarget) }

    /// Whether the page behind a path and query may be fetched.
    package func allows(target: String) -> Bool {
        if target == "/robots.txt" { return true }
        if isClosed { return false }
        let path = RobotsPattern.normalised(Array(target.utf8)[...], keepingWildcards: false)
        return patterns.first { $0.matches(path) }?.allows ?? true
    }
}

/// One rule of a robots.txt: a path that may have `*` for any bytes and a `$` at its end.
struct RobotsPattern: Sendable {
    let allows: Bool
    /// Octets, by which the most specific rule is found (RFC 9309, 2.2.2).
    let length: Int
    /// What stands between the wildcards, normalised.
    private let parts: [[UInt8]]
    private let isAnchored: Bool

    /// The rules that one line makes: an allowed `/index.html` allows `/` as well.
    static func patterns(_ value: ArraySlice<UInt8>, allows: Bool) -> [RobotsPattern] {
        let own = RobotsPattern(value, allows: allows)
        let page = Array("/index.html".utf8)
        guard allows, value.count >= page.count, value.suffix(page.count).elementsEqual(page) else { return [own] }
        return [own, RobotsPattern(value.dropLast(page.count - 1) + [UInt8(ascii: "$")], allows: true)]
    }

    init(_ value: ArraySlice<UInt8>, allows: Bool) {
        self.allows = allows
        var value = value
        isAnchored = value.last == UInt8(ascii: "$")
        if isAnchored { value.removeLast() }
        let whole = Self.normalised(value, keepingWildcards: true)
        length = whole.count + (isAnchored ? 1 : 0)
        parts = whole.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init)
    }

    /// The bytes that are compared: escapes resolved, but for those that mean something else than what they stand for (`%2F`, `%25`, and in
    /// rules `%2A`), which are written in capitals (RFC 9309, 2.2.2).
    static func normalised(_ text: ArraySlice<UInt8>, keepingWildcards: Bool) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            if byte == UInt8(ascii: "%"), index + 2 < text.endIndex, let high = hex(text[index + 1]), let low = hex(text[index + 2]) {
                let value = high << 4 | low
                switch value {
                case UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "*"):
                    out += [byte, capital(text[index + 1]), capital(text[index + 2])]
                default: out.append(value)
                }
                index += 3
                continue
            }
            // A star in an address is the star itself; in a rule it is the wildcard.
            if byte == UInt8(ascii: "*"), !keepingWildcards { out += Array("%2A".utf8) } else { out.append(byte) }
            index += 1
        }
        return out
    }

    func matches(_ path: [UInt8]) -> Bool {
        guard let first = parts.first, path.starts(with: first) else { return false }
        var place = first.count
        if parts.count == 1 { return !isAnchored || place == path.count }
        for part in parts.dropFirst().dropLast() {
            guard let found = Self.find(part, in: path, from: place) else { return false }
            place = found + part.count
        }
        guard let last = parts.last else { return true }
        if isAnchored { return path.count - place >= last.count && path.suffix(last.count).elementsEqual(last) }
        return Self.find(last, in: path, from: place) != nil
    }

    private static func find(_ part: [UInt8], in path: [UInt8], from start: Int) -> Int? {
        guard let first = part.first else { return start }
        var place = start
        while place + part.count <= path.count {
            if path[place] == first, path[place..<(place + part.count)].elementsEqual(part) { return place }
            place += 1
        }
        return nil
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    private static func capital(_ byte: UInt8) -> UInt8 { (0x61...0x7A).contains(byte) ? byte & 0xDF : byte }
}
