import API
import Directories
import Hummingbird
import Listings
import Model
import Rolls

/// One listing: what it says, where that was read, and what happened to it.
struct ListingPage {
    struct Field {
        let label: String
        let values: [String]
    }

    let id: Int64
    let name: String
    let slug: String?
    let directory: String
    let left: String?
    let fields: [Field]
    let firstSeen: String
    let lastSeen: String
    let source: String?
    let sourceText: String
    let own: String?
    let hash: String
    let changes: [ChangeLine]
    let hasChanges: Bool
    let moreChanges: String?
    let whereHref: String
    let entity: Int64?

    private static let shown = 100

    init(_ desk: ListingDesk, _ id: String) async throws {
        let listing = try await desk.listing(id)
        let directory = try await desk.directories([listing.directory])[listing.directory]
        let history = try await desk.history(of: listing, limit: Self.shown + 1)
        self.id = listing.id
        name = listing.name
        slug = directory?.slug
        self.directory = directory?.name ?? "a directory that was removed"
        left = listing.leftAt.map(TimeElement.at)
        fields = listing.fields.kinds.map { Field(label: ListingLine.label($0), values: listing.fields.values[$0] ?? []) }
        firstSeen = TimeElement.at(listing.firstSeen)
        lastSeen = TimeElement.ago(listing.lastSeen)
        source = ListingLine.web(listing.page)
        sourceText = listing.page
        own = listing.address.flatMap { $0 == listing.page ? nil : ListingLine.web($0) }
        hash = listing.pageHash
        changes = history.prefix(Self.shown).map { ChangeLine($0, directory) }
        hasChanges = !changes.isEmpty
        moreChanges = history.count > Self.shown ? Figures.count(Self.shown) : nil
        entity = try await desk.entity(of: listing)
        whereHref = PageValues.link(
            "/where", [("name", listing.name), ("phone", listing.fields.first(.telephone)), ("address", listing.fields.addressLine)])
    }
}

/// What changed among listings, the latest first: in one directory, or in all.
struct ChangesPage {
    let heading: String
    let slug: String?
    let directoryName: String?
    let tabs: [PageValues.Tab]
    let path: String
    let feed: String
    let kinds: [PageValues.Tab]
    let rows: [ChangeLine]
    let hasRows: Bool
    let filtered: Bool
    let next: String?

    init(_ desk: ListingDesk, _ request: Request, of directory: Directory?) async throws {
        let query = try ChangeQuery(request, of: directory?.id, follows: false)
        let (changes, cursor) = try await desk.changes(query)
        let directories = try await desk.directories(changes.map(\.directory))
        slug = directory?.slug
        directoryName = directory?.name
        heading = directory.map { "Changes in \($0.name)" } ?? "Changes"
        path = directory.map { "/directories/\($0.slug)/changes" } ?? "/changes"
        feed = "\(path).atom"
        tabs = ListingLine.tabs(at: path, of: directory)
        let (since, path) = (query.filter.since?.description, path)
        let current = query.kinds.joined(separator: ",")
        kinds = ([nil] + ChangeKind.allCases.map { Optional($0.name) }).map { kind in
            PageValues.Tab(
                name: kind ?? "all", href: PageValues.link(path, [("kind", kind), ("since", since)]), current: (kind ?? "") == current)
        }
        rows = changes.map { ChangeLine($0, directories[$0.directory]) }
        hasRows = !rows.isEmpty
        filtered = !current.isEmpty || since != nil
        next = cursor.map { PageValues.link(path, [("kind", current), ("since", since), ("cursor", $0)]) }
    }
}
