package import Database
package import Model

/// The counts of each hour, or of a day under its first hour.
package struct TallyStore: Sendable {
    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    /// What there was of a noun on one day (UTC), by label.
    package struct Day: Sendable, Hashable {
        /// Midnight.
        package var start: Timestamp
        package var noun: String
        package var counts: [String: Int]

        /// How many in all: the sum, unless it was counted by itself.
        package var total: Int { counts[TallySource.whole] ?? counts.values.reduce(0, +) }
        /// The numbers by label, without that of the whole.
        package var parts: [String: Int] { counts.filter { $0.key != TallySource.whole } }
    }

    private static let day: Int64 = 86_400_000

    /// Up to where a noun is counted; nil where nothing is.
    package func progress(_ noun: String) async throws -> Timestamp? {
        try await database.read { connection in
            try connection.first("SELECT until FROM tally_progress WHERE noun = $1", [.text(noun)]) {
                Timestamp(milliseconds: $0.integer(0))
            }
        }
    }

    /// Names the hour with which the counting begins, where none is named yet.
    func begin(_ noun: String, at start: Timestamp) async throws {
        try await database.write { connection in
            try connection.execute(
                "INSERT INTO tally_progress (noun, until) VALUES ($1, $2) ON CONFLICT (noun) DO NOTHING",
                [.text(noun), .time(start)])
        }
    }

    /// Keeps the counts of the span that comes next.
    /// - Returns: false, and nothing is kept, where somebody else was faster.
    @discardableResult
    func put(_ noun: String, span: Range<Timestamp>, _ counts: [String: Int]) async throws -> Bool {
        try await put(noun, counts, from: span.lowerBound, until: span.upperBound)
    }

    /// Keeps what there was so far of the span that comes next, which is counted once more when it is over.
    func put(_ noun: String, soFar counts: [String: Int], from start: Timestamp) async throws {
        _ = try await put(noun, counts, from: start, until: start)
    }

    private func put(_ noun: String, _ counts: [String: Int], from start: Timestamp, until end: Timestamp) async throws -> Bool {
        try await database.write { connection in
            // The mark is the lock: whoever finds it elsewhere is late, and keeps nothing.
            let moved = try connection.execute(
                "UPDATE tally_progress SET until = $3 WHERE noun = $1 AND until = $2", [.text(noun), .time(start), .time(end)])
            guard moved == 1 else { return false }
            try connection.execute(
                """
                INSERT INTO tallies (noun, hour, label, amount) VALUES ($1, $2, $3, $4)
                ON CONFLICT (noun, hour, label) DO UPDATE SET amount = excluded.amount
                """,
                rows: counts.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map {
                    [.text(noun), .time(start), .text($0.key), .int($0.value)]
                })
            return true
        }
    }

    /// Forgets the hours of a noun before a moment.
    func prune(_ noun: String, before moment: Timestamp) async throws {
        try await database.write { connection in
            try connection.execute("DELETE FROM tallies WHERE noun = $1 AND hour < $2", [.text(noun), .time(moment)])
        }
    }

    /// The days from the one that holds a moment on, latest first; a day without any of a noun has no entry for it.
    package func days(since moment: Timestamp) async throws -> [Day] {
        let start = moment.milliseconds - moment.milliseconds % Self.day
        return try await database.read { connection in
            var days: [Day] = []
            try connection.forEach(
                """
                SELECT hour / \(Self.day) AS day, noun, label, CAST(sum(amount) AS \(connection.dialect.integerType)) FROM tallies
                WHERE hour >= $1 GROUP BY 1, 2, 3 ORDER BY 1 DESC, 2, 3
                """, [.integer(start)]
            ) { row in
                let day = Timestamp(milliseconds: row.integer(0) * Self.day)
                if days.last?.start != day || days.last?.noun != row.text(1) {
                    days.append(Day(start: day, noun: row.text(1), counts: [:]))
                }
                days[days.count - 1].counts[row.text(2)] = row.int(3)
                return true
            }
            return days
        }
    }
}
