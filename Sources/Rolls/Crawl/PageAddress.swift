package import HTML

/// The address by which a page is known to a crawl: normalised as the URL standard does, without fragment, without what only tells who
/// came from where, and without session numbers. Two addresses that are equal then are fetched once.
package enum PageAddress {
    /// Longer addresses are no pages of a directory but the work of a trap.
    package static let longest = 2000

    /// The page's address; nil for what is no page of the web or too long.
    package static func normalised(_ url: WebURL) -> WebURL? {
        guard url.isHTTP, url.href.utf8.count <= longest else { return nil }
        let plain = url.withoutFragment
        let hasSession = plain.path.utf8.contains(UInt8(ascii: ";"))
        guard hasSession || plain.query != nil else { return plain }
        let path = hasSession ? withoutSession(plain.path) : plain.path
        let kept = (plain.query ?? "").split(separator: "&").filter { !isNoise($0.prefix { $0 != "=" }) }
        return WebURL(plain.origin + path + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&")))
    }

    /// Whether a parameter says nothing of the page: marks of campaigns, and numbers of sessions.
    private static func isNoise(_ name: Substring) -> Bool {
        let name = name.lowercased()
        return name.hasPrefix("utm_") || noise.contains(name)
    }

    private static let noise: Set<String> = [
        "gclid", "fbclid", "msclkid", "yclid", "mc_cid", "mc_eid", "_ga", "igshid", "phpsessid", "jsessionid", "aspsessionid", "sessionid",
        "session_id", "sid", "cfid", "cftoken", "zenid", "oscsid", "s_id",
    ]

    /// `/a;jsessionid=17/b` is `/a/b`.
    private static func withoutSession(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { part -> Substring in
            guard let mark = part.firstIndex(of: ";") else { return part }
            let name = part[part.index(after: mark)...].prefix { $0 != "=" }
            return isNoise(name) ? part[..<mark] : part
        }.joined(separator: "/")
    }
}
