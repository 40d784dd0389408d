package import Hummingbird
import Model
package import Watch

/// A listing of directories as a query asks for it: one reading for the API and for the console.
package struct BoardListing: Sendable {
    /// The parameters of a listing.
    package static let parameters = [
        "search", "verdict", "importance", "category", "region", "tag", "paused", "sort", "order", "limit", "cursor",
    ]

    /// Which way a listing runs.
    package enum Direction: String, CaseIterable, Sendable {
        case forward, reverse
    }

    package var query: BoardStore.Query
    /// What cursors of this listing belong to.
    private let identity: String

    /// - Parameter limit: lines on a page, unless asked otherwise.
    package init(_ request: Request, limit standard: Int = 50) throws {
        let text = try RequestQuery(request, allowed: Self.parameters)
        var query = BoardStore.Query()
        query.search = try text.text("search") ?? ""
        query.verdicts = try text.choices("verdict")
        query.importance = try text.choice("importance")
        query.category = try text.text("category")
        query.region = try text.text("region")
        query.tag = try text.text("tag")
        query.paused = try text.flag("paused")
        query.order = try text.choice("sort") ?? .worst
        query.reversed = try text.choice("order", Direction.self) == .reverse
        query.limit = try text.number("limit", in: 1...500, default: standard)
        identity = [
            "directories", query.search, query.verdicts.map(\.rawValue).sorted().joined(separator: ","), query.importance?.rawValue ?? "",
            query.category ?? "", query.region ?? "", query.tag ?? "", query.paused.map { "\($0)" } ?? "", query.order.rawValue,
            "\(query.reversed)",
        ].joined(separator: "\u{1e}")
        if let cursor = try text.text("cursor", atMost: 400) {
            let parts = try Cursor(cursor, for: identity).parts
            guard parts.count == 1, let offset = Int(parts[0]), (0...10_000_000).contains(offset) else {
                throw Problem.invalid("cursor", "This cursor is damaged.")
            }
            query.offset = offset
        }
        self.query = query
    }

    /// The cursor of the page after this one; nil when this is the last.
    package func next(_ page: BoardStore.Page) -> String? {
        let end = query.offset + page.lines.count
        return end < page.total && !page.lines.isEmpty ? cursor(at: end) : nil
    }

    /// The cursor of the page before this one, empty for the first page; nil when this is the first.
    package func previous() -> String? {
        guard query.offset > 0 else { return nil }
        let start = max(0, query.offset - query.limit)
        return start == 0 ? "" : cursor(at: start)
    }

    private func cursor(at offset: Int) -> String { Cursor([String(offset)]).text(for: identity) }
}
