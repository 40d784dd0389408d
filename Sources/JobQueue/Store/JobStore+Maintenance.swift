import Database
package import Model
import Resilience
import Synchronization

extension JobStore {
    /// Makes scheduled jobs ready whose time has come.
    /// - Returns: how many, and when the next one is due.
    package func promote(limit: Int = 1000) async throws -> (promoted: Int, next: Timestamp?) {
        let now = clock.now()
        let next = try await nextScheduled()
        guard let next, next <= now else { return (0, next) }
        let promoted = try await database.write { connection in
            let due = "state = 0 AND run_at <= $1"
            let next = "SELECT id FROM jobs WHERE \(due) ORDER BY run_at, id LIMIT $2\(connection.dialect.skipLocked)"
            let found = try connection.query(
                """
                UPDATE jobs SET state = 1 WHERE id \(connection.dialect.isOne(of: next)) AND \(due) RETURNING id, lane
                """, [.time(now), .int(limit)]
            ) { ($0.integer(0), $0.integer(1)) }
            self.memory.withLock { memory in
                for (id, lane) in found { memory.marks[lane]?.lower(to: id) }
            }
            return found.count
        }
        if promoted > 0 { hint() }
        return (promoted, try await nextScheduled())
    }

    /// When the next scheduled job is due, and when the next deadline of a waiting one passes; nil where there is none.
    package func nextTimes() async throws -> (scheduled: Timestamp?, deadline: Timestamp?) {
        try await database.read { connection in
            let found = try connection.first(
                """
                SELECT (SELECT run_at FROM jobs WHERE state = 0 ORDER BY run_at LIMIT 1),
                    (SELECT deadline FROM jobs WHERE deadline IS NOT NULL AND \(JobTransition.expire.guardSQL) ORDER BY deadline LIMIT 1)
                """
            ) { row in
                (row.optionalInteger(0).map(Timestamp.init(milliseconds:)), row.optionalInteger(1).map(Timestamp.init(milliseconds:)))
            }
            return found ?? (nil, nil)
        }
    }

    /// When the next scheduled job is due.
    package func nextScheduled() async throws -> Timestamp? {
        try await database.read { connection in
            try connection.first("SELECT run_at FROM jobs WHERE state = 0 ORDER BY run_at LIMIT 1") {
                Timestamp(milliseconds: $0.integer(0))
            }
        }
    }

    /// Ends waiting jobs whose deadline has passed.
    package func expire(limit: Int = 1000) async throws -> Int {
        let now = clock.now()
        let late = "deadline IS NOT NULL AND deadline <= $1 AND \(JobTransition.expire.guardSQL)"
        let found = try await database.read { connection in
            try connection.query("SELECT id FROM jobs WHERE \(late) ORDER BY deadline LIMIT $2", [.time(now), .int(limit)]) {
                JobID($0.integer(0))
            }
        }
        guard !found.isEmpty else { return 0 }
        return try await database.write { connection in
            try found.filter { job in
                try self.finishWaiting(
                    job, .expire, where: late, [.time(now)], error: "the deadline passed before it was taken", what: "expired", connection)
            }.count
        }
    }

    /// Moves a job that nobody works at into the history.
    func finishWaiting(
        _ job: JobID, _ transition: JobTransition, where condition: String, _ values: [SQLValue], error: String?, what: String,
        _ connection: any SQLConnection
    ) throws -> Bool {
        let now = clock.now()
        // Taken under a lock, so that what is copied is what is removed.
        let locked = try connection.first(
            "SELECT id FROM jobs WHERE id = $\(values.count + 1) AND \(condition)\(connection.dialect.lockRows)",
            values + [.integer(job.rawValue)]
        ) { $0.integer(0) }
        guard locked != nil else { return false }
        let columns = """
            id, lane, kind, attempt, lease, session, run_at, created_at, started_at, max_attempts, nonce, version, payload, limit_key,
            key_limit, unique_key, dependents, deadline, tags, details, progress, message
            """
        try connection.execute(
            """
            INSERT INTO job_history (\(columns), state, error, finished_at) SELECT \(columns), $2, coalesce($3, error), $4 FROM jobs
            WHERE id = $1 AND \(transition.guardSQL)
            """, [.integer(job.rawValue), .int(transition.to.rawValue), .optional(error), .time(now)])
        let row = try connection.first(
            "DELETE FROM jobs WHERE id = $1 AND \(transition.guardSQL) RETURNING limit_key, unique_key, dependents",
            [.integer(job.rawValue)]
        ) { ($0.optionalText(0), $0.optionalText(1), $0.bool(2)) }
        guard let row else { return false }
        _ = try free(
            job, key: row.0, unique: row.1, dependents: row.2, finished: transition.to, now: now, connection)
        try connection.execute("DELETE FROM job_dependencies WHERE job = $1", [.integer(job.rawValue)])
        try note(job, what, error ?? "", node: nil, now: now, connection)
        return true
    }

