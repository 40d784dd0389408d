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
    ///
    /// Observations are written meanwhile: nothing here holds them up for longer than one transaction of ``chunk`` rows.
    package func roll() async throws {
        try await flush()
        guard !until.isEmpty else { return }
        let end = RollupLevel.fiveMinutes.floor(clock.now().milliseconds - Self.grace)
        // While nobody writes, so that what is flushed from now on belongs to a later time than what is read below.
        await takeTurn()
        let began = beginRolling(before: max(end, until[0]))
        giveTurn()
        guard began else { return }
        defer { endRolling() }
        try await rollFiveMinutes(to: end)
        try await rollUp(.hour)
        try await rollUp(.day)
    }

    private func rollFiveMinutes(to end: Int64) async throws {
        let level = RollupLevel.fiveMinutes
        let start = until[level.rawValue]
        guard end > start else { return }
        let gathered = try await database.read { try Gathered(from: start, to: end, $0) }
        var touched: Set<DirectoryID> = []
        // Taken over at the end, so that a try that fails half-way counts nothing twice.
        var uptime = self.uptime
        for (bucket, rollups) in gathered.buckets {
            try await put(level, bucket, rollups)
            for start in stride(from: 0, to: rollups.count, by: Self.chunk) {
                for (key, rollup) in rollups[start..<min(start + Self.chunk, rollups.count)] {
                    uptime.add(rollup, of: key.directory)
                    touched.insert(key.directory)
                }
                await Task.yield()
            }
        }
        // What leaves the window of a day as it moves from `start` to `end`.
        let leaving = try await database.read { connection in
            try connection.query(
                "SELECT directory, \(RollupRow.columns) FROM rollups_5m WHERE bucket >= $1 AND bucket < $2",
                [.integer(start - UptimeWindow.span), .integer(min(end - UptimeWindow.span, start))]
            ) { (DirectoryID($0.integer(0)), RollupRow.read($0, from: 1)) }
        }
        for start in stride(from: 0, to: leaving.count, by: Self.chunk) {
            for (directory, rollup) in leaving[start..<min(start + Self.chunk, leaving.count)] {
                uptime.remove(rollup, of: directory)
                touched.insert(directory)
            }
            await Task.yield()
        }
        try await show(uptime, of: touched)
        try await advance(level, to: end, nextRow: gathered.next)
        self.uptime = uptime
    }

    /// Marks a level as complete up to a time. Nothing is written meanwhile, for what is written goes by that mark.
    private func advance(_ level: RollupLevel, to end: Int64, nextRow: Int64) async throws {
        await takeTurn()
        defer { giveTurn() }
        try await database.writeQuietly { connection in
            try connection.execute(
                "UPDATE rollup_progress SET until = $2, next_row = $3 WHERE level = $1",
                [.int(level.rawValue), .integer(end), .integer(nextRow)])
        }
        until[level.rawValue] = end
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
                return try await advance(level, to: end, nextRow: 0)
            }
            let starts = stride(from: bucket, to: bucket + level.width, by: Int(finer.width)).map { $0 }
            var low: Int64 = .min
            while true {
                let from = low
                let (rollups, last) = try await database.read { connection in
                    let (found, last) = try Self.gather(finer, starts, after: from, connection)
                    return (found.sorted { $0.key < $1.key }, last)
                }
                try await put(level, bucket, rollups)
                guard let last else { break }
                low = last
            }
            try await advance(level, to: bucket + level.width, nextRow: 0)
        }
    }

    private func put(_ level: RollupLevel, _ bucket: Int64, _ rows: [(key: CheckKey, value: Rollup)]) async throws {
        for start in stride(from: 0, to: rows.count, by: Self.chunk) {
            try Task.checkCancellation()
            let part = Array(rows[start..<min(start + Self.chunk, rows.count)])
            try await database.writeQuietly { connection in
                for (key, rollup) in part { try RollupRow.put(level, bucket, key, rollup, connection) }
            }
        }
    }

    private func show(_ uptime: UptimeWindow, of directories: Set<DirectoryID>) async throws {
        let order = directories.sorted()
        for start in stride(from: 0, to: order.count, by: Self.chunk) {
            try Task.checkCancellation()
            let part = order[start..<min(start + Self.chunk, order.count)].map { ($0, uptime.partsPerMillion($0)) }
            try await database.writeQuietly { connection in
                for (directory, parts) in part {
                    try connection.execute(
                        "UPDATE board SET uptime = $2 WHERE directory = $1 AND uptime <> $2",
                        [.integer(directory.rawValue), .integer(parts ?? 1_000_001)])
                }
            }
        }
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
    /// By their time, each in the order of its keys.
    var buckets: [(bucket: Int64, rollups: [(key: CheckKey, value: Rollup)])] = []
    /// The first row that belongs to a later time: where the next reading begins.
    var next: Int64

    init(from start: Int64, to end: Int64, _ connection: any SQLConnection) throws {
        next = try connection.first("SELECT next_row FROM rollup_progress WHERE level = 0") { $0.integer(0) } ?? 0
        var (first, last): (Int64?, Int64) = (nil, next - 1)
        var found: [Int64: [CheckKey: Rollup]] = [:]
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
            found[RollupLevel.fiveMinutes.floor(at), default: [:]][key, default: Rollup()]
                .add(verdict, latency: row.integer(5), row: id)
            return true
        }
        next = first ?? last + 1
        buckets = found.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted { $0.key < $1.key }) }
    }
}
