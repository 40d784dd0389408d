import API
import Hummingbird
import JobQueue
import Model

/// The queues: how many jobs wait, run and died in each, and what holds for it.
struct QueuesPage {
    struct Row {
        let name: String
        let paused: Bool
        let ready: String
        let running: String
        let later: String
        let dead: String
        let hasDead: Bool
        let finished: String
        let oldest: String
        let rules: String
        let jobsHref: String
        let deadHref: String
    }

    let tabs: [PageValues.Tab]
    let rows: [Row]
    let hasRows: Bool
    let said: String?

    init(_ desk: JobDesk, _ request: Request) async throws {
        let query = try RequestQuery(request, allowed: ["done"])
        said = try query.choice("done", Deed.self)?.sentence
        tabs = WorkTabs.jobs(at: "/queues")
        rows = try await desk.queues().map(Self.row)
        hasRows = !rows.isEmpty
    }

    private static func row(_ stats: QueueStats) -> Row {
        func count(_ states: [JobState]) -> Int { states.reduce(0) { $0 + (stats.counts[$1] ?? 0) } }
        var rules: [String] = []
        if let most = stats.rules.concurrency { rules.append("\(Figures.count(most)) at a time") }
        if let rate = stats.rules.rate { rules.append("\(Figures.count(rate.count)) per \(Figures.duration(rate.period))") }
        if let capacity = stats.rules.capacity { rules.append("at most \(Figures.count(capacity)) waiting") }
        if stats.rules.weight != 1 { rules.append("weight \(Figures.decimal(stats.rules.weight, 1))") }
        let dead = count([.dead])
        return Row(
            name: stats.queue, paused: stats.rules.isPaused, ready: Figures.count(count([.ready])),
            running: Figures.count(count([.running])),
            later: Figures.count(count([.scheduled, .blocked, .held])), dead: Figures.count(dead), hasDead: dead > 0,
            finished: Figures.count(stats.finishedLately), oldest: stats.oldestReady.map(Figures.duration) ?? "–",
            rules: rules.isEmpty ? "no limits" : rules.joined(separator: ", "),
            jobsHref: PageValues.link("/jobs", [("queue", stats.queue)]), deadHref: PageValues.link("/dead", [("queue", stats.queue)]))
    }
}

/// The pages that belong together in the navigation.
enum WorkTabs {
    static func jobs(at path: String) -> [PageValues.Tab] {
        tabs([("Queues", "/queues"), ("Jobs", "/jobs"), ("Dead letters", "/dead")], at: path)
    }

    static func pipelines(at path: String) -> [PageValues.Tab] { tabs([("Pipelines", "/pipelines"), ("Runs", "/runs")], at: path) }

    private static func tabs(_ places: [(String, String)], at path: String) -> [PageValues.Tab] {
        places.map { PageValues.Tab(name: $0.0, href: $0.1, current: $0.1 == path) }
    }
}

/// What a form did, told by the page that it leads to. A closed set: no address can make a page say anything else.
enum Deed: String, CaseIterable {
    case paused, resumed, retried, replayed, cancelled, asked, edited, started, answered, steered, taught, merged, parted, released,
        accepted, refused, corrected, snoozed, begun

    var sentence: String {
        switch self {
        case .paused: "The queue is paused: running jobs go on, no others are given out."
        case .resumed: "It goes on."
        case .retried: "It is worked once more."
        case .replayed: "They are worked once more."
        case .cancelled: "It is cancelled."
        case .asked: "Its worker was asked to stop; it ends when the work does."
        case .edited: "It is changed."
        case .snoozed: "It waits until then."
        case .started: "It waits for a worker."
        case .answered: "It is answered."
        case .steered: "It is done, and recorded."
        case .merged: "They are one now, and stay so in every later run."
        case .parted: "They are apart now, and stay so in every later run."
        case .released: "The decision holds no more; the comparison has decided again."
        case .accepted: "It is the listing's value now, and stays so in later rolls."
        case .refused: "It is not taken, and will not be in later rolls."
        case .corrected: "The listing says it as you wrote it now, and stays so in later rolls."
        case .begun: "They are on their way."
        case .taught: "It is a version of its own now, and holds from the next roll on."
        }
    }
}
