package import Hummingbird
package import Model
package import Rolls

/// Which listings a query asks for: one reading for the API and for the console.
package struct ListingQuery: Sendable {
    /// The parameters of a listing of listings.
    package static let parameters = ["search", "left", "since", "limit", "cursor"]

    package let filter: ListingStore.Filter
    let page: NumberedPage

    /// - Parameter directory: the one whose listings are meant; nil for all.
    package init(_ request: Request, of directory: DirectoryID?) throws {
        let query = try RequestQuery(request, allowed: Self.parameters)
        let filter = ListingStore.Filter(
            directory: directory, left: try query.flag("left") ?? false, search: try query.text("search"),
            changedSince: try query.moment("since"))
        page = try NumberedPage(
            query,
            of: [
                "listings", directory.map { "\($0.rawValue)" } ?? "", "\(filter.left ?? false)", filter.search ?? "",
                filter.changedSince?.description ?? "",
            ])
        self.filter = filter
    }
}

/// Which changes of listings a query asks for.
package struct ChangeQuery: Sendable {
    package let filter: ListingStore.ChangeFilter
    package let reading: ListingStore.Reading
    /// The kinds as the query names them.
    package let kinds: [String]
    let page: NumberedPage

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
        page = try NumberedPage(
            query,
            of: [
                "changes", directory.map { "\($0.rawValue)" } ?? "", kinds.joined(separator: ","), filter.since?.description ?? "",
                "\(listing)",
                after >= 0 ? "after" : "",
            ])
        reading = after >= 0 ? .after(page.last ?? Int64(after)) : .before(page.last)
    }
}
