package import Database
package import Model

/// The incidents, open and over. Each call that writes has committed when it returns, so `kill -9` loses none that was acted upon.
package struct IncidentStore: Sendable {
    let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    /// Which incidents are wanted.
    package struct Filter: Sendable {
        /// Only open (true) or only over (false) ones.
        package var open: Bool?
        package var directory: DirectoryID?
        package var check: CheckKind?
        package var verdict: Verdict?
        /// Only what was still open at or began after this.
        package var since: Timestamp?
        /// Without those that a shared-fate incident covers.
        package var withoutMembers = false

        package init() {}
    }

    /// The greatest number that was ever given; 0 at the beginning. The tracker counts on from here.
    package func lastID() async throws -> IncidentID {
        try await database.read { connection in
            IncidentID(try connection.first("SELECT max(id) FROM incidents") { $0.integer(0) } ?? 0)
        }
    }

    /// Stores these incidents as they are now, new or changed, all or none.
    package func save(_ incidents: [Incident]) async throws {
        guard !incidents.isEmpty else { return }
        try await database.write { connection in
            for incident in incidents { try connection.execute(Self.upsert, Self.values(incident)) }
        }
    }

    /// Stores one incident as it is now, and what is to be told of it, both or neither.
    package func save(
        _ incident: Incident, telling event: IncidentOutboxEvent? = nil, through outbox: (any IncidentOutbox)? = nil
    ) async throws {
        try await database.write { connection in
            try connection.execute(Self.upsert, Self.values(incident))
            if let event { try outbox?.enter(incident, event, connection) }
        }
    }

    /// One incident; nil where there is none of that number.
    package func incident(_ id: IncidentID) async throws -> Incident? {
        try await database.read { connection in
            try connection.first("SELECT \(Self.columns) FROM incidents WHERE id = $1", [.integer(id.rawValue)], Self.incident) ?? nil
        }
    }

    /// Those of the numbers that there are.
    package func incidents(_ ids: Set<IncidentID>) async throws -> [IncidentID: Incident] {
        guard !ids.isEmpty else { return [:] }
        return try await database.read { connection in
            let dialect = connection.dialect
            let found = try connection.query(
                "SELECT \(Self.columns) FROM incidents WHERE id \(dialect.isOne(ofNumbers: "$1"))",
                [dialect.numbers(ids.map(\.rawValue).sorted())], Self.incident)
            return Dictionary(found.compactMap(\.self).map { ($0.id, $0) }) { first, _ in first }
        }
    }

    /// All that are open, in the order in which they were opened: what the tracker starts from.
    package func open() async throws -> [Incident] {
        try await database.read { connection in
            try connection.query("SELECT \(Self.columns) FROM incidents WHERE ended_at IS NULL ORDER BY id", [], Self.incident)
                .compactMap(\.self)
        }
    }

    /// Incidents, latest first, `limit` at a time; `before` is the last one of the page before.
    package func list(_ filter: Filter = Filter(), before: IncidentID? = nil, limit: Int = 50) async throws -> [Incident] {
        var conditions: [String] = []
        var values: [SQLValue] = []
        func require(_ condition: (String) -> String, _ value: SQLValue) {
            values.append(value)
            conditions.append(condition("$\(values.count)"))
        }
        if let open = filter.open { conditions.append(open ? "ended_at IS NULL" : "ended_at IS NOT NULL") }
        if let directory = filter.directory { require({ "directory = \($0)" }, .integer(directory.rawValue)) }
        if let check = filter.check { require({ "kind = \($0)" }, .int(check.code)) }
        if let verdict = filter.verdict { require({ "verdict = \($0)" }, .int(verdict.code)) }
        if let since = filter.since { require({ "(ended_at IS NULL OR ended_at >= \($0))" }, .time(since)) }
        if filter.withoutMembers { conditions.append("parent IS NULL") }
        if let before { require({ "id < \($0)" }, .integer(before.rawValue)) }
        values.append(.int(limit))
        let text = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        let sql = "SELECT \(Self.columns) FROM incidents \(text) ORDER BY id DESC LIMIT $\(values.count)"
        let bound = values
        return try await database.read { try $0.query(sql, bound, Self.incident).compactMap(\.self) }
    }

    /// How many are open, without those that a shared-fate incident covers.
    package func openCount() async throws -> Int {
        try await database.read { connection in
            try connection.first("SELECT count(*) FROM incidents WHERE ended_at IS NULL AND parent IS NULL") { $0.int(0) } ?? 0
        }
    }

    /// The incidents that a shared one covers, in the order in which they were opened.
    package func members(of parent: IncidentID, limit: Int = 1000) async throws -> [Incident] {
        try await database.read { connection in
            try connection.query(
                "SELECT \(Self.columns) FROM incidents WHERE parent = $1 ORDER BY id LIMIT $2", [.integer(parent.rawValue), .int(limit)],
                Self.incident
            ).compactMap(\.self)
        }
    }

    /// The latest incidents of a directory's checks, latest first.
    package func history(of directory: DirectoryID, limit: Int = 50) async throws -> [Incident] {
        var filter = Filter()
        filter.directory = directory
        return try await list(filter, limit: limit)
    }
}

