import Database
import Model
import Resilience

extension RollStore {
    /// What becomes of listings when a roll ends.
    package struct Rules: Sendable, Hashable {
        package var believe: RollGuard
        /// So many complete rolls in a row must miss a listing before it has left.
        package var grace: Int
        /// Whether the guard is overruled: somebody looked, and the directory is that different.
        package var acceptsAnything: Bool

        package init(believe: RollGuard = RollGuard(), grace: Int = 2, acceptsAnything: Bool = false) {
            self.believe = believe
            self.grace = grace
            self.acceptsAnything = acceptsAnything
        }
    }

    /// Rows taken at a time: what a roll's end holds in memory does not grow with the directory.
    private static let chunk = 500

    /// Why what a roll has found would not be believed if it ended now; nil where it would be.
    func refusal(_ claim: Claim, gap: String?, rules: Rules) async throws -> String? {
        try await database.read { connection in
            let census = try Self.census(claim, isComplete: try Self.gap(claim, gap, connection) == nil, connection)
            return try Self.rules(rules, claim, connection).believe.refusal(census)
        }
    }

    /// Ends a roll: its finds become the directory's listings, with an entry in the change feed for everything that differs; or, where the
    /// guard does not believe them, nothing changes and the roll has failed. One transaction.
    /// - Parameter gap: Why not every page of the lists was read; nil when every page was.
    package func finish(_ claim: Claim, gap: String?, rules: Rules) async throws -> RollReport {
        try await database.write { [clock] connection in
            // Rolls end one after the other, and take their time when it is their turn: numbers and moments of changes rise in the order in
            // which others come to see them, so that whoever has read up to one has missed nothing.
            if let lock = connection.dialect.lock("listing_changes") { try connection.execute(lock) }
            let now = clock.now()
            try Self.fence(claim, now: now, connection)
            let reason = try Self.gap(claim, gap, connection)
            let census = try Self.census(claim, isComplete: reason == nil, connection)
            let rules = try Self.rules(rules, claim, connection)
            if let refusal = rules.believe.refusal(census), census.found == 0 || !rules.acceptsAnything {
                try Self.raise(claim, refusal, now: now, connection)
                return try end(claim, .failed, reason: refusal, found: census.found, now: now, connection)
            }
            var tally = Tally()
            try Self.merge(claim, now: now, &tally, connection)
            if reason == nil { try Self.miss(claim, grace: rules.grace, now: now, &tally, connection) }
            try connection.execute("DELETE FROM listing_alarms WHERE directory = $1", [.integer(claim.directory.rawValue)])
            try connection.execute(
                "UPDATE rolls SET census = $1 WHERE id = $2", [.text(FieldsText.encode(census.now)), .integer(claim.roll)])
            return try end(
                claim, reason == nil ? .complete : .partial, reason: reason, found: census.found, tally: tally, now: now, connection)
        }
    }

    /// Why not every page of the lists was read; nil when every page was.
    private static func gap(_ claim: Claim, _ gap: String?, _ connection: any SQLConnection) throws -> String? {
        if let gap { return gap }
        let gaps = try connection.first("SELECT gaps FROM rolls WHERE id = $1", [.integer(claim.roll)]) { $0.int(0) } ?? 0
        return gaps > 0 ? "\(gaps) pages could not be had" : nil
    }

    /// A recipe that was learned again in this very roll must read what is known as it was, not only most of it.
    private static func rules(_ rules: Rules, _ claim: Claim, _ connection: any SQLConnection) throws -> Rules {
        let isNew = try connection.first(
            "SELECT 1 FROM recipes WHERE directory = $1 AND author = $2 AND version > 1",
            [.integer(claim.directory.rawValue), .text("roll \(claim.roll)")]
        ) { _ in true }
        var rules = rules
        if isNew == true { rules.believe = rules.believe.strict }
        return rules
    }

