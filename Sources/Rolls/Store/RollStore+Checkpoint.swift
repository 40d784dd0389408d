import Database
package import Listings
import Model
import Resilience

extension RollStore {
    /// What reading one page came to: stored whole or not at all, so that a roll killed at any moment goes on with nothing lost or doubled.
    package struct Checkpoint: Sendable {
        /// How a page ended. The numbers are stored.
        package enum End: Int, Sendable {
            case read = 1
            /// It could not be had: the lists may be incomplete.
            case missed = 2
            /// Nothing was to be read there.
            case skipped = 3
        }

        package var page: WaitingPage
        package var end: End
        package var hash: String?
        /// Whether a request was made for it, its body's bytes, and whether that had not changed.
        package var isFetched = false
        package var bytes = 0
        package var isUnchanged = false
        /// Whether a part of the lists is missing by it.
        package var isGap = false
        package var found: [FoundPage] = []
        package var finds: [Find] = []
        /// Listings that the page shows in a design which the recipe does not know.
        package var strays = 0
        /// Whether the page's list goes on in a way that only its scripts know. Not stored.
        package var goesOn = false
        /// Values that were left out, by the keys of their listings.
        package var doubts: [Doubt] = []

        package init(_ page: WaitingPage, _ end: End, isFetched: Bool = false, isGap: Bool = false) {
            self.page = page
            self.end = end
            self.isFetched = isFetched
            self.isGap = isGap
        }
    }

    /// A listing as a page shows it.
    package struct Find: Sendable, Hashable {
        package var key: String
        /// What the lists say of it, or with `isDetail` what its own page says.
        package var fields: ListingFields
        package var isDetail: Bool
        /// Its own page.
        package var address: String?
        package var page: String
        package var pageHash: String
        /// Where the values stand.
        package var sources: ListingSources

        package init(
            key: String, fields: ListingFields, isDetail: Bool, address: String?, page: String, pageHash: String,
            sources: ListingSources = ListingSources()
        ) {
            self.key = key
            self.fields = fields
            self.isDetail = isDetail
            self.address = address
            self.page = page
            self.pageHash = pageHash
            self.sources = sources
        }
    }

    /// A value that was not sure enough to be stored.
    package struct Doubt: Sendable, Hashable {
        package var key: String
        package var name: String
        package var value: FoundValue
        package var page: String
        package var pageHash: String
        package var recipe: Int
    }

    /// Stores what came of one page.
    /// - Parameter detailLife: A listing whose own page was read less than this ago, and whom the lists show as before, is not fetched again.
    /// - Returns: how many pages and listings were new to the roll.
    /// - Throws: ``RollsError`` `lost`.
    @discardableResult
    package func commit(
        _ checkpoint: Checkpoint, _ claim: Claim, detailLife: Duration
    ) async throws -> (pages: Int, finds: Int) {
        let now = clock.now()
        return try await database.writeInPlace { connection in
            let roll = SQLValue.integer(claim.roll)
            // The fence, which counts at the same time.
            let held = try connection.execute(
                """
                UPDATE rolls SET beat_at = $1, pages = pages + $2, bytes = bytes + $3, unchanged = unchanged + $4, gaps = gaps + $5
                WHERE id = $6 AND owner = $7 AND state = 0
                """,
                [
                    .time(now), .int(checkpoint.isFetched ? 1 : 0), .int(checkpoint.bytes), .int(checkpoint.isUnchanged ? 1 : 0),
                    .int(checkpoint.isGap ? 1 : 0), roll, .text(claim.owner),
                ])
            guard held == 1 else { throw Self.lost(claim.roll) }
            // Repeats the state it was decided by.
            let moved = try connection.execute(
                """
                UPDATE roll_pages SET state = $1, hash = $2, items = $3, strays = $4 WHERE roll = $5 AND address = $6 AND state = 0
                """,
                [
                    .int(checkpoint.end.rawValue), .optional(checkpoint.hash), .int(checkpoint.finds.count), .int(checkpoint.strays), roll,
                    .text(checkpoint.page.page.address),
                ])
            guard moved == 1 else { throw Self.lost(claim.roll) }
            var known: Set<String> = []
            var new = 0
            for find in checkpoint.finds {
                // What no list shows, a sitemap or a name has led to: only who can be reached is somebody there.
                let isNobody = find.isDetail && (!find.fields.isListing || find.fields.isOfSeveral)
                if isNobody, try !Self.isFound(find.key, claim, connection) { continue }
                let (isNew, isRead) = try Self.store(find, claim, now: now, detailLife: detailLife, connection)
                if isNew { new += 1 }
                if isRead { known.insert(find.key) }
            }
            for doubt in checkpoint.doubts { try Self.store(doubt, claim, now: now, connection) }
            // Parts without end that bring nobody new are the end.
            let isBarren = new == 0 && !checkpoint.finds.isEmpty
            let pages = checkpoint.found.filter { page in
                page.isPart && isBarren ? false : page.key.map { !known.contains($0) } ?? true
            }
            guard !pages.isEmpty else { return (0, new) }
            let last = try connection.first("SELECT coalesce(max(seq), 0) FROM roll_pages WHERE roll = $1", [roll]) { $0.integer(0) }
            return (try Self.insert(pages, roll: claim.roll, after: last ?? 0, connection), new)
        }
    }

