package import Database
package import Model

/// What the console, the API and the commands ask about the past. Reads the database only, so it works in any process and never waits
/// for the writer.
package struct ObservationHistory: Sendable {
    let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    /// A page of a list, newest first, and where the next one begins.
    package struct Page<Element: Sendable>: Sendable {
        package var elements: [Element]
        /// To be handed back for the next page; nil when there is none.
        package var next: String?

        package init(elements: [Element], next: String?) {
            self.elements = elements
            self.next = next
        }
    }

    /// One bucket of a chart.
    package struct Point: Sendable, Hashable {
        package var start: Timestamp
        package var rollup: Rollup

        package init(start: Timestamp, rollup: Rollup) {
            self.start = start
            self.rollup = rollup
        }
    }

    /// A change of verdict or of its reason.
    package struct Transition: Sendable, Hashable {
        package var key: CheckKey
        package var at: Timestamp
        package var verdict: Verdict
        package var reason: Reason
        package var sentence: String
    }

    /// A failure with what it takes to believe it.
    package struct Failure: Sendable, Hashable {
        package var at: Timestamp
        package var sentence: String
        package var evidence: Evidence?
    }

    /// The latest state of each of the directory's checks.
    package func states(of directory: DirectoryID) async throws -> [CheckState] {
        try await database.read { connection in
            try connection.query(
                "SELECT \(CheckState.columns) FROM check_states WHERE directory = $1 ORDER BY kind", [.integer(directory.rawValue)]
            ) { CheckState($0) }.compactMap(\.self)
        }
    }

    /// The latest state of each check of these directories, for a page of a list.
    package func states(of directories: [DirectoryID]) async throws -> [DirectoryID: [CheckState]] {
        try await database.read { connection in
            var found: [DirectoryID: [CheckState]] = [:]
            for directory in directories {
                found[directory] = try connection.query(
                    "SELECT \(CheckState.columns) FROM check_states WHERE directory = $1 ORDER BY kind", [.integer(directory.rawValue)]
                ) { CheckState($0) }.compactMap(\.self)
            }
            return found
        }
    }

    /// The latest failure of a check with its evidence; nil if it never failed or its evidence was pruned.
    package func lastFailure(of key: CheckKey) async throws -> Failure? {
        try await database.read { connection in
            try connection.first(
                """
                SELECT s.failure_at, n.sentence, n.evidence FROM check_states s JOIN notes n ON n.id = s.failure_note
                WHERE s.directory = $1 AND s.kind = $2
                """, [.integer(key.directory.rawValue), .int(key.check.code)]
            ) { row in
                Failure(
                    at: Timestamp(milliseconds: row.integer(0)), sentence: row.text(1), evidence: row.optionalText(2).flatMap(Note.decode))
            }
        }
    }

    /// The changes of verdict from `from` to before `to`, oldest first, led by the one that was in force at `from`.
    package func timeline(of key: CheckKey, from: Timestamp, to: Timestamp, limit: Int = 1000) async throws -> [Transition] {
        try await database.read { connection in
            let values: [SQLValue] = [.integer(key.directory.rawValue), .int(key.check.code), .time(from), .time(to), .int(limit)]
            let columns = "at, verdict, reason, sentence"
            func make(_ row: any SQLRow) -> Transition {
                Transition(
                    key: key, at: Timestamp(milliseconds: row.integer(0)), verdict: Verdict(code: row.int(1)) ?? .unknown,
                    reason: Reason(rawValue: row.text(2)) ?? .ok, sentence: row.text(3))
            }
            let before = try connection.query(
                "SELECT \(columns) FROM transitions WHERE directory = $1 AND kind = $2 AND at < $3 ORDER BY at DESC LIMIT 1", values, make)
            let within = try connection.query(
                """
                SELECT \(columns) FROM transitions WHERE directory = $1 AND kind = $2 AND at >= $3 AND at < $4 ORDER BY at DESC LIMIT $5
                """, values, make)
            return before + within.reversed()
        }
    }

    /// What all observations from `from` to before `to` come to: uptime, counts, latency quantiles.
    ///
    /// Exact to the observation as far as raw rows reach back; before that, to the roll-ups that are still kept.
    package func summary(of key: CheckKey, from: Timestamp, to: Timestamp) async throws -> Rollup {
        try await database.read { connection in
            var summary = Rollup()
            var window = RollupWindow(key: key, coarsest: .day)
            try window.collect(from: from.milliseconds, to: to.milliseconds, connection) { summary.merge($1) }
            return summary
        }
    }

    /// The same in buckets of one width, oldest first; buckets without observations are left out.
    package func series(of key: CheckKey, from: Timestamp, to: Timestamp, by level: RollupLevel) async throws -> [Point] {
        try await database.read { connection in
            var points: [Int64: Rollup] = [:]
            var window = RollupWindow(key: key, coarsest: level)
            try window.collect(from: from.milliseconds, to: to.milliseconds, connection) { start, rollup in
                points[level.floor(start), default: Rollup()].merge(rollup)
            }
            return points.sorted { $0.key < $1.key }.map { Point(start: Timestamp(milliseconds: $0.key), rollup: $0.value) }
        }
    }
}
