import Database
package import Model

extension RollStore {
    /// When the first change of a listing was seen.
    package func firstChange() async throws -> Timestamp? {
        try await database.read { connection in
            try connection.first("SELECT min(changed_at) FROM listing_changes") {
                $0.optionalInteger(0).map { Timestamp(milliseconds: $0) }
            } ?? nil
        }
    }

    /// How many listings appeared, changed, left, moved and returned in a span, by the word for it.
    package func changes(in span: Range<Timestamp>) async throws -> [String: Int] {
        try await database.read { connection in
            var counts: [String: Int] = [:]
            try connection.forEach(
                "SELECT kind, count(*) FROM listing_changes WHERE changed_at >= $1 AND changed_at < $2 GROUP BY kind",
                [.time(span.lowerBound), .time(span.upperBound)]
            ) { row in
                if let kind = ChangeKind(rawValue: row.int(0)) { counts[kind.name] = row.int(1) }
                return true
            }
            return counts
        }
    }
}
