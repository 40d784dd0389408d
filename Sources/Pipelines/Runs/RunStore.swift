package import Database
import Foundation
package import JobQueue
import Model
import Resilience

/// The runs of an installation. A run is created with its job in one transaction; a worker that takes it up gets a fence, and every write of
/// it repeats that, so that one that was taken for dead cannot write over the one that goes on.
package struct RunStore: Sendable {
    package let jobs: JobStore

    /// Rejects that are kept of a run, for people; the file of rejects has all.
    package static let keptRejects = 100

    package init(_ jobs: JobStore) { self.jobs = jobs }

    var database: any SQLDatabase { jobs.database }
    var clock: any WallClock { jobs.clock }

    // MARK: Creating

    /// Creates a run and its job.
    /// - Returns: the run, which is an earlier one where that has the request key.
    package func create(_ draft: RunDraft) async throws -> (id: RunID, isNew: Bool) {
        let made = try await database.write { try self.create(draft, in: $0) }
        if made.isNew { jobs.hint() }
        return made
    }

    /// The same within the caller's transaction. Call ``JobStore/hint()`` afterwards.
    package func create(_ draft: RunDraft, in connection: any SQLConnection) throws -> (id: RunID, isNew: Bool) {
        let now = clock.now()
        let made = try connection.first(
            """
            INSERT INTO pipeline_runs (pipeline, state, cause, input, document, folder, request_key, depth, created_at, event)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (request_key) DO NOTHING RETURNING id
            """,
            [
                .text(draft.document.name), .int(RunState.waiting.rawValue), .text(draft.cause), .optional(draft.input),
                .text(draft.document.text), .text(draft.folder), .optional(draft.requestKey), .int(draft.depth), .time(now),
                .optional(draft.event),
            ]
        ) { RunID($0.integer(0)) }
        guard let made else {
            let earlier = try connection.first(
                "SELECT id FROM pipeline_runs WHERE request_key = $1", [.optional(draft.requestKey)]
            ) { RunID($0.integer(0)) }
            guard let earlier else { throw PipelineError(.state, "The run was not stored.", remedy: "Try again.") }
            return (earlier, false)
        }
        var job = try JobDraft(RunKind.shape, RunKind.Payload(run: made))
        job.maxAttempts = draft.document.attempts
        // Two runs of one pipeline would write to the same places.
        job.key = ConcurrencyKey("pipeline/\(draft.document.name)")
        job.unique = UniqueKey("run/\(made)")
        job.tags = ["run-\(made)"]
        job.needs = try dependencies(of: draft, in: connection)
        job.deadline = draft.terms.deadline ?? draft.document.deadline.map { now + $0 }
        job.resources = draft.terms.needs ?? draft.document.needs
        let enqueued = try jobs.enqueue([job], in: connection)
        try connection.execute(
            "UPDATE pipeline_runs SET job = $2 WHERE id = $1", [.integer(made.rawValue), .optional(enqueued.first?.id.rawValue)])
        return (made, true)
    }

    /// The jobs that a run has to wait for.
    /// - Throws: ``PipelineError`` `unknown_run`, `state` for one that will never be done.
    private func dependencies(of draft: RunDraft, in connection: any SQLConnection) throws -> [Dependency] {
        var jobs: Set<JobID> = []
        for id in draft.terms.after {
            let run = try Self.get(id, connection)
            guard run.state != .cancelled else {
                throw PipelineError(
                    .state, "Run \(id) is cancelled and will never be done.", remedy: "Start it anew, and wait for the run that this makes."
                )
            }
            if run.state != .done, let job = run.job { jobs.insert(job) }
        }
        for pipeline in draft.document.waitsFor {
            jobs.formUnion(
                try connection.query(
                    "SELECT job FROM pipeline_runs WHERE finished_at IS NULL AND job IS NOT NULL AND pipeline = $1 ORDER BY id LIMIT 100",
                    [.text(pipeline)]
                ) { JobID($0.integer(0)) })
        }
        return jobs.sorted().map { .job($0) }
    }

    // MARK: Working

    /// Takes a run up.
    /// - Returns: the run with a fence of its own and the keys that its stages have seen; nil for one that needs no more work.
    package func begin(_ id: RunID, node: String) async throws -> (run: Run, keys: [StageKey])? {
        let now = clock.now()
        return try await database.write { connection in
            let taken = try connection.execute(
                """
                UPDATE pipeline_runs SET state = \(RunState.running.rawValue), fence = fence + 1, node = $2, finished_at = NULL,
                    started_at = coalesce(started_at, $3)
                WHERE id = $1 AND state IN (\(RunState.waiting.rawValue), \(RunState.running.rawValue), \(RunState.failed.rawValue))
                """, [.integer(id.rawValue), .text(node), .time(now)])
            let run = try Self.get(id, connection)
            guard taken > 0 else { return nil }
            let keys = try connection.query(
                "SELECT stage, high, low FROM pipeline_keys WHERE run = $1", [.integer(id.rawValue)]
            ) { StageKey(stage: $0.int(0), key: RecordKey(high: $0.integer(1), low: $0.integer(2))) }
            return (run, keys)
        }
    }

    /// Stores a checkpoint with what belongs to it.
    /// - Throws: ``PipelineError`` `fenced` where another worker has the run.
    package func store(_ step: CheckpointStep, of id: RunID, fence: Int64) async throws {
        let text = String(decoding: try JSONEncoder().encode(step.checkpoint), as: UTF8.self)
        let checkpoint = step.checkpoint
        // What was told meanwhile is ahead of it: whoever looks sees no run go back.
        let raised = zip(["records_read", "records_written", "records_failed", "bytes_read"], 4...)
            .map { "\($0) = CASE WHEN \($0) < $\($1) THEN $\($1) ELSE \($0) END" }.joined(separator: ", ")
        try await database.write { connection in
            let changed = try connection.execute(
                """
                UPDATE pipeline_runs SET checkpoint = $3, \(raised)
                WHERE id = $1 AND fence = $2 AND state = \(RunState.running.rawValue)
                """,
                [
                    .integer(id.rawValue), .integer(fence), .text(text), .integer(checkpoint.read),
                    .integer(checkpoint.written.first?.given ?? 0), .integer(checkpoint.failed), .integer(checkpoint.bytes),
                ])
            guard changed > 0 else { throw Self.fenced(id) }
            try connection.execute(
                "INSERT INTO pipeline_keys (run, stage, high, low) VALUES ($1, $2, $3, $4)",
                rows: step.keys.map { [.integer(id.rawValue), .int($0.stage), .integer($0.key.high), .integer($0.key.low)] })
            guard !step.rejects.isEmpty else { return }
            let kept = try connection.first(
                "SELECT count(*) FROM pipeline_rejects WHERE run = $1", [.integer(id.rawValue)], { $0.int(0) })
            try connection.execute(
                "INSERT INTO pipeline_rejects (run, stage, number, line, message, record) VALUES ($1, $2, $3, $4, $5, $6)",
                rows: step.rejects.prefix(max(0, Self.keptRejects - (kept ?? 0))).map { reject in
                    var json: [UInt8] = []
                    reject.record?.writeJSON(to: &json)
                    return [
                        .integer(id.rawValue), .text(reject.stage), .integer(reject.number), .int(reject.line), .text(reject.message),
                        json.isEmpty ? .null : .text(String(decoding: json.prefix(8192), as: UTF8.self)),
                    ]
                })
        }
    }

    /// Says how a run goes on, between checkpoints.
    package func report(_ figures: RunProgress.Figures, of id: RunID, fence: Int64) async throws {
        try await database.write { connection in
            try connection.execute(
                """
                UPDATE pipeline_runs SET records_read = $3, records_written = $4, records_failed = $5, bytes_read = $6, bytes_total = $7
                WHERE id = $1 AND fence = $2 AND state = \(RunState.running.rawValue)
                """,
                [
                    .integer(id.rawValue), .integer(fence), .integer(figures.read), .integer(figures.written), .integer(figures.failed),
                    .integer(figures.bytes), .optional(figures.total),
                ])
        }
    }

    /// Ends a run, or leaves it waiting for its next attempt.
    /// - Parameter also: what is done in the same transaction: the runs that this one's end starts.
    /// - Throws: ``PipelineError`` `fenced` where another worker has the run.
    package func end(
        _ id: RunID, fence: Int64, _ state: RunState, error: String? = nil,
        also: @escaping @Sendable (any SQLConnection) throws -> Void = { _ in }
    ) async throws {
        let now = clock.now()
        try await database.write { connection in
            let changed = try connection.execute(
                """
                UPDATE pipeline_runs SET state = $3, error = $4, finished_at = $5
                WHERE id = $1 AND fence = $2 AND state = \(RunState.running.rawValue)
                """,
                [
                    .integer(id.rawValue), .integer(fence), .int(state.rawValue), .optional(error),
                    .optional(state.isFinished ? now : nil),
                ])
            guard changed > 0 else { throw Self.fenced(id) }
            // A failed one may be taken up again, and needs them.
            if state == .done || state == .cancelled {
                try connection.execute("DELETE FROM pipeline_keys WHERE run = $1", [.integer(id.rawValue)])
            }
            try also(connection)
        }
    }

    private static func fenced(_ id: RunID) -> PipelineError {
        PipelineError(.fenced, "Run \(id) is another worker's now.", remedy: "That one goes on; nothing is to be done.")
    }
}
