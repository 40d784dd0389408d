package import Entities
package import Hummingbird
import Listings
package import Matching
package import Model
package import Rolls

/// What surfaces read and change of entities: who stands behind listings, what they say together, and what people have decided.
package struct EntityDesk: Sendable {
    package let entities: EntityStore
    package let listings: ListingDesk

    package init(_ listings: ListingDesk) {
        self.listings = listings
        entities = EntityStore(listings.listings.database, clock: listings.clock)
    }

    /// An entity with all that there is to be said of it.
    package struct Detail: Sendable {
        package var entity: Entity
        package var listings: [Listing]
        package var record: EntityRecord
        /// What ties each listing to the others.
        package var ties: [EntityStore.Tie]
        /// Decisions that hold, the latest first.
        package var rules: [EntityRule]
        /// The latest first.
        package var events: [EntityEvent]
        package var directories: [DirectoryID: Directory]
    }

    /// Entries of its history that a detail has.
    private static let mostEvents = 100

    /// The number that a text says, or a 404 that names it.
    package static func number(_ text: String, _ noun: String = "entity") throws -> Int64 {
        guard let number = Int64(text), number > 0 else { throw Problem.notFound(noun, String(text.prefix(40))) }
        return number
    }

    /// The entity of that number, or a 404 that names it; also one that has ended.
    package func detail(_ text: String) async throws -> Detail {
        let number = try Self.number(text)
        guard let entity = try await entities.get(number) else { throw Problem.notFound("entity", String(text.prefix(40))) }
        let listings = try await entities.listings(of: number)
        return Detail(
            entity: entity, listings: listings, record: EntityRecord(listings), ties: try await entities.ties(listings),
            rules: try await entities.rules(of: number), events: try await entities.events(of: number, limit: Self.mostEvents),
            directories: try await self.listings.directories(listings.map(\.directory)))
    }

    /// A page of entities in the order of their numbers, the cursor of the next page, and how many there are: where a search would have to look
    /// at all for that, nil.
    package func list(_ query: EntityQuery) async throws -> (entities: [Entity], next: String?, total: Int?) {
        let found = try await entities.list(query.filter, after: query.page.last ?? 0, limit: query.page.limit + 1)
        let total = query.filter.search == nil && query.page.last == nil ? try await entities.count(query.filter) : nil
        let (shown, next) = query.page.cut(found) { $0.id }
        return (shown, next, total)
    }

    /// Why two listings are taken for one, or not.
    package func why(_ first: String?, _ second: String?) async throws -> (first: Listing, second: Listing, explanation: Explanation) {
        guard let first else { throw Problem.invalid("listing", "Give the number of a listing.") }
        guard let second else { throw Problem.invalid("other", "Give the number of the other listing.") }
        return try await entities.explanation(try Self.number(first, "listing"), try Self.number(second, "listing"))
    }

    /// Decides that entities are one.
    /// - Returns: the number that they have together.
    package func merge(_ text: String, with others: [Int64], who: String?, why: String?) async throws -> Int64 {
        let number = try Self.number(text)
        guard !others.isEmpty else { throw Problem.invalid("with", "Give the number of another entity.") }
        return try await entities.merge([number] + others, who: OneLine.text(who) ?? "console", why: try reason(why))
    }

    /// Decides that listings of an entity are not the others.
    /// - Returns: the numbers of what they are now.
    package func split(_ text: String, off listings: [Int64], who: String?, why: String?) async throws -> [Int64] {
        let number = try Self.number(text)
        guard !listings.isEmpty else { throw Problem.invalid("listings", "Choose the listings that are somebody else's.") }
        return try await entities.split(number, off: listings, who: OneLine.text(who) ?? "console", why: try reason(why))
    }

    /// Takes a decision back.
    package func release(_ text: String, who: String?) async throws {
        try await entities.release(try Self.number(text, "decision"), who: OneLine.text(who) ?? "console")
    }

    private func reason(_ why: String?) throws -> String {
        guard let why = OneLine.text(why) else { throw Problem.invalid("why", "Say why, for those who come after.") }
        return why
    }
}

extension ListingDesk {
    /// The number of the entity that a listing is one of; nil before it was assigned, and where it has left.
    package func entity(of listing: Listing) async throws -> Int64? {
        try await EntityStore(listings.database, clock: clock).entity(ofListing: listing.id)
    }
}

/// Which entities a query asks for: one reading for the API and for the console.
package struct EntityQuery: Sendable {
    /// The parameters of a listing of entities.
    package static let parameters = ["search", "directory", "disputed", "dispute", "several", "limit", "cursor"]

    package let filter: EntityStore.Filter
    /// The slug of the directory.
    package let directory: String?
    let page: NumberedPage

    package init(_ request: Request, _ desk: EntityDesk) async throws {
        let query = try RequestQuery(request, allowed: Self.parameters)
        directory = try query.text("directory")
        var filter = EntityStore.Filter(
            search: try query.text("search"), isDisputed: try query.flag("disputed") ?? false,
            dispute: try query.words("dispute", among: EntityRecord.comparable.map(\.rawValue).sorted()).first,
            isSeveral: try query.flag("several") ?? false)
        if let directory { filter.directory = try await desk.listings.directory(directory).id }
        page = try NumberedPage(
            query,
            of: ["entities", filter.search ?? "", directory ?? "", "\(filter.isDisputed)", filter.dispute ?? "", "\(filter.isSeveral)"])
        self.filter = filter
    }
}
