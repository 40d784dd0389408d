import Database
import Listings
import Model
import Resilience
import Rolls

extension EntityRunner {
    /// Listings that are looked at next, and how far the work is when that is done.
    struct Batch: Sendable {
        var listings: [Int64]
        /// The decision that they are to be looked at for.
        var rule: Int64?
        var walking: Bool
        var position: Int64
        /// Whether this was the last of all listings.
        var isEnd = false
        /// The count of changes when this was read.
        var revision: Int64
    }

    /// How often a step is tried again after somebody else was faster.
    private static let tries = 20

    /// One step; false where there is nothing to do.
    func step(_ mind: Mind, onlyDecided: Bool, _ progress: inout Progress) async throws -> Bool {
        for _ in 0..<Self.tries {
            try Task.checkCancellation()
            guard let batch = try await next(onlyDecided: onlyDecided) else { return false }
            let gathered = try await gather(batch, mind)
            if let changed = try await store(gathered, batch) {
                progress.listings += batch.listings.count
                progress.entities += changed
                return true
            }
        }
        throw EntitiesError(.busy, "Others change entities all the time.", remedy: "Try again in a minute.")
    }

    private func next(onlyDecided: Bool) async throws -> Batch? {
        let size = self.batch
        return try await database.read { connection in
            let state = try connection.first(
                "SELECT walking, position, follow, revision FROM entity_state WHERE one = 1", []
            ) { (walking: $0.bool(0), position: $0.integer(1), follow: $0.integer(2), revision: $0.integer(3)) }
            guard let state else { return nil }
            var batch = Batch(listings: [], walking: state.walking, position: state.position, revision: state.revision)
            let decided = try connection.query(
                "SELECT rule, listing FROM entity_pending ORDER BY rule, listing LIMIT \(size)", []
            ) { (rule: $0.integer(0), listing: $0.integer(1)) }
            if let first = decided.first {
                batch.listings = decided.filter { $0.rule == first.rule }.map(\.listing)
                batch.rule = first.rule
                return batch
            }
            if onlyDecided { return nil }
            if state.walking {
                batch.listings = try connection.query(
                    "SELECT id FROM listings WHERE id > $1 AND left_at IS NULL ORDER BY id LIMIT \(size)", [.integer(state.position)]
                ) { $0.integer(0) }
                batch.isEnd = batch.listings.count < size
                batch.walking = !batch.isEnd
                batch.position = batch.isEnd ? state.follow : batch.listings.last ?? state.position
                return batch
            }
            let changes = try connection.query(
                "SELECT id, listing FROM listing_changes WHERE id > $1 ORDER BY id LIMIT \(size)", [.integer(state.position)]
            ) { (id: $0.integer(0), listing: $0.integer(1)) }
            guard let last = changes.last else { return nil }
            batch.listings = Set(changes.map(\.listing)).sorted()
            batch.position = last.id
            return batch
        }
    }

    // MARK: Store

    /// Stores what was found.
    /// - Returns: how many entities that changed; nil where somebody else was faster, and nothing is stored.
    private func store(_ gathered: Gathered, _ batch: Batch) async throws -> Int? {
        let now = clock.now()
        return try await database.write { connection in
            let fenced = try connection.execute(
                """
                UPDATE entity_state SET walking = $1, position = $2, revision = revision + 1,
                    built_at = CASE WHEN $3 = 1 THEN $4 ELSE built_at END
                WHERE one = 1 AND revision = $5
                """,
                [.bool(batch.walking), .integer(batch.position), .bool(batch.isEnd), .time(now), .integer(batch.revision)])
            guard fenced == 1 else { return nil }
            try storeKeys(gathered, connection)
            let changed = try storeGroups(gathered, batch, now: now, connection)
            if let rule = batch.rule {
                try connection.execute(
                    "DELETE FROM entity_pending WHERE rule = $1 AND listing = $2",
                    rows: batch.listings.map { [.integer(rule), .integer($0)] })
            }
            return changed
        }
    }

    private func storeKeys(_ gathered: Gathered, _ connection: any SQLConnection) throws {
        try connection.execute(
            "DELETE FROM entity_keys WHERE listing = $1", rows: gathered.batch.sorted().map { [.integer($0)] })
        try connection.execute(
            "INSERT INTO entity_keys (key, listing) VALUES ($1, $2)",
            rows: gathered.keys.sorted { $0.key < $1.key }.flatMap { listing, keys in
                keys.map { [.integer(Int64(bitPattern: $0)), .integer(listing)] }
            })
    }

