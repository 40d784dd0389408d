import Database

/// Finds the directories of one page of the list, and how long the list is.
///
/// Without a filter, the order is that of an index and the page is read from it. With one, walking an index in search of few matching
/// rows costs more than looking at every row once: what matches is gathered with its number to sort by, counted and sorted here.
struct BoardSorting: Sendable {
    private let order: BoardStore.Order
    private let reversed: Bool
    private let hasFilter: Bool
    private let offset: Int
    private let limit: Int

    init(_ query: BoardStore.Query) {
        order = query.order
        reversed = query.reversed
        hasFilter = query.hasFilter
        offset = max(0, query.offset)
        limit = max(0, query.limit)
    }

    /// - Parameter condition: a WHERE clause with parameters from `$1`, filled by `values`; empty without a filter.
    func page(_ condition: String, _ values: [SQLValue], _ connection: any SQLConnection) throws -> (ids: [Int64], total: Int) {
        if hasFilter, let (key, ascends, idAscends) = number {
            var found: [(key: Int64, id: Int64)] = []
            try connection.forEach("SELECT \(key), directory FROM board \(condition)", values) { row in
                found.append((row.integer(0), row.integer(1)))
                return true
            }
            found.sort { a, b in
                a.key != b.key ? (a.key < b.key) == (ascends != reversed) : (a.id < b.id) == (idAscends != reversed)
            }
            return (found.dropFirst(offset).prefix(limit).map(\.id), found.count)
        }
        let sql = "SELECT directory FROM board \(condition) ORDER BY \(text) LIMIT \(limit) OFFSET \(offset)"
        let ids = try connection.query(sql, values) { $0.integer(0) }
        // A page that is not full is the last one, and the rest need not be counted.
        if ids.count < limit, offset == 0 || !ids.isEmpty { return (ids, offset + ids.count) }
        return (ids, try connection.first("SELECT count(*) FROM board \(condition)", values) { $0.int(0) } ?? 0)
    }

    /// The order as a number to sort by and its directions (of the number, then of the id); nil where it is no number.
    private var number: (key: String, ascends: Bool, idAscends: Bool)? {
        switch order {
        case .worst: ("(1 - paused) * 64 + severity * 4 + importance", false, false)
        case .name: nil
        case .latency: ("latency", false, false)
        case .uptime: ("uptime", true, true)
        case .changed: ("since", false, false)
        }
    }

    /// The order as SQL: that of an index, unless a filter makes a look at every row the better way (`|| ''`).
    private var text: String {
        let (down, up) = reversed ? ("ASC", "DESC") : ("DESC", "ASC")
        return switch order {
        // The paused come last, since nobody looks at them.
        case .worst: "paused \(up), severity \(down), importance \(down), directory \(down)"
        case .name: "name\(hasFilter ? " || ''" : "") \(up), directory \(up)"
        case .latency: "latency \(down), directory \(down)"
        case .uptime: "uptime \(up), directory \(up)"
        case .changed: "since \(down), directory \(down)"
        }
    }
}
