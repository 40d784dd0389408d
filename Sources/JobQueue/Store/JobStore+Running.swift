import Database
import Synchronization

/// Of what the running jobs are looked at.
enum RunningScope: Hashable, Sendable {
    case all
    case queue(String)
    /// Of a concurrency key.
    case key(String)
}

/// Which jobs run.
struct RunningLook: Sendable {
    let scope: RunningScope
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
        let look = try lookAtRunning(.queue(queue), connection)
        looks.append(look)
        return look.sessions.count
    }

    /// How many jobs of a key run, besides those. The caller has the key locked, so that they stay as many.
    /// - Parameter looks: gets what is to be remembered when the transaction is committed.
    func running(
        key: String, besides mine: Set<Int64> = [], _ connection: any SQLConnection, _ looks: inout [RunningLook]
    ) throws -> Int {
        guard connection.dialect == .postgres else {
            let all = try connection.first("SELECT count(*) FROM jobs WHERE limit_key = $1 AND state = 2", [.text(key)]) { $0.int(0) }
            return (all ?? 0) - mine.count
        }
        let look = try lookAtRunning(.key(key), connection)
        looks.append(look)
        return look.sessions.keys.count { !mine.contains($0) }
    }

    /// The running jobs of that scope (PostgreSQL). It costs as much as run, and as were claimed during the last second or two.
    ///
    /// What it found is to be given to ``remember(_:)`` after the commit.
    func lookAtRunning(_ scope: RunningScope, _ connection: any SQLConnection) throws -> RunningLook {
        let instant = Self.instant()
        let (start, known) = memory.withLock { $0.running[scope]?.next(at: instant) ?? (0, []) }
        var values: [SQLValue] = [.integer(start), .text(known.map(String.init).joined(separator: " "))]
        let condition: String
        switch scope {
        case .all: condition = "lane = ANY(ARRAY(SELECT id FROM job_lanes))"
        case .queue(let queue):
            values.append(.text(queue))
            condition = "lane = ANY(ARRAY(SELECT id FROM job_lanes WHERE queue = $3))"
        case .key(let key):
            values.append(.text(key))
            condition = "limit_key = $3"
        }
        var (newest, claims, sessions): (Int64, [Int64: Int64], [Int64: Int64?]) = (0, [:], [:])
        // The sum keeps the planner from walking over all that is running to find those that are known.
        try connection.forEach(
            """
            SELECT 0, coalesce(pg_sequence_last_value('job_claims'), 0), NULL::bigint
            UNION ALL SELECT id, lease, session FROM jobs WHERE state = 2 AND lease > $1 AND \(condition)
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
            scope: scope, sessions: sessions,
            look: RunningView.Look(claims: claims, newest: newest, at: instant, until: Self.instant(), start: start))
    }

    /// Remembers where the next look begins.
    func remember(_ looks: [RunningLook]) {
        guard !looks.isEmpty else { return }
        memory.withLock { memory in
            for look in looks { memory.running[look.scope, default: RunningView(settling: memory.settling)].looked(look.look) }
            // A key may be anything, and nothing says when one is used for the last time.
            if memory.running.count > Self.mostScopes {
                memory.running = memory.running.filter { if case .key = $0.key { false } else { true } }
            }
        }
    }

    /// More keys and queues than these are not remembered.
    private static let mostScopes = 4096
}