    /// Lets go held jobs whose key is free: those whose release was lost. Nothing to do as a rule.
    package func releaseHeld() async throws -> Int {
        let stuck = try await database.read { connection in
            try connection.query(
                // From key to key, however many jobs each one holds, and from the latest claim back: that one may still run.
                """
                WITH RECURSIVE waiting (held) AS (
                    SELECT min(limit_key) FROM jobs WHERE state = 4 AND limit_key IS NOT NULL
                    UNION ALL
                    SELECT (SELECT min(limit_key) FROM jobs WHERE state = 4 AND limit_key > held) FROM waiting WHERE held IS NOT NULL
                )
                SELECT held FROM waiting WHERE held IS NOT NULL
                    AND (SELECT lease FROM jobs WHERE limit_key = held AND state = 2 ORDER BY limit_key DESC, lease DESC LIMIT 1) IS NULL
                LIMIT 100
                """
            ) { $0.text(0) }
        }
        guard !stuck.isEmpty else { return 0 }
        let released = try await database.write { connection in
            try stuck.reduce(0) { count, key in
                // From its first one on, whatever is remembered of it.
                self.memory.withLock { $0.held[key] = nil }
                return try count + self.release(key: key, connection)
            }
        }
        if released > 0 { hint() }
        return released
    }

    /// How long finished jobs are kept.
    package struct Retention: Sendable, Hashable {
        package var done: Duration = .seconds(2 * 86_400)
        package var cancelled: Duration = .seconds(7 * 86_400)
        package var dead: Duration = .seconds(90 * 86_400)

        package init() {}
    }

    /// Forgets finished jobs that are older than they are kept, a range of numbers at a time from the oldest on: numbers rise with the time
    /// of enqueueing, so the search ends at the first job that is too young to have been kept long enough.
    /// - Returns: how many were removed; fewer than `limit` when nothing is left to remove.
    package func prune(_ retention: Retention, after: JobID = JobID(0), limit: Int = 2000) async throws -> (removed: Int, last: JobID?) {
        let now = clock.now()
        let newest = now - min(retention.done, min(retention.cancelled, retention.dead))
        let rows = try await database.read { connection in
            var rows: [(id: Int64, state: Int, finished: Int64, created: Int64)] = []
            try connection.forEach(
                "SELECT id, state, finished_at, created_at FROM job_history WHERE id > $1 ORDER BY id LIMIT $2",
                [.integer(after.rawValue), .int(limit)]
            ) { row in
                guard row.integer(3) <= newest.milliseconds else { return false }
                rows.append((row.integer(0), row.int(1), row.integer(2), row.integer(3)))
                return true
            }
            return rows
        }
        let old = rows.filter { row in
            let kept: Duration =
                switch JobState(rawValue: row.state) {
                case .dead: retention.dead
                case .cancelled: retention.cancelled
                default: retention.done
                }
            return Timestamp(milliseconds: row.finished) <= now - kept
        }
        let last = rows.last.map { JobID($0.id) }
        guard let first = old.first, let end = old.last else { return (0, last) }
        let removed = try await database.write { connection in
            // Rows between that are kept are spared by the predicate they were found by.
            let range =
                "id BETWEEN $1 AND $2 AND ((state = 10 AND finished_at <= $3) OR (state = 11 AND finished_at <= $4) "
                + "OR (state = 12 AND finished_at <= $5))"
            let values: [SQLValue] = [
                .integer(first.id), .integer(end.id), .time(now - retention.done), .time(now - retention.cancelled),
                .time(now - retention.dead),
            ]
            try connection.execute(
                "DELETE FROM job_events WHERE job IN (SELECT id FROM job_history WHERE \(range))", values)
            return try connection.execute("DELETE FROM job_history WHERE \(range)", values)
        }
        return (removed, last)
    }

    /// Forgets unique keys that have lapsed.
    package func pruneUniques() async throws -> Int {
        let now = clock.now()
        let lapsed = try await database.read { connection in
            try connection.first(
                "SELECT count(*) FROM job_uniques WHERE until_at IS NOT NULL AND until_at <= $1", [.time(now)]
            ) { $0.int(0) } ?? 0
        }
        guard lapsed > 0 else { return 0 }
        return try await database.write {
            try $0.execute("DELETE FROM job_uniques WHERE until_at IS NOT NULL AND until_at <= $1", [.time(now)])
        }
    }
}
