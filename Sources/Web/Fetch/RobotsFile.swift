/// A robots.txt as RFC 9309 reads it, with Crawl-delay and sitemaps, which that leaves to others. Pure: bytes in, rules out.
///
/// Lenient where crawlers at large are: common misspellings, a missing colon, a byte order mark. Work is linear in the bytes read.
package struct RobotsFile: Sendable {
    /// Bytes that are read at most; RFC 9309, 2.5 asks for at least 500 KiB. A line cut by the limit is left out.
    package static let limit = 1024 * 1024
    /// Sitemaps that are kept at most.
    package static let mostSitemaps = 1000

    /// Addresses of sitemaps, as they are written.
    package private(set) var sitemaps: [String] = []
    private var groups: [Group] = []

    struct Group: Sendable {
        /// Lower-case product tokens; `*` for everybody.
        var agents: [String]
        var rules: [RobotsPattern] = []
        var delay: Duration?
    }

    private enum Field {
        case agent, allow, disallow, delay, sitemap
    }

    /// A file that says nothing: everything is allowed.
    package init() {}

    package init(_ bytes: [UInt8]) {
        var text = bytes[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        if text.count > Self.limit {
            text = text.prefix(Self.limit)
            text = text.prefix(through: text.lastIndex { Self.isLineEnd($0) } ?? text.startIndex)
        }
        // Whether agents still come together: a rule after them closes the list, the next agent opens another group.
        var gathers = false
        for line in text.split(whereSeparator: Self.isLineEnd) {
            guard let (field, value) = Self.directive(line) else { continue }
            switch field {
            case .sitemap:
                guard !value.isEmpty, sitemaps.count < Self.mostSitemaps else { continue }
                sitemaps.append(String(decoding: value, as: UTF8.self))
            case .agent:
                let token = Self.token(value)
                if gathers, !groups.isEmpty {
                    if !token.isEmpty { groups[groups.count - 1].agents.append(token) }
                } else {
                    groups.append(Group(agents: token.isEmpty ? [] : [token]))
                    gathers = true
                }
            case .allow, .disallow, .delay:
                gathers = false
                // Rules before the first agent are nobody's.
                guard !groups.isEmpty, !value.isEmpty else { continue }
                let last = groups.count - 1
                if field == .delay {
                    groups[last].delay = Self.delay(value) ?? groups[last].delay
                } else {
                    groups[last].rules.append(contentsOf: RobotsPattern.patterns(value, allows: field == .allow))
                }
            }
        }
    }

    /// What holds for a crawler of that product token: the rules of all groups that name it, or else of those for everybody.
    package func rules(for product: String) -> RobotsRules {
        let token = Self.token(Array(product.utf8)[...])
        var named = groups.filter { $0.agents.contains(token) }
        if named.isEmpty { named = groups.filter { $0.agents.contains("*") } }
        return RobotsRules(patterns: named.flatMap(\.rules), crawlDelay: named.compactMap(\.delay).last)
    }

    // MARK: Lines

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0B || byte == 0x0C || byte == 0 }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes.drop(while: isBlank)
        // A no-break space that came along with a copied text.
        while bytes.starts(with: [0xC2, 0xA0]) { bytes = bytes.dropFirst(2).drop(while: isBlank) }
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return bytes
    }

    private static func directive(_ line: ArraySlice<UInt8>) -> (Field, ArraySlice<UInt8>)? {
        let line = trimmed(line.prefix { $0 != UInt8(ascii: "#") })
        guard !line.isEmpty else { return nil }
        if let colon = line.firstIndex(of: UInt8(ascii: ":")), let field = field(line[..<colon]) {
            return (field, trimmed(line[(colon + 1)...]))
        }
        // Without a colon the name ends at the first blank (`Disallow /private`), or at the second (`User agent x`).
        var end = line.startIndex
        for _ in 0..<2 {
            guard let blank = line[end...].firstIndex(where: isBlank) else { return nil }
            if let field = field(line[..<blank]) { return (field, trimmed(line[blank...])) }
            end = line[blank...].firstIndex { !isBlank($0) } ?? line.endIndex
        }
        return nil
    }

    private static func field(_ name: ArraySlice<UInt8>) -> Field? {
        let name = trimmed(name)
        guard name.count <= 12 else { return nil }
        switch String(decoding: name.map(lowered), as: UTF8.self) {
        case "user-agent", "useragent", "user agent": return .agent
        case "allow": return .allow
        case "disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw": return .disallow
        case "crawl-delay", "crawl delay", "crawldelay": return .delay
        case "sitemap", "sitemaps", "site-map": return .sitemap
        default: return nil
        }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    /// The product token of an agent's line or of a User-Agent: what stands before a version (RFC 9309, 2.2.1).
    private static func token(_ value: ArraySlice<UInt8>) -> String {
        if value.elementsEqual([UInt8(ascii: "*")]) { return "*" }
        // Stars around a name mean nothing, though some write them.
        let token = value.drop { $0 == UInt8(ascii: "*") }.prefix { byte in
            switch byte {
            case UInt8(ascii: "/"), UInt8(ascii: "*"), 0x20, 0x09: false
            default: true
            }
        }
        return String(decoding: token.map(lowered), as: UTF8.self)
    }

    /// Seconds, with decimals; nil for what is no number of them.
    private static func delay(_ value: ArraySlice<UInt8>) -> Duration? {
        guard value.count <= 16, let seconds = Double(String(decoding: value, as: UTF8.self)), seconds.isFinite, seconds >= 0 else {
            return nil
        }
        return .milliseconds(Int64(min(seconds, 1_000_000) * 1000))
    }
}
