import API
import Hummingbird
import Model
import Pipelines

/// A run on one line.
struct RunLine {
    let id: Int64
    let pipeline: String
    let state: String
    let word: String
    let cause: String
    let when: String
    let lasted: String
    let read: String
    let written: String
    let failed: String
    let hasFailed: Bool
    let what: String

    init(_ run: Run, now: Timestamp) {
        id = run.id.rawValue
        pipeline = run.pipeline
        state = run.state.name
        word = run.isCancelling && !run.state.isFinished ? "stopping" : run.state.name
        cause = run.cause
        when = TimeElement.ago(run.startedAt ?? run.createdAt)
        lasted = run.startedAt.map { Figures.duration((run.finishedAt ?? now) - $0) } ?? "–"
        read = Figures.count(Int(run.figures.read))
        written = Figures.count(Int(run.figures.written))
        failed = Figures.count(Int(run.figures.failed))
        hasFailed = run.figures.failed > 0
        what = String((run.error ?? run.input ?? "").prefix(300))
    }
}

/// The list of runs, latest first.
struct RunsPage {
    let tabs: [PageValues.Tab]
    let selects: [DirectoriesPage.Select]
    let filtered: Bool
    let rows: [RunLine]
    let hasRows: Bool
    let next: String?

    init(_ desk: RunDesk, _ request: Request) async throws {
        let listing = try RunListing(request)
        let (runs, cursor) = try await desk.list(listing)
        let now = desk.now()
        let state = listing.states.isEmpty ? nil : listing.states.map(\.name).joined(separator: ",")
        tabs = WorkTabs.pipelines(at: "/runs")
        selects = [
            DirectoriesPage.Select("Pipeline", "pipeline", try await desk.pipelines().map(\.name), selected: listing.pipeline),
            DirectoriesPage.Select("State", "state", RunState.allCases.map(\.name), selected: state),
        ]
        filtered = listing.pipeline != nil || state != nil
        rows = runs.map { RunLine($0, now: now) }
        hasRows = !rows.isEmpty
        next = cursor.map { PageValues.link("/runs", [("pipeline", listing.pipeline), ("state", state), ("cursor", $0)]) }
    }
}
