import Database

/// Finds the directories of one page of the list, and how long the list is.
///
/// The two usual orders are those of indexes that hold all that the list is filtered by: a page is a walk along one of them, and a count
/// needs no row. The other orders' indexes hold no filter, so how many there are decides: a few are found by one look at every row, and
/// sorted; of many, the order's index is walked, and the row of each looked at, since the page is soon full; a page far behind in such a
/// list is sorted from another look at every row.
struct BoardSorting: Sendable {
    /// As many are a few: one look finds them all, and counts them with that. So many that sorting them costs little beside the look, and
    /// that a page of fifty of more of them, at 100,000, is found in a short walk.
    static let few = 4000
    /// So many rows are looked at one by one at most where an order's index is walked: a tenth of what a look at every row takes, each
    /// lying somewhere else.
    static let walk = 1250

    private let order: BoardStore.Order
    private let reversed: Bool
    private let hasFilter: Bool
    private let isSearch: Bool
    private let offset: Int
    private let limit: Int

    init(_ query: BoardStore.Query) {
        order = query.order
        reversed = query.reversed
        hasFilter = query.hasFilter
        isSearch = !query.search.isEmpty
        offset = max(0, query.offset)
        limit = max(0, query.limit)
    }

    /// - Parameter condition: a WHERE clause with parameters from `$1`, filled by `values`; empty without a filter.
    func page(_ condition: String, _ values: [SQLValue], _ connection: any SQLConnection) throws -> (ids: [Int64], total: Int) {
        func ids(_ sql: String) throws -> [Int64] { try connection.query(sql, values) { $0.integer(0) } }
        func count() throws -> Int { try connection.first("SELECT count(*) FROM board \(condition)", values) { $0.int(0) } ?? 0 }

        guard hasFilter else {
            return (try ids("SELECT directory FROM board ORDER BY \(text()) LIMIT \(limit) OFFSET \(offset)"), try count())
        }
        let found = try ids(
            holdsFilters
                ? "SELECT directory FROM board \(condition) ORDER BY \(text()) LIMIT \(Self.few + 1)"
                // Put aside, since SQLite otherwise sorts before it stops.
                : """
                WITH found AS MATERIALIZED (SELECT directory, \(column) FROM board \(condition) LIMIT \(Self.few + 1))
                SELECT directory FROM found ORDER BY \(text())
                """)
        if found.count <= Self.few { return (Array(found.dropFirst(offset).prefix(limit)), found.count) }
        let total = try count()
        if holdsFilters, offset + limit <= Self.few { return (Array(found.dropFirst(offset).prefix(limit)), total) }
        let last = try connection.first("SELECT max(directory) FROM board", []) { $0.int(0) } ?? 0
        let isWalked = holdsFilters || (offset + limit) * (last / max(1, total) + 1) <= Self.walk
        return (
            try ids("SELECT directory FROM board \(condition) ORDER BY \(text(isWalked: isWalked)) LIMIT \(limit) OFFSET \(offset)"), total
        )
    }

    /// Whether the order's index holds what the list is filtered by.
    private var holdsFilters: Bool { order == .worst || (order == .name && !isSearch) }

    /// What the list is sorted by first.
    private var column: String {
        switch order {
        case .worst: "paused"
        case .name: "name"
        case .latency: "latency"
        case .uptime: "uptime"
        case .changed: "since"
        }
    }

    /// The order as SQL.
    ///
    /// - Parameter isWalked: by the order's index; else by an expression that is none's.
    private func text(isWalked: Bool = true) -> String {
        let (down, up) = reversed ? ("ASC", "DESC") : ("DESC", "ASC")
        let way =
            switch order {
            case .name, .uptime: up
            case .latency, .changed: down
            // The paused come last, since nobody looks at them.
            case .worst: "\(up), severity \(down), importance \(down)"
            }
        // Nothing is NULL there: what is added says no more than that no index serves.
        return "\(isWalked ? column : "coalesce(\(column), NULL)") \(way), directory \(order == .worst ? down : way)"
    }
}
