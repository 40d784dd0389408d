import API
import Hummingbird
import JobQueue
import Model
import Pipelines

/// One run: its stages as a picture with what went through them, what was left out, and what may be done about it.
struct RunPage {
    struct Reject {
        let stage: String
        let number: String
        let line: String?
        let message: String
        let record: String?
    }

    /// What a stage's table had nothing for.
    struct Unmatched {
        let stage: String
        let name: String
        let count: String
    }

    let run: RunLine
    let error: String?
    let input: String?
    let started: String?
    let finished: String?
    let created: String
    let job: Int64?
    let node: String?
    let checkpoint: String
    let rate: String?
    let remaining: String?
    let picture: String?
    /// Why it waits.
    let reasons: [String]
    let hasReasons: Bool
    let rejects: [Reject]
    let hasRejects: Bool
    let moreRejects: String?
    let unmatched: [Unmatched]
    let hasUnmatched: Bool
    let document: String
    let canCancel: Bool
    let canResume: Bool
    let said: String?

    /// Records that are shown of those left out.
    private static let shownRejects = 100
    /// Names that are shown of those that a stage's table lacks.
    private static let shownUnmatched = 50

    init(_ desk: RunDesk, _ id: String, done: Deed? = nil) async throws {
        let found = try await desk.run(id)
        let left = try await desk.runs.rejects(of: found.id)
        let pace = desk.pace(of: found)
        run = RunLine(found, now: desk.now())
        error = found.error.map { String($0.prefix(4_000)) }
        input = found.input
        created = TimeElement.at(found.createdAt)
        started = found.startedAt.map(TimeElement.at)
        finished = found.finishedAt.map(TimeElement.at)
        job = found.job?.rawValue
        node = found.node
        checkpoint = found.checkpoint.map { "number \($0.number), after \(Figures.count(Int($0.read))) records" } ?? "none yet"
        rate = pace?.rate.map { "\(Figures.count(Int($0.rounded()))) records a second" }
        remaining = pace?.remaining.map(Figures.duration)
        let now = desk.now()
        reasons = try await desk.runs.reasons(found.id).map { $0.sentence(at: now) }
        hasReasons = !reasons.isEmpty
        let stages = RunStages(found)
        picture = stages.map { PipelinePicture($0, found, pace: pace).html() }
        unmatched = (stages?.stages ?? []).flatMap { stage -> [Unmatched] in
            guard let counts = stage.count?.unmatched else { return [] }
            let sorted = counts.sorted
            let rest = sorted.dropFirst(Self.shownUnmatched).reduce(counts.others) { $0 + $1.count }
            return sorted.prefix(Self.shownUnmatched).map {
                Unmatched(stage: stage.name, name: $0.name, count: Figures.count(Int($0.count)))
            } + (rest > 0 ? [Unmatched(stage: stage.name, name: "and others", count: Figures.count(Int(rest)))] : [])
        }
        hasUnmatched = !unmatched.isEmpty
        rejects = left.prefix(Self.shownRejects).map {
            Reject(
                stage: $0.stage, number: "\($0.number)", line: $0.line > 0 ? "\($0.line)" : nil, message: $0.message,
                record: $0.record.map { String($0.prefix(500)) })
        }
        hasRejects = !rejects.isEmpty
        moreRejects =
            found.figures.failed > Int64(rejects.count) && !rejects.isEmpty
            ? Figures.count(Int(found.figures.failed) - rejects.count) : nil
        document = found.document
        canCancel = found.state != .done && found.state != .cancelled && !found.isCancelling
        canResume = found.state == .failed || found.state == .waiting
        said = done?.sentence
    }
}
