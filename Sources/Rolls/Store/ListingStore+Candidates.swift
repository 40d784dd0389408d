import Database
package import Model

extension ListingStore {
    /// Listings of any directory that may be somebody's: those with all words of one of the sets among their values, in the order in which
    /// they were first seen, also such as have left.
    ///
    /// By the index of searches (``ListingSearch``); a set of nothing finds nothing.
    /// - Parameter sets: texts in lower case, as ``Filter/search`` takes them.
    package func candidates(_ sets: [[String]], limit: Int = 2_000) async throws -> [Listing] {
        let sets = sets.filter { !$0.isEmpty }
        guard !sets.isEmpty else { return [] }
        return try await database.read { connection in
            var values: [SQLValue] = [.int(limit)]
            let condition = ListingSearch.condition(sets, connection.dialect) { value in
                values.append(value)
                return "$\(values.count)"
            }
            return try connection.query(
                "SELECT \(Self.columns) FROM listings WHERE \(condition) ORDER BY id LIMIT $1",
                values, Self.listing)
        }
    }
}

extension RollStore {
    /// The directories of which a roll was believed, with when the last one ended.
    package func rolled() async throws -> [DirectoryID: Timestamp] {
        try await database.read { connection in
            var rolled: [DirectoryID: Timestamp] = [:]
            try connection.forEach(
                """
                SELECT directory, max(finished_at) FROM rolls WHERE state IN (\(RollState.complete.rawValue), \(RollState.partial.rawValue))
                GROUP BY directory
                """, []
            ) { row in
                rolled[DirectoryID(row.integer(0))] = Timestamp(milliseconds: row.integer(1))
                return true
            }
            return rolled
        }
    }
}
