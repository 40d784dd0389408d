import Database
import Model
import Resilience

/// Roll-ups are made from what is stored, when their time is over: 5 minutes from raw rows, hours from those, days from hours. Each is
/// written in place of what was there, and the mark up to which a level is complete moves last, so a crash in between repeats work and
/// changes no figure.
extension ObservationStore {
    /// A probe may end this long after the 5 minutes in which it started; what comes later is added on its own.
    static let grace: Int64 = 120_000
    /// Rows written in one transaction, so that no observation waits long behind it.
    private static let chunk = 2000

    /// Completes all roll-ups whose time is over.
    package func roll() async throws {
        try await flush()
        await takeTurn()
        defer { giveTurn() }
        guard !until.isEmpty else { return }
        try await rollFiveMinutes()
        try await rollUp(.hour)
        try await rollUp(.day)
    }

    private func rollFiveMinutes() async throws {
        let level = RollupLevel.fiveMinutes
        let end = level.floor(clock.now().milliseconds - Self.grace)
        let start = until[level.rawValue]
        guard end > start else { return }
        let gathered = try await database.read { try Gathered(from: start, to: end, $0) }
        let buckets = gathered.buckets.keys.sorted()
        var touched: Set<DirectoryID> = []
        // Taken over at the end, so that a try that fails half-way counts nothing twice.
        var uptime = self.uptime
        for bucket in buckets {
            let rollups = gathered.buckets[bucket] ?? [:]
            try await put(level, bucket, rollups)
            for (key, rollup) in rollups {
                uptime.add(rollup, of: key.directory)
                touched.insert(key.directory)
            }
        }
        // What leaves the window of a day as it moves from `start` to `end`.
        let leaving = try await database.read { connection in
            try connection.query(
                "SELECT directory, \(RollupRow.columns) FROM rollups_5m WHERE bucket >= $1 AND bucket < $2",
                [.integer(start - UptimeWindow.span), .integer(min(end - UptimeWindow.span, start))]
            ) { (DirectoryID($0.integer(0)), RollupRow.read($0, from: 1)) }
        }
        for (directory, rollup) in leaving {
            uptime.remove(rollup, of: directory)
            touched.insert(directory)
        }
        try await show(uptime, of: touched)
        let next = gathered.next
        try await database.write { try Self.advance(level, to: end, nextRow: next, $0) }
        until[level.rawValue] = end
        self.uptime = uptime
    }

    /// Makes the hours or days that are over from the level below, a range of directories at a time.
    private func rollUp(_ level: RollupLevel) async throws {
        guard let finer = level.finer else { return }
        let end = level.floor(until[finer.rawValue])
        while until[level.rawValue] < end {
            let from = until[level.rawValue]
            // After a pause of days, straight to where there is something.
            let first = try await database.read { connection in
                try connection.first("SELECT min(bucket) FROM \(finer.table) WHERE bucket >= $1", [.integer(from)]) {
                    $0.optionalInteger(0)
                }
            }
            guard let bucket = (first ?? nil).map({ level.floor($0) }), bucket < end else {
                try await database.write { try Self.advance(level, to: end, nextRow: 0, $0) }
                until[level.rawValue] = end
                return
            }
            let starts = stride(from: bucket, to: bucket + level.width, by: Int(finer.width)).map { $0 }
            var low: Int64 = .min
            while true {
                let from = low
                let (rollups, last) = try await database.read { try Self.gather(finer, starts, after: from, $0) }
                try await put(level, bucket, rollups)
                guard let last else { break }
                low = last
            }
            let until = bucket + level.width
            try await database.write { try Self.advance(level, to: until, nextRow: 0, $0) }
            self.until[level.rawValue] = until
        }
    }

    private func put(_ level: RollupLevel, _ bucket: Int64, _ rollups: [CheckKey: Rollup]) async throws {
        let rows = rollups.sorted { $0.key < $1.key }
        for start in stride(from: 0, to: rows.count, by: Self.chunk) {
            let part = Array(rows[start..<min(start + Self.chunk, rows.count)])
            try await database.write { connection in
                for (key, rollup) in part { try RollupRow.put(level, bucket, key, rollup, connection) }
            }
        }
    }

