import Database
import Model

/// Covers a window of time by the coarsest roll-ups that fit into it, finer ones at its edges, and raw rows where nothing else does.
struct RollupWindow {
    let key: CheckKey
    /// Nothing coarser than this is used, so that a chart gets its buckets.
    let coarsest: RollupLevel
    private var until: [Int64] = []
    /// The start of the oldest bucket kept of each level; nil where there is none.
    private var oldest: [Int64?] = []
    private var oldestRaw: Int64?

    init(key: CheckKey, coarsest: RollupLevel) {
        self.key = key
        self.coarsest = coarsest
    }

    /// Hands over each roll-up with the time at which it begins.
    mutating func collect(from: Int64, to: Int64, _ connection: any SQLConnection, _ take: (Int64, Rollup) -> Void) throws {
        guard from < to else { return }
        until = try connection.query("SELECT until FROM rollup_progress ORDER BY level") { $0.integer(0) }
        guard until.count == RollupLevel.allCases.count else { return }
        oldest = try RollupLevel.allCases.map { level in
            try connection.first("SELECT min(bucket) FROM \(level.table)") { $0.optionalInteger(0) } ?? nil
        }
        oldestRaw = try connection.first("SELECT at FROM observations ORDER BY id LIMIT 1") { $0.integer(0) }
        try cover(coarsest, from, to, connection, take)
    }

    private func cover(
        _ level: RollupLevel, _ from: Int64, _ to: Int64, _ connection: any SQLConnection, _ take: (Int64, Rollup) -> Void
    ) throws {
        // Where finer figures are gone, an edge takes in the whole bucket that it cuts.
        let finerFrom = level.finer.flatMap { oldest[$0.rawValue] } ?? oldestRaw ?? .max
        let complete = until[level.rawValue]
        var (start, end) = (level.ceiling(from), level.floor(min(to, complete)))
        if start != from, level.floor(from) < finerFrom { start = level.floor(from) }
        if end != to, end < complete, end < finerFrom { end += level.width }
        guard start < end else { return try coverFiner(level, from, to, connection, take) }
        if from < start { try coverFiner(level, from, min(start, to), connection, take) }
        try read(level, start, end, connection, take)
        if end < to { try coverFiner(level, end, to, connection, take) }
    }

    private func coverFiner(
        _ level: RollupLevel, _ from: Int64, _ to: Int64, _ connection: any SQLConnection, _ take: (Int64, Rollup) -> Void
    ) throws {
        if let finer = level.finer { return try cover(finer, from, to, connection, take) }
        try readRaw(from, to, connection, take)
    }

    /// The primary key begins with the bucket, so each bucket is one short search.
    private func read(
        _ level: RollupLevel, _ from: Int64, _ to: Int64, _ connection: any SQLConnection, _ take: (Int64, Rollup) -> Void
    ) throws {
        guard let oldest = oldest[level.rawValue] else { return }
        var bucket = max(from, oldest)
        while bucket < to {
            if let rollup = try RollupRow.get(level, bucket, key, connection) { take(bucket, rollup) }
            bucket += level.width
        }
    }

    /// Walks the chain of the check's rows backwards, from the latest or from the one that a 5-minute roll-up remembers.
    private func readRaw(_ from: Int64, _ to: Int64, _ connection: any SQLConnection, _ take: (Int64, Rollup) -> Void) throws {
        let level = RollupLevel.fiveMinutes
        var row: Int64?
        if to <= until[level.rawValue] {
            // An edge may touch two buckets; the later one leads to the rows of both.
            row =
                try RollupRow.get(level, level.floor(to - 1), key, connection)?.lastRow
                ?? RollupRow.get(level, level.floor(from), key, connection)?.lastRow
        } else {
            row = try connection.first(
                "SELECT head FROM check_states WHERE directory = $1 AND kind = $2",
                [.integer(key.directory.rawValue), .int(key.check.code)]
            ) { $0.integer(0) }
        }
        while let id = row {
            row = nil
            try connection.forEach("SELECT prev, at, verdict, total FROM observations WHERE id = $1", [.integer(id)]) { found in
                let at = found.integer(1)
                if at >= from, at < to, let verdict = Verdict(code: found.int(2)) {
                    var rollup = Rollup()
                    rollup.add(verdict, latency: found.integer(3), row: id)
                    take(at, rollup)
                }
                // A little further than the edge: a clock may have been set back.
                if at >= from - level.width { row = found.optionalInteger(0) }
                return false
            }
        }
    }
}
