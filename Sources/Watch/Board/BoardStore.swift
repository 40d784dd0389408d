package import Database
package import Model

/// The read model of the directory list: searched, filtered, sorted and paged by the database, fast at 100,000 directories.
package struct BoardStore: Sendable {
    let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    /// By what a list is sorted.
    package enum Order: String, CaseIterable, Sendable {
        /// Worst verdict first, then the most important.
        case worst
        case name
        /// Slowest first.
        case latency
        /// Least uptime of the last day first.
        case uptime
        /// Latest change of verdict first.
        case changed
    }

    /// What a list shows.
    package struct Query: Sendable {
        /// Found in the name, host, slug or tags, whatever the case of ASCII letters.
        package var search = ""
        /// Only with these verdicts; all where empty.
        package var verdicts: Set<Verdict> = []
        package var importance: Importance?
        package var category: String?
        package var region: String?
        package var tag: String?
        /// Only paused (true) or only watched (false) ones.
        package var paused: Bool?
        package var order = Order.worst
        /// Turns the order around.
        package var reversed = false
        package var offset = 0
        package var limit = 50

        package init() {}

        var hasFilter: Bool {
            !search.isEmpty || !verdicts.isEmpty || importance != nil || category != nil || region != nil || tag != nil || paused != nil
        }
    }

    /// A directory's line in the list.
    package struct Line: Sendable, Hashable {
        package var directory: DirectoryID
        package var slug: String
        package var name: String
        package var url: String
        package var host: String
        package var category: String
        package var importance: Importance
        package var region: String
        package var paused: Bool
        /// The worst verdict of its checks; nil before the first probe.
        package var verdict: Verdict?
        /// What is wrong, of the worst check.
        package var reason: Reason?
        package var sentence: String?
        /// When the verdict became what it is.
        package var since: Timestamp?
        /// When it was last looked at.
        package var at: Timestamp?
        /// Of the latest `http` or `content` probe, in microseconds.
        package var latency: Int64?
        /// The share of the last 24 hours in which it was present, 0...1; nil until the first 5 minutes are complete.
        package var uptime: Double?
        package var certificateEnd: Timestamp?
    }

    /// A page of the list and how long the list is.
    package struct Page: Sendable {
        package var lines: [Line]
        /// All directories that the query finds.
        package var total: Int
    }

    /// The lines that the query finds.
    package func list(_ query: Query = Query()) async throws -> Page {
        let dialect = database.dialect
        let (condition, values) = Self.condition(query, dialect)
        let sorting = BoardSorting(query)
        return try await database.read { connection in
            let (ids, total) = try sorting.page(condition, values, connection)
            return Page(lines: try ids.compactMap { try Self.line($0, connection) }, total: total)
        }
    }

    /// One directory's line; nil where there is no such directory.
    package func line(of directory: DirectoryID) async throws -> Line? {
        try await database.read { try Self.line(directory.rawValue, $0) }
    }

    /// How many watched directories have each verdict; those never looked at are under nil.
    package func counts() async throws -> [Verdict?: Int] {
        try await database.read { connection in
            let rows = try connection.query("SELECT severity, count(*) FROM board WHERE paused = 0 GROUP BY severity") {
                ($0.int(0), $0.int(1))
            }
            return Dictionary(rows.map { (Verdict(severity: $0.0), $0.1) }) { $0 + $1 }
        }
    }

    /// How many directories are on the register, and how many of them are paused.
    package func sizes() async throws -> (all: Int, paused: Int) {
        try await database.read { connection in
            let rows = try connection.query("SELECT paused, count(*) FROM board GROUP BY paused") { ($0.int(0), $0.int(1)) }
            return (rows.reduce(0) { $0 + $1.1 }, rows.reduce(0) { $0 + ($1.0 == 0 ? 0 : $1.1) })
        }
    }

    /// The values that the list can be filtered by: every category and region in use, in alphabetical order.
    package func choices() async throws -> (categories: [String], regions: [String]) {
        try await database.read { connection in
            (
                try connection.query("SELECT DISTINCT category FROM board WHERE category <> '' ORDER BY category LIMIT 500") { $0.text(0) },
                try connection.query("SELECT DISTINCT region FROM board WHERE region <> '' ORDER BY region LIMIT 500") { $0.text(0) }
            )
        }
    }

    /// How old the latest observation of each watched directory is, by importance: how many there are, how many were never looked at, and
    /// the ages in milliseconds of the others as a sketch. Reads every check's state: for a figure now and then, not for each page.
    package func freshness(at now: Timestamp) async throws -> [Importance: Freshness] {
        try await database.read { connection in
            var found: [Importance: Freshness] = [:]
            try connection.forEach(
                """
                SELECT b.importance, (SELECT max(s.at) FROM check_states s WHERE s.directory = b.directory) FROM board b WHERE b.paused = 0
                """, []
            ) { row in
                guard let importance = Importance(rank: row.int(0)) else { return true }
                found[importance, default: Freshness()].add(row.optionalInteger(1).map { now.milliseconds - $0 })
                return true
            }
            return found
        }
    }

    /// Ages of the latest observations of many directories.
    package struct Freshness: Sendable, Hashable {
        package var directories = 0
        package var neverSeen = 0
        /// In milliseconds.
        package var ages = LatencySketch()

        fileprivate mutating func add(_ age: Int64?) {
            directories += 1
            if let age { ages.add(age) } else { neverSeen += 1 }
        }
    }
}

