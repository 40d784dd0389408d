import API
import Directories
import Hummingbird
import Model
import Resilience
import Rolls

/// The pages of listings, and their feeds.
struct ListingPages: Sendable {
    let desk: ListingDesk
    let pages: Pages

    /// Changes that a feed has.
    private static let feedLength = 100

    func add(to router: Router<SurfaceContext>) {
        router.get("listings") { request, _ in try await listings(request, of: nil) }
        router.get("directories/:slug/listings") { request, context in
            try await listings(request, of: try await desk.directory(try context.parameters.require("slug")))
        }
        router.get("listings/:id") { request, context in
            _ = try RequestQuery(request, allowed: [])
            let page = try await ListingPage(desk, try context.parameters.require("id"))
            return pages.page("listing", page, title: page.name, place: "/listings").response()
        }
        router.get("changes") { request, _ in try await changes(request, of: nil) }
        router.get("directories/:slug/changes") { request, context in
            try await changes(request, of: try await desk.directory(try context.parameters.require("slug")))
        }
        router.get("changes.atom") { request, _ in try await feed(request, of: nil) }
        router.get("directories/:slug/changes.atom") { request, context in
            try await feed(request, of: try await desk.directory(try context.parameters.require("slug")))
        }
        router.get("where") { request, _ in
            let page = try await WherePage(desk, request)
            let title = page.asked ? "Where \(page.name) is listed" : "Where is it listed?"
            return pages.page("where", page, title: title, place: "/listings").response()
        }
    }

    private func listings(_ request: Request, of directory: Directory?) async throws -> Response {
        let page = try await ListingsPage(desk, request, of: directory)
        return pages.page("listings", page, title: page.heading, place: "/listings", topic: .work).response()
    }

    private func changes(_ request: Request, of directory: Directory?) async throws -> Response {
        let page = try await ChangesPage(desk, request, of: directory)
        return pages.page("changes", page, title: page.heading, place: "/listings", topic: .work, feed: page.feed).response()
    }

    private func feed(_ request: Request, of directory: Directory?) async throws -> Response {
        _ = try RequestQuery(request, allowed: [])
        let filter = ListingStore.ChangeFilter(directory: directory?.id)
        let changes = try await desk.listings.changes(filter, .before(nil), limit: Self.feedLength)
        let directories = try await desk.directories(changes.map(\.directory))
        let page = directory.map { "/directories/\($0.slug)/changes" } ?? "/changes"
        let feed = AtomFeed(
            title: directory.map { "Listings of \($0.name)" } ?? "Listings of all directories", path: "\(page).atom", page: page,
            authority: request.head.authority ?? "",
            entries: changes.map { AtomFeed.Entry($0, directory: directories[$0.directory]?.name ?? "a directory that was removed") },
            now: desk.clock.now())
        return feed.response(to: request)
    }
}
