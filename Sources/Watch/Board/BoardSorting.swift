import Database

/// Finds the directories of one page of the list, and how long the list is.
///
/// The two usual orders are those of indexes that hold all that the list is filtered by: a page is a walk along one of them, and a count
/// needs no row. The other orders with a filter, and a search by name, are sorted from one look at every row: walking such an index would
/// fetch row after row in search of few that match.
struct BoardSorting: Sendable {
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
        let sql = "SELECT directory FROM board \(condition) ORDER BY \(text) LIMIT \(limit) OFFSET \(offset)"
        let ids = try connection.query(sql, values) { $0.integer(0) }
        // A page that is not full is the last one, and the rest need not be counted.
        if ids.count < limit, offset == 0 || !ids.isEmpty { return (ids, offset + ids.count) }
        return (ids, try connection.first("SELECT count(*) FROM board \(condition)", values) { $0.int(0) } ?? 0)
    }

    /// The order as SQL: that of an index, or an expression that is none's.
    private var text: String {
        let (down, up) = reversed ? ("ASC", "DESC") : ("DESC", "ASC")
        return switch order {
        // The paused come last, since nobody looks at them.
        case .worst: "paused \(up), severity \(down), importance \(down), directory \(down)"
        case .name: "\(isSearch ? "coalesce(name, '')" : "name") \(up), directory \(up)"
        case .latency: "latency\(hasFilter ? " + 0" : "") \(down), directory \(down)"
        case .uptime: "uptime\(hasFilter ? " + 0" : "") \(up), directory \(up)"
        case .changed: "since\(hasFilter ? " + 0" : "") \(down), directory \(down)"
        }
    }
}
