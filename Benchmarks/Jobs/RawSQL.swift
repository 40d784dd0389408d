import Database
import JobQueue
import Resilience

/// What the bounds are: the fewest statements that do the work of the queue on its own tables.
struct RawSQL: Sendable {
    let store: JobStore

    private static let copied = """
        id, lane, kind, attempt, lease, session, run_at, created_at, started_at, max_attempts, nonce, version, payload, limit_key, key_limit,
        unique_key, dependents, deadline, tags, details, progress, message
        """

    func prepare() async throws {
        try await store.database.write { connection in
            _ = try connection.execute("INSERT INTO job_lanes (queue, tenant, priority) VALUES ('default', '', 2)")
        }
    }

    func enqueue(_ count: Int, batch: Int) async throws {
        let now = SystemClock().now()
        let payload = Array(#"{"number":1}"#.utf8)
        for _ in 0..<(count / batch) {
            try await store.database.write { connection in
                _ = try connection.execute(
                    """
                    INSERT INTO jobs (lane, kind, state, run_at, created_at, max_attempts, nonce, version, payload)
                    VALUES (1, 'no-op', 1, $1, $1, 12, 7, 1, $2)
                    """, rows: Array(repeating: [.time(now), .bytes(payload)], count: batch))
            }
        }
    }

    /// Claims a batch in one transaction, and moves it to the history in the next.
    func work(_ count: Int, batch: Int) async throws {
        for _ in 0..<(count / batch) { try await finish(try await claim(batch)) }
    }

    struct Claimed {
        var id: Int64
        var lease: Int64
        var payload: [UInt8]
    }

    func claim(_ batch: Int) async throws -> [Claimed] {
        let now = SystemClock().now()
        return try await store.database.write { connection in
            let skip = connection.dialect == .postgres ? " FOR UPDATE SKIP LOCKED" : ""
            let chosen = "SELECT id FROM jobs WHERE state = 1 AND lane = 1 ORDER BY id LIMIT $1\(skip)"
            return try connection.query(
                """
                UPDATE jobs SET state = 2, attempt = attempt + 1, lease = lease + 1, session = 1, started_at = $2
                WHERE id \(connection.dialect.isOne(of: chosen)) RETURNING id, lease, payload
                """, [.int(batch), .time(now)]
            ) { Claimed(id: $0.integer(0), lease: $0.integer(1), payload: $0.bytes(2)) }
        }
    }

    func finish(_ claimed: [Claimed]) async throws {
        let now = SystemClock().now()
        try await store.database.write { connection in
            if connection.dialect == .postgres {
                // All at once: what is deleted goes into the history by one statement.
                let ids = claimed.map { String($0.id) }.joined(separator: ",")
                try connection.execute(
                    """
                    WITH done AS (DELETE FROM jobs WHERE id IN (\(ids)) AND state = 2 AND session = 1 RETURNING *)
                    INSERT INTO job_history (\(Self.copied), state, error, finished_at) SELECT \(Self.copied), 10, error, $1 FROM done
                    """, [.time(now)])
                return
            }
            for job in claimed {
                try connection.execute(
                    """
                    INSERT INTO job_history (\(Self.copied), state, error, finished_at)
                    SELECT \(Self.copied), 10, error, $3 FROM jobs WHERE id = $1 AND lease = $2 AND state = 2
                    """, [.integer(job.id), .integer(job.lease), .time(now)])
                try connection.execute(
                    "DELETE FROM jobs WHERE id = $1 AND lease = $2 AND state = 2", [.integer(job.id), .integer(job.lease)])
            }
        }
    }
}
