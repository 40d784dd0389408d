import Database
import HTML
import Listings
import Model
import Resilience

extension RollStore {
    /// A page that a running roll has read.
    struct ReadPage {
        var address: String
        var hash: String
        /// The listing whose page it is.
        var key: String?
        /// Listings found on it.
        var items: Int
    }

    /// A listing of which something is known.
    struct KnownListing {
        var key: String
        var known: KnownRecord
    }

    package var recipes: RecipeStore { RecipeStore(database, clock: clock) }
    package var reviews: ReviewStore { ReviewStore(database, clock: clock) }

    /// How often a recipe was learned in this roll, or tried to be.
    func lessons(_ claim: Claim) async throws -> Int {
        try await database.read { connection in
            try connection.first("SELECT lessons FROM rolls WHERE id = $1", [.integer(claim.roll)]) { $0.int(0) } ?? 0
        }
    }

    /// Pages that were read: listings' own ones in their order, or the others, those of the most listings first.
    func readPages(_ claim: Claim, own: Bool, limit: Int) async throws -> [ReadPage] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT address, hash, listing, items + strays FROM roll_pages
                WHERE roll = $1 AND state = \(Checkpoint.End.read.rawValue) AND hash IS NOT NULL
                    AND kind \(own ? "=" : "<>") \(PageKind.detail.rawValue)
                ORDER BY \(own ? "seq" : "items + strays DESC, seq") LIMIT $2
                """, [.integer(claim.roll), .int(limit)]
            ) { ReadPage(address: $0.text(0), hash: $0.text(1), key: $0.optionalText(2), items: $0.int(3)) }
        }
    }

    /// What the running roll has found.
    func finds(_ claim: Claim, limit: Int) async throws -> [KnownListing] {
        try await database.read { connection in
            // Those whose own page was read know the most.
            try connection.query(
                """
                SELECT listing, fields, detail, address FROM roll_finds WHERE roll = $1
                ORDER BY CASE WHEN detail IS NULL THEN 1 ELSE 0 END, listing LIMIT $2
                """, [.integer(claim.roll), .int(limit)]
            ) { row in
                let fields = FieldsText.decode(row.text(1)).filled(from: row.optionalText(2).map(FieldsText.decode) ?? ListingFields())
                var known = fields.known(at: row.optionalText(3))
                known.isPartial = row.optionalText(2) == nil && known.page != nil
                return KnownListing(key: row.text(0), known: known)
            }
        }
    }

    /// What is known of a directory's listings from the rolls before.
    func known(_ directory: DirectoryID, limit: Int) async throws -> [KnownListing] {
        try await database.read { connection in
            try connection.query(
                "SELECT listing, fields, address FROM listings WHERE directory = $1 AND left_at IS NULL ORDER BY id LIMIT $2",
                [.integer(directory.rawValue), .int(limit)]
            ) { row in
                KnownListing(key: row.text(0), known: FieldsText.decode(row.text(1)).known(at: row.optionalText(2)))
            }
        }
    }

    /// Takes a lesson: the recipe gets a version, and all pages that were read wait to be read again. Nil says that nothing was learned.
    /// - Returns: whether there is a new version.
    func adopt(_ lesson: RecipeLearner.Lesson?, _ claim: Claim, base: Int) async throws -> Bool {
        let now = clock.now()
        return try await database.write { connection in
            try Self.fence(claim, now: now, connection)
            try connection.execute("UPDATE rolls SET lessons = lessons + 1 WHERE id = $1", [.integer(claim.roll)])
            guard let lesson else { return false }
            _ = try RecipeStore.insert(
                lesson.recipe, claim.directory, author: "roll \(claim.roll)", reason: lesson.reason, base: base, now: now, connection)
            // What was doubtful to the reading before is read anew.
            try connection.execute(
                "DELETE FROM listing_reviews WHERE directory = $1 AND answer = 0 AND made_at >= $2",
                [.integer(claim.directory.rawValue), .time(claim.startedAt)])
            try connection.execute("DELETE FROM roll_finds WHERE roll = $1", [.integer(claim.roll)])
            try connection.execute(
                """
                UPDATE roll_pages SET state = 0, items = 0, strays = 0
                WHERE roll = $1 AND (state = \(Checkpoint.End.read.rawValue) OR state = \(Checkpoint.End.skipped.rawValue) AND strays > 0)
                """, [.integer(claim.roll)])
            return true
        }
    }
}

extension ListingFields {
    /// The same as a record to be found again.
    func known(at address: String?) -> KnownRecord {
        var known: [FieldKind: [String]] = [:]
        for (kind, texts) in values { if let kind = FieldKind(rawValue: kind) { known[kind] = texts } }
        return KnownRecord(values: known, page: address.flatMap { WebURL($0) })
    }
}
