import API
import Hummingbird
import Model
import Pipelines

/// The pipelines of the installation.
struct PipelinesPage {
    struct Row {
        let name: String
        let about: String
        let triggers: String
        let problem: String?
        let lastState: String?
        let lastRun: Int64?
        let lastWhen: String?

        init(_ summary: PipelineSummary) {
            name = summary.name
            about = summary.document?.about ?? ""
            triggers = (summary.document?.triggers.map(\.summary) ?? []).joined(separator: ", ")
            problem = summary.problems.isEmpty ? nil : summary.problems.count == 1 ? "1 mistake" : "\(summary.problems.count) mistakes"
            lastState = summary.last?.state.name
            lastRun = summary.last?.id.rawValue
            lastWhen = summary.last.map { TimeElement.ago($0.finishedAt ?? $0.startedAt ?? $0.createdAt) }
        }
    }

    let tabs: [PageValues.Tab]
    let folder: String
    let rows: [Row]
    let hasRows: Bool

    init(_ desk: RunDesk, _ request: Request) async throws {
        _ = try RequestQuery(request, allowed: [])
        tabs = WorkTabs.pipelines(at: "/pipelines")
        folder = desk.folder.path
        rows = try await desk.pipelines().map(Row.init)
        hasRows = !rows.isEmpty
    }
}

/// One pipeline: its stages as a picture, what starts it, and its latest runs.
struct PipelinePage {
    let name: String
    let about: String?
    let triggers: [String]
    let hasTriggers: Bool
    let problems: [String]
    let hasProblems: Bool
    let picture: String?
    let document: String?
    /// Makes a form that is sent twice start one run.
    let nonce: String
    let rows: [RunLine]
    let hasRows: Bool
    let runsHref: String

    private static let shownRuns = 10

    init(_ desk: RunDesk, _ name: String, _ request: Request) async throws {
        _ = try RequestQuery(request, allowed: [])
        let summary = try await desk.pipeline(name)
        let runs = try await desk.runs.list(pipeline: name, limit: Self.shownRuns)
        let now = desk.now()
        self.name = name
        about = summary.document?.about
        triggers = summary.document?.triggers.map(\.summary) ?? []
        hasTriggers = !triggers.isEmpty
        problems = summary.problems
        hasProblems = !problems.isEmpty
        picture = summary.document.map { PipelinePicture(RunStages($0)).html() }
        document = summary.document?.text
        nonce = String(UInt64.random(in: .min ... .max), radix: 36)
        rows = runs.map { RunLine($0, now: now) }
        hasRows = !rows.isEmpty
        runsHref = PageValues.link("/runs", [("pipeline", name)])
    }
}
