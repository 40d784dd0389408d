package import Database
import Model
import Resilience
import Synchronization

/// What became of an exchange between a worker and the store.
package struct Exchange: Sendable {
    package var claims = Claims()
    /// Outcomes that were refused since their lease was lost: what they did may be done again.
    package var refused: [JobOutcome] = []
    /// Whether jobs became ready by it: dependents, or others that waited for a key.
    package var madeReady = false
}

extension JobStore {
    /// A worker's whole conversation with the database in one transaction: what it finished, then what it takes next.
    package func exchange(
        _ outcomes: [JobOutcome], claiming requests: [ClaimRequest], for session: SessionID, node: String
    ) async throws -> Exchange {
        let exchange = try await database.write { connection in
            var exchange = Exchange()
            try connection.steadyPlans()
            var outcomes = outcomes
            try self.completeTogether(&outcomes, node: node, &exchange, connection)
            for outcome in outcomes {
                switch try self.settle(outcome, node: node, in: connection) {
                case .accepted(let madeReady): exchange.madeReady = exchange.madeReady || madeReady
                case .refused: exchange.refused.append(outcome)
                }
            }
            for request in requests { try self.claim(request, for: session, in: connection, &exchange.claims) }
            return exchange
        }
        remember(exchange.claims.looks)
        return exchange
    }

    /// Whether an outcome was taken.
    package enum Settlement: Sendable, Hashable {
        case accepted(madeReady: Bool)
        /// The lease is no longer that worker's, or the job is not running: nothing was changed.
        case refused
    }

    /// Ends a worker's hold on a job, if it still has it.
    package func settle(_ outcome: JobOutcome, node: String, in connection: any SQLConnection) throws -> Settlement {
        let now = clock.now()
        let lease = outcome.lease
        switch outcome.result {
        case .done: return try finish(lease, .complete, error: nil, node: node, now: now, connection)
        case .cancelled:
            let settlement = try finish(lease, .stop, error: nil, node: node, now: now, connection)
            if settlement != .refused { try note(lease.job, "cancelled", "stopped while running", node: node, now: now, connection) }
            return settlement
        case .dead(let error):
            let settlement = try finish(lease, .giveUp, error: error, node: node, now: now, connection)
            if settlement != .refused { try note(lease.job, "failed", error, node: node, now: now, connection) }
            return settlement
        case .retry(let time, let error):
            return try putBack(lease, .retry, at: time, error: error, node: node, now: now, connection)
        case .snooze(let time): return try putBack(lease, .snooze, at: time, error: nil, node: node, now: now, connection)
        case .giveBack: return try putBack(lease, .giveBack, at: now, error: nil, node: node, now: now, connection)
        }
    }

    /// What moves into the history as it is.
    static let copied = """
        id, lane, kind, attempt, lease, session, run_at, created_at, started_at, max_attempts, nonce, version, payload, limit_key,
        key_limit, unique_key, dependents, deadline, tags, details, progress, message
        """

    /// Moves a running job into the history.
    private func finish(
        _ lease: Lease, _ transition: JobTransition, error: String?, node: String, now: Timestamp, _ connection: any SQLConnection
    ) throws -> Settlement {
        let id: SQLValue = .integer(lease.job.rawValue)
        let token: SQLValue = .integer(lease.token)
        let moved = try connection.execute(
            """
            INSERT INTO job_history (\(Self.copied), state, error, finished_at, node)
            SELECT \(Self.copied), $3, coalesce($4, error), $5, $6 FROM jobs WHERE id = $1 AND lease = $2 AND \(transition.guardSQL)
            """, [id, token, .int(transition.to.rawValue), .optional(error), .time(now), .text(node)])
        guard moved > 0 else { return .refused }
        let row = try connection.first(
            "DELETE FROM jobs WHERE id = $1 AND lease = $2 AND \(transition.guardSQL) RETURNING limit_key, unique_key, dependents",
            [id, token]
        ) { ($0.optionalText(0), $0.optionalText(1), $0.bool(2)) }
        guard let row else {
            // Rescued between the two statements (PostgreSQL): the copy must go as well.
            try connection.execute("DELETE FROM job_history WHERE id = $1 AND lease = $2", [id, token])
            return .refused
        }
        return .accepted(
            madeReady: try free(
                lease.job, key: row.0, unique: row.1, dependents: row.2, finished: transition.to, now: now, connection))
    }

    /// Gives on what a job had that left the hot table: its key, its unique key, and its dependents' waiting.
    func free(
        _ job: JobID, key: String?, unique: String?, dependents: Bool, finished: JobState, now: Timestamp,
        _ connection: any SQLConnection
    ) throws -> Bool {
        var madeReady = false
        if let unique {
            try connection.execute(
                "DELETE FROM job_uniques WHERE unique_key = $1 AND job = $2 AND until_at IS NULL",
                [.text(unique), .integer(job.rawValue)])
        }
        if let key { madeReady = try release(key: key, connection) > 0 }
        if dependents, finished == .done {
            let waiting = try connection.query(
                "DELETE FROM job_dependencies WHERE needed = $1 RETURNING job", [.integer(job.rawValue)]
            ) { $0.integer(0) }
            for other in waiting {
                // One that is not to run yet goes on waiting for its time.
                let state = try connection.first(
                    """
                    UPDATE jobs SET needs = needs - 1, state = CASE WHEN needs > 1 THEN 3 WHEN run_at > $2 THEN 0 ELSE 1 END
                    WHERE id = $1 AND \(JobTransition.unblock.guardSQL) RETURNING state, lane
                    """, [.integer(other), .time(now)]
                ) { ($0.int(0), $0.integer(1)) }
                guard let state, state.0 == JobState.ready.rawValue else { continue }
                madeReady = true
                memory.withLock { $0.marks[state.1]?.lower(to: other) }
            }
        }
        return madeReady
    }