    private func show(_ uptime: UptimeWindow, of directories: Set<DirectoryID>) async throws {
        let rows = directories.sorted().map { ($0, uptime.partsPerMillion($0)) }
        for start in stride(from: 0, to: rows.count, by: Self.chunk) {
            let part = Array(rows[start..<min(start + Self.chunk, rows.count)])
            try await database.write { connection in
                for (directory, parts) in part {
                    try connection.execute(
                        "UPDATE board SET uptime = $2 WHERE directory = $1 AND uptime <> $2",
                        [.integer(directory.rawValue), .integer(parts ?? 1_000_001)])
                }
            }
        }
    }

    private static func advance(_ level: RollupLevel, to until: Int64, nextRow: Int64, _ connection: any SQLConnection) throws {
        try connection.execute(
            "UPDATE rollup_progress SET until = $2, next_row = $3 WHERE level = $1",
            [.int(level.rawValue), .integer(until), .integer(nextRow)])
    }

    /// The merged roll-ups of the next directories after `after`, and the last of them; nil when there are no more.
    private static func gather(
        _ level: RollupLevel, _ buckets: [Int64], after: Int64, _ connection: any SQLConnection
    ) throws -> ([CheckKey: Rollup], Int64?) {
        var last: Int64?
        for bucket in buckets {
            let sql =
                "SELECT directory FROM \(level.table) WHERE bucket = $1 AND directory > $2 ORDER BY directory LIMIT 1 OFFSET \(chunk - 1)"
            let end = try connection.first(sql, [.integer(bucket), .integer(after)]) { $0.integer(0) }
            if let end { last = min(last ?? end, end) }
        }
        var rollups: [CheckKey: Rollup] = [:]
        let sql =
            "SELECT directory, kind, \(RollupRow.columns) FROM \(level.table) WHERE bucket = $1 AND directory > $2 AND directory <= $3"
        for bucket in buckets {
            try connection.forEach(sql, [.integer(bucket), .integer(after), .integer(last ?? .max)]) { row in
                guard let kind = CheckKind(code: row.int(1)) else { return true }
                rollups[CheckKey(DirectoryID(row.integer(0)), kind), default: Rollup()].merge(RollupRow.read(row, from: 2))
                return true
            }
        }
        return (rollups, last)
    }
}

/// The 5-minute roll-ups of the raw rows that are not rolled up yet.
private struct Gathered: Sendable {
    var buckets: [Int64: [CheckKey: Rollup]] = [:]
    /// The first row that belongs to a later time: where the next reading begins.
    var next: Int64

    init(from start: Int64, to end: Int64, _ connection: any SQLConnection) throws {
        next = try connection.first("SELECT next_row FROM rollup_progress WHERE level = 0") { $0.integer(0) } ?? 0
        var (first, last): (Int64?, Int64) = (nil, next - 1)
        let sql = "SELECT id, directory, kind, at, verdict, total FROM observations WHERE id >= $1 ORDER BY id"
        try connection.forEach(sql, [.integer(next)]) { row in
            let (id, at) = (row.integer(0), row.integer(3))
            last = id
            if at >= end {
                // A row from a clock that ran far ahead is not waited for, or all later rows would be read again until then.
                if at < end + RollupLevel.hour.width, first == nil { first = id }
                return true
            }
            // Earlier ones were added to their roll-ups as they came.
            guard at >= start, let kind = CheckKind(code: row.int(2)), let verdict = Verdict(code: row.int(4)) else { return true }
            let key = CheckKey(DirectoryID(row.integer(1)), kind)
            buckets[RollupLevel.fiveMinutes.floor(at), default: [:]][key, default: Rollup()]
                .add(verdict, latency: row.integer(5), row: id)
            return true
        }
        next = first ?? last + 1
    }
}
