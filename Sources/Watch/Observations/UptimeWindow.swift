import Database
import Model

/// The uptime of every directory over the 24 hours that end with the last complete 5 minutes, moved on by those 5 minutes.
struct UptimeWindow: Sendable {
    static let span: Int64 = 86_400_000

    private struct Count: Sendable {
        var available: Int32 = 0
        var counted: Int32 = 0
    }

    private var counts: [DirectoryID: Count] = [:]

    /// Millionths in which the directory was present; nil where nothing counted.
    func partsPerMillion(_ directory: DirectoryID) -> Int64? {
        guard let count = counts[directory], count.counted > 0 else { return nil }
        return Int64(count.available) * 1_000_000 / Int64(count.counted)
    }

    mutating func add(_ rollup: Rollup, of directory: DirectoryID) {
        counts[directory, default: Count()].available += Int32(rollup.available)
        counts[directory, default: Count()].counted += Int32(rollup.counted)
    }

    mutating func remove(_ rollup: Rollup, of directory: DirectoryID) {
        guard var count = counts[directory] else { return }
        count.counted = max(0, count.counted - Int32(rollup.counted))
        count.available = max(0, min(count.counted, count.available - Int32(rollup.available)))
        counts[directory] = count
    }

    /// Sums what the roll-ups say of the day before `end`: hours where they are whole, 5 minutes at both ends.
    mutating func load(endingAt end: Int64, _ connection: any SQLConnection) throws {
        let start = end - Self.span
        let hours = try connection.first("SELECT until FROM rollup_progress WHERE level = 1") { $0.integer(0) } ?? start
        let (from, to) = (RollupLevel.hour.ceiling(start), max(RollupLevel.hour.ceiling(start), min(hours, RollupLevel.hour.floor(end))))
        for (table, from, to) in [("rollups_5m", start, from), ("rollups_1h", from, to), ("rollups_5m", to, end)] {
            let sql = "SELECT directory, \(RollupRow.countColumns.joined(separator: ", ")) FROM \(table) WHERE bucket >= $1 AND bucket < $2"
            try connection.forEach(sql, [.integer(from), .integer(to)]) { row in
                var rollup = Rollup()
                for (column, verdict) in Verdict.allCases.enumerated() { rollup[verdict] = row.int(column + 1) }
                add(rollup, of: DirectoryID(row.integer(0)))
                return true
            }
        }
    }
}
