import Database
import Model
import Resilience
import Synchronization

/// What a heartbeat learned.
package struct Beat: Sendable {
    /// False when this worker was taken for dead: its jobs are others' now.
    package var isAlive: Bool
    /// Running jobs of it that somebody wants gone.
    package var cancelled: [Lease] = []
}

/// How far a running job is, for people.
package struct JobProgress: Sendable, Hashable {
    package var lease: Lease
    package var share: Double?
    package var message: String

    package init(_ lease: Lease, share: Double?, message: String) {
        self.lease = lease
        self.share = share
        self.message = message
    }
}

extension JobStore {
    /// Opens one life of a worker. All its leases last as long as its heart beats.
    package func openSession(node: String, queues: [String]?, offer: ResourceProfile) async throws -> SessionID {
        let now = clock.now()
        let id = try await database.write { connection in
            try connection.first(
                "INSERT INTO job_sessions (node, queues, offer, started_at, beat_at) VALUES ($1, $2, $3, $4, $4) RETURNING id",
                [.text(node), .text(JobText.join(queues ?? []) ?? ""), .text(JobText.profile(offer)), .time(now)]
            ) { SessionID($0.integer(0)) }
        }
        guard let id else { throw JobQueueError(.value, "No session was opened.", remedy: "Try again.") }
        return id
    }

    /// Says that the worker lives, stores how far its jobs are, and learns which are to be stopped.
    package func beat(_ session: SessionID, progress: [JobProgress] = []) async throws -> Beat {
        let now = clock.now()
        return try await database.write { connection in
            let alive = try connection.execute(
                "UPDATE job_sessions SET beat = beat + 1, beat_at = $2 WHERE id = $1", [.integer(session.rawValue), .time(now)])
            guard alive > 0 else { return Beat(isAlive: false) }
            for item in progress {
                try connection.execute(
                    "UPDATE jobs SET progress = $3, message = $4 WHERE id = $1 AND lease = $2 AND \(JobTransition.stop.guardSQL)",
                    [
                        .integer(item.lease.job.rawValue), .integer(item.lease.token), item.share.map { .double($0) } ?? .null,
                        .text(String(item.message.prefix(500))),
                    ])
            }
            let cancelled = try connection.query(
                "SELECT id, lease FROM jobs WHERE session = $1 AND cancelling = 1 AND \(JobTransition.stop.guardSQL)",
                [.integer(session.rawValue)]
            ) { Lease(JobID($0.integer(0)), token: $0.integer(1)) }
            return Beat(isAlive: true, cancelled: cancelled)
        }
    }

    /// Ends a worker's life in order: what it still holds is given back.
    package func closeSession(_ session: SessionID) async throws {
        try await database.write { connection in
            try connection.execute("DELETE FROM job_sessions WHERE id = $1", [.integer(session.rawValue)])
        }
        _ = try await rescueOrphans(limit: 1000)
    }

    /// A session's heart.
    package struct Heart: Sendable, Hashable {
        /// How often it has beaten.
        package var count: Int64
        /// Whether the session holds jobs; one that does not beats seldom.
        package var isWorking: Bool
    }

    /// The hearts of all sessions but one's own.
    package func beats(except own: SessionID?) async throws -> [SessionID: Heart] {
        let (hearts, looks) = try await database.read { connection -> ([SessionID: Heart], [RunningLook]) in
            let all = try connection.query("SELECT id, beat FROM job_sessions") { (SessionID($0.integer(0)), $0.integer(1)) }
            let others = all.filter { $0.0 != own }
            guard !others.isEmpty else { return ([:], []) }
            var looks: [RunningLook] = []
            let working: [Int64]
            if connection.dialect == .postgres {
                try connection.steadyPlans()
                let look = try self.lookAtRunning(.all, connection)
                looks.append(look)
                working = look.sessions.values.compactMap { $0 }
            } else {
                working = try connection.query("SELECT DISTINCT session FROM jobs WHERE state = 2 AND session IS NOT NULL") {
                    $0.integer(0)
                }
            }
            let busy = Set(working)
            let hearts = others.map { ($0.0, Heart(count: $0.1, isWorking: busy.contains($0.0.rawValue))) }
            return (Dictionary(uniqueKeysWithValues: hearts), looks)
        }
        remember(looks)
        return hearts
    }