    /// Notes that a directory's roll is not believed, since the first time that it was not.
    private static func raise(_ claim: Claim, _ reason: String, now: Timestamp, _ connection: any SQLConnection) throws {
        try connection.execute(
            """
            INSERT INTO listing_alarms (directory, roll, since, reason) VALUES ($1, $2, $3, $4)
            ON CONFLICT (directory) DO UPDATE SET roll = excluded.roll, reason = excluded.reason
            """, [.integer(claim.directory.rawValue), .integer(claim.roll), .time(now), .text(reason)])
    }

    /// Ends a roll that cannot be taken.
    package func fail(_ claim: Claim, reason: String) async throws -> RollReport {
        let now = clock.now()
        return try await database.write { connection in
            try Self.fence(claim, now: now, connection)
            return try end(claim, .failed, reason: reason, found: 0, now: now, connection)
        }
    }

    private struct Tally {
        var appeared = 0
        var changed = 0
        var left = 0
        var moved = 0
    }

    private func end(
        _ claim: Claim, _ state: RollState, reason: String?, found: Int, tally: Tally = Tally(), now: Timestamp,
        _ connection: any SQLConnection
    ) throws -> RollReport {
        try connection.execute(
            """
            UPDATE rolls SET state = $1, finished_at = $2, reason = $3, found = $4, appeared = $5, changed = $6, departed = $7, moved = $8
            WHERE id = $9
            """,
            [
                .int(state.rawValue), .time(now), .optional(reason), .int(found), .int(tally.appeared), .int(tally.changed),
                .int(tally.left), .int(tally.moved), .integer(claim.roll),
            ])
        try connection.execute("DELETE FROM roll_pages WHERE roll = $1", [.integer(claim.roll)])
        try connection.execute("DELETE FROM roll_finds WHERE roll = $1", [.integer(claim.roll)])
        let roll = try connection.first("SELECT \(Self.rollColumns) FROM rolls WHERE id = $1", [.integer(claim.roll)], Self.roll)
        guard let roll else { throw Self.lost(claim.roll) }
        try outbox?.enter(roll, connection)
        return roll
    }

    // MARK: Census

    private static func census(_ claim: Claim, isComplete: Bool, _ connection: any SQLConnection) throws -> RollGuard.Census {
        var census = RollGuard.Census()
        census.isComplete = isComplete
        census.present =
            try connection.first(
                "SELECT count(*) FROM listings WHERE directory = $1 AND left_at IS NULL", [.integer(claim.directory.rawValue)]
            ) { $0.int(0) } ?? 0
        try eachFind(claim, connection) { find in
            census.found += 1
            let fields = find.fields
            census.now.note(fields)
            if let stored = find.stored {
                if stored.leftAt == nil { census.note(before: stored.fields, after: fields) }
            } else if let old = try former(of: fields, key: find.key, claim, connection) {
                census.note(before: old.fields, after: fields)
            }
        }
        census.now.strays =
            try connection.first(
                "SELECT coalesce(sum(strays), 0) FROM roll_pages WHERE roll = $1 AND kind <> \(PageKind.detail.rawValue)",
                [.integer(claim.roll)]
            ) { $0.int(0) } ?? 0
        census.past = try connection.first(
            "SELECT census FROM rolls WHERE directory = $1 AND census IS NOT NULL AND state <> \(RollState.failed.rawValue) ORDER BY id DESC LIMIT 1",
            [.integer(claim.directory.rawValue)]
        ) { FieldsText.census($0.text(0)) }
        return census
    }

    /// A find beside what is known of the listing.
    private struct Pair {
        var key: String
        var listed: String
        var detail: String?
        var detailAt: Int64?
        var address: String?
        var page: String
        var pageHash: String
        var sources: String?
        var detailSources: String?
        var stored: Stored?
        /// What people said of its values.
        var answers: [ReviewStore.Settled] = []

        /// What lists and own page say together, and people of what these do not say.
        var fields: ListingFields {
            let read = FieldsText.decode(listed).filled(from: detail.map(FieldsText.decode) ?? ListingFields())
            return answers.reduce(read) { $1.applied(to: $0) }
        }
    }

