import API
import Hummingbird
import Model
import Onboarding

/// Where directories stand on their road: how many at each station, and which.
struct OnboardingBoardPage {
    /// How many stand somewhere, and the way to them.
    struct Count {
        let name: String
        let number: String
        let href: String
        let style: String
        let zero: Bool
        let current: Bool
    }

    struct Row: TemplateRecord {
        let entry: OnboardingEntry

        var fields: [(name: String, value: TemplateValue)] {
            [
                ("id", .text("\(entry.id)")), ("name", .text(OnboardingWords.name(entry))), ("word", .text(entry.state.words)),
                ("style", .text(OnboardingWords.style(entry.state))), ("why", .text(String(entry.reason.prefix(300)))),
                ("trial", .text(entry.verdict.map { $0.rawValue.replacing("_", with: " ") } ?? "–")),
                ("version", .text(entry.inUse > 0 ? "\(entry.inUse)" : "–")), ("when", .text(TimeElement.ago(entry.updatedAt))),
            ]
        }
    }

    let tabs: [PageValues.Tab]
    let counts: [Count]
    let settled: Int
    let total: Int
    let share: String
    let hasAny: Bool
    let filtered: Bool
    let rows: [Row]
    let hasRows: Bool
    let next: String?
    let begin: BeginForm
    let said: String?

    /// - Parameter written: What a person wanted to begin with that could not be used, and why.
    init(_ desk: OnboardingDesk, _ request: Request, _ written: (OnboardingOutset, OnboardingOutset.Mistake)? = nil) async throws {
        let listing = try OnboardingListing(request, others: ["done", "begun"])
        said = try Self.said(request)
        let (entries, cursor) = try await desk.list(listing)
        let found = try await desk.store.counts()
        tabs = OnboardingWords.tabs(at: "/onboarding")
        counts = OnboardingState.allCases.map { state in
            Count(
                name: state.words, number: Figures.count(found[state] ?? 0), href: PageValues.link("/onboarding", [("state", state.name)]),
                style: OnboardingWords.style(state), zero: found[state] == nil, current: listing.state == state)
        }
        total = found.values.reduce(0, +)
        settled = found.filter { !$0.key.isMoving }.values.reduce(0, +)
        share = "\(Figures.count(settled)) of \(Figures.count(total)) need no more work of the machine"
        hasAny = total > 0
        filtered = listing.state != nil
        rows = entries.map(Row.init)
        hasRows = !rows.isEmpty
        next = cursor.map { PageValues.link("/onboarding", [("state", listing.state?.name), ("cursor", $0)]) }
        begin = try await BeginForm(desk, written, isFirst: !hasAny)
    }

    private static func said(_ request: Request) throws -> String? {
        let query = try RequestQuery(request, allowed: ["done", "begun", "state", "limit", "cursor"])
        guard try query.choice("done", Deed.self) == .begun else { return nil }
        let count = try query.number("begun", in: 0...AddressList.most, default: 0)
        return "\(Figures.count(count)) \(count == 1 ? "directory is" : "directories are") on the way; this page follows."
    }
}

/// How onboardings read on pages.
enum OnboardingWords {
    static func name(_ entry: OnboardingEntry) -> String { entry.directory ?? entry.url }

    /// The style of a state's word.
    static func style(_ state: OnboardingState) -> String {
        switch state {
        case .discover, .analyse, .map, .trial, .canary: "s-running"
        case .active: "s-done"
        case .needsAnswer: "s-cancelled"
        case .failed: "s-failed"
        }
    }

    static func tabs(at path: String) -> [PageValues.Tab] {
        [("Board", "/onboarding"), ("Questions", "/onboarding/questions"), ("Rollouts", "/onboarding/rollouts")].map {
            PageValues.Tab(name: $0.0, href: $0.1, current: $0.1 == path)
        }
    }
}
