package import HTML
import Listings

extension LinkChooser {
    /// Links of an index, at least; and the share of them that must be named after places.
    private static let (fewestPlaces, leastShare) = (5, 0.6)
    /// Links of an index at most: states, or the cities of one.
    private static let mostPlaces = 400
    /// Parameters that ask for words rather than for a part of the list.
    private static let searches: Set<String> = ["q", "s", "query", "search", "keyword", "keywords", "term", "text", "name"]

    /// Addresses of an index by places: links named after states, counties or cities, whose addresses differ in one part of the path or in one
    /// parameter. Searches for a place's name are none: what they find is on the lists anyway.
    package func places(_ links: [Link], of page: WebURL, scope: CrawlScope) -> [WebURL] {
        struct Group {
            var urls: [WebURL] = []
            var known: Set<WebURL> = []
            var named = 0
        }
        var groups: [String: Group] = [:]
        var order: [String] = []
        for link in links where link.kind == .anchor || link.kind == .area {
            guard !link.text.isEmpty, let url = link.url.flatMap(PageAddress.normalised), url != page, scope.contains(url),
                let pattern = Self.pattern(of: url)
            else { continue }
            if groups[pattern] == nil { order.append(pattern) }
            guard groups[pattern, default: Group()].known.insert(url).inserted else { continue }
            groups[pattern]?.urls.append(url)
            if PlaceNames.contains(link.text) { groups[pattern]?.named += 1 }
        }
        var found: [WebURL] = []
        for pattern in order {
            guard let group = groups[pattern], group.urls.count >= Self.fewestPlaces,
                Double(group.named) >= Self.leastShare * Double(group.urls.count)
            else { continue }
            found += group.urls.prefix(Self.mostPlaces - found.count)
        }
        return found
    }

    /// What the addresses of one index have in common: everything but the last part of the path, or the value of the only parameter.
    private static func pattern(of url: WebURL) -> String? {
        guard let query = url.query, !query.isEmpty else {
            guard let cut = url.path.dropLast(url.path.hasSuffix("/") ? 1 : 0).lastIndex(of: "/") else { return nil }
            return String(url.path[...cut])
        }
        let parts = query.split(separator: "&")
        guard parts.count == 1, let name = parts.first?.prefix(while: { $0 != "=" }), !searches.contains(name.lowercased()) else {
            return nil
        }
        return url.path + "?" + name
    }
}
