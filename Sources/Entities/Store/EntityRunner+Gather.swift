import Database
import Matching
import Model
import Rolls

extension EntityRunner {
    /// What one step is decided by, and what comes of it.
    struct Gathered: Sendable {
        /// The listings that were to be looked at.
        var batch: Set<Int64>
        /// Those of them that have left, or are not there at all.
        var gone: Set<Int64>
        /// Listings that were of an entity while they had left.
        var absent: Set<Int64>
        /// The entity that listings were of.
        var former: [Int64: Int64]
        /// The new keys of those that are there.
        var keys: [Int64: [UInt64]]
        var regrouping: Regrouping
    }

    /// A key that more listings have says too little to be followed.
    private static let largestBlock = 100
    /// Listings that one is compared with at most: those with which it shares most of its rarest keys.
    private static let mostCandidates = 40
    /// How often the circle is drawn wider for the listings that rules name.
    private static let rounds = 4

    /// Reads what a step is about, in three looks: the listings, those they may meet, and the entities that are touched.
    func gather(_ batch: Batch, _ mind: Mind) async throws -> Gathered {
        let asked = batch.listings
        let listings = try await database.read { try ListingStore.listings(asked, sources: false, $0) }.filter { $0.leftAt == nil }
        let keys = Neighbourhood(listings.map(EntityFields.values), knowledge: mind.knowledge, population: mind.population).keys()
        let candidates = try await candidates(listings, keys)
        let pairs = Self.likely(listings, candidates, mind)
        let circle = try await circle(
            Set(asked), touching: Set(pairs.flatMap { [$0.first, $0.second] }), known: listings + candidates.listings)
        let regrouping = Regrouping(
            circle.listings, former: circle.former, pairs: pairs, rules: circle.rules, knowledge: mind.knowledge,
            population: mind.population)
        let there = Set(listings.map(\.id))
        return Gathered(
            batch: Set(asked), gone: Set(asked).subtracting(there).subtracting(circle.absent), absent: circle.absent.intersection(there),
            former: circle.former, keys: Dictionary(uniqueKeysWithValues: zip(listings.map(\.id), keys)), regrouping: regrouping)
    }

    // MARK: Candidates

    private struct Candidates: Sendable {
        /// The listings besides those of the batch.
        var listings: [Listing]
        /// Who may meet whom.
        var meetings: Set<Regrouping.Pair>
    }

