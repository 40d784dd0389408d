import Database
package import Model

extension IncidentStore {
    /// When the first incident was confirmed.
    package func firstConfirmed() async throws -> Timestamp? {
        try await database.read { connection in
            try connection.first("SELECT min(confirmed_at) FROM incidents") { $0.optionalInteger(0).map { Timestamp(milliseconds: $0) } }
                ?? nil
        }
    }

    /// How many incidents were confirmed and how many ended in a span. Those that a shared one covers count as well.
    package func counts(in span: Range<Timestamp>) async throws -> (opened: Int, ended: Int) {
        try await database.read { connection in
            let values: [SQLValue] = [.time(span.lowerBound), .time(span.upperBound)]
            func count(_ column: String) throws -> Int {
                try connection.first("SELECT count(*) FROM incidents WHERE \(column) >= $1 AND \(column) < $2", values) { $0.int(0) } ?? 0
            }
            return (try count("confirmed_at"), try count("ended_at"))
        }
    }
}
