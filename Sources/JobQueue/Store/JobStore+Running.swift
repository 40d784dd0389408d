import Database
import Synchronization

/// Which jobs run, of one queue or of all.
struct RunningLook: Sendable {
    /// Nil for all.
    let queue: String?
    /// The session of each job that runs.
    let sessions: [Int64: Int64?]
    let look: RunningView.Look
}

extension Dialect {
    /// The fencing token of a claim: higher than that of the claim before. On PostgreSQL it is higher than all that were given out, so that
    /// running jobs can be searched from a claim on.
    var nextLease: String { self == .sqlite ? "lease + 1" : "greatest(lease + 1, nextval('job_claims'))" }
}

extension JobStore {
    /// How many jobs of a queue run. The caller has the queue's row locked, so that they stay as many.
    /// - Parameter looks: gets what is to be remembered when the transaction is committed.
    func running(_ queue: String, _ connection: any SQLConnection, _ looks: inout [RunningLook]) throws -> Int {
        guard connection.dialect == .postgres else {
            return try connection.first(
                "SELECT count(*) FROM jobs WHERE state = 2 AND lane IN (SELECT id FROM job_lanes WHERE queue = $1)", [.text(queue)]
            ) { $0.int(0) } ?? 0
        }
        let look = try lookAtRunning(of: queue, connection)
        looks.append(look)
        return look.sessions.count
    }

    /// The running jobs of a queue, of all for nil (PostgreSQL). It costs as much as run, and as were claimed during the last second or two.
    ///
    /// What it found is to be given to ``remember(_:)`` after the commit.
    func lookAtRunning(of queue: String?, _ connection: any SQLConnection) throws -> RunningLook {
        let instant = Self.instant()
        let (start, known) = memory.withLock { $0.running[queue]?.next(at: instant) ?? (0, []) }
        var values: [SQLValue] = [.integer(start), .text(known.map(String.init).joined(separator: " "))]
        if let queue { values.append(.text(queue)) }
        var (newest, claims, sessions): (Int64, [Int64: Int64], [Int64: Int64?]) = (0, [:], [:])
        // The sum keeps the planner from walking over all that is running to find those that are known.
        try connection.forEach(
            """
            SELECT 0, coalesce(pg_sequence_last_value('job_claims'), 0), NULL::bigint
            UNION ALL SELECT id, lease, session FROM jobs WHERE state = 2 AND lease > $1
                AND lane = ANY(ARRAY(SELECT id FROM job_lanes\(queue == nil ? "" : " WHERE queue = $3")))
            UNION ALL SELECT id, lease, session FROM jobs WHERE id = ANY(string_to_array($2, ' ')::bigint[]) AND state + 0 = 2 AND lease <= $1
            """, values
        ) { row in
            let id = row.integer(0)
            if id == 0 {
                newest = row.integer(1)
            } else {
                claims[id] = row.integer(1)
                sessions[id] = .some(row.optionalInteger(2))
            }
            return true
        }
        return RunningLook(
            queue: queue, sessions: sessions, look: RunningView.Look(claims: claims, newest: newest, at: instant, start: start))
    }

    /// Remembers where the next look begins.
    func remember(_ looks: [RunningLook]) {
        guard !looks.isEmpty else { return }
        memory.withLock { memory in
            for look in looks { memory.running[look.queue, default: RunningView(settling: memory.settling)].looked(look.look) }
        }
    }
}
