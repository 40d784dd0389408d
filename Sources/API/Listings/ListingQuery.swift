package import Hummingbird
package import Model
package import Rolls

/// Which listings a query asks for: one reading for the API and for the console.
package struct ListingQuery: Sendable {
    /// The parameters of a listing of listings.
    package static let parameters = ["search", "left", "since", "limit", "cursor"]

    package let filter: ListingStore.Filter
    package let after: Int64
    package let limit: Int
    private let identity: String

    /// - Parameter directory: the one whose listings are meant; nil for all.
    package init(_ request: Request, of directory: DirectoryID?) throws {
        let query = try RequestQuery(request, allowed: Self.parameters)
        let filter = ListingStore.Filter(
            directory: directory, left: try query.flag("left") ?? false, search: try query.text("search"),
            changedSince: try query.moment("since"))
        limit = try query.number("limit", in: 1...500, default: 50)
        identity = [
            "listings", directory.map { "\($0.rawValue)" } ?? "", "\(filter.left ?? false)", filter.search ?? "",
            filter.changedSince?.description ?? "",
        ].joined(separator: "\u{1e}")
        after = try query.entry("cursor", of: identity) ?? 0
        self.filter = filter
    }

    func cursor(after id: Int64) -> String { Cursor([String(id)]).text(for: identity) }
}

/// Which changes of listings a query asks for.
package struct ChangeQuery: Sendable {
    package let filter: ListingStore.ChangeFilter
    package let reading: ListingStore.Reading
    package let limit: Int
    /// The kinds as the query names them.
    package let kinds: [String]
    private let identity: String

    /// - Parameters:
    ///   - directory: the one whose changes are meant; nil for all.
    ///   - follows: whether `after` is known: from a change on the oldest first, for programs that miss nothing.
    package init(_ request: Request, of directory: DirectoryID?, follows: Bool = true) throws {
        let query = try RequestQuery(request, allowed: ["kind", "since"] + (follows ? ["listing", "after"] : []) + ["limit", "cursor"])
        kinds = try query.words("kind", among: ChangeKind.allCases.map(\.name))
        let listing = follows ? try query.number("listing", in: 1...Int.max, default: 0) : 0
        let after = follows ? try query.number("after", in: -1...Int.max, default: -1) : -1
        filter = ListingStore.ChangeFilter(
            directory: directory, listing: listing > 0 ? Int64(listing) : nil, kinds: Set(kinds.compactMap { ChangeKind(name: $0) }),
            since: try query.moment("since"))
        limit = try query.number("limit", in: 1...500, default: 50)
        identity = [
            "changes", directory.map { "\($0.rawValue)" } ?? "", kinds.joined(separator: ","), filter.since?.description ?? "",
            "\(listing)",
            after >= 0 ? "after" : "",
        ].joined(separator: "\u{1e}")
        let cursor = try query.entry("cursor", of: identity)
        reading = after >= 0 ? .after(cursor ?? Int64(after)) : .before(cursor)
    }

    func cursor(after id: Int64) -> String { Cursor([String(id)]).text(for: identity) }
}

extension RequestQuery {
    /// The number of the entry after which a listing goes on; nil at its beginning.
    func entry(_ name: String, of identity: String) throws -> Int64? {
        try text(name, atMost: 400).map { text in
            guard let number = try Cursor(text, for: identity).parts.first.flatMap({ Int64($0) }) else {
                throw Problem.invalid(name, "This cursor is damaged.")
            }
            return number
        }
    }
}
