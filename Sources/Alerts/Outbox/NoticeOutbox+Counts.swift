import Database
package import Model

extension NoticeOutbox {
    /// When the first message was accepted or given up.
    package func firstSettled() async throws -> Timestamp? {
        try await database.read { connection in
            try connection.first("SELECT min(settled_at) FROM notice_deliveries") {
                $0.optionalInteger(0).map { Timestamp(milliseconds: $0) }
            } ?? nil
        }
    }

    /// How many messages were accepted by their channel, and how many were given up, in a span.
    package func counts(in span: Range<Timestamp>) async throws -> [NoticeDelivery.State: Int] {
        try await database.read { connection in
            var counts: [NoticeDelivery.State: Int] = [:]
            try connection.forEach(
                "SELECT state, count(*) FROM notice_deliveries WHERE settled_at >= $1 AND settled_at < $2 GROUP BY state",
                [.time(span.lowerBound), .time(span.upperBound)]
            ) { row in
                if let state = NoticeDelivery.State(rawValue: row.int(0)) { counts[state] = row.int(1) }
                return true
            }
            return counts
        }
    }
}
