package import Database
package import HTML
import Listings
package import Model
package import Web

/// The pages that a directory's listings were read from, as the page cache still has them. Nothing is fetched. Thread-safe.
package struct StoredPages: Sendable {
    private let database: any SQLDatabase
    private let cache: PageCache

    package init(_ database: any SQLDatabase, cache: PageCache) {
        self.database = database
        self.cache = cache
    }

    /// Where a page came from.
    package struct Place: Sendable, Hashable {
        package var url: String
        /// SHA-256 of its bytes.
        package var hash: String
        /// Listings that were read from it.
        package var listings: Int
    }

    /// A page that is kept, parsed as ``InertPage`` wants it: its nodes have the same numbers each time.
    package struct Kept: Sendable {
        package var place: Place
        package var url: WebURL
        package var document: Document
    }

    /// Listings that are asked for their pages, those seen last.
    private static let mostListings = 1_000

    /// Pages of lists, those first that most of the latest listings were read from.
    package func lists(of directory: DirectoryID, limit: Int = 12) async throws -> [Place] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT page, page_hash, count(*) AS listings FROM
                    (SELECT page, page_hash FROM listings WHERE directory = $1 AND left_at IS NULL ORDER BY id DESC LIMIT $2) AS latest
                GROUP BY page, page_hash ORDER BY listings DESC, page LIMIT $3
                """, [.integer(directory.rawValue), .int(Self.mostListings), .int(limit)]
            ) { Place(url: $0.text(0), hash: $0.text(1), listings: $0.int(2)) }
        }
    }

    /// Listings' own pages, those of the latest listings.
    package func own(of directory: DirectoryID, limit: Int = 12) async throws -> [Place] {
        let sources = try await database.read { connection in
            try connection.query(
                """
                SELECT detail_sources FROM listings WHERE directory = $1 AND left_at IS NULL AND detail_sources IS NOT NULL
                ORDER BY id DESC LIMIT $2
                """, [.integer(directory.rawValue), .int(limit * 4)]
            ) { FieldsText.sources($0.text(0)) }
        }
        var places: [Place] = []
        for page in sources.flatMap(\.pages) where page.isDetail && places.count < limit {
            if !places.contains(where: { $0.hash == page.hash }) { places.append(Place(url: page.url, hash: page.hash, listings: 1)) }
        }
        return places
    }

    /// The pages of these that the cache still has, in their order.
    package func kept(_ places: [Place]) async -> [Kept] {
        var kept: [Kept] = []
        for place in places { if let page = await page(place) { kept.append(page) } }
        return kept
    }

    /// One page; nil where it has left the cache, or is none that can be shown.
    package func page(_ place: Place) async -> Kept? {
        var all = Int.max
        guard let url = WebURL(place.url), let document = await document(hash: place.hash, within: &all) else { return nil }
        return Kept(place: place, url: url, document: document)
    }

    /// A page by its hash, read as ``InertPage`` wants it; nil where the cache has it no more, or it is larger than what is left, which its bytes
    /// are taken from.
    func document(hash: String, within rest: inout Int) async -> Document? {
        guard let page = await cache.page(hash: hash), page.isHTML, page.body.count <= rest else { return nil }
        rest -= page.body.count
        return Document.parse(page.body, transportEncoding: page.charset, limits: InertPage.limits)
    }
}
