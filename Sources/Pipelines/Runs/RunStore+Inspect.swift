import Database
import Foundation
package import JobQueue
import Model
import Resilience

extension RunStore {
    static let columns = """
        id, pipeline, state, cause, input, document, folder, job, cancelling, depth, created_at, started_at, finished_at, error, checkpoint,
        node, fence, records_read, records_written, records_failed, bytes_read, bytes_total, event
        """

    static func run(_ row: any SQLRow) -> Run {
        func time(_ column: Int) -> Timestamp? { row.optionalInteger(column).map(Timestamp.init(milliseconds:)) }
        var figures = RunProgress.Figures()
        figures.read = row.integer(17)
        figures.written = row.integer(18)
        figures.failed = row.integer(19)
        figures.bytes = row.integer(20)
        figures.total = row.optionalInteger(21)
        return Run(
            id: RunID(row.integer(0)), pipeline: row.text(1), state: RunState(rawValue: row.int(2)) ?? .failed, cause: row.text(3),
            input: row.optionalText(4), event: row.optionalText(22), document: row.text(5), folder: row.text(6),
            job: row.optionalInteger(7).map { JobID($0) },
            isCancelling: row.bool(8), depth: row.int(9), createdAt: Timestamp(milliseconds: row.integer(10)), startedAt: time(11),
            finishedAt: time(12), error: row.optionalText(13),
            checkpoint: row.optionalText(14).flatMap { try? JSONDecoder().decode(Checkpoint.self, from: Data($0.utf8)) }, figures: figures,
            node: row.optionalText(15), fence: row.integer(16))
    }

    /// One run.
    /// - Throws: ``PipelineError`` `unknown_run`.
    package func get(_ id: RunID) async throws -> Run { try await database.read { try Self.get(id, $0) } }

    static func get(_ id: RunID, _ connection: any SQLConnection) throws -> Run {
        guard let run = try connection.first("SELECT \(columns) FROM pipeline_runs WHERE id = $1", [.integer(id.rawValue)], run) else {
            throw PipelineError(.unknownRun, "There is no run \(id).", remedy: "`rollcall runs` lists those there are.")
        }
        return run
    }

    /// Where the source stood when the last run of a pipeline that was done had ended; nil where there is none.
    func lastPosition(of pipeline: String, before run: RunID) async throws -> String? {
        try await list(pipeline: pipeline, states: [.done], before: run, limit: 1).first?.checkpoint?.position
    }

    /// Runs, the latest first.
    package func list(
        pipeline: String? = nil, states: [RunState] = [], before: RunID? = nil, limit: Int = 50
    ) async throws -> [Run] {
        var parts: [String] = []
        var values: [SQLValue] = [.int(limit)]
        if let pipeline {
            values.append(.text(pipeline))
            parts.append("pipeline = $\(values.count)")
        }
        if let before {
            values.append(.integer(before.rawValue))
            parts.append("id < $\(values.count)")
        }
        if !states.isEmpty { parts.append("state IN (\(states.map { String($0.rawValue) }.joined(separator: ", ")))") }
        let condition = parts.isEmpty ? "" : "WHERE " + parts.joined(separator: " AND ")
        return try await database.read { [values] in
            try $0.query("SELECT \(Self.columns) FROM pipeline_runs \(condition) ORDER BY id DESC LIMIT $1", values, Self.run)
        }
    }

    /// The first records of a run that were left out.
    package func rejects(of id: RunID) async throws -> [StoredReject] {
        try await database.read { connection in
            try connection.query(
                "SELECT stage, number, line, message, record FROM pipeline_rejects WHERE run = $1 ORDER BY id", [.integer(id.rawValue)]
            ) {
                StoredReject(
                    stage: $0.text(0), number: $0.integer(1), line: $0.int(2), message: $0.text(3), record: $0.optionalText(4))
            }
        }
    }

    /// Why a run that waits does not run; nothing for others.
    package func reasons(_ id: RunID) async throws -> [WaitReason] {
        let run = try await get(id)
        guard run.state == .waiting, let job = run.job else { return [] }
        return try await jobs.why(job).reasons
    }

    /// Ends a run: at once where it waits or has failed, as soon as its worker hears of it where it runs.
    /// - Throws: ``PipelineError`` `unknown_run`, `state` for one that is done or cancelled.
    package func cancel(_ id: RunID) async throws -> Cancellation {
        let now = clock.now()
        let (run, isCancelled) = try await database.write { connection in
            let run = try Self.get(id, connection)
            guard run.state != .done, run.state != .cancelled else {
                throw PipelineError(.state, "Run \(id) is \(run.state.name) already.", remedy: "There is nothing to cancel.")
            }
            let ended = try connection.execute(
                """
                UPDATE pipeline_runs SET state = \(RunState.cancelled.rawValue), cancelling = 1, finished_at = $2, error = NULL
                WHERE id = $1 AND state IN (\(RunState.waiting.rawValue), \(RunState.failed.rawValue))
                """, [.integer(id.rawValue), .time(now)])
            try connection.execute("UPDATE pipeline_runs SET cancelling = 1 WHERE id = $1", [.integer(id.rawValue)])
            if ended > 0 { try connection.execute("DELETE FROM pipeline_keys WHERE run = $1", [.integer(id.rawValue)]) }
            return (run, ended > 0)
        }
        if let job = run.job {
            // One that is finished has nothing left to cancel: a dead letter of a failed run.
            do { _ = try await jobs.cancel(job) } catch let error as JobQueueError where error.code == .state || error.code == .unknownJob {
            }
        }
        return isCancelled ? .cancelled : .asked
    }

    /// Works a failed run once more, from its last checkpoint; one that waits for its next attempt at once.
    /// - Throws: ``PipelineError`` `unknown_run`, `state`.
    package func retry(_ id: RunID) async throws {
        let run = try await get(id)
        guard run.state == .failed || run.state == .waiting, let job = run.job else {
            throw PipelineError(.state, "Run \(id) is \(run.state.name).", remedy: "Only failed runs and those that wait can be retried.")
        }
        do { try await jobs.retry(job) } catch let error as JobQueueError where run.state == .waiting && error.code == .state {
            // It is ready or runs already.
        }
        try await database.write { connection in
            try connection.execute(
                """
                UPDATE pipeline_runs SET state = \(RunState.waiting.rawValue), finished_at = NULL
                WHERE id = $1 AND state = \(RunState.failed.rawValue) AND fence = $2
                """, [.integer(id.rawValue), .integer(run.fence)])
        }
    }
}

/// A record that was left out, as it is kept for people.
package struct StoredReject: Sendable, Hashable {
    package var stage: String
    package var number: Int64
    package var line: Int
    package var message: String
    /// JSON, the first 8 KiB.
    package var record: String?
}
