import Database
package import JobQueue
import Model

/// The durable work of assigning listings to entities: one job at a time, since each takes all that there is to be done.
package struct EntityJob: JobKind {
    package struct Payload: Codable, Sendable {
        /// Whether the comparison is learned anew and every listing looked at again.
        package var rebuild: Bool?

        package init(rebuild: Bool = false) { self.rebuild = rebuild ? true : nil }
    }

    private let runner: EntityRunner

    package init(_ runner: EntityRunner) { self.runner = runner }

    package var name: String { "entities" }
    package var queue: String { "entities" }
    package var retry: RetryPolicy { RetryPolicy(attempts: 8, base: .seconds(10), cap: .seconds(1_800)) }
    /// The first time it looks at every listing. What is done is stored, so an attempt goes on where the one before it stopped.
    package var timeout: Duration? { nil }

    package func draft(_ payload: Payload) throws -> JobDraft {
        var draft = try JobDraft(self, payload)
        draft.unique = UniqueKey(payload.rebuild == true ? "rebuild" : "changes")
        draft.key = ConcurrencyKey("entities")
        return draft
    }

    package func run(_ payload: Payload, _ context: JobContext) async throws {
        // What was begun anew is gone on with.
        let rebuild = payload.rebuild == true && context.attempt == 1
        let progress = try await runner.run(rebuild: rebuild) { progress in
            context.progress(nil, "\(progress.listings) listings looked at, \(progress.entities) entities changed")
        }
        context.progress(1, "\(progress.listings) listings looked at, \(progress.entities) entities changed")
    }
}

/// Has listings assigned when there are such as were not looked at: after a roll, and where a server was not there when one ended.
package struct EntityChore: Chore {
    package let name = "entities"
    package let interval: Duration = .seconds(5)
    package let rests = true
    private let runner: EntityRunner
    private let jobs: JobStore

    package init(_ jobs: JobStore) {
        self.jobs = jobs
        runner = EntityRunner(jobs.database, clock: jobs.clock)
    }

    package mutating func perform() async throws -> Duration? {
        guard try await runner.hasWork() else { return nil }
        _ = try await jobs.enqueue(try EntityJob(runner).draft(EntityJob.Payload()))
        return nil
    }
}

extension EntityRunner {
    /// Whether there is something to assign.
    func hasWork() async throws -> Bool {
        try await database.read { connection in
            let found = try connection.first(
                """
                SELECT 1 WHERE EXISTS (SELECT 1 FROM entity_pending)
                    OR EXISTS (SELECT 1 FROM entity_state WHERE walking = 1)
                    OR coalesce((SELECT max(id) FROM listing_changes), 0) > coalesce((SELECT position FROM entity_state WHERE one = 1), 0)
                """, []
            ) { _ in true }
            return found ?? false
        }
    }
}