extension BoardStore {
    private static func condition(_ query: Query, _ dialect: Dialect) -> (String, [SQLValue]) {
        var conditions: [String] = []
        var values: [SQLValue] = []
        func parameter(_ value: SQLValue) -> String {
            values.append(value)
            return "$\(values.count)"
        }
        if let paused = query.paused { conditions.append("paused = \(paused ? 1 : 0)") }
        if !query.verdicts.isEmpty {
            conditions.append("severity IN (\(query.verdicts.map { String($0.severity) }.sorted().joined(separator: ", ")))")
        }
        if let importance = query.importance { conditions.append("importance = \(importance.rank)") }
        if let category = query.category { conditions.append("category = \(parameter(.text(category)))") }
        if let region = query.region { conditions.append("region = \(parameter(.text(region)))") }
        // Tags lie there as a JSON array of strings.
        if let tag = query.tag {
            conditions.append(dialect.matches("tags", parameter(.text(dialect.pattern(containing: "\"\(lowercased(tag))\"")))))
        }
        for word in query.search.split(separator: " ").prefix(8) {
            conditions.append(dialect.matches("search", parameter(.text(dialect.pattern(containing: lowercased(String(word)))))))
        }
        return (conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND "), values)
    }

    private static func line(_ id: Int64, _ connection: any SQLConnection) throws -> Line? {
        let line = try connection.first(
            """
            SELECT d.id, d.slug, d.name, d.url, d.host, d.category, d.importance, d.region, d.paused, b.severity, b.since, b.uptime
            FROM board b JOIN directories d ON d.id = b.directory WHERE b.directory = $1
            """, [.integer(id)]
        ) { row in
            Line(
                directory: DirectoryID(row.integer(0)), slug: row.text(1), name: row.text(2), url: row.text(3), host: row.text(4),
                category: row.text(5), importance: Importance(rank: row.int(6)) ?? .normal, region: row.text(7), paused: row.bool(8),
                verdict: Verdict(severity: row.int(9)), since: row.integer(10) == 0 ? nil : Timestamp(milliseconds: row.integer(10)),
                uptime: row.integer(11) > 1_000_000 ? nil : Double(row.integer(11)) / 1_000_000)
        }
        guard var line else { return nil }
        let states = try connection.query(
            "SELECT \(CheckState.columns) FROM check_states WHERE directory = $1 ORDER BY kind", [.integer(id)]
        ) { CheckState($0) }.compactMap(\.self)
        // Of several that are as grave, the one speaks that knows the page best.
        let worst = states.max { ($0.verdict.severity, rank($0.key.check)) < ($1.verdict.severity, rank($1.key.check)) }
        line.reason = worst?.reason
        line.sentence = worst?.sentence
        line.at = states.map(\.at).max()
        line.latency = (states.first { $0.key.check == .content || $0.key.check == .http } ?? worst)?.latency
        line.certificateEnd = states.compactMap(\.certificateEnd).min()
        return line
    }

    /// How much a check's sentence says of what a visitor finds.
    private static func rank(_ check: CheckKind) -> Int {
        switch check {
        case .content: 3
        case .http: 2
        case .tls: 1
        default: 0
        }
    }

    /// As SQL's `lower` does: ASCII letters only.
    private static func lowercased(_ text: String) -> String {
        String(decoding: text.utf8.map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 }, as: UTF8.self)
    }
}
