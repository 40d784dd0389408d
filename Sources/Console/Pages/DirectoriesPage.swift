import API
import Hummingbird
import Model
import Watch

/// The list of directories: searched, filtered, sorted and paged by the database.
struct DirectoriesPage {
    /// The verdicts of directories that are not well, as the list's filter takes them.
    static let notWell = Verdict.allCases.filter(\.isFailure).map(\.rawValue).sorted().joined(separator: ",")

    struct Select {
        struct Option {
            let value: String
            let text: String
            let selected: Bool
        }

        let label: String
        let name: String
        /// The choice of none of the values.
        let none: String
        let options: [Option]

        init(_ label: String, _ name: String, _ values: [String], selected: String?, none: String = "all") {
            self.label = label
            self.name = name
            self.none = none
            // A value that is asked for stays visible, also when nothing has it any more.
            let all = selected.map { values.contains($0) ? values : values + [$0] } ?? values
            options = all.map { value in
                let text = value == DirectoriesPage.notWell ? "not well" : value.replacing(",", with: ", ")
                return Option(value: value, text: text, selected: value == selected)
            }
        }
    }

    struct Hidden {
        let field: String
        let text: String
    }

    struct Column {
        let label: String
        let style: String
        let href: String?
        let sorted: String?
        let mark: String
    }

    struct Row: TemplateRecord {
        let slug: String
        let name: String
        let host: String
        let verdict: String?
        let paused: Bool
        let sentence: String
        let latency: String
        let uptime: String
        let importance: String
        let category: String
        let changed: String?

        var fields: [(name: String, value: TemplateValue)] {
            [
                ("slug", .text(slug)), ("name", .text(name)), ("host", .text(host)), ("verdict", .optional(verdict)),
                ("paused", .flag(paused)), ("sentence", .text(sentence)), ("latency", .text(latency)), ("uptime", .text(uptime)),
                ("importance", .text(importance)), ("category", .text(category)), ("changed", .optional(changed)),
            ]
        }
    }

    let total: String
    let filtered: Bool
    let search: String
    let tag: String?
    let pausedOnly: Bool
    let watchedOnly: Bool
    let selects: [Select]
    let hidden: [Hidden]
    let columns: [Column]
    let rows: [Row]
    let hasRows: Bool
    let first: String
    let last: String
    let previous: String?
    let next: String?

    init(_ roll: Roll, _ request: Request) async throws {
        let listing = try BoardListing(request)
        let query = listing.query
        let page = try await roll.board.list(query)
        let choices = try await roll.choices()
        let verdicts = query.verdicts.map(\.rawValue).sorted().joined(separator: ",")
        let filters: [(String, String?)] = [
            ("search", query.search), ("verdict", verdicts), ("importance", query.importance?.rawValue), ("category", query.category),
            ("region", query.region), ("tag", query.tag), ("paused", query.paused.map { "\($0)" }),
            ("limit", query.limit == 50 ? nil : "\(query.limit)"),
        ]
        func link(sort: BoardStore.Order, reversed: Bool, cursor: String? = nil) -> String {
            PageValues.link(
                "/directories",
                filters + [
                    ("sort", sort == .worst && !reversed ? nil : sort.rawValue), ("order", reversed ? "reverse" : nil), ("cursor", cursor),
                ])
        }
        total = Figures.count(page.total)
        filtered = filters.dropLast().contains { !($0.1 ?? "").isEmpty }
        search = query.search
        tag = query.tag
        pausedOnly = query.paused == true
        watchedOnly = query.paused == false
        selects =
            [
                Select(
                    "Verdict", "verdict", [Self.notWell] + Verdict.allCases.map(\.rawValue), selected: verdicts.isEmpty ? nil : verdicts),
                Select("Importance", "importance", Importance.allCases.map(\.rawValue), selected: query.importance?.rawValue),
            ]
            + (choices.categories.isEmpty && query.category == nil
                ? [] : [Select("Category", "category", choices.categories, selected: query.category)])
            + (choices.regions.isEmpty && query.region == nil ? [] : [Select("Region", "region", choices.regions, selected: query.region)])
        hidden = [
            ("tag", query.tag), ("paused", query.paused.map { "\($0)" }), ("sort", query.order == .worst ? nil : query.order.rawValue),
            ("order", query.reversed ? "reverse" : nil), ("limit", query.limit == 50 ? nil : "\(query.limit)"),
        ].compactMap { name, value in value.map { Hidden(field: name, text: $0) } }
        columns = Self.columns(query) { link(sort: $0, reversed: $1) }
        rows = page.lines.map { line in
            Row(
                slug: line.slug, name: line.name, host: line.host, verdict: line.verdict?.rawValue, paused: line.paused,
                sentence: line.sentence ?? "", latency: line.latency.map { Figures.span(microseconds: Double($0)) } ?? "–",
                uptime: line.uptime.map(Figures.percent) ?? "–", importance: line.importance.rawValue, category: line.category,
                changed: line.since.map(TimeElement.ago))
        }
        hasRows = !rows.isEmpty
        first = Figures.count(page.lines.isEmpty ? 0 : query.offset + 1)
        last = Figures.count(query.offset + page.lines.count)
        previous = listing.previous().map { link(sort: query.order, reversed: query.reversed, cursor: $0) }
        next = listing.next(page).map { link(sort: query.order, reversed: query.reversed, cursor: $0) }
    }

    /// - Parameter link: to the list in that order.
    private static func columns(_ query: BoardStore.Query, link: (BoardStore.Order, Bool) -> String) -> [Column] {
        // Which way each order runs by itself.
        func column(_ label: String, _ style: String, _ order: BoardStore.Order?, rising: Bool = false) -> Column {
            guard let order else { return Column(label: label, style: style, href: nil, sorted: nil, mark: "") }
            guard query.order == order else {
                return Column(label: label, style: style, href: link(order, false), sorted: nil, mark: "")
            }
            let up = rising != query.reversed
            return Column(
                label: label, style: style, href: link(order, !query.reversed), sorted: up ? "ascending" : "descending",
                mark: up ? " ↑" : " ↓")
        }
        return [
            column("Directory", "", .name, rising: true), column("Verdict", "", .worst), column("What was seen", "wide", nil),
            column("Latency", "number", .latency), column("Uptime, 24 h", "number optional", .uptime, rising: true),
            column("Importance", "optional", nil), column("Category", "optional", nil), column("Since", "", .changed),
        ]
    }
}
