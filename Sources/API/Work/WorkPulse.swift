import Database
import JobQueue
import Model
import Pipelines
import Resilience

/// Whether jobs or runs changed: looked at once a second for everybody who listens together, and not at all where nobody does.
package struct WorkPulse: Sendable {
    /// What a reader sees of jobs and runs at a moment, as far as a page must be drawn anew for it.
    package struct Stamp: Sendable, Hashable {
        fileprivate struct RunMark: Hashable {
            var id: RunID
            var state: RunState
            var figures: RunProgress.Figures
        }

        fileprivate struct JobMark: Hashable {
            var id: JobID
            var state: JobState
            var attempt: Int
            var progress: Double?
        }

        fileprivate var queues: [String: [JobState: Int]]
        fileprivate var paused: Set<String>
        fileprivate var runs: [RunMark]
        fileprivate var jobs: [JobMark]
    }

    /// Runs and jobs that are looked at: the latest.
    private static let most = 20
    private let remembered: Remembered<Stamp>
    private let database: any SQLDatabase

    package init(_ desks: Desks) {
        database = desks.jobs.store.database
        remembered = Remembered(for: .milliseconds(900), clock: desks.jobs.store.clock) {
            let queues = try await desks.jobs.queues()
            let runs = try await desks.runs.latest(Self.most)
            let jobs = try await desks.jobs.store.list(limit: Self.most)
            return Stamp(
                queues: Dictionary(uniqueKeysWithValues: queues.map { ($0.queue, $0.counts) }),
                paused: Set(queues.filter(\.rules.isPaused).map(\.queue)),
                runs: runs.map { Stamp.RunMark(id: $0.id, state: $0.state, figures: $0.figures) },
                jobs: jobs.map { Stamp.JobMark(id: $0.id, state: $0.state, attempt: $0.attempt, progress: $0.progress) })
        }
    }

    /// The present one.
    package func stamp() async throws -> Stamp { try await remembered.value() }

    /// Whether the stamp can be another one: where nothing was committed it is not asked for.
    func isNew(_ lookout: inout Lookout) -> Bool { lookout.isWorthwhile(database) }
}
