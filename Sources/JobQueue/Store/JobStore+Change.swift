import Database
package import Model
import Resilience
import Synchronization

/// What a cancellation did.
package enum Cancellation: String, Sendable, Hashable {
    /// Nobody worked at it: it is cancelled.
    case cancelled
    /// Its worker was told; it is cancelled when the work ends.
    case asked
}

extension JobStore {
    /// Ends a job: at once where it waits, as soon as its work stops where it runs.
    /// - Throws: ``JobQueueError`` `unknown_job`, `state` for one that is finished.
    package func cancel(_ id: JobID) async throws -> Cancellation {
        let now = clock.now()
        let result = try await database.write { connection -> Cancellation? in
            if try self.finishWaiting(id, .cancel, where: JobTransition.cancel.guardSQL, [], error: nil, what: "cancelled", connection) {
                return .cancelled
            }
            let asked = try connection.execute(
                "UPDATE jobs SET cancelling = 1 WHERE id = $1 AND \(JobTransition.stop.guardSQL)", [.integer(id.rawValue)])
            if asked > 0 { try self.note(id, "cancelled", "asked to stop", node: nil, now: now, connection) }
            return asked > 0 ? .asked : nil
        }
        if let result { return result }
        let job = try await get(id)
        throw JobQueueError(.state, "Job \(id) is \(job.state.name) already.", remedy: "There is nothing to cancel.")
    }

    /// Works a dead or cancelled job once more, with as many attempts as it had at first; a scheduled one at once.
    /// - Throws: ``JobQueueError`` `unknown_job`, `state`, `unique`.
    package func retry(_ id: JobID) async throws {
        let now = clock.now()
        try await database.write { connection in
            let hurried = try connection.first(
                "UPDATE jobs SET state = 1, run_at = $2 WHERE id = $1 AND \(JobTransition.hurry.guardSQL) RETURNING lane",
                [.integer(id.rawValue), .time(now)]
            ) { $0.integer(0) }
            if let hurried {
                self.memory.withLock { $0.marks[hurried]?.lower(to: id.rawValue) }
                return
            }
            let job = try Self.get(id, connection)
            guard job.state.after(.replay) != nil else {
                throw JobQueueError(
                    .state, "Job \(id) is \(job.state.name).", remedy: "Only dead, cancelled and scheduled jobs can be retried.")
            }
            try self.replay(job, now: now, connection)
        }
        hint()
    }

    /// Works all dead letters of the filter once more.
    /// - Returns: how many; those whose unique key another job has are left.
    package func retryAll(_ filter: Filter, limit: Int = 10_000) async throws -> (replayed: Int, left: Int) {
        var filter = filter
        filter.states = [.dead]
        let now = clock.now()
        var (replayed, left, remaining) = (0, 0, limit)
        while remaining > 0 {
            let jobs = try await list(filter, limit: min(500, remaining))
            guard let last = jobs.last else { break }
            let counts = try await database.write { connection in
                var counts = (0, 0)
                for job in jobs {
                    do {
                        try self.replay(job, now: now, connection)
                        counts.0 += 1
                    } catch let error as JobQueueError where error.code == .unique || error.code == .state {
                        counts.1 += 1
                    }
                }
                return counts
            }
            replayed += counts.0
            left += counts.1
            remaining -= jobs.count
            filter.before = last.id
        }
        if replayed > 0 { hint() }
        return (replayed, left)
    }

    /// Lets a waiting job wait until that time; one that waits for others waits for both. ``retry(_:)`` lets it go at once.
    /// - Throws: ``JobQueueError`` `unknown_job`, `state` for one that does not wait, `value` for a time that has passed.
    package func snooze(_ id: JobID, until time: Timestamp) async throws {
        let now = clock.now()
        guard time > now else { throw JobQueueError(.value, "\(time) has passed.", remedy: "Name a time to come, or a span such as 10m.") }
        try await database.write { connection in
            let changed = try connection.execute(
                """
                UPDATE jobs SET run_at = $2, state = CASE WHEN \(JobTransition.postpone.guardSQL) THEN 0 ELSE state END
                WHERE id = $1 AND \(JobTransition.cancel.guardSQL)
                """, [.integer(id.rawValue), .time(time)])
            guard changed > 0 else {
                let job = try Self.get(id, connection)
                throw JobQueueError(
                    .state, "Job \(id) is \(job.state.name).",
                    remedy: job.state == .running ? "Cancel it, or wait until it ends." : "Only jobs that wait can be snoozed.")
            }
            try self.note(id, "snoozed", "until \(time)", node: nil, now: now, connection)
        }
        hint()
    }

    private func replay(_ job: Job, now: Timestamp, _ connection: any SQLConnection) throws {
        let id: SQLValue = .integer(job.id.rawValue)
        // A key for a period stays its own; one that lasts while the job is unfinished must be had again.
        if let unique = job.uniqueKey {
            let taken = try connection.execute(
                """
                INSERT INTO job_uniques (unique_key, job) SELECT unique_key, id FROM job_history WHERE id = $1 AND unique_key IS NOT NULL
                ON CONFLICT (unique_key) DO UPDATE SET job = excluded.job
                WHERE job_uniques.job = excluded.job OR (job_uniques.until_at IS NOT NULL AND job_uniques.until_at <= $2)
                """, [id, .time(now)])
            guard taken > 0 else {
                let holder = try holder(of: unique, now: now, connection)
                throw JobQueueError(
                    .unique, "Job \(holder.map(\.description) ?? "?") has the unique key of job \(job.id) now.",
                    remedy: "Cancel that one first, or leave this one.")
            }
        }
        let columns = """
            id, lane, kind, attempt, lease, created_at, nonce, version, payload, limit_key, key_limit, unique_key, tags, details, error
            """
        let made = try connection.execute(
            """
            INSERT INTO jobs (\(columns), state, run_at, max_attempts, dependents, deadline)
            SELECT \(columns), 1, $2, CASE WHEN state = 12 THEN attempt + max_attempts ELSE max_attempts + 1 END,
                CASE WHEN EXISTS (SELECT 1 FROM job_dependencies WHERE needed = job_history.id) THEN 1 ELSE 0 END,
                CASE WHEN deadline > $2 THEN deadline END
            FROM job_history WHERE id = $1 AND \(JobTransition.replay.guardSQL)
            """, [id, .time(now)])
        let gone = try connection.execute("DELETE FROM job_history WHERE id = $1 AND \(JobTransition.replay.guardSQL)", [id])
        guard made == 1, gone == 1 else {
            throw JobQueueError(.state, "Job \(job.id) changed meanwhile.", remedy: "Look at it again.")
        }
        memory.withLock { memory in
            for lane in memory.marks.keys { memory.marks[lane]?.lower(to: job.id.rawValue) }
        }
        try note(job.id, "replayed", "after \(job.attempt) attempts", node: nil, now: now, connection)
    }
}