    private struct Stored {
        var id: Int64
        var fields: ListingFields
        var leftAt: Int64?
        /// Where the own page is not known now, it is as it was.
        var detail: String?
        var detailAt: Int64?
        var detailSources: String?
    }

    private static func eachFind(_ claim: Claim, _ connection: any SQLConnection, _ body: (Pair) throws -> Void) throws {
        let answers = try ReviewStore.settled(claim.directory, connection)
        var last = ""
        while true {
            let pairs = try connection.query(
                """
                SELECT f.listing, f.fields, f.detail, f.detail_at, f.address, f.page, f.page_hash,
                    l.id, l.fields, l.left_at, l.detail, l.detail_at, f.sources, f.detail_sources, l.detail_sources
                FROM roll_finds f LEFT JOIN listings l ON l.directory = $1 AND l.listing = f.listing
                WHERE f.roll = $2 AND f.listing > $3 ORDER BY f.listing LIMIT \(chunk)
                """, [.integer(claim.directory.rawValue), .integer(claim.roll), .text(last)]
            ) { row in
                var pair = Pair(
                    key: row.text(0), listed: row.text(1), detail: row.optionalText(2), detailAt: row.optionalInteger(3),
                    address: row.optionalText(4), page: row.text(5), pageHash: row.text(6), sources: row.optionalText(12),
                    detailSources: row.optionalText(13))
                if let id = row.optionalInteger(7) {
                    pair.stored = Stored(
                        id: id, fields: FieldsText.decode(row.text(8)), leftAt: row.optionalInteger(9), detail: row.optionalText(10),
                        detailAt: row.optionalInteger(11), detailSources: row.optionalText(14))
                    if pair.detail == nil {
                        pair.detail = pair.stored?.detail
                        pair.detailAt = pair.stored?.detailAt
                        pair.detailSources = pair.stored?.detailSources
                    }
                }
                return pair
            }
            for var pair in pairs {
                pair.answers = answers[pair.key] ?? []
                try body(pair)
            }
            guard pairs.count == chunk, let end = pairs.last?.key else { return }
            last = end
        }
    }

    // MARK: Merge

    private static func merge(_ claim: Claim, now: Timestamp, _ tally: inout Tally, _ connection: any SQLConnection) throws {
        var counted = tally
        try eachFind(claim, connection) { pair in
            let fields = pair.fields
            guard let name = fields.name else { return }
            if let stored = pair.stored {
                let changes = stored.fields.changes(to: fields)
                if stored.leftAt != nil {
                    counted.appeared += 1
                    try log(.returned, stored.id, name, changes, claim, now, connection)
                } else if !changes.isEmpty {
                    counted.changed += 1
                    try log(.changed, stored.id, name, changes, claim, now, connection)
                }
                try update(stored.id, pair, fields, name, changed: !changes.isEmpty || stored.leftAt != nil, claim, now, connection)
            } else if let old = try former(of: fields, key: pair.key, claim, connection) {
                var changes = old.fields.changes(to: fields)
                if old.isNamesake {
                    counted.changed += 1
                    try log(.changed, old.id, name, changes, claim, now, connection)
                } else {
                    counted.moved += 1
                    changes.append(FieldChange(field: "page", before: [old.address ?? old.key], after: [pair.address ?? pair.key]))
                    try log(.moved, old.id, name, changes, claim, now, connection)
                }
                try update(old.id, pair, fields, name, changed: true, claim, now, connection)
            } else {
                counted.appeared += 1
                let id = try insert(pair, fields, name, claim, now, connection)
                try log(.appeared, id, name, [], claim, now, connection)
            }
        }
        tally = counted
    }

