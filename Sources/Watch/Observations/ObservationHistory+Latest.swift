import Database
package import Model

extension ObservationHistory {
    /// An observation with the directory's name for URLs.
    package struct Attributed: Sendable {
        package var slug: String
        package var observation: Observation
    }

    /// Rows looked at for one page; see ``recent(of:_:limit:cursor:)``.
    private static let greatestLook: Int64 = 20_000

    /// The observations of all directories, latest stored first, without evidence. The filter's times bound when a probe started.
    ///
    /// A cursor that was not made by the same call is taken for the beginning. A page may be short and still have a next one.
    package func latest(_ filter: Filter = Filter(), limit: Int = 50, cursor: String? = nil) async throws -> Page<Attributed> {
        try await database.read { connection in
            let highest = try connection.first("SELECT max(id) FROM observations") { $0.integer(0) } ?? 0
            let lowest = try connection.first("SELECT min(id) FROM observations") { $0.integer(0) } ?? 0
            let before = min(cursor.flatMap { Int64($0) } ?? .max, highest + 1)
            let floor = max(lowest, before - Self.greatestLook)
            var conditions = ["o.id < $1", "o.id >= $2"]
            var values: [SQLValue] = [.integer(before), .integer(floor)]
            func require(_ condition: (String) -> String, _ value: SQLValue) {
                values.append(value)
                conditions.append(condition("$\(values.count)"))
            }
            if let since = filter.since { require({ "o.at >= \($0)" }, .time(since)) }
            if let until = filter.until { require({ "o.at < \($0)" }, .time(until)) }
            if !filter.verdicts.isEmpty { conditions.append("o.verdict IN (\(Self.list(filter.verdicts.map(\.code))))") }
            if !filter.kinds.isEmpty { conditions.append("o.kind IN (\(Self.list(filter.kinds.map(\.code))))") }
            values.append(.int(limit + 1))
            let sql = """
                SELECT o.id, o.directory, o.kind, o.at, o.verdict, o.reason, o.status, o.total, o.dns, o.connect, o.tls, o.first_byte,
                    o.transfer, o.bytes, o.attempt, n.sentence, d.slug
                FROM observations o JOIN directories d ON d.id = o.directory LEFT JOIN notes n ON n.id = o.note
                WHERE \(conditions.joined(separator: " AND ")) ORDER BY o.id DESC LIMIT $\(values.count)
                """
            var rows = try connection.query(sql, values) { row in (id: row.integer(0), found: Self.attributed(row)) }
            let more = rows.count > limit
            if more { rows.removeLast() }
            let next = more ? rows.last?.id : floor > lowest ? floor : nil
            return Page(elements: rows.compactMap(\.found), next: next.map { String($0) })
        }
    }

    private static func list(_ codes: [Int]) -> String { codes.sorted().map { String($0) }.joined(separator: ", ") }

    /// Nil for a row that a newer version wrote with a kind or a verdict unknown here.
    private static func attributed(_ row: any SQLRow) -> Attributed? {
        guard let kind = CheckKind(code: row.int(2)), let verdict = Verdict(code: row.int(4)) else { return nil }
        return Attributed(
            slug: row.text(16),
            observation: Observation(
                directory: DirectoryID(row.integer(1)), check: kind, at: Timestamp(milliseconds: row.integer(3)), verdict: verdict,
                reason: row.optionalText(5).flatMap(Reason.init(rawValue:)) ?? .ok, sentence: row.optionalText(15) ?? "",
                timings: PhaseTimings(
                    dns: row.optionalInteger(8), connect: row.optionalInteger(9), tls: row.optionalInteger(10),
                    firstByte: row.optionalInteger(11), transfer: row.optionalInteger(12), total: row.integer(7)),
                status: row.optionalInt(6), bytes: row.int(13), attempt: row.int(14)))
    }
}