    /// Lets held jobs of a key go on, as many as the key allows now.
    /// - Parameter ended: how many of its jobs ended.
    func release(key: String, ended: Int = 1, _ connection: any SQLConnection) throws -> Int {
        guard try connection.lock(name: key, waiting: true) else { return 0 }
        // Where its next look begins is remembered by whoever claims.
        var looks: [RunningLook] = []
        var running = try running(key: key, connection, &looks)
        var released: Int64?
        var count = 0
        for (id, limit) in try held(key, most: max(8, ended), connection) where running < limit {
            let lane = try connection.first(
                "UPDATE jobs SET state = 1 WHERE id = $1 AND \(JobTransition.release.guardSQL) RETURNING lane", [.integer(id)]
            ) { $0.integer(0) }
            guard let lane else { continue }
            running += 1
            count += 1
            released = id
            memory.withLock { $0.marks[lane]?.lower(to: id) }
        }
        if let released { memory.withLock { $0.held[key]?.released(released, at: Self.instant()) } }
        return count
    }

    /// The first held jobs of a key with its limit as each of them says.
    private func held(_ key: String, most: Int, _ connection: any SQLConnection) throws -> [(id: Int64, limit: Int)] {
        let dialect = connection.dialect
        func search(from start: Int64) throws -> [(id: Int64, limit: Int)] {
            try connection.query(
                """
                SELECT id, key_limit FROM jobs WHERE \(dialect.held(of: "$1", from: "$2")) ORDER BY limit_key, id LIMIT $3\(dialect.skipLocked)
                """, [.text(key), .integer(start), .int(most)]
            ) { ($0.integer(0), $0.int(1)) }
        }
        guard dialect == .postgres else { return try search(from: 0) }
        let instant = Self.instant()
        var mark = memory.withLock { $0.held[key] } ?? HeldMark(settling: memory.withLock { $0.settling })
        var found: [(id: Int64, limit: Int)] = []
        var start: Int64? = mark.start(at: instant)
        while let from = start {
            found = try search(from: from)
            start = mark.searched(
                from: from, first: found.first?.id, count: found.count, wanted: most, at: instant, until: Self.instant())
        }
        memory.withLock { memory in
            // A key may be anything, and nothing says when one is used for the last time.
            if memory.held.count >= Self.mostKeys, memory.held[key] == nil { memory.held = [:] }
            memory.held[key] = mark
        }
        return found
    }

    /// More keys than these are not remembered.
    private static let mostKeys = 4096

    private func putBack(
        _ lease: Lease, _ transition: JobTransition, at time: Timestamp, error: String?, node: String, now: Timestamp,
        _ connection: any SQLConnection
    ) throws -> Settlement {
        // A job that was cancelled meanwhile is not tried again.
        let wanted = try connection.first(
            "SELECT cancelling FROM jobs WHERE id = $1 AND lease = $2", [.integer(lease.job.rawValue), .integer(lease.token)]
        ) { $0.bool(0) }
        if wanted == true { return try settle(JobOutcome(lease, .cancelled), node: node, in: connection) }
        let state: JobState = time > now ? .scheduled : .ready
        let counts = transition == .retry
        let row = try connection.first(
            """
            UPDATE jobs SET state = $3, run_at = $4, session = NULL, started_at = NULL, progress = NULL, error = coalesce($5, error),
                attempt = attempt - \(counts ? 0 : 1)
            WHERE id = $1 AND lease = $2 AND \(transition.guardSQL) RETURNING lane, limit_key
            """,
            [
                .integer(lease.job.rawValue), .integer(lease.token), .int(state.rawValue), .time(time), .optional(error),
            ]
        ) { ($0.integer(0), $0.optionalText(1)) }
        guard let (lane, key) = row else { return .refused }
        if transition != .giveBack {
            try note(lease.job, counts ? "failed" : "snoozed", error ?? "until \(time)", node: node, now: now, connection)
        }
        if state == .ready { memory.withLock { $0.marks[lane]?.lower(to: lease.job.rawValue) } }
        var madeReady = state == .ready
        if let key { madeReady = try release(key: key, connection) > 0 || madeReady }
        return .accepted(madeReady: madeReady)
    }

    /// Writes a line into a job's history.
    func note(
        _ job: JobID, _ what: String, _ message: String, node: String?, now: Timestamp, _ connection: any SQLConnection
    ) throws {
        try connection.execute(
            """
            INSERT INTO job_events (job, at, attempt, what, message, node)
            VALUES ($1, $2, coalesce((SELECT attempt FROM jobs WHERE id = $1), (SELECT attempt FROM job_history WHERE id = $1), 0), $3, $4, $5)
            """,
            [.integer(job.rawValue), .time(now), .text(what), .text(String(message.prefix(4000))), .optional(node)])
    }
}
