package import Database
package import Directories
package import Model
package import Resilience
package import Rolls

/// What surfaces read of listings: who is listed, what changed, and where somebody is.
package struct ListingDesk: Sendable {
    package let directories: DirectoryStore
    package let listings: ListingStore
    package let rolls: RollStore
    package let clock: any WallClock
    private let counted: Remembered<Int>

    package init(_ database: any SQLDatabase, clock: any WallClock) {
        let listings = ListingStore(database)
        directories = DirectoryStore(database, clock: clock)
        rolls = RollStore(database, clock: clock)
        self.listings = listings
        self.clock = clock
        // A look at every listing.
        counted = Remembered(for: .seconds(15), patience: .seconds(600), clock: clock) { try await listings.count() }
    }

    /// The directory of that slug, or a 404 that names it.
    package func directory(_ slug: String) async throws -> Directory {
        guard slug.utf8.count <= 80, let directory = try await directories.get(slug: slug) else {
            throw Problem.notFound("directory", String(slug.prefix(80)))
        }
        return directory
    }

    /// The listing of that number, or a 404 that names it.
    package func listing(_ text: String) async throws -> Listing {
        guard let number = Int64(text), number > 0, let listing = try await listings.get(number) else {
            throw Problem.notFound("listing", String(text.prefix(40)))
        }
        return listing
    }

    /// The directories of those numbers; those removed meanwhile are left out.
    package func directories(_ numbers: some Sequence<DirectoryID>) async throws -> [DirectoryID: Directory] {
        try await directories.get(Set(numbers))
    }

    /// A page of listings in the order in which they were first seen, the cursor of the next page, and how many there are: where a search would
    /// have to look at every listing for that, nil.
    package func list(_ query: ListingQuery) async throws -> (listings: [Listing], next: String?, total: Int?) {
        let found = try await listings.list(query.filter, after: query.page.last ?? 0, limit: query.page.limit + 1)
        var total: Int?
        if query.filter.directory != nil {
            total = try await listings.count(query.filter)
        } else if query.filter == ListingStore.Filter() {
            total = try await counted.value()
        }
        let (shown, next) = query.page.cut(found) { $0.id }
        return (shown, next, total)
    }

    /// What happened to a listing, the latest first.
    package func history(of listing: Listing, limit: Int = 100) async throws -> [ListingChange] {
        try await listings.changes(ListingStore.ChangeFilter(listing: listing.id), .before(nil), limit: limit)
    }

    /// A page of changes, and the cursor of the next page.
    package func changes(_ query: ChangeQuery) async throws -> (changes: [ListingChange], next: String?) {
        query.page.cut(try await listings.changes(query.filter, query.reading, limit: query.page.limit + 1)) { $0.id }
    }
}
