package import Database
package import Matching
package import Model
package import Resilience
package import Rolls

/// Entities, what they say, and what happened to them. Reading goes by pages whose cursor is the number of the last entry. Thread-safe.
package struct EntityStore: Sendable {
    package let database: any SQLDatabase
    package let clock: any WallClock
    private let learned = LearnedMind()

    package init(_ database: any SQLDatabase, clock: any WallClock) {
        self.database = database
        self.clock = clock
    }

    /// Which entities are meant; those that have ended are not.
    package struct Filter: Sendable, Hashable {
        /// A text that occurs in a value of one of its listings.
        package var search: String?
        /// Only those that a directory lists.
        package var directory: DirectoryID?
        /// Only those about which directories disagree.
        package var isDisputed: Bool
        /// Only those in which they disagree about this field.
        package var dispute: String?
        /// Only those of several listings.
        package var isSeveral: Bool

        package init(
            search: String? = nil, directory: DirectoryID? = nil, isDisputed: Bool = false, dispute: String? = nil, isSeveral: Bool = false
        ) {
            self.search = search
            self.directory = directory
            self.isDisputed = isDisputed
            self.dispute = dispute
            self.isSeveral = isSeveral
        }

        func condition(_ dialect: Dialect, _ values: inout [SQLValue]) -> String {
            var parts = ["listings > 0"]
            func bind(_ value: SQLValue) -> String {
                values.append(value)
                return "$\(values.count)"
            }
            if isSeveral { parts.append("listings > 1") }
            if isDisputed || dispute != nil { parts.append("disputed > 0") }
            if let dispute {
                parts.append(dialect.matches("(',' || disputes || ',')", bind(.text(dialect.pattern(containing: ",\(dispute),")))))
            }
            if let directory {
                // By the directory's own members: of a small one among many, most entities are no match.
                parts.append(
                    "id IN (SELECT entity FROM entity_members WHERE directory = \(bind(.integer(directory.rawValue))) AND present = 1)")
            }
            if let search, !search.isEmpty {
                let numbers = ListingStore.numbers(with: search, dialect, bind: bind)
                parts.append("id IN (SELECT entity FROM entity_members WHERE present = 1 AND listing IN (\(numbers)))")
            }
            return parts.joined(separator: " AND ")
        }
    }

    static let columns = "id, name, listings, directories, disputes, made_at, changed_at, ended_at, successor"

    static func entity(_ row: any SQLRow) -> Entity {
        Entity(
            id: row.integer(0), name: row.text(1), listings: row.int(2), directories: row.int(3),
            disputes: row.text(4).split(separator: ",").map(String.init), madeAt: Timestamp(milliseconds: row.integer(5)),
            changedAt: Timestamp(milliseconds: row.integer(6)), endedAt: row.optionalInteger(7).map(Timestamp.init(milliseconds:)),
            successor: row.optionalInteger(8))
    }

    /// Entities in the order of their numbers.
    /// - Parameter after: The number of the last one of the page before.
    package func list(_ filter: Filter = Filter(), after: Int64 = 0, limit: Int = 100) async throws -> [Entity] {
        try await database.read { connection in
            var values: [SQLValue] = [.integer(after), .int(limit)]
            let condition = filter.condition(connection.dialect, &values)
            return try connection.query(
                "SELECT \(Self.columns) FROM entities WHERE id > $1 AND \(condition) ORDER BY id LIMIT $2", values, Self.entity)
        }
    }

    /// How many there are.
    package func count(_ filter: Filter = Filter()) async throws -> Int {
        try await database.read { connection in
            var values: [SQLValue] = []
            let condition = filter.condition(connection.dialect, &values)
            return try connection.first("SELECT count(*) FROM entities WHERE \(condition)", values) { $0.int(0) } ?? 0
        }
    }

    /// One entity, also one that has ended; nil where there is none of that number.
    package func get(_ id: Int64) async throws -> Entity? {
        try await database.read { try $0.first("SELECT \(Self.columns) FROM entities WHERE id = $1", [.integer(id)], Self.entity) }
    }

    /// The number of the entity of a listing that is there; nil before it was assigned.
    package func entity(ofListing listing: Int64) async throws -> Int64? {
        try await database.read { connection in
            try connection.first("SELECT entity FROM entity_members WHERE listing = $1 AND present = 1", [.integer(listing)]) {
                $0.integer(0)
            }
        }
    }

    /// The listings of an entity that are there, in the order of their numbers.
    package func listings(of entity: Int64, limit: Int = Entity.mostListings * 2) async throws -> [Listing] {
        try await database.read { connection in
            let numbers = try connection.query(
                "SELECT listing FROM entity_members WHERE entity = $1 AND present = 1 ORDER BY listing LIMIT $2",
                [.integer(entity), .int(limit)]
            ) { $0.integer(0) }
            return try ListingStore.listings(numbers, connection).filter { $0.leftAt == nil }.sorted { $0.id < $1.id }
        }
    }

    /// How far assigning is.
    package struct State: Sendable, Hashable {
        /// Whether all listings are being looked at.
        package var isWalking: Bool
        /// Changes of listings that are still to be looked at; while all are, nil.
        package var behind: Int?
        /// Listings that the comparison was learned from, and when.
        package var learnedFrom: Int
        package var learnedAt: Timestamp
        /// When all listings were looked at last; nil before.
        package var builtAt: Timestamp?
    }

    /// Nil before anything was assigned.
    package func state() async throws -> State? {
        try await database.read { connection in
            try connection.first(
                """
                SELECT walking, (SELECT count(*) FROM listing_changes WHERE id > position), learned_from, learned_at, built_at
                FROM entity_state WHERE one = 1
                """, []
            ) { row in
                State(
                    isWalking: row.bool(0), behind: row.bool(0) ? nil : row.int(1), learnedFrom: row.int(2),
                    learnedAt: Timestamp(milliseconds: row.integer(3)),
                    builtAt: row.optionalInteger(4).map(Timestamp.init(milliseconds:)))
            }
        }
    }

    // MARK: Why

    /// Why two listings are taken for one, or not: by what was learned last.
    /// - Throws: ``EntitiesError`` `unknown`, `unbuilt`.
    package func explanation(_ first: Int64, _ second: Int64) async throws -> (first: Listing, second: Listing, explanation: Explanation) {
        let (mind, found) = try await (mind(), database.read { try ListingStore.listings([first, second], $0) })
        guard let a = found.first(where: { $0.id == first }) else { throw EntitiesError.unknown("listing", first) }
        guard let b = found.first(where: { $0.id == second }) else { throw EntitiesError.unknown("listing", second) }
        let neighbourhood = Neighbourhood(
            [EntityFields.values(a), EntityFields.values(b)], knowledge: mind.knowledge, population: mind.population)
        return (a, b, neighbourhood.explanation(0, 1))
    }

    /// What ties a listing to its entity: the other listing that it agrees with most.
    package struct Tie: Sendable, Hashable {
        package var listing: Int64
        package var other: Int64
        /// Odds in bits that they are one.
        package var bits: Double
        package var probability: Double
    }

    /// Listings whose ties are worked out at most.
    private static let mostTies = 60

    /// What ties each of some listings to the others; of many the first alone.
    package func ties(_ listings: [Listing]) async throws -> [Tie] {
        guard listings.count > 1 else { return [] }
        let mind = try await mind()
        let listings = Array(listings.prefix(Self.mostTies))
        let neighbourhood = Neighbourhood(listings.map(EntityFields.values), knowledge: mind.knowledge, population: mind.population)
        return listings.indices.compactMap { a in
            let best = listings.indices.filter { $0 != a }.map { ScoredPair(first: a, second: $0, bits: neighbourhood.bits(a, $0)) }
                .max { $0.bits < $1.bits }
            return best.map { Tie(listing: listings[a].id, other: listings[$0.second].id, bits: $0.bits, probability: $0.probability) }
        }
    }

    private func mind() async throws -> EntityRunner.Mind {
        guard let mind = try await learned.mind(EntityRunner(database, clock: clock)) else { throw Self.unbuilt }
        return mind
    }

    static let unbuilt = EntitiesError(
        .unbuilt, "No listing was assigned to an entity yet.", remedy: "Take a roll, then run `rollcall entities rebuild`.")
}
