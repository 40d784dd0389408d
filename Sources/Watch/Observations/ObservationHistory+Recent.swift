import Database
package import Model

extension ObservationHistory {
    /// Which observations of a directory are wanted.
    package struct Filter: Sendable {
        /// Only of these checks; all where empty.
        package var kinds: Set<CheckKind> = []
        /// Only with these verdicts; all where empty.
        package var verdicts: Set<Verdict> = []
        /// Only started at or after this.
        package var since: Timestamp?
        /// Only started before this.
        package var until: Timestamp?
        /// Whether the evidence is read too.
        package var withEvidence = false

        package init() {}
    }

    /// Rows looked at for one page, so that a filter that matches nothing costs no more than a moment: such a page may be short or empty
    /// and still have a next one.
    private static let greatestWalk = 5000

    /// The directory's observations, latest first. What many share (``Observation/fate``) is not kept for each and comes back empty.
    ///
    /// A cursor that was not made by the same call is taken for the beginning.
    package func recent(
        of directory: DirectoryID, _ filter: Filter = Filter(), limit: Int = 50, cursor: String? = nil
    ) async throws -> Page<Observation> {
        try await database.read { connection in
            var heads: [(at: Int64, row: ChainRow)] = []
            for id in try starts(of: directory, filter, cursor, connection) {
                if let row = try ChainRow(id, connection) { heads.append((row.at, row)) }
            }
            var found: [Observation] = []
            var steps = 0
            while found.count < limit, steps < Self.greatestWalk {
                guard let latest = heads.indices.max(by: { heads[$0].at < heads[$1].at }) else { break }
                let row = heads[latest].row
                steps += 1
                if filter.since.map({ row.at >= $0.milliseconds }) ?? true {
                    if row.verdict.map({ filter.verdicts.isEmpty || filter.verdicts.contains($0) }) ?? false,
                        filter.until.map({ row.at < $0.milliseconds }) ?? true, let observation = try row.observation(filter, connection)
                    {
                        found.append(observation)
                    }
                    if let previous = try row.previous.flatMap({ try ChainRow($0, connection) }) {
                        heads[latest] = (previous.at, previous)
                        continue
                    }
                }
                heads.remove(at: latest)
            }
            return Page(elements: found, next: heads.isEmpty ? nil : heads.map { String($0.row.id) }.joined(separator: "."))
        }
    }

    /// The rows at which the chains of the directory's checks are taken up.
    private func starts(
        of directory: DirectoryID, _ filter: Filter, _ cursor: String?, _ connection: any SQLConnection
    ) throws -> [Int64] {
        if let ids = cursor?.split(separator: ".").map({ Int64($0) }), !ids.isEmpty, ids.count <= CheckKind.allCases.count,
            !ids.contains(nil)
        {
            let rows = try ids.compactMap { try $0.flatMap { try ChainRow($0, connection) } }
            if rows.allSatisfy({ $0.directory == directory.rawValue }) { return rows.map(\.id) }
        }
        return try connection.query("SELECT kind, head FROM check_states WHERE directory = $1", [.integer(directory.rawValue)]) { row in
            guard let kind = CheckKind(code: row.int(0)), filter.kinds.isEmpty || filter.kinds.contains(kind) else { return nil }
            return row.integer(1)
        }.compactMap { (head: Int64?) in head }
    }
}

/// A raw row on the way back through a check's history.
private struct ChainRow {
    let id: Int64
    let previous: Int64?
    let directory: Int64
    let at: Int64
    let verdict: Verdict?

    /// Nil where the row was pruned.
    init?(_ id: Int64, _ connection: any SQLConnection) throws {
        let row = try connection.first("SELECT prev, directory, at, verdict FROM observations WHERE id = $1", [.integer(id)]) {
            ($0.optionalInteger(0), $0.integer(1), $0.integer(2), Verdict(code: $0.int(3)))
        }
        guard let row else { return nil }
        self.id = id
        (previous, directory, at, verdict) = row
    }

    func observation(_ filter: ObservationHistory.Filter, _ connection: any SQLConnection) throws -> Observation? {
        try connection.first(
            """
            SELECT o.kind, o.reason, o.status, o.total, o.dns, o.connect, o.tls, o.first_byte, o.transfer, o.bytes, o.attempt, n.sentence,
                \(filter.withEvidence ? "n.evidence" : "NULL")
            FROM observations o LEFT JOIN notes n ON n.id = o.note WHERE o.id = $1
            """, [.integer(id)]
        ) { row -> Observation? in
            guard let kind = CheckKind(code: row.int(0)), let verdict else { return nil }
            return Observation(
                directory: DirectoryID(directory), check: kind, at: Timestamp(milliseconds: at), verdict: verdict,
                reason: row.optionalText(1).flatMap(Reason.init(rawValue:)) ?? .ok, sentence: row.text(11),
                timings: PhaseTimings(
                    dns: row.optionalInteger(4), connect: row.optionalInteger(5), tls: row.optionalInteger(6),
                    firstByte: row.optionalInteger(7), transfer: row.optionalInteger(8), total: row.integer(3)),
                status: row.optionalInt(2), bytes: row.int(9), attempt: row.int(10),
                evidence: row.optionalText(12).flatMap(Note.decode))
        } ?? nil
    }
}
