import Database
import Model
import Resilience
import Synchronization

// Many jobs in one statement, for an engine where each statement is a way to a server and back (PostgreSQL).

extension Dialect {
    /// Keeps the planner of this transaction from walking over a whole table: a plan made while the hot table was small would go on doing so
    /// when it is full of remains. Nil where plans do not depend on what was in the tables.
    var indexesOnly: String? { self == .sqlite ? nil : "SET LOCAL enable_seqscan = off" }
}

extension JobStore {
    /// Ends the jobs that are done, and takes them off `outcomes`.
    func completeTogether(
        _ outcomes: inout [JobOutcome], node: String, _ exchange: inout Exchange, _ connection: any SQLConnection
    ) throws {
        let done = outcomes.filter { if case .done = $0.result { true } else { false } }
        guard done.count > 1 else { return }
        outcomes.removeAll { if case .done = $0.result { true } else { false } }
        let now = clock.now()
        let ended = try connection.query(
            """
            WITH given AS (
                SELECT * FROM unnest(string_to_array($1, ' ')::bigint[], string_to_array($2, ' ')::bigint[]) AS given (job, token)
            ), ended AS (
                DELETE FROM jobs USING given WHERE jobs.id = given.job AND jobs.lease = given.token AND \(JobTransition.complete.guardSQL)
                RETURNING jobs.*
            ), kept AS (
                INSERT INTO job_history (\(Self.copied), state, error, finished_at, node)
                SELECT \(Self.copied), \(JobTransition.complete.to.rawValue), error, $3, $4 FROM ended
            )
            SELECT id, limit_key, unique_key, dependents FROM ended
            """,
            [
                .text(done.map { String($0.lease.job.rawValue) }.joined(separator: " ")),
                .text(done.map { String($0.lease.token) }.joined(separator: " ")), .time(now), .text(node),
            ]
        ) { (JobID($0.integer(0)), $0.optionalText(1), $0.optionalText(2), $0.bool(3)) }
        for (job, key, unique, dependents) in ended where key != nil || unique != nil || dependents {
            let madeReady = try free(job, key: key, unique: unique, dependents: dependents, finished: .done, now: now, connection)
            exchange.madeReady = exchange.madeReady || madeReady
        }
        guard ended.count < done.count else { return }
        let accepted = Set(ended.map(\.0))
        exchange.refused += done.filter { !accepted.contains($0.lease.job) }
    }

    /// The sizes of the statements that a batch is inserted by: few texts, so that all stay prepared.
    private static let sizes = [128, 32, 8, 1]

    /// Inserts jobs that have nothing but a lane, a time and a payload.
    /// - Returns: their numbers, in the order of the drafts.
    func insertTogether(_ drafts: [JobDraft], now: Timestamp, _ connection: any SQLConnection) throws -> [Enqueued] {
        var made: [Enqueued] = []
        made.reserveCapacity(drafts.count)
        var rest = drafts[...]
        for size in Self.sizes {
            guard rest.count >= size else { continue }
            let sql = Self.insert(size)
            while rest.count >= size {
                made += try insert(rest.prefix(size), sql, now: now, connection)
                rest = rest.dropFirst(size)
            }
        }
        return made
    }

    private static func insert(_ size: Int) -> String {
        let rows = (0..<size).map { row in
            "(" + (2...9).map { column in "$\(row * 8 + column)" }.joined(separator: ", ") + ", $1)"
        }
        return "INSERT INTO jobs (lane, kind, state, run_at, max_attempts, nonce, version, payload, created_at) VALUES "
            + rows.joined(separator: ", ") + " RETURNING id, nonce"
    }

    private func insert(
        _ drafts: ArraySlice<JobDraft>, _ sql: String, now: Timestamp, _ connection: any SQLConnection
    ) throws -> [Enqueued] {
        var values: [SQLValue] = [.time(now)]
        var nonces: [Int64] = []
        for draft in drafts {
            let lane = try lane(LaneKey(queue: draft.queue, tenant: draft.tenant, priority: draft.priority), in: connection)
            let runAt = draft.runAt ?? now
            let state: JobState = runAt > now ? .scheduled : .ready
            let nonce = Int64.random(in: .min ... .max)
            nonces.append(nonce)
            values += [
                .integer(lane), .text(draft.kind), .int(state.rawValue), .time(runAt), .int(draft.maxAttempts), .integer(nonce),
                .int(draft.version), .bytes(draft.payload),
            ]
        }
        let numbers = try connection.query(sql, values) { ($0.integer(1), $0.integer(0)) }
        // The engine promises no order of what INSERT returns.
        let byNonce = Dictionary(numbers, uniquingKeysWith: { first, _ in first })
        return try nonces.map { nonce in
            guard let number = byNonce[nonce] else {
                throw JobQueueError(.value, "A job of the batch was not stored.", remedy: "Try again.")
            }
            return Enqueued(id: JobID(number), isNew: true)
        }
    }
}

extension JobDraft {
    /// Whether it has nothing but a lane, a time and a payload.
    var isPlain: Bool {
        key == nil && unique == nil && deadline == nil && tags.isEmpty && trace == nil && resources.isEmpty && needs.isEmpty && label == nil
    }
}