extension IncidentStore {
    private static let columns = """
        id, subject, directory, kind, cause_kind, cause_name, verdict, reason, sentence, started_at, confirmed_at, ended_at, parent,
        directories, flapping
        """

    private static let upsert = """
        INSERT INTO incidents (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        ON CONFLICT (id) DO UPDATE SET verdict = excluded.verdict, reason = excluded.reason, sentence = excluded.sentence,
            started_at = excluded.started_at, confirmed_at = excluded.confirmed_at, ended_at = excluded.ended_at,
            parent = excluded.parent, directories = excluded.directories, flapping = excluded.flapping
        """

    private static func values(_ incident: Incident) -> [SQLValue] {
        let subject: [SQLValue] =
            switch incident.subject {
            case .check(let key): ["check", .integer(key.directory.rawValue), .int(key.check.code), nil, nil]
            case .shared(let cause): ["shared", nil, nil, .text(cause.kind.rawValue), .text(cause.name)]
            case .blind: ["blind", nil, nil, nil, nil]
            }
        return [.integer(incident.id.rawValue)] + subject + [
            .int(incident.verdict.code), .text(incident.reason.rawValue), .text(incident.sentence), .time(incident.startedAt),
            .time(incident.confirmedAt), .optional(incident.endedAt), .optional(incident.parent?.rawValue), .int(incident.directories),
            .bool(incident.flapping),
        ]
    }

    /// Nil for a row that a newer version wrote with a subject unknown here.
    private static func incident(_ row: any SQLRow) -> Incident? {
        let subject: Incident.Subject
        switch row.text(1) {
        case "check":
            guard let kind = CheckKind(code: row.int(3)) else { return nil }
            subject = .check(CheckKey(DirectoryID(row.integer(2)), kind))
        case "shared":
            guard let kind = SharedCause.Kind(rawValue: row.text(4)) else { return nil }
            subject = .shared(SharedCause(kind: kind, name: row.text(5)))
        case "blind": subject = .blind
        default: return nil
        }
        return Incident(
            id: IncidentID(row.integer(0)), subject: subject, verdict: Verdict(code: row.int(6)) ?? .unknown,
            reason: Reason(rawValue: row.text(7)) ?? .ok, sentence: row.text(8), startedAt: Timestamp(milliseconds: row.integer(9)),
            confirmedAt: Timestamp(milliseconds: row.integer(10)),
            endedAt: row.optionalInteger(11).map(Timestamp.init(milliseconds:)), parent: row.optionalInteger(12).map(IncidentID.init),
            directories: row.int(13), flapping: row.bool(14))
    }
}
