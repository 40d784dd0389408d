import HTML
import Listings
import Web

/// Lists of names that lead to those whom they name, and say nothing else of anybody. Menus look like that, so such a list is taken for a
/// directory's only where no other one was found. Pure but for what it remembers of the pages read.
struct BareLists {
    private let scope: CrawlScope
    /// Addresses of the pages that were looked at.
    private var seen: Set<String> = []
    /// What links alike lead to.
    private var own: [[WebURL]] = []
    /// Further pages of such lists, as far as they are known.
    private(set) var further: [FoundPage] = []

    /// Fewer links alike are no list.
    private static let fewest = 5
    /// Pages that are looked at.
    static let mostPages = 1_000

    init(_ scope: CrawlScope) { self.scope = scope }

    func knows(_ address: String) -> Bool { seen.contains(address) }

    /// Looks at a page that was read as nobody's list.
    mutating func take(_ document: Document, at url: WebURL, by reader: PageReader) {
        guard seen.insert(url.href).inserted else { return }
        let (links, pages) = reader.bare(document, at: url)
        let sets = links.map { $0.compactMap(PageAddress.normalised).filter { scope.contains($0) } }
        own += sets
        guard sets.contains(where: { $0.count >= Self.fewest }) else { return }
        further += pages.compactMap(PageAddress.normalised).filter { scope.containsLists($0) }.map {
            FoundPage(address: $0.href, kind: .list, depth: 0)
        }
    }

    /// The pages of those who may be listed: as of a sitemap, only what such a page says makes it somebody's. A list's last page may name few.
    var pages: [FoundPage] {
        let folders = Set(own.filter { $0.count >= Self.fewest }.joined().map(SitemapChooser.group))
        let likely = Set(own.joined().filter { folders.contains(SitemapChooser.group(of: $0)) })
        return SitemapChooser.own(Array(likely)).sorted { $0.href < $1.href }.map {
            FoundPage(address: $0.href, kind: .detail, depth: 0, key: ListingKey.key(ListingFields(), page: $0))
        }
    }
}
