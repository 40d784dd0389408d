import Directories
package import Hummingbird
import Model
import Rolls

/// Listings under `/api/v1`: who is listed, what changed, and where somebody is.
package struct ListingRoutes: Sendable {
    private let desk: ListingDesk

    package init(_ desk: ListingDesk) { self.desk = desk }

    package func add(to api: RouterGroup<some RequestContext>) {
        api.get("listings") { request, _ in try await listings(request, of: nil) }
        api.get("directories/:slug/listings") { request, context in
            try await listings(request, of: try context.parameters.require("slug"))
        }
        api.get("listings/:id") { request, context in
            _ = try RequestQuery(request, allowed: [])
            let listing = try await desk.listing(try context.parameters.require("id"))
            let slug = try await desk.directories([listing.directory])[listing.directory]?.slug
            let history = try await desk.history(of: listing)
            return try JSON.response(
                ListingDetailItem(
                    ListingItem(listing, slug: slug), entity: try await desk.entity(of: listing),
                    history: history.map { ListingChangeItem($0, slug: slug) }), to: request)
        }
        api.get("changes") { request, _ in try await changes(request, of: nil) }
        api.get("directories/:slug/changes") { request, context in
            try await changes(request, of: try context.parameters.require("slug"))
        }
        api.get("directories/:slug/rolls") { request, context in
            _ = try RequestQuery(request, allowed: [])
            let directory = try await desk.directory(try context.parameters.require("slug"))
            let rolls = try await desk.rolls.rolls(of: directory.id)
            return try JSON.response(PageItem(items: rolls.map { RollItem($0, slug: directory.slug) }), to: request)
        }
        api.get("where") { request, _ in
            guard let wanted = try WantedListing(request) else { throw Problem.invalid("name", "Give the name to look for.") }
            return try JSON.response(WhereItem(try await desk.report(on: wanted)), to: request)
        }
    }

    private func listings(_ request: Request, of slug: String?) async throws -> Response {
        let directory = if let slug { try await desk.directory(slug) } else { Directory?.none }
        let (listings, next, total) = try await desk.list(try ListingQuery(request, of: directory?.id))
        let directories = try await desk.directories(listings.map(\.directory))
        return try JSON.response(
            PageItem(items: listings.map { ListingItem($0, slug: directories[$0.directory]?.slug) }, total: total, next: next), to: request)
    }

    private func changes(_ request: Request, of slug: String?) async throws -> Response {
        let directory = if let slug { try await desk.directory(slug) } else { Directory?.none }
        let (changes, next) = try await desk.changes(try ChangeQuery(request, of: directory?.id))
        let directories = try await desk.directories(changes.map(\.directory))
        return try JSON.response(
            PageItem(items: changes.map { ListingChangeItem($0, slug: directories[$0.directory]?.slug) }, next: next), to: request)
    }
}

extension WantedListing {
    /// Reads `name`, `phone` and `address`; nil where there is no name.
    package init?(_ request: Request) throws {
        let query = try RequestQuery(request, allowed: ["name", "phone", "address"])
        let (phone, address) = (try query.text("phone", atMost: 40), try query.text("address"))
        guard let name = try query.text("name") else {
            guard phone == nil, address == nil else { throw Problem.invalid("name", "Give the name to look for.") }
            return nil
        }
        try self.init(name: name, phone: phone, address: address)
    }
}
