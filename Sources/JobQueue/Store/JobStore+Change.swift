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

/// What a person changes of a waiting job.
package struct JobEdit: Sendable {
    /// JSON; it must be checked by its kind before.
    package var payload: [UInt8]?
    package var version: Int?
    package var priority: JobPriority?
    package var queue: String?
    package var runAt: Timestamp?
    package var maxAttempts: Int?

    package init() {}
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

    /// Changes a job that waits or is a dead letter.
    /// - Throws: ``JobQueueError`` `unknown_job`, `state` for one that runs or is done, `value`.
    package func edit(_ id: JobID, _ edit: JobEdit) async throws {
        let now = clock.now()
        if let payload = edit.payload, payload.count > Self.maximumPayload {
            throw JobQueueError(
                .value, "The payload of \(payload.count) bytes is too large.", remedy: "Store the data elsewhere and hand over where it is."
            )
        }
        try await database.write { connection in
            let job = try Self.get(id, connection)
            let table = job.state.isFinished ? "job_history" : "jobs"
            let editable = JobTransition.cancel.from + JobTransition.replay.from
            guard editable.contains(job.state) else {
                throw JobQueueError(.state, "Job \(id) is \(job.state.name).", remedy: "Only waiting jobs and dead letters can be edited.")
            }
            var values: [SQLValue] = [.integer(id.rawValue), .int(job.state.rawValue)]
            var sets: [String] = []
            var said: [String] = []
            func set(_ column: String, _ value: SQLValue, _ name: String) {
                values.append(value)
                sets.append("\(column) = $\(values.count)")
                said.append(name)
            }
            if let payload = edit.payload { set("payload", .bytes(payload), "payload") }
            if let version = edit.version { set("version", .int(version), "version") }
            if let attempts = edit.maxAttempts { set("max_attempts", .int(attempts), "attempts") }
            if let time = edit.runAt {
                guard job.state == .ready || job.state == .scheduled || job.state == .blocked else {
                    throw JobQueueError(.state, "Job \(id) is \(job.state.name): it has no run-at.", remedy: "Retry it first.")
                }
                set("run_at", .time(time), "run-at")
                if job.state != .blocked { set("state", .int((time > now ? JobState.scheduled : .ready).rawValue), "state") }
            }
            if edit.priority != nil || edit.queue != nil {
                let key = LaneKey(queue: edit.queue ?? job.queue, tenant: job.tenant, priority: edit.priority ?? job.priority)
                set("lane", .integer(try self.lane(key, in: connection)), "queue")
            }
            guard !sets.isEmpty else { throw JobQueueError(.value, "Nothing is to be changed.", remedy: "Name what to change.") }
            let changed = try connection.execute(
                "UPDATE \(table) SET \(sets.joined(separator: ", ")) WHERE id = $1 AND state = $2", values)
            guard changed == 1 else {
                throw JobQueueError(.state, "Job \(id) changed meanwhile.", remedy: "Look at it again.")
            }
            self.memory.withLock { memory in
                for lane in memory.marks.keys { memory.marks[lane]?.lower(to: id.rawValue) }
            }
            try self.note(id, "edited", said.joined(separator: ", "), node: nil, now: now, connection)
        }
        hint()
    }
}
