package import Database
package import Model

/// What directories list, and what changed: reading only, by pages whose cursor is the id of the last entry. Thread-safe.
package struct ListingStore: Sendable {
    package let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    /// Which listings are meant.
    package struct Filter: Sendable, Hashable {
        /// Nil for all directories.
        package var directory: DirectoryID?
        /// True for those that left, false for those that are there, nil for both.
        package var left: Bool?
        /// A text that occurs in one of the values.
        package var search: String?
        /// Only those that appeared, changed or left then or later.
        package var changedSince: Timestamp?

        package init(directory: DirectoryID? = nil, left: Bool? = false, search: String? = nil, changedSince: Timestamp? = nil) {
            self.directory = directory
            self.left = left
            self.search = search
            self.changedSince = changedSince
        }

        func condition(_ dialect: Dialect, _ values: inout [SQLValue]) -> String {
            var parts = ["1 = 1"]
            func bind(_ value: SQLValue) -> String {
                values.append(value)
                return "$\(values.count)"
            }
            if let directory { parts.append("directory = \(bind(.integer(directory.rawValue)))") }
            if let left { parts.append(left ? "left_at IS NOT NULL" : "left_at IS NULL") }
            if let search, !search.isEmpty { parts.append(ListingSearch.condition([[search.lowercased()]], dialect, bind: bind)) }
            if let changedSince { parts.append("changed_at >= \(bind(.time(changedSince)))") }
            return parts.joined(separator: " AND ")
        }
    }

    static let columns = plain + "sources, detail_sources"
    /// The same but for where values were read.
    static let columnsWithoutSources = plain + "NULL, NULL"
    private static let plain =
        "id, directory, listing, name, fields, address, page, page_hash, first_seen, last_seen, changed_at, left_at, "

    static func listing(_ row: any SQLRow) -> Listing {
        Listing(
            id: row.integer(0), directory: DirectoryID(row.integer(1)), key: row.text(2), name: row.text(3),
            fields: FieldsText.decode(row.text(4)), address: row.optionalText(5), page: row.text(6), pageHash: row.text(7),
            firstSeen: Timestamp(milliseconds: row.integer(8)), lastSeen: Timestamp(milliseconds: row.integer(9)),
            changedAt: Timestamp(milliseconds: row.integer(10)), leftAt: row.optionalInteger(11).map(Timestamp.init(milliseconds:)),
            sources: FieldsText.sources(row.optionalText(12)).filled(from: FieldsText.sources(row.optionalText(13))))
    }

    /// Listings in the order in which they were first seen.
    /// - Parameter after: The id of the last one of the page before.
    package func list(_ filter: Filter = Filter(), after: Int64 = 0, limit: Int = 100) async throws -> [Listing] {
        try await database.read { connection in
            var values: [SQLValue] = [.integer(after), .int(limit)]
            let condition = filter.condition(connection.dialect, &values)
            return try connection.query(
                "SELECT \(Self.columns) FROM listings WHERE id > $1 AND \(condition) ORDER BY id LIMIT $2", values, Self.listing)
        }
    }

    /// How many there are.
    package func count(_ filter: Filter = Filter()) async throws -> Int {
        try await database.read { connection in
            var values: [SQLValue] = []
            let condition = filter.condition(connection.dialect, &values)
            return try connection.first("SELECT count(*) FROM listings WHERE \(condition)", values) { $0.int(0) } ?? 0
        }
    }

    /// One listing; nil where there is none of that number.
    package func get(_ id: Int64) async throws -> Listing? {
        try await database.read { try $0.first("SELECT \(Self.columns) FROM listings WHERE id = $1", [.integer(id)], Self.listing) }
    }

    /// When a roll ended; nil where there is none of that number, or it is under way.
    package func end(ofRoll roll: Int64) async throws -> Timestamp? {
        try await database.read { connection in
            try connection.first("SELECT finished_at FROM rolls WHERE id = $1 AND finished_at IS NOT NULL", [.integer(roll)]) {
                Timestamp(milliseconds: $0.integer(0))
            }
        }
    }

    /// The roll that ended last, of one directory or of all; nil before there was one.
    package func lastRoll(of directory: DirectoryID? = nil) async throws -> Int64? {
        try await database.read { connection in
            try connection.first(
                """
                SELECT id FROM rolls WHERE finished_at IS NOT NULL \(directory == nil ? "" : "AND directory = $1")
                ORDER BY finished_at DESC, id DESC LIMIT 1
                """, directory.map { [.integer($0.rawValue)] } ?? []
            ) { $0.integer(0) }
        }
    }

    // MARK: Changes

    /// Which changes are meant.
    package struct ChangeFilter: Sendable, Hashable {
        package var directory: DirectoryID?
        package var listing: Int64?
        package var kinds: Set<ChangeKind>
        package var since: Timestamp?

        package init(directory: DirectoryID? = nil, listing: Int64? = nil, kinds: Set<ChangeKind> = [], since: Timestamp? = nil) {
            self.directory = directory
            self.listing = listing
            self.kinds = kinds
            self.since = since
        }
    }

    /// In which order changes are read, and from where on.
    package enum Reading: Sendable, Hashable {
        /// Oldest first, those after an id: how a follower reads the feed.
        case after(Int64)
        /// Latest first, those before an id; nil for the latest.
        case before(Int64?)
    }

    /// Changes of listings.
    package func changes(_ filter: ChangeFilter = ChangeFilter(), _ reading: Reading, limit: Int = 100) async throws -> [ListingChange] {
        try await database.read { connection in
            var (values, parts, order): ([SQLValue], [String], String) = ([.int(limit)], [], "DESC")
            func bind(_ value: SQLValue) -> String {
                values.append(value)
                return "$\(values.count)"
            }
            switch reading {
            case .after(let id):
                parts.append("id > \(bind(.integer(id)))")
                order = "ASC"
            case .before(let id): if let id { parts.append("id < \(bind(.integer(id)))") }
            }
            if let directory = filter.directory { parts.append("directory = \(bind(.integer(directory.rawValue)))") }
            if let listing = filter.listing { parts.append("listing = \(bind(.integer(listing)))") }
            if let since = filter.since { parts.append("changed_at >= \(bind(.time(since)))") }
            if !filter.kinds.isEmpty {
                parts.append("kind IN (\(filter.kinds.map { String($0.rawValue) }.sorted().joined(separator: ", ")))")
            }
            let condition = parts.isEmpty ? "" : "WHERE " + parts.joined(separator: " AND ")
            return try connection.query(
                """
                SELECT id, directory, listing, roll, changed_at, kind, name, fields FROM listing_changes \(condition)
                ORDER BY id \(order) LIMIT $1
                """, values
            ) { row in
                ListingChange(
                    id: row.integer(0), directory: DirectoryID(row.integer(1)), listing: row.integer(2), roll: row.integer(3),
                    at: Timestamp(milliseconds: row.integer(4)), kind: ChangeKind(rawValue: row.int(5)) ?? .changed, name: row.text(6),
                    fields: FieldsText.changes(row.text(7)))
            }
        }
    }
}
