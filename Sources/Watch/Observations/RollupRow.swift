import Database
import Model

/// How a ``Rollup`` lies in its tables.
enum RollupRow {
    static let countColumns = Verdict.allCases.map { "n_\($0.rawValue)" }
    /// What ``read(_:from:)`` reads, in its order.
    static let columns = (countColumns + ["latency_sum", "latency_max", "latencies", "last_row"]).joined(separator: ", ")

    static func read(_ row: any SQLRow, from first: Int) -> Rollup {
        var rollup = Rollup()
        var column = first
        for verdict in Verdict.allCases {
            rollup[verdict] = row.int(column)
            column += 1
        }
        rollup.latencySum = row.integer(column)
        rollup.latencyMaximum = row.integer(column + 1)
        // Bytes that are damaged lose their quantiles, not the counts beside them.
        rollup.latencies = LatencySketch(encoded: row.bytes(column + 2)) ?? LatencySketch()
        rollup.lastRow = row.integer(column + 3)
        return rollup
    }

    /// Writes the rollup in place of what the bucket had, so that doing it again changes nothing.
    static func put(_ level: RollupLevel, _ bucket: Int64, _ key: CheckKey, _ rollup: Rollup, _ connection: any SQLConnection) throws {
        var values: [SQLValue] = [.integer(bucket), .integer(key.directory.rawValue), .int(key.check.code)]
        for verdict in Verdict.allCases { values.append(.int(rollup[verdict])) }
        values += [
            .integer(rollup.latencySum), .integer(rollup.latencyMaximum), .bytes(rollup.latencies.encoded), .integer(rollup.lastRow),
        ]
        try connection.execute(upserts[level.rawValue], values)
    }

    static func get(_ level: RollupLevel, _ bucket: Int64, _ key: CheckKey, _ connection: any SQLConnection) throws -> Rollup? {
        try connection.first(
            "SELECT \(columns) FROM \(level.table) WHERE bucket = $1 AND directory = $2 AND kind = $3",
            [.integer(bucket), .integer(key.directory.rawValue), .int(key.check.code)]
        ) { read($0, from: 0) }
    }

    private static let upserts = RollupLevel.allCases.map { level in
        let all = countColumns + ["latency_sum", "latency_max", "latencies", "last_row"]
        let parameters = (1...all.count + 3).map { "$\($0)" }.joined(separator: ", ")
        let updates = all.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        return """
            INSERT INTO \(level.table) (bucket, directory, kind, \(all.joined(separator: ", "))) VALUES (\(parameters))
            ON CONFLICT (bucket, directory, kind) DO UPDATE SET \(updates)
            """
    }
}
