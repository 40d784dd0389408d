import Database
import Model
import Resilience

extension EntityStore {
    /// Listings that one decision may name.
    private static let mostNamed = 1_000

    /// Decides that entities are one. The decision holds in every later run; the number of the one with most listings stays.
    /// - Returns: the number that they have together now.
    /// - Throws: ``EntitiesError`` `unknown`, `value`.
    package func merge(_ entities: [Int64], who: String, why: String) async throws -> Int64 {
        let (entities, now) = (Array(Set(entities)).sorted(), clock.now())
        guard entities.count > 1 else {
            throw EntitiesError(.value, "There is nothing to merge.", remedy: "Name two entities or more.")
        }
        let listings = try await database.write { connection in
            var sides: [Int64: Int] = [:]
            for (side, entity) in entities.enumerated() {
                let members = try Self.members(of: entity, connection)
                for listing in members { sides[listing] = side }
            }
            guard sides.count <= Self.mostNamed else {
                throw EntitiesError(
                    .value, "They have \(sides.count) listings together.", remedy: "At most \(Self.mostNamed) can be named one.")
            }
            try Self.yield(to: sides, isSame: true, who: who, now: now, connection)
            let rule = try Self.insert(sides, isSame: true, who: who, why: why, now: now, connection)
            try Self.enqueue(rule, sides.keys.sorted(), connection)
            return Array(sides.keys)
        }
        try await EntityRunner(database, clock: clock).settle()
        guard let listing = listings.min(), let entity = try await entity(ofListing: listing) else {
            throw EntitiesError(.busy, "Their listings have left meanwhile.", remedy: "See `rollcall entities list`.")
        }
        return entity
    }

    /// Decides that some listings of an entity are not the others. The decision holds in every later run; the larger part keeps the number.
    /// - Returns: the numbers of what these listings are now.
    /// - Throws: ``EntitiesError`` `unknown`, `value`.
    package func split(_ entity: Int64, off listings: [Int64], who: String, why: String) async throws -> [Int64] {
        let (off, now) = (Set(listings), clock.now())
        try await database.write { connection in
            let members = try Self.members(of: entity, connection)
            if let stranger = off.subtracting(members).min() {
                throw EntitiesError(
                    .value, "Listing \(stranger) is none of entity \(entity).", remedy: "See `rollcall entities show \(entity)`.")
            }
            guard !off.isEmpty, off.count < members.count else {
                throw EntitiesError(
                    .value, off.isEmpty ? "No listing is named." : "Nothing would be left of entity \(entity).",
                    remedy: "Name some of its listings, not all.")
            }
            guard members.count <= Self.mostNamed else {
                throw EntitiesError(
                    .value, "It has \(members.count) listings.", remedy: "At most \(Self.mostNamed) can be told apart at once.")
            }
            let sides = Dictionary(uniqueKeysWithValues: members.map { ($0, off.contains($0) ? 1 : 0) })
            try Self.yield(to: sides, isSame: false, who: who, now: now, connection)
            let rule = try Self.insert(sides, isSame: false, who: who, why: why, now: now, connection)
            try Self.enqueue(rule, sides.keys.sorted(), connection)
        }
        try await EntityRunner(database, clock: clock).settle()
        var found: Set<Int64> = []
        for listing in off { if let number = try await self.entity(ofListing: listing) { found.insert(number) } }
        return found.sorted()
    }

    /// Takes a decision back: its listings are assigned by comparison again.
    /// - Throws: ``EntitiesError`` `unknown`.
    package func release(_ rule: Int64, who: String) async throws {
        let now = clock.now()
        try await database.write { connection in
            guard try Self.end(rule, who: who, now: now, connection) else {
                throw EntitiesError(.unknown, "There is no decision \(rule) that holds.", remedy: "See `rollcall entities rules`.")
            }
            try Self.enqueue(rule, try EntityRunner.sides(of: rule, connection).keys.sorted(), connection)
        }
        try await EntityRunner(database, clock: clock).settle()
    }

    private static func members(of entity: Int64, _ connection: any SQLConnection) throws -> [Int64] {
        let members = try connection.query(
            "SELECT listing FROM entity_members WHERE entity = $1 AND present = 1 ORDER BY listing LIMIT \(mostNamed + 1)",
            [.integer(entity)]
        ) { $0.integer(0) }
        guard members.isEmpty else { return members }
        let successor = try connection.first("SELECT successor FROM entities WHERE id = $1", [.integer(entity)]) { $0.optionalInteger(0) }
        guard let successor else { throw EntitiesError.unknown("entity", entity) }
        throw EntitiesError(
            .value, successor.map { "Entity \(entity) has become part of \($0)." } ?? "All listings of entity \(entity) have left.",
            remedy: "See `rollcall entities list`.")
    }