    private static func insert(
        _ pair: Pair, _ fields: ListingFields, _ name: String, _ claim: Claim, _ now: Timestamp, _ connection: any SQLConnection
    ) throws -> Int64 {
        let id = try connection.first(
            """
            INSERT INTO listings (directory, listing, twin, name, fields, listed, detail, detail_at, address, page, page_hash, first_seen,
                last_seen, changed_at, roll, missed, left_at, search, sources, detail_sources)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $12, $13, 0, NULL, $14, $15, $16) RETURNING id
            """,
            [
                .integer(claim.directory.rawValue), .text(pair.key), .optional(ListingKey.twin(fields)), .text(name),
                .text(FieldsText.encode(fields)), .text(pair.listed), .optional(pair.detail), .optional(pair.detailAt),
                .optional(pair.address), .text(pair.page), .text(pair.pageHash), .time(now), .integer(claim.roll), .text(search(fields)),
                .optional(pair.sources), .optional(pair.detailSources),
            ]
        ) { $0.integer(0) }
        guard let id else { throw lost(claim.roll) }
        return id
    }

    private static func update(
        _ id: Int64, _ pair: Pair, _ fields: ListingFields, _ name: String, changed: Bool, _ claim: Claim, _ now: Timestamp,
        _ connection: any SQLConnection
    ) throws {
        try connection.execute(
            """
            UPDATE listings SET listing = $1, twin = $2, name = $3, fields = $4, listed = $5, detail = $6, detail_at = $7, address = $8,
                page = $9, page_hash = $10, last_seen = $11, changed_at = CASE WHEN $12 = 1 THEN $11 ELSE changed_at END, roll = $13,
                missed = 0, left_at = NULL, search = $14, sources = $16, detail_sources = $17
            WHERE id = $15
            """,
            [
                .text(pair.key), .optional(ListingKey.twin(fields)), .text(name), .text(FieldsText.encode(fields)), .text(pair.listed),
                .optional(pair.detail), .optional(pair.detailAt), .optional(pair.address), .text(pair.page), .text(pair.pageHash),
                .time(now), .bool(changed), .integer(claim.roll), .text(search(fields)), .integer(id),
                .optional(pair.sources), .optional(pair.detailSources),
            ])
    }

    /// The text that searches look into, in lower case.
    static func search(_ fields: ListingFields) -> String {
        String(fields.kinds.flatMap { fields.values[$0] ?? [] }.joined(separator: " ").lowercased().prefix(2000))
    }

    private static func log(
        _ kind: ChangeKind, _ listing: Int64, _ name: String, _ changes: [FieldChange], _ claim: Claim, _ now: Timestamp,
        _ connection: any SQLConnection
    ) throws {
        try connection.execute(
            """
            INSERT INTO listing_changes (directory, listing, roll, changed_at, kind, name, fields) VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            [
                .integer(claim.directory.rawValue), .integer(listing), .integer(claim.roll), .time(now), .int(kind.rawValue), .text(name),
                .text(FieldsText.encode(changes)),
            ])
    }

    // MARK: Missing

    private static func miss(_ claim: Claim, grace: Int, now: Timestamp, _ tally: inout Tally, _ connection: any SQLConnection) throws {
        let values: [SQLValue] = [.integer(claim.directory.rawValue), .integer(claim.roll)]
        try connection.execute(
            "UPDATE listings SET missed = missed + 1 WHERE directory = $1 AND roll <> $2 AND left_at IS NULL", values)
        while true {
            let gone = try connection.query(
                """
                SELECT id, name FROM listings WHERE directory = $1 AND roll <> $2 AND left_at IS NULL AND missed >= $3
                ORDER BY id LIMIT \(chunk)
                """, values + [.int(max(1, grace))]
            ) { (id: $0.integer(0), name: $0.text(1)) }
            for listing in gone {
                try log(.left, listing.id, listing.name, [], claim, now, connection)
                try connection.execute(
                    "UPDATE listings SET left_at = $1, changed_at = $1 WHERE id = $2", [.time(now), .integer(listing.id)])
            }
            tally.left += gone.count
            if gone.count < chunk { return }
        }
    }
}
