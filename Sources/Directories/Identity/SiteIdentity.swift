package import HTML

/// What remains of a site's URL when everything is left out that does not change which site it is. Two URLs with equal keys are the same
/// directory: `HTTP://www.Example.com:80/index.html?utm_source=x#top` and `https://example.com` are.
///
/// Left out: the scheme, a leading `www.`, the default port, user and password, tracking parameters and session numbers, the order of
/// the other parameters, the name of an index page, slashes at the end, the fragment (unless it is a route: `#!…` or `#/…`). Percent
/// escapes of letters and digits are undone. The host's case and IDN form are settled by the URL parser. The path's case counts.
package struct SiteIdentity: Hashable, Sendable, CustomStringConvertible {
    /// The canonical text, fit for a unique column.
    package let key: String

    package var description: String { key }

    package init(_ url: WebURL) {
        var host = url.host ?? ""
        while host.hasSuffix(".") { host.removeLast() }
        if host.hasPrefix("www."), host.dropFirst(4).utf8.contains(UInt8(ascii: ".")) { host.removeFirst(4) }
        var key = host
        if let port = url.port { key += ":\(port)" }
        key += Self.path(url.path)
        if let query = url.query { key += Self.query(query) }
        if let fragment = url.fragment, fragment.hasPrefix("!") || fragment.hasPrefix("/") { key += "#" + fragment }
        self.key = key
    }

    private static let indexPages: Set<String> = [
        "index.html", "index.htm", "index.shtml", "index.php", "index.asp", "index.aspx", "index.jsp", "index.cfm", "default.asp",
        "default.aspx", "default.htm", "default.html", "home.html", "home.htm",
    ]

    private static func path(_ path: String) -> String {
        if path == "/" || path.isEmpty { return "" }
        var path = path.utf8.contains(UInt8(ascii: "%")) ? unescapingUnreserved(path) : path
        if let slash = path.lastIndex(of: "/"), indexPages.contains(path[path.index(after: slash)...].lowercased()) {
            path = String(path[...slash])
        }
        while path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
        return path
    }

    private static func query(_ query: String) -> String {
        let kept = query.split(separator: "&").filter { !isTracking($0.prefix { $0 != "=" }) }
        return kept.isEmpty ? "" : "?" + kept.sorted().joined(separator: "&")
    }

    private static let tracking: Set<String> = [
        "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "fbclid", "msclkid", "yclid", "twclid", "ttclid", "igshid", "li_fat_id", "mc_cid",
        "mc_eid", "_ga", "_gl", "_hsenc", "_hsmi", "mkt_tok", "oly_enc_id", "vero_id", "phpsessid", "jsessionid", "aspsessionid", "s_kwcid",
    ]

    private static func isTracking(_ name: Substring) -> Bool {
        let name = name.lowercased()
        return name.hasPrefix("utm_") || name.hasPrefix("pk_") || name.hasPrefix("mtm_") || tracking.contains(name)
    }

    /// RFC 3986, 6.2.2: escapes of unreserved characters mean the character; the others are written in capitals.
    private static func unescapingUnreserved(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = hexValue(bytes[index + 1]),
                let low = hexValue(bytes[index + 2])
            else {
                out.append(bytes[index])
                index += 1
                continue
            }
            let byte = high << 4 | low
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                out.append(byte)
            default: out += [UInt8(ascii: "%"), upper(bytes[index + 1]), upper(bytes[index + 2])]
            }
            index += 3
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func upper(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte) ? byte - 32 : byte
    }
}
