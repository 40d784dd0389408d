import HTML
import Web

/// Which pages of a sitemap may be listings' own ones, where no list leads to them. Pure.
struct SitemapChooser {
    /// Further sitemaps taken from one index.
    static let mostSitemaps = 200
    /// Fewer pages beside one another are no register.
    private static let fewest = 3

    /// The pages that stand in folders whose names promise listings (`/lawyers/…`); where there is no such folder, those of the folder with
    /// the most pages. What stands above other pages leads to them and is nobody's own.
    static func pages(_ file: SitemapFile, at place: WebURL, scope: CrawlScope) -> [WebURL] {
        own(addresses(file, at: place) { scope.contains($0) })
    }

    /// The same of any addresses.
    static func own(_ pages: [WebURL]) -> [WebURL] {
        var above: Set<String> = []
        for page in pages {
            var path = Substring(folder(of: page))
            // What is above a known folder is known as well.
            while !path.isEmpty, above.insert(String(path)).inserted {
                path = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)
            }
        }
        var groups: [String: [WebURL]] = [:]
        let ends = pages.filter { $0.query != nil || !above.contains(plain($0.path)) }
        for page in ends { groups[group(of: page), default: []].append(page) }
        let promising = groups.filter { LinkChooser.score("", path: $0.key) > 0 }
        let chosen: Set<String>
        if promising.isEmpty {
            // Words of other things speak against a page as well as a folder.
            let others = groups.filter { $0.value.count >= fewest && LinkChooser.score("list", path: $0.key) > 0 }
            let largest = others.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }
            chosen = largest.map { [$0.key] } ?? []
        } else {
            chosen = Set(promising.keys)
        }
        return ends.filter { chosen.contains(group(of: $0)) }
    }

    /// Further sitemaps of an index.
    static func sitemaps(_ file: SitemapFile, at place: WebURL, scope: CrawlScope) -> [WebURL] {
        Array(addresses(file, at: place) { scope.covers($0) }.prefix(mostSitemaps))
    }

    private static func addresses(_ file: SitemapFile, at place: WebURL, where isMeant: (WebURL) -> Bool) -> [WebURL] {
        var seen: Set<WebURL> = []
        return file.locations.compactMap { text in
            guard let url = WebURL(text, base: place).flatMap(PageAddress.normalised), isMeant(url), seen.insert(url).inserted else {
                return nil
            }
            return url
        }
    }

    private static func plain(_ path: String) -> String { path.hasSuffix("/") ? String(path.dropLast()) : path }

    private static func folder(of page: WebURL) -> String {
        let path = plain(page.path)
        return String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
    }

    /// The folder, or for pages that a parameter tells apart their path and its name.
    static func group(of page: WebURL) -> String {
        guard let query = page.query else { return folder(of: page) }
        return page.path + "?" + query.split(separator: "&").map { String($0.prefix { $0 != "=" }) }.sorted().joined(separator: "&")
    }
}
