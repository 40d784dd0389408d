import Database
import Model

extension BoardStore {
    /// How available the watched directories of one category are.
    package struct Availability: Sendable, Hashable {
        /// Empty for those without one.
        package var category: String
        /// Directories that were looked at.
        package var seen = 0
        /// How many of them are available now.
        package var available = 0
        /// The mean of their uptimes of the last 24 hours, 0...1; nil before the first 5 minutes are complete.
        package var uptime: Double?
    }

    /// The availability of every category, in alphabetical order. Looks at every row: for a page that is remembered for a while.
    package func availability() async throws -> [Availability] {
        try await database.read { connection in
            var found: [Availability] = []
            var sums: (uptime: Double, counted: Int) = (0, 0)
            func finish() {
                guard !found.isEmpty, sums.counted > 0 else { return }
                found[found.count - 1].uptime = sums.uptime / Double(sums.counted) / 1_000_000
            }
            // The sums keep any index from helping: a look at every row in its place is what is wanted.
            try connection.forEach(
                """
                SELECT category, severity, count(*), sum(CASE WHEN uptime <= 1000000 THEN uptime ELSE 0 END),
                    sum(CASE WHEN uptime <= 1000000 THEN 1 ELSE 0 END)
                FROM board WHERE paused + 0 = 0 AND severity + 0 > 0 GROUP BY category, severity ORDER BY category, severity
                """, []
            ) { row in
                if found.last?.category != row.text(0) {
                    finish()
                    found.append(Availability(category: row.text(0)))
                    sums = (0, 0)
                }
                let count = row.int(2)
                // What we could not look at counts neither way.
                if let verdict = Verdict(severity: row.int(1)), verdict != .unknown {
                    found[found.count - 1].seen += count
                    if verdict.isAvailable { found[found.count - 1].available += count }
                }
                sums = (sums.uptime + Double(row.integer(3)), sums.counted + row.int(4))
                return true
            }
            finish()
            return found.filter { $0.seen > 0 }
        }
    }
}