    // MARK: Decisions

    @discardableResult
    private static func insert(
        _ sides: [Int64: Int], isSame: Bool, who: String, why: String, now: Timestamp, _ connection: any SQLConnection
    ) throws -> Int64 {
        let rule = try connection.first(
            "INSERT INTO entity_rules (same, who, why, made_at) VALUES ($1, $2, $3, $4) RETURNING id",
            [.bool(isSame), .text(who), .text(why), .time(now)]
        ) { $0.integer(0) }
        guard let rule else { throw EntitiesError(.busy, "The decision was not stored.", remedy: "Try again.") }
        try connection.execute(
            "INSERT INTO entity_rule_members (rule, listing, side) VALUES ($1, $2, $3)",
            rows: sides.sorted { $0.key < $1.key }.map { [.integer(rule), .integer($0.key), .int($0.value)] })
        return rule
    }

    /// Has listings assigned again. Whoever is assigning by what held before looks again as well.
    private static func enqueue(_ rule: Int64, _ listings: [Int64], _ connection: any SQLConnection) throws {
        try connection.execute(
            "INSERT INTO entity_pending (rule, listing) VALUES ($1, $2) ON CONFLICT (rule, listing) DO NOTHING",
            rows: listings.map { [.integer(rule), .integer($0)] })
        try connection.execute("UPDATE entity_state SET revision = revision + 1 WHERE one = 1")
    }

    private static func end(_ rule: Int64, who: String, now: Timestamp, _ connection: any SQLConnection) throws -> Bool {
        try connection.execute(
            "UPDATE entity_rules SET ended_at = $1, ended_by = $2 WHERE id = $3 AND ended_at IS NULL",
            [.time(now), .text(who), .integer(rule)]) == 1
    }

    /// Lets older decisions give way where they say the contrary: what they say of others goes on to hold, as decisions of those who made them.
    private static func yield(
        to sides: [Int64: Int], isSame: Bool, who: String, now: Timestamp, _ connection: any SQLConnection
    ) throws {
        var older: Set<Int64> = []
        for listing in sides.keys.sorted() {
            older.formUnion(
                try connection.query(
                    """
                    SELECT r.id FROM entity_rule_members m JOIN entity_rules r ON r.id = m.rule
                    WHERE m.listing = $1 AND r.ended_at IS NULL AND r.same = $2
                    """, [.integer(listing), .bool(!isSame)]
                ) { $0.integer(0) })
        }
        for rule in older.sorted() {
            let before = try EntityRunner.sides(of: rule, connection)
            let rest = isSame ? Self.apart(before, without: sides) : Self.together(before, parted: sides)
            guard let rest else { continue }
            let made = try connection.first("SELECT who, why FROM entity_rules WHERE id = $1", [.integer(rule)]) {
                ($0.text(0), $0.text(1))
            }
            _ = try end(rule, who: who, now: now, connection)
            for part in rest { try insert(part, isSame: !isSame, who: made?.0 ?? who, why: made?.1 ?? "", now: now, connection) }
        }
    }

    /// What is left of a decision that two sides are apart when some listings are one; nil where it says nothing to the contrary.
    static func apart(_ before: [Int64: Int], without same: [Int64: Int]) -> [[Int64: Int]]? {
        let concerned = Set(before.filter { same[$0.key] != nil }.map(\.value))
        guard concerned.count > 1, let first = concerned.min() else { return nil }
        let rest = before.filter { $0.value != first || same[$0.key] == nil }
        return Set(rest.values).count > 1 ? [rest] : []
    }

    /// What is left of a decision that listings are one when two sides are apart; nil where it says nothing to the contrary.
    static func together(_ before: [Int64: Int], parted: [Int64: Int]) -> [[Int64: Int]]? {
        guard Set(before.keys.compactMap { parted[$0] }).count > 1 else { return nil }
        // Those that neither side names stay with the first.
        let parts = Dictionary(grouping: before.keys) { parted[$0] ?? 0 }
        return parts.sorted { $0.key < $1.key }.map(\.value).filter { $0.count > 1 }.map { listings in
            Dictionary(uniqueKeysWithValues: listings.map { ($0, before[$0] ?? 0) })
        }
    }
}
