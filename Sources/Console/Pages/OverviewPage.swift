import API
import Model
import Watch

/// The whole at a glance: counts, what is worst, open incidents, budget and freshness.
struct OverviewPage {
    struct Notice {
        let text: String
        let bad: Bool
    }

    struct Count {
        let verdict: String
        let count: String
        let share: String
        let zero: Bool
    }

    struct Segment {
        let verdict: String
        let x: String
        let width: String
    }

    struct Row {
        let slug: String
        let name: String
        let about: String
        let verdict: String
        let sentence: String
        let since: String
    }

    struct Freshness {
        let importance: String
        let wanted: String
        let p50: String
        let p95: String
        let onTime: String
    }

    let total: String
    let watched: String
    let pausedCount: String?
    let waiting: String?
    let now: String
    let notices: [Notice]
    let counts: [Count]
    let bar: [Segment]
    let barText: String
    let worst: [Row]
    let hasWorst: Bool
    let moreWorst: String?
    let notWell: String
    let nothingSeen: Bool
    /// How many could not be seen, in words of a sentence; nil for none.
    let unseen: String?
    let empty: Bool
    let incidents: [PageValues.IncidentLine]
    let moreIncidents: String?
    let demand: String
    let budget: String
    let load: String
    let inFlight: String
    let lateness: String
    let freshness: [Freshness]

    private static let shownVerdicts: [Verdict] = [.up, .degraded, .blocked, .parked, .changed, .down]
    private static let (shownRows, shownIncidents) = (12, 8)

    init(_ roll: Roll) async throws {
        let overview = try await roll.overview()
        let now = roll.now()
        var query = BoardStore.Query()
        query.limit = Self.shownRows
        let worst = try await roll.board.list(query).lines.filter { !$0.paused && ($0.verdict?.isFailure ?? false) }
        var filter = IncidentStore.Filter()
        filter.open = true
        filter.withoutMembers = true
        let open = try await roll.incidents.list(filter, limit: Self.shownIncidents)
        let names = try await roll.lines(of: open)

        let seen = overview.verdicts.values.reduce(0, +)
        total = Figures.count(overview.directories)
        watched = Figures.count(seen)
        pausedCount = overview.paused == 0 ? nil : Figures.count(overview.paused)
        waiting = overview.neverSeen == 0 ? nil : Figures.count(overview.neverSeen)
        self.now = TimeElement.clock(now)
        notices = Self.notices(overview)
        let of = { (verdict: Verdict) in overview.verdicts[verdict.rawValue] ?? 0 }
        let shown = Self.shownVerdicts + (of(.unknown) > 0 ? [.unknown] : [])
        counts = shown.map { verdict in
            Count(
                verdict: verdict.rawValue, count: Figures.count(of(verdict)),
                share: seen == 0 ? "–" : Figures.share(of(verdict), of: seen), zero: of(verdict) == 0)
        }
        var x = 0.0
        bar = shown.compactMap { verdict in
            guard of(verdict) > 0 else { return nil }
            let width = Double(of(verdict)) / Double(max(1, seen)) * 1000
            defer { x += width }
            return Segment(verdict: verdict.rawValue, x: SVG.number(x), width: SVG.number(max(width, 1)))
        }
        barText = shown.map { "\($0.rawValue) \(of($0))" }.joined(separator: ", ")
        self.worst = worst.map { line in
            Row(
                slug: line.slug, name: line.name,
                about: [line.category, line.importance == .normal ? "" : line.importance.rawValue].filter { !$0.isEmpty }
                    .joined(separator: " · "), verdict: line.verdict?.rawValue ?? "", sentence: line.sentence ?? "",
                since: TimeElement.ago(line.since ?? now))
        }
        hasWorst = !worst.isEmpty
        let failing = Verdict.allCases.reduce(0) { $0 + ($1.isFailure ? of($1) : 0) }
        moreWorst = failing > worst.count && !worst.isEmpty ? Figures.count(failing) : nil
        notWell = DirectoriesPage.notWell
        nothingSeen = seen == 0
        unseen = of(.unknown) == 0 ? nil : of(.unknown) == 1 ? "one" : Figures.count(of(.unknown))
        empty = overview.directories == 0
        incidents = open.map { PageValues.IncidentLine($0, name: names[$0.id]?.name, now: now) }
        moreIncidents = overview.openIncidents > open.count ? Figures.count(overview.openIncidents) : nil
        let report = overview.freshness
        demand = Figures.decimal(report.demandedPerSecond, 1)
        budget = Figures.decimal(report.allowedPerSecond, 1)
        load =
            report.allowedPerSecond > 0
            ? "\(Figures.decimal(min(9_999, report.demandedPerSecond / report.allowedPerSecond * 100), 0)) %" : "–"
        inFlight = Figures.count(report.inFlight)
        lateness = Figures.duration(.milliseconds(report.p99LatenessMilliseconds))
        freshness = report.lines.map { line in
            let looked = line.neverSeen < line.checks
            return Freshness(
                importance: line.importance.rawValue, wanted: Figures.duration(.milliseconds(line.wantedMilliseconds)),
                p50: looked ? Figures.duration(.milliseconds(line.medianAgeMilliseconds)) : "–",
                p95: looked ? Figures.duration(.milliseconds(line.p95AgeMilliseconds)) : "–",
                onTime: "\(Figures.decimal(line.onTime * 100, 0)) %")
        }
    }

    private static func notices(_ overview: OverviewItem) -> [Notice] {
        var notices: [Notice] = []
        if let trouble = overview.trouble { notices.append(Notice(text: "The watch cannot do its work: \(trouble).", bad: true)) }
        if overview.blind {
            notices.append(
                Notice(text: "We are blind: our own network fails, so nothing is said of any directory until it is back.", bad: true))
        }
        if overview.freshness.overloaded { notices.append(Notice(text: overview.freshness.sentence, bad: false)) }
        return notices
    }
}