    /// Adds pages that are found otherwise than by reading one.
    /// - Returns: how many were new to the roll.
    func add(_ pages: [FoundPage], _ claim: Claim) async throws -> Int {
        let now = clock.now()
        return try await database.write { connection in
            try Self.fence(claim, now: now, connection)
            let last = try connection.first(
                "SELECT coalesce(max(seq), 0) FROM roll_pages WHERE roll = $1", [.integer(claim.roll)]
            ) { $0.integer(0) }
            return try Self.insert(pages, roll: claim.roll, after: last ?? 0, connection)
        }
    }

    /// Whether a listing was found in this roll already.
    func isFound(_ key: String, _ claim: Claim) async throws -> Bool { try await database.read { try Self.isFound(key, claim, $0) } }

    private static func isFound(_ key: String, _ claim: Claim, _ connection: any SQLConnection) throws -> Bool {
        try connection.first(
            "SELECT 1 FROM roll_finds WHERE roll = $1 AND listing = $2", [.integer(claim.roll), .text(key)]
        ) { _ in true } ?? false
    }

    /// Adds what a page says of a listing to what others have said in this roll.
    /// - Returns: whether it is new to the roll, and whether its own page need not be fetched.
    private static func store(
        _ find: Find, _ claim: Claim, now: Timestamp, detailLife: Duration, _ connection: any SQLConnection
    ) throws -> (isNew: Bool, isRead: Bool) {
        let key: [SQLValue] = [.integer(claim.roll), .text(find.key)]
        let before = try connection.first("SELECT fields, detail, sources FROM roll_finds WHERE roll = $1 AND listing = $2", key) {
            row in
            (fields: row.text(0), detail: row.optionalText(1), sources: row.optionalText(2))
        }
        if let before {
            if find.isDetail {
                try connection.execute(
                    "UPDATE roll_finds SET detail = $3, detail_at = $4, detail_sources = $5 WHERE roll = $1 AND listing = $2",
                    key + [.text(FieldsText.encode(find.fields)), .time(now), .text(FieldsText.encode(find.sources))])
            } else {
                let filled = FieldsText.decode(before.fields).filled(from: find.fields)
                let sources = FieldsText.sources(before.sources).filled(from: find.sources)
                try connection.execute(
                    "UPDATE roll_finds SET fields = $3, sources = $4 WHERE roll = $1 AND listing = $2",
                    key + [.text(FieldsText.encode(filled)), .text(FieldsText.encode(sources))])
            }
            return (false, before.detail != nil)
        }
        let listed = find.isDetail ? ListingFields() : find.fields
        var detail = find.isDetail ? FieldsText.encode(find.fields) : nil
        var detailAt: Timestamp? = find.isDetail ? now : nil
        var detailSources = find.isDetail ? FieldsText.encode(find.sources) : nil
        if !find.isDetail {
            let stored = try connection.first(
                "SELECT listed, detail, detail_at, detail_sources FROM listings WHERE directory = $1 AND listing = $2",
                [.integer(claim.directory.rawValue), .text(find.key)]
            ) { row in (listed: row.text(0), detail: row.optionalText(1), at: row.optionalInteger(2), sources: row.optionalText(3)) }
            if let stored, let at = stored.at, stored.listed == FieldsText.encode(find.fields),
                now.milliseconds - at < detailLife.wholeMilliseconds
            {
                detail = stored.detail
                detailAt = Timestamp(milliseconds: at)
                detailSources = stored.sources
            }
        }
        try connection.execute(
            """
            INSERT INTO roll_finds (roll, listing, fields, detail, detail_at, address, page, page_hash, sources, detail_sources)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            key + [
                .text(FieldsText.encode(listed)), .optional(detail), .optional(detailAt), .optional(find.address), .text(find.page),
                .text(find.pageHash), .text(FieldsText.encode(find.isDetail ? ListingSources() : find.sources)), .optional(detailSources),
            ])
        return (true, detailAt != nil)
    }
}