    /// Removes a session that was found dead, unless its heart has beaten since.
    package func bury(_ session: SessionID, beat: Int64) async throws -> Bool {
        try await database.write { connection in
            try connection.execute(
                "DELETE FROM job_sessions WHERE id = $1 AND beat = $2", [.integer(session.rawValue), .integer(beat)]) > 0
        }
    }

    /// Gives back the running jobs whose session is gone, so that others take them.
    /// - Returns: those jobs; each will be worked again, perhaps a second time.
    package func rescueOrphans(limit: Int) async throws -> [JobID] {
        let now = clock.now()
        let orphaned = Self.orphaned
        let found = try await orphans(limit: limit)
        guard !found.isEmpty else { return [] }
        let rescued = try await database.write { connection in
            var rescued: [JobID] = []
            for orphan in found {
                let (lease, attempt, limit) = (orphan.lease, orphan.attempt, orphan.maxAttempts)
                let values: [SQLValue] = [.integer(lease.job.rawValue), .integer(lease.token)]
                let still = try connection.first(
                    "SELECT 1 FROM jobs WHERE id = $1 AND lease = $2 AND \(orphaned)\(connection.dialect.lockRows)", values
                ) { $0.int(0) }
                guard still != nil else { continue }
                if orphan.isCancelling || attempt >= limit {
                    // A job that kills its worker each time must not do so for ever.
                    let result: JobOutcome.Result =
                        orphan.isCancelling ? .cancelled : .dead(error: "its worker died (attempt \(attempt) of \(limit))")
                    _ = try self.settle(JobOutcome(lease, result), node: "", in: connection)
                    rescued.append(lease.job)
                    continue
                }
                let lane = try connection.first(
                    """
                    UPDATE jobs SET state = 1, session = NULL, started_at = NULL, progress = NULL, error = 'its worker died'
                    WHERE id = $1 AND lease = $2 AND \(orphaned) RETURNING lane
                    """, values
                ) { $0.integer(0) }
                guard let lane else { continue }
                self.memory.withLock { $0.marks[lane]?.lower(to: lease.job.rawValue) }
                try self.note(lease.job, "rescued", "its worker died", node: nil, now: now, connection)
                if let key = orphan.key { _ = try self.release(key: key, connection) }
                rescued.append(lease.job)
            }
            return rescued
        }
        if !rescued.isEmpty { hint() }
        return rescued
    }
    /// A running job whose session is gone.
    private struct Orphan: Sendable {
        let lease: Lease
        let attempt: Int
        let maxAttempts: Int
        let key: String?
        let isCancelling: Bool

        static let columns = "id, lease, attempt, max_attempts, limit_key, cancelling"

        init(_ row: any SQLRow) {
            lease = Lease(JobID(row.integer(0)), token: row.integer(1))
            (attempt, maxAttempts) = (row.int(2), row.int(3))
            (key, isCancelling) = (row.optionalText(4), row.bool(5))
        }
    }

    private static let orphaned = "state = 2 AND (session IS NULL OR session NOT IN (SELECT id FROM job_sessions))"

    /// Running jobs whose session is gone, the oldest first.
    private func orphans(limit: Int) async throws -> [Orphan] {
        let (found, looks) = try await database.read { connection -> ([Orphan], [RunningLook]) in
            guard connection.dialect == .postgres else {
                let sql = "SELECT \(Orphan.columns) FROM jobs WHERE \(Self.orphaned) ORDER BY id LIMIT $1"
                return (try connection.query(sql, [.int(limit)], Orphan.init), [])
            }
            try connection.steadyPlans()
            let look = try self.lookAtRunning(.all, connection)
            guard !look.sessions.isEmpty else { return ([], [look]) }
            let sessions = Set(try connection.query("SELECT id FROM job_sessions") { $0.integer(0) })
            let ids = look.sessions.filter { $0.value.map { !sessions.contains($0) } ?? true }.keys.sorted().prefix(limit)
            guard !ids.isEmpty else { return ([], [look]) }
            let found = try connection.query(
                "SELECT \(Orphan.columns) FROM jobs WHERE id = ANY(string_to_array($1, ' ')::bigint[])",
                [.text(ids.map(String.init).joined(separator: " "))], Orphan.init)
            return (found.sorted { $0.lease.job < $1.lease.job }, [look])
        }
        remember(looks)
        return found
    }
}
