import Database
import JobQueue
import Model
import Resilience

extension RunStore {
    /// Runs that lead to one another, at most: pipelines that start each other in a circle end there.
    private static let greatestDepth = 32

    /// Ends the runs whose jobs have ended without them: given up after their workers died too often or their deadline passed, or cancelled
    /// as jobs.
    /// - Parameter folder: of the pipelines that wait for other ones' ends; nil where none are started.
    package func reconcile(_ folder: PipelineFolder? = nil) async throws {
        let ended = try await database.read { connection in
            let open = try connection.query(
                "SELECT \(Self.columns) FROM pipeline_runs WHERE finished_at IS NULL AND job IS NOT NULL ORDER BY id LIMIT 500", [],
                Self.run)
            return try open.compactMap { run -> (run: Run, state: RunState, error: String?)? in
                guard let job = run.job, let fate = try jobs.fate(of: job, in: connection) else { return nil }
                switch fate.state {
                case .dead: return (run, .failed, fate.error)
                // What went wrong before somebody ended it is no reason for its end.
                case .cancelled: return (run, .cancelled, nil)
                default: return nil
                }
            }
        }
        let now = clock.now()
        for (run, state, error) in ended {
            let also = starting(after: run, state, folder)
            try await database.write { connection in
                let changed = try connection.execute(
                    "UPDATE pipeline_runs SET state = $3, error = $4, finished_at = $5 WHERE id = $1 AND fence = $2 AND finished_at IS NULL",
                    [.integer(run.id.rawValue), .integer(run.fence), .int(state.rawValue), .optional(error), .time(now)])
                if changed > 0 { try also(connection) }
            }
        }
        if !ended.isEmpty { jobs.hint() }
    }

    /// Makes the runs that wait for the end of this one, in the transaction that ends it.
    func starting(after run: Run, _ state: RunState, _ folder: PipelineFolder?) -> @Sendable (any SQLConnection) throws -> Void {
        let followers = state.isFinished && run.depth < Self.greatestDepth ? folder?.followers(of: run.pipeline, state) ?? [] : []
        let drafts = followers.map { document, folder in
            var draft = RunDraft(document, folder: folder, cause: "after \(run.pipeline)", requestKey: "after/\(run.id)/\(document.name)")
            draft.depth = run.depth + 1
            return draft
        }
        return { connection in for draft in drafts { _ = try self.create(draft, in: connection) } }
    }
}

/// Ends the runs whose jobs have ended without them, soon after.
package struct RunReconcileChore: Chore {
    package let name = "runs' ends"
    package let interval: Duration = .seconds(2)
    package let rests = true
    private let runs: RunStore
    private let folder: PipelineFolder?

    /// - Parameter folder: of the pipelines that wait for other ones' ends.
    package init(_ runs: RunStore, folder: PipelineFolder?) {
        self.runs = runs
        self.folder = folder
    }

    package mutating func perform() async throws -> Duration? {
        try await runs.reconcile(folder)
        return nil
    }
}
