import Database
package import Model

extension ObservationHistory {
    /// The first hour of which there is a roll-up.
    package func firstHour() async throws -> Timestamp? {
        try await database.read { connection in
            try connection.first("SELECT min(bucket) FROM \(RollupLevel.hour.table)") {
                $0.optionalInteger(0).map { Timestamp(milliseconds: $0) }
            } ?? nil
        }
    }

    /// How many observations of all directories had each verdict in whole hours; nil as long as these are not rolled up.
    package func counts(in hours: Range<Timestamp>) async throws -> [Verdict: Int]? {
        try await database.read { connection in
            let until = try connection.first("SELECT until FROM rollup_progress WHERE level = $1", [.int(RollupLevel.hour.rawValue)]) {
                $0.integer(0)
            }
            guard let until, until >= hours.upperBound.milliseconds else { return nil }
            let type = connection.dialect.integerType
            let sums = RollupRow.countColumns.map { "CAST(coalesce(sum(\($0)), 0) AS \(type))" }.joined(separator: ", ")
            return try connection.first(
                "SELECT \(sums) FROM \(RollupLevel.hour.table) WHERE bucket >= $1 AND bucket < $2",
                [.integer(hours.lowerBound.milliseconds), .integer(hours.upperBound.milliseconds)]
            ) { row in
                Dictionary(uniqueKeysWithValues: Verdict.allCases.enumerated().map { ($1, row.int($0)) })
            }
        }
    }
}
