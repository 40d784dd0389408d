import Database
import Model
import Resilience

extension ObservationStore {
    /// Raw rows deleted in one transaction.
    private static let rawChunk: Int64 = 5000
    private static let rollupChunk = 2000

    /// Deletes what is older than the retention, in small transactions between which others write.
    /// - Returns: how many rows were deleted.
    @discardableResult
    package func prune() async throws -> Int {
        let now = clock.now().milliseconds
        var deleted = try await pruneRaw(before: now - retention.rawSpan)
        for level in RollupLevel.allCases { deleted += try await pruneRollups(level, before: level.floor(now - retention.span(of: level))) }
        if now - lastSlowPrune.milliseconds >= RollupLevel.hour.width {
            lastSlowPrune = Timestamp(milliseconds: now)
            deleted += try await pruneNotes(before: now - retention.rawSpan)
            deleted += try await pruneTransitions(before: now - retention.transitionSpan)
        }
        return deleted
    }

    private func pruneRaw(before time: Int64) async throws -> Int {
        guard let end = try await database.read({ try Self.firstRow(notBefore: time, $0) }) else { return 0 }
        var deleted = 0
        while true {
            let count = try await database.writeQuietly { connection in
                let first = try connection.first("SELECT min(id) FROM observations") { $0.optionalInteger(0) } ?? nil
                guard let first, first < end else { return 0 }
                return try connection.execute("DELETE FROM observations WHERE id < $1", [.integer(min(end, first + Self.rawChunk))])
            }
            if count == 0 { return deleted }
            deleted += count
            await Task.yield()
        }
    }

    /// The first row of that time or later that may go no further: rows rise with time, so it is found by bisection, and none that is yet
    /// to be rolled up is passed. Nil when there are no rows.
    private static func firstRow(notBefore time: Int64, _ connection: any SQLConnection) throws -> Int64? {
        guard
            let bounds = try connection.first("SELECT min(id), max(id) FROM observations", [], { ($0.optionalInteger(0), $0.integer(1)) }),
            var low = bounds.0
        else { return nil }
        let notRolled = try connection.first("SELECT next_row FROM rollup_progress WHERE level = 0") { $0.integer(0) } ?? low
        var high = min(bounds.1 + 1, notRolled)
        while low < high {
            let middle = low + (high - low) / 2
            let at = try connection.first("SELECT at FROM observations WHERE id >= $1 ORDER BY id LIMIT 1", [.integer(middle)]) {
                $0.integer(0)
            }
            if let at, at < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func pruneRollups(_ level: RollupLevel, before time: Int64) async throws -> Int {
        let key = "bucket, directory, kind"
        let sql = """
            DELETE FROM \(level.table) WHERE (\(key)) IN
            (SELECT \(key) FROM \(level.table) WHERE bucket < $1 ORDER BY \(key) LIMIT \(Self.rollupChunk))
            """
        return try await repeatedly(sql, [.integer(time)])
    }

    private func pruneNotes(before time: Int64) async throws -> Int {
        try await repeatedly(
            """
            DELETE FROM notes WHERE id IN (SELECT id FROM notes WHERE used_at < $1
                AND id NOT IN (SELECT note FROM check_states WHERE note IS NOT NULL)
                AND id NOT IN (SELECT failure_note FROM check_states WHERE failure_note IS NOT NULL) LIMIT 5000)
            """, [.integer(time)])
    }

    private func pruneTransitions(before time: Int64) async throws -> Int {
        try await repeatedly(
            """
            DELETE FROM transitions WHERE (directory, kind, at) IN (SELECT directory, kind, at FROM transitions WHERE at < $1 LIMIT 5000)
            """, [.integer(time)])
    }

    private func repeatedly(_ sql: String, _ values: [SQLValue]) async throws -> Int {
        var deleted = 0
        while true {
            let count = try await database.writeQuietly { try $0.execute(sql, values) }
            if count == 0 { return deleted }
            deleted += count
            await Task.yield()
        }
    }
}
