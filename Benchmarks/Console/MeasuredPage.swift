import Database
import DatabaseSQLite

/// A page that is measured: its address, and the SQL that a textbook would write for what it shows.
struct MeasuredPage {
    let name: String
    let query: String
    /// A WHERE clause and an ORDER BY clause over `board b`; nil for pages that are no list.
    var condition = ""
    var order = worst
    var limit = 50

    private static let worst = "b.paused, b.severity DESC, b.importance DESC, b.directory DESC"

    var path: String { query.isEmpty ? "/directories" : "/directories?\(query)" }

    /// The list, plain, by every order, searched, filtered, and combinations of them.
    static let list: [MeasuredPage] = [
        MeasuredPage(name: "plain", query: ""),
        MeasuredPage(name: "page_of_500", query: "limit=500", limit: 500),
        MeasuredPage(name: "by_name", query: "sort=name", order: "b.name, b.directory"),
        MeasuredPage(name: "by_latency", query: "sort=latency", order: "b.latency DESC, b.directory DESC"),
        MeasuredPage(name: "by_uptime", query: "sort=uptime", order: "b.uptime, b.directory"),
        MeasuredPage(name: "by_change", query: "sort=changed", order: "b.since DESC, b.directory DESC"),
        MeasuredPage(
            name: "best_first", query: "order=reverse", order: "b.paused DESC, b.severity, b.importance, b.directory"),
        MeasuredPage(name: "of_verdict", query: "verdict=down,blocked", condition: "b.severity IN (3, 6)"),
        MeasuredPage(name: "of_importance", query: "importance=critical", condition: "b.importance = 3"),
        MeasuredPage(name: "of_region", query: "region=us-tx", condition: "b.region = 'us-tx'"),
        MeasuredPage(name: "of_category", query: "category=Realtors", condition: "b.category = 'Realtors'"),
        MeasuredPage(name: "of_tag", query: "tag=gold", condition: "b.tags LIKE '%\"gold\"%'"),
        MeasuredPage(name: "searched_few", query: "search=district+777", condition: "b.search LIKE '%district%' AND b.search LIKE '%777%'"),
        MeasuredPage(name: "searched_none", query: "search=zzzz", condition: "b.search LIKE '%zzzz%'"),
        MeasuredPage(name: "searched_all", query: "search=d", condition: "b.search LIKE '%d%'"),
        MeasuredPage(
            name: "of_region_by_latency", query: "region=us-tx&sort=latency", condition: "b.region = 'us-tx'",
            order: "b.latency DESC, b.directory DESC"),
        MeasuredPage(
            name: "of_verdict_by_name", query: "verdict=up&sort=name", condition: "b.severity = 1", order: "b.name, b.directory"),
        MeasuredPage(
            name: "searched_all_by_name", query: "search=d&sort=name", condition: "b.search LIKE '%d%'", order: "b.name, b.directory"),
        MeasuredPage(
            name: "searched_of_region_by_name", query: "search=realtors+district+1&region=us-tx&sort=name",
            condition: "b.search LIKE '%realtors%' AND b.search LIKE '%district%' AND b.search LIKE '%1%' AND b.region = 'us-tx'",
            order: "b.name, b.directory"),
        MeasuredPage(
            name: "of_all_filters_by_change",
            query: "verdict=up&importance=high&region=us-tx&category=Bar+association&tag=gold&paused=false&sort=changed",
            condition: "b.severity = 1 AND b.importance = 2 AND b.region = 'us-tx' AND b.category = 'Bar association' AND b.tags LIKE "
                + "'%\"gold\"%' AND b.paused = 0", order: "b.since DESC, b.directory DESC"),
    ]

    /// Reads what the page shows as one join, and how many there are, and throws both away.
    func runSQL(_ database: SQLiteDatabase) async throws {
        let condition = condition.isEmpty ? "" : "WHERE \(self.condition)"
        let page = """
            SELECT d.slug, d.name, d.host, d.category, d.importance, d.paused, b.severity, b.since, b.uptime, s.sentence, s.total
            FROM board b JOIN directories d ON d.id = b.directory LEFT JOIN check_states s ON s.directory = b.directory
            \(condition) ORDER BY \(order) LIMIT \(limit)
            """
        let count = "SELECT count(*) FROM board b \(condition)"
        try await database.read { connection in
            var bytes = 0
            try connection.forEach(page, []) { row in
                for column in 0..<11 { bytes += row.text(column).utf8.count }
                return true
            }
            _ = try connection.first(count, []) { $0.integer(0) }
        }
    }
}