    private func storeGroups(_ gathered: Gathered, _ batch: Batch, now: Timestamp, _ connection: any SQLConnection) throws -> Int {
        let (regrouping, former) = (gathered.regrouping, gathered.former)
        var changed = 0
        var log = Log(rule: batch.rule, now: now)
        var numbers: [Int64] = []
        for group in regrouping.groups {
            let record = EntityRecord(group.listings)
            let disputes = record.disputes
            let name = (record[.name] ?? record[.person] ?? record[.organization])?.text ?? group.listings.first?.name ?? ""
            let values: [SQLValue] = [
                .text(name), .int(group.listings.count), .int(Set(group.listings.map(\.directory)).count), .int(disputes.count),
                .text(disputes.joined(separator: ",")), .time(now),
            ]
            let number: Int64
            if let entity = group.entity {
                number = entity
                // What is as it was is not written; a listing that says something else may leave all of this as it was.
                let isNews = batch.rule == nil && !batch.walking && group.listings.contains { gathered.batch.contains($0.id) }
                changed += try connection.execute(
                    """
                    UPDATE entities SET name = $1, listings = $2, directories = $3, disputed = $4, disputes = $5, changed_at = $6,
                        ended_at = NULL, successor = NULL
                    WHERE id = $7 AND (name <> $1 OR listings <> $2 OR directories <> $3 OR disputes <> $5 OR ended_at IS NOT NULL OR $8 = 1)
                    """, values + [.integer(entity), .bool(isNews)])
            } else {
                let made = try connection.first(
                    """
                    INSERT INTO entities (name, listings, directories, disputed, disputes, made_at, changed_at)
                    VALUES ($1, $2, $3, $4, $5, $6, $6) RETURNING id
                    """, values
                ) { $0.integer(0) }
                guard let made else { throw EntitiesError(.busy, "The entity was not stored.", remedy: "Try again.") }
                number = made
                changed += 1
            }
            numbers.append(number)
            let moved = group.listings.filter { former[$0.id] != number || gathered.absent.contains($0.id) }
            try connection.execute(
                """
                INSERT INTO entity_members (listing, entity, directory, present) VALUES ($1, $2, $3, 1)
                ON CONFLICT (listing) DO UPDATE SET entity = excluded.entity, directory = excluded.directory, present = 1
                """, rows: moved.map { [.integer($0.id), .integer(number), .integer($0.directory.rawValue)] })
            log.note(moved.map(\.id), number, isNew: group.entity == nil, former: former)
        }
        for (entity, group) in regrouping.numbering.ended.sorted(by: { $0.key < $1.key }) {
            let successor = group.map { numbers[$0] }
            try connection.execute(
                """
                UPDATE entities SET listings = 0, directories = 0, disputed = 0, disputes = '', changed_at = $1, ended_at = $1, successor = $2
                WHERE id = $3
                """, [.time(now), .optional(successor), .integer(entity)])
            if let successor {
                // Those that have left go along: where they come back, they are known.
                try connection.execute(
                    "UPDATE entity_members SET entity = $1 WHERE entity = $2", [.integer(successor), .integer(entity)])
            }
            log.end(entity, successor)
            changed += 1
        }
        for listing in gathered.gone.sorted() {
            try connection.execute("UPDATE entity_members SET present = 0 WHERE listing = $1 AND present = 1", [.integer(listing)])
            if let entity = former[listing] { log.add(.left, entity, nil, [listing]) }
        }
        try log.write(connection)
        return changed
    }

    /// What happened to entities in one step.
    private struct Log {
        let rule: Int64?
        let now: Timestamp
        private var moves: [Key: [Int64]] = [:]
        private var entries: [(kind: EntityEvent.Kind, entity: Int64, other: Int64?, listings: [Int64])] = []
        private var ended: Set<Int64> = []

        private struct Key: Hashable {
            var from: Int64
            var to: Int64
        }

        init(rule: Int64?, now: Timestamp) { (self.rule, self.now) = (rule, now) }

        /// Listings that were of others, or of nobody.
        mutating func note(_ listings: [Int64], _ entity: Int64, isNew: Bool, former: [Int64: Int64]) {
            for listing in listings {
                if let from = former[listing] {
                    // One that comes back to its own.
                    if from == entity {
                        add(.joined, entity, nil, [listing])
                    } else {
                        moves[Key(from: from, to: entity), default: []].append(listing)
                    }
                } else if !isNew {
                    add(.joined, entity, nil, [listing])
                }
            }
        }

        mutating func end(_ entity: Int64, _ successor: Int64?) { ended.insert(entity) }

        mutating func add(_ kind: EntityEvent.Kind, _ entity: Int64, _ other: Int64?, _ listings: [Int64]) {
            entries.append((kind, entity, other, listings))
        }

        mutating func write(_ connection: any SQLConnection) throws {
            for (key, listings) in moves.sorted(by: { ($0.key.from, $0.key.to) < ($1.key.from, $1.key.to) }) {
                add(ended.contains(key.from) ? .absorbed : .parted, key.from, key.to, listings)
                add(ended.contains(key.from) ? .merged : .received, key.to, key.from, listings)
            }
            try connection.execute(
                "INSERT INTO entity_events (at, entity, kind, other, listings, rule) VALUES ($1, $2, $3, $4, $5, $6)",
                rows: entries.map { entry in
                    [
                        .time(now), .integer(entry.entity), .int(entry.kind.rawValue), .optional(entry.other),
                        .text(entry.listings.prefix(EntityEvent.mostListings).map(String.init).joined(separator: ",")), .optional(rule),
                    ]
                })
        }
    }
}