    private func candidates(_ listings: [Listing], _ keys: [[UInt64]]) async throws -> Candidates {
        var here: [UInt64: [Int64]] = [:]
        for (listing, keys) in zip(listings, keys) { for key in keys { here[key, default: []].append(listing.id) } }
        let (blocks, own) = (here, Set(listings.map(\.id)))
        return try await database.read { connection in
            var shared: [Int64: [Int64: Double]] = [:]
            for (key, members) in blocks {
                var block = Set(members)
                block.formUnion(
                    try connection.query(
                        "SELECT listing FROM entity_keys WHERE key = $1 LIMIT \(Self.largestBlock + 1)", [.integer(Int64(bitPattern: key))]
                    ) { $0.integer(0) })
                guard block.count > 1, block.count <= Self.largestBlock else { continue }
                for member in members {
                    for other in block where other != member { shared[member, default: [:]][other, default: 0] += 1 / Double(block.count) }
                }
            }
            var meetings: Set<Regrouping.Pair> = []
            for (member, others) in shared {
                let best = others.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.mostCandidates)
                meetings.formUnion(best.map { Regrouping.Pair(member, $0.key) })
            }
            let strangers = Set(meetings.flatMap { [$0.first, $0.second] }).subtracting(own)
            return Candidates(
                listings: try ListingStore.listings(strangers, sources: false, connection).filter { $0.leftAt == nil }, meetings: meetings)
        }
    }

    /// The meetings that come to something.
    private static func likely(_ listings: [Listing], _ candidates: Candidates, _ mind: Mind) -> Set<Regrouping.Pair> {
        let all = listings + candidates.listings
        let places = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1.id, $0) })
        let neighbourhood = Neighbourhood(all.map(EntityFields.values), knowledge: mind.knowledge, population: mind.population)
        return candidates.meetings.filter { pair in
            guard let a = places[pair.first], let b = places[pair.second] else { return false }
            return neighbourhood.bits(a, b) >= Regrouping.least
        }
    }

    // MARK: Circle

    private struct Circle: Sendable {
        var listings: [Listing]
        var former: [Int64: Int64]
        /// Members that had left when they were last looked at.
        var absent: Set<Int64>
        var rules: [Regrouping.Rule]
    }

    /// All listings of every entity that is touched, and of those that rules tie to them.
    private func circle(_ batch: Set<Int64>, touching: Set<Int64>, known: [Listing]) async throws -> Circle {
        let loaded = Dictionary(uniqueKeysWithValues: known.map { ($0.id, $0) })
        return try await database.read { connection in
            var (members, absent): ([Int64: Int64], Set<Int64>) = ([:], [])
            var (inside, entities): (Set<Int64>, Set<Int64>) = (batch.union(touching), [])
            var rules: [Int64: Regrouping.Rule] = [:]
            var fresh = inside
            for _ in 0..<Self.rounds where !fresh.isEmpty {
                var found: Set<Int64> = []
                for listing in fresh.sorted() {
                    try connection.forEach("SELECT entity, present FROM entity_members WHERE listing = $1", [.integer(listing)]) { row in
                        found.insert(row.integer(0))
                        members[listing] = row.integer(0)
                        if !row.bool(1) { absent.insert(listing) }
                        return true
                    }
                }
                var next: Set<Int64> = []
                for entity in found.subtracting(entities).sorted() {
                    try connection.forEach(
                        "SELECT listing FROM entity_members WHERE entity = $1 AND present = 1", [.integer(entity)]
                    ) { row in
                        members[row.integer(0)] = entity
                        next.insert(row.integer(0))
                        return true
                    }
                }
                entities.formUnion(found)
                for listing in fresh.union(next).sorted() {
                    for (rule, content) in try Self.rules(of: listing, besides: rules, connection) {
                        rules[rule] = content
                        // Who must not be one need not be here together.
                        if content.isSame { next.formUnion(content.sides.keys) }
                    }
                }
                fresh = next.subtracting(inside)
                inside.formUnion(next)
            }
            let listings =
                try inside.compactMap { loaded[$0] }
                + ListingStore.listings(
                    inside.filter { loaded[$0] == nil }, sources: false, connection)
            return Circle(
                listings: listings.filter { $0.leftAt == nil }, former: members.filter { inside.contains($0.key) }, absent: absent,
                rules: rules.sorted { $0.key < $1.key }.map(\.value))
        }
    }

    private static func rules(
        of listing: Int64, besides known: [Int64: Regrouping.Rule], _ connection: any SQLConnection
    ) throws -> [Int64: Regrouping.Rule] {
        let found = try connection.query(
            """
            SELECT r.id, r.same FROM entity_rule_members m JOIN entity_rules r ON r.id = m.rule
            WHERE m.listing = $1 AND r.ended_at IS NULL
            """, [.integer(listing)]
        ) { (id: $0.integer(0), isSame: $0.bool(1)) }
        var rules: [Int64: Regrouping.Rule] = [:]
        for (id, isSame) in found where known[id] == nil {
            rules[id] = Regrouping.Rule(isSame: isSame, sides: try sides(of: id, connection))
        }
        return rules
    }

    /// The listings of a rule by side.
    static func sides(of rule: Int64, _ connection: any SQLConnection) throws -> [Int64: Int] {
        var sides: [Int64: Int] = [:]
        try connection.forEach("SELECT listing, side FROM entity_rule_members WHERE rule = $1", [.integer(rule)]) { row in
            sides[row.integer(0)] = row.int(1)
            return true
        }
        return sides
    }
}
