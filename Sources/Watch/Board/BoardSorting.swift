import Database

/// Finds the directories of one page of the list, and how long the list is.
///
/// The two usual orders are those of indexes that hold all that the list is filtered by: a page is a walk along one of them, and a count
/// needs no row. The other orders' indexes hold no filter, so how many there are decides: a few are found by one look along the filters
/// and sorted; of many, the order's index is walked, and the row of each looked at, since the page is soon full; a page far behind in such
/// a list is sorted from one look at every row.
struct BoardSorting: Sendable {
    /// As many are a few: one look finds them all, and counts them with that.
    static let few = 1000
    /// So many rows are looked at one by one at most, where an order's index is walked.
    static let walk = 10_000

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
                : """
                SELECT b.directory FROM (SELECT directory FROM board \(condition) LIMIT \(Self.few + 1)) AS found
                JOIN board b ON b.directory = found.directory ORDER BY \(text("b."))
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

    /// The order as SQL.
    ///
    /// - Parameters:
    ///   - table: what stands before the columns' names.
    ///   - isWalked: by the order's index; else by an expression that is none's.
    private func text(_ table: String = "", isWalked: Bool = true) -> String {
        let (down, up) = reversed ? ("ASC", "DESC") : ("DESC", "ASC")
        func key(_ column: String, _ none: String, _ way: String) -> String {
            "\(isWalked ? "\(table)\(column)" : "coalesce(\(table)\(column), \(none))") \(way), \(table)directory \(way)"
        }
        return switch order {
        // The paused come last, since nobody looks at them.
        case .worst:
            "\(table)paused \(up), \(table)severity \(down), \(table)importance \(down), \(table)directory \(down)"
        case .name: key("name", "''", up)
        case .latency: key("latency", "0", down)
        case .uptime: key("uptime", "0", up)
        case .changed: key("since", "0", down)
        }
    }
}
