import Database
import JobQueue
import Model
import Resilience

extension RunStore {
    /// How long what runs leave is remembered.
    package struct Retention: Sendable, Hashable {
        /// Runs that have ended, with their errors and the first records that they left out.
        package var runs: Duration = .seconds(90 * 86_400)
        /// Contents of dropped files: one that comes again later is worked again.
        package var files: Duration = .seconds(365 * 86_400)

        package init() {}
    }

    /// Forgets runs that ended long ago, the oldest first, and contents of files that were dropped long ago. The last run of each pipeline stays, and
    /// so does one whose file is not put away.
    /// - Returns: how many runs and files were forgotten; of each fewer than `limit` when nothing is left to forget.
    package func prune(_ retention: Retention, limit: Int = 500) async throws -> (runs: Int, files: Int) {
        let now = clock.now()
        return try await database.write { connection in
            // The deletion repeats what the choice was made by: a failed run may be taken up again meanwhile.
            let gone = try connection.query(
                """
                DELETE FROM pipeline_runs WHERE finished_at IS NOT NULL AND finished_at <= $1 AND id \(connection.dialect.isOne(
                    of: """
                        SELECT r.id FROM pipeline_runs r WHERE r.finished_at IS NOT NULL AND r.finished_at <= $1
                            AND r.id < (SELECT max(n.id) FROM pipeline_runs n WHERE n.pipeline = r.pipeline)
                            AND NOT EXISTS (SELECT 1 FROM pipeline_files f WHERE f.run = r.id AND f.state = 0)
                        ORDER BY r.finished_at LIMIT $2
                        """))
                RETURNING id
                """, [.time(now - retention.runs), .int(limit)]
            ) { $0.integer(0) }
            for table in ["pipeline_rejects", "pipeline_keys"] {
                try connection.execute("DELETE FROM \(table) WHERE run = $1", rows: gone.map { [.integer($0)] })
            }
            let files = try connection.query(
                "SELECT pipeline, hash FROM pipeline_files WHERE taken_at <= $1 AND state <> 0 ORDER BY taken_at LIMIT $2",
                [.time(now - retention.files), .int(limit)]
            ) { [SQLValue.text($0.text(0)), SQLValue.text($0.text(1))] }
            let forgotten = try connection.execute(
                "DELETE FROM pipeline_files WHERE pipeline = $1 AND hash = $2 AND taken_at <= $3 AND state <> 0",
                rows: files.map { $0 + [.time(now - retention.files)] })
            return (gone.count, forgotten)
        }
    }
}

/// Forgets what runs left long ago, a little at a time.
package struct RunPruneChore: Chore {
    package let name = "runs"
    package let interval: Duration = .seconds(600)
    /// What is old grows older without anybody's doing.
    package let rests = false
    private let runs: RunStore
    private let retention: RunStore.Retention
    private static let batch = 500

    package init(_ runs: RunStore, retention: RunStore.Retention) {
        self.runs = runs
        self.retention = retention
    }

    package mutating func perform() async throws -> Duration? {
        let (gone, files) = try await runs.prune(retention, limit: Self.batch)
        return gone == Self.batch || files == Self.batch ? .milliseconds(50) : nil
    }
}
