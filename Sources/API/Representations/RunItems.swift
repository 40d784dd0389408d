import JobQueue
package import Pipelines

/// A run as the API and the command line write it.
package struct RunItem: Encodable, Sendable {
    /// A stage or an output with what went through it, as of the last checkpoint.
    package struct StageItem: Encodable, Sendable {
        package let name: String
        package let taken: Int64
        package let given: Int64
        package let failed: Int64
        package let unmatched: [UnmatchedItem]?
    }

    /// What a stage's table had nothing for; without a name those beyond the names that are kept.
    package struct UnmatchedItem: Encodable, Sendable {
        package let name: String?
        package let count: Int64

        static func of(_ counts: UnmatchedCounts) -> [UnmatchedItem] {
            counts.sorted.map { UnmatchedItem(name: $0.name, count: $0.count) }
                + (counts.others > 0 ? [UnmatchedItem(name: nil, count: counts.others)] : [])
        }
    }

    /// A record that was left out.
    package struct RejectItem: Encodable, Sendable {
        package let stage: String
        package let number: Int64
        package let line: Int
        package let message: String
        package let record: String?
    }

    package let id: Int64
    package let pipeline: String
    package let state: String
    package let cause: String
    package let input: String?
    package let job: Int64?
    package let createdAt: Moment
    package let startedAt: Moment?
    package let finishedAt: Moment?
    package let read: Int64
    package let written: Int64
    package let failed: Int64
    package let share: Double?
    package let checkpoint: Int64?
    package let error: String?
    package let node: String?
    package let stages: [StageItem]?
    package let rejects: [RejectItem]?
    package let ratePerSecond: Double?
    package let remainingSeconds: Double?

    /// - Parameters:
    ///   - rejects: those that are kept; nil where they are not to be told.
    ///   - pace: as of the last seconds, where that is known.
    package init(_ run: Run, rejects: [StoredReject]? = nil, pace: RunPace? = nil) {
        id = run.id.rawValue
        pipeline = run.pipeline
        state = run.state.name
        cause = run.cause
        input = run.input
        job = run.job?.rawValue
        createdAt = Moment(run.createdAt)
        startedAt = run.startedAt.map(Moment.init)
        finishedAt = run.finishedAt.map(Moment.init)
        read = run.figures.read
        written = run.figures.written
        failed = run.figures.failed
        share = run.figures.share
        checkpoint = run.checkpoint?.number
        error = run.error
        node = run.node
        let parts = run.checkpoint == nil ? nil : RunStages(run)
        stages = ((parts?.stages ?? []) + (parts?.outputs ?? [])).compactMap { part in
            part.count.map {
                StageItem(
                    name: part.name, taken: $0.taken, given: $0.given, failed: $0.failed, unmatched: $0.unmatched.map(UnmatchedItem.of))
            }
        }
        self.rejects = rejects?.map {
            RejectItem(stage: $0.stage, number: $0.number, line: $0.line, message: $0.message, record: $0.record)
        }
        ratePerSecond = pace?.rate
        remainingSeconds = pace?.remaining.map { Double($0.components.seconds) }
    }

    /// The run on one line.
    package static func line(_ run: Run, rejects: [StoredReject]? = nil) throws -> String { try JSON.line(RunItem(run, rejects: rejects)) }
}

/// A pipeline of the installation.
package struct PipelineItem: Encodable, Sendable {
    package let name: String
    package let about: String?
    package let triggers: [String]
    package let lastRun: Int64?
    package let lastState: String?
    package let problems: [String]

    package init(_ summary: PipelineSummary) {
        name = summary.name
        about = summary.document?.about
        triggers = summary.document?.triggers.map(\.summary) ?? []
        lastRun = summary.last?.id.rawValue
        lastState = summary.last?.state.name
        problems = summary.problems
    }
}
