package import Database
import Listings
package import Model
package import Resilience

/// Values that were not sure enough to be stored, for somebody to look at. An answer holds for the value it was given to, and all answers
/// of a directory together say how sure a value of their kind must be from then on. Thread-safe.
package struct ReviewStore: Sendable {
    package let database: any SQLDatabase
    private let clock: any WallClock

    package init(_ database: any SQLDatabase, clock: any WallClock = SystemClock()) {
        self.database = database
        self.clock = clock
    }

    /// What somebody said. The numbers are stored.
    package enum Answer: Int, Sendable, Hashable, CaseIterable {
        case open = 0
        case accepted = 1
        case rejected = 2
        /// Another value is right.
        case corrected = 3

        /// The word of the command line and of JSON.
        package var name: String {
            switch self {
            case .open: "open"
            case .accepted: "accepted"
            case .rejected: "rejected"
            case .corrected: "corrected"
            }
        }
    }

    /// One value to look at.
    package struct Item: Sendable, Hashable {
        package var id: Int64
        package var directory: DirectoryID
        /// The listing's key and name.
        package var listing: String
        package var name: String
        package var kind: String
        package var value: String
        /// From 0 to 1.
        package var confidence: Double
        /// The page it stands on, the SHA-256 of that, the bytes of it and the element.
        package var page: String
        package var pageHash: String
        package var range: Range<Int>?
        package var path: String
        package var recipe: Int
        package var madeAt: Timestamp
        package var answer: Answer
        /// The value that is right.
        package var corrected: String?
        package var author: String?
        package var answeredAt: Timestamp?
    }

    static let columns = """
        id, directory, listing, name, kind, value, confidence, page, page_hash, range_from, range_to, path, recipe, made_at, answer,
        corrected, author, answered_at
        """

    static func item(_ row: any SQLRow) -> Item {
        var range: Range<Int>?
        if let from = row.optionalInteger(9), let to = row.optionalInteger(10), from <= to { range = Int(from)..<Int(to) }
        return Item(
            id: row.integer(0), directory: DirectoryID(row.integer(1)), listing: row.text(2), name: row.text(3), kind: row.text(4),
            value: row.text(5), confidence: row.double(6), page: row.text(7), pageHash: row.text(8), range: range, path: row.text(11),
            recipe: row.int(12), madeAt: Timestamp(milliseconds: row.integer(13)), answer: Answer(rawValue: row.int(14)) ?? .open,
            corrected: row.optionalText(15), author: row.optionalText(16),
            answeredAt: row.optionalInteger(17).map(Timestamp.init(milliseconds:)))
    }

    /// Values in the order in which they were first seen.
    /// - Parameter after: The id of the last one of the page before.
    package func list(
        directory: DirectoryID? = nil, answer: Answer? = .open, after: Int64 = 0, limit: Int = 100
    ) async throws -> [Item] {
        try await database.read { connection in
            var values: [SQLValue] = [.integer(after), .int(limit)]
            var condition = "id > $1"
            if let directory {
                values.append(.integer(directory.rawValue))
                condition += " AND directory = $\(values.count)"
            }
            if let answer { condition += " AND answer = \(answer.rawValue)" }
            return try connection.query(
                "SELECT \(Self.columns) FROM listing_reviews WHERE \(condition) ORDER BY id LIMIT $2", values, Self.item)
        }
    }

    /// How many wait for an answer.
    package func count(directory: DirectoryID? = nil) async throws -> Int {
        try await database.read { connection in
            let condition = directory == nil ? "" : " AND directory = $1"
            return try connection.first(
                "SELECT count(*) FROM listing_reviews WHERE answer = 0" + condition, directory.map { [.integer($0.rawValue)] } ?? []
            ) { $0.int(0) } ?? 0
        }
    }

    /// Answers. A value that is accepted or corrected becomes the listing's at once, in the place of those of its kind that were read, and
    /// stays so in later rolls for as long as its page says the same. One that is rejected is not taken in later rolls, however sure they are.
    /// - Parameters:
    ///   - corrected: What is right, for ``Answer/corrected``; 4,000 bytes at most.
    ///   - revises: Whether an answer that was given before is taken back.
    /// - Returns: The value as it waited.
    /// - Throws: ``RollsError`` `unknown`, `value`, `answered`.
    @discardableResult
    package func answer(
        _ id: Int64, _ answer: Answer, corrected: String? = nil, author: String, revises: Bool = true
    ) async throws -> Item {
        guard answer != .open, (answer == .corrected) == (corrected?.isEmpty == false) else {
            throw RollsError(.value, "That is no answer.", remedy: "Accept it, reject it, or give the value that is right.")
        }
        guard corrected?.utf8.count ?? 0 <= ListingFields.mostBytes else {
            throw RollsError(.value, "That is longer than \(ListingFields.mostBytes) bytes.", remedy: "Give the value alone.")
        }
        let now = clock.now()
        return try await database.write { connection in
            guard
                let item = try connection.first(
                    "SELECT \(Self.columns) FROM listing_reviews WHERE id = $1", [.integer(id)], Self.item)
            else { throw RollsError(.unknown, "There is no value \(id) to review.", remedy: "See `rollcall review`.") }
            guard revises || item.answer == .open else {
                throw RollsError(
                    .answered, "\(item.author ?? "Somebody") has answered this meanwhile: \(item.answer.name).",
                    remedy: "Go on with another one; `rollcall review answer` changes an answer.")
            }
            try connection.execute(
                "UPDATE listing_reviews SET answer = $1, corrected = $2, author = $3, answered_at = $4 WHERE id = $5",
                [.int(answer.rawValue), .optional(corrected), .text(author), .time(now), .integer(id)])
            if answer != .rejected { try Self.apply(item, corrected ?? item.value, now: now, connection) }
            return item
        }
    }

    private static func apply(_ item: Item, _ value: String, now: Timestamp, _ connection: any SQLConnection) throws {
        guard let kind = FieldKind(rawValue: item.kind),
            let stored = try connection.first(
                "SELECT id, fields FROM listings WHERE directory = $1 AND listing = $2",
                [.integer(item.directory.rawValue), .text(item.listing)], { (id: $0.integer(0), fields: FieldsText.decode($0.text(1))) })
        else { return }
        let fields = stored.fields.replacing(kind, with: value)
        try connection.execute(
            "UPDATE listings SET fields = $1, changed_at = $2, search = $3 WHERE id = $4",
            [.text(FieldsText.encode(fields)), .time(now), .text(RollStore.search(fields)), .integer(stored.id)])
    }

    /// A value of which somebody said whether it is right.
    struct Settled {
        var kind: FieldKind
        /// As it was read, and as it is; nil for one that is not to be taken.
        var read: String
        var value: String?

        /// The fields with it, where nothing else was read in its place.
        func applied(to fields: ListingFields) -> ListingFields {
            guard let value else { return fields.without(read, as: kind) }
            let now = fields[kind]
            return now.isEmpty || now == [read] ? fields.replacing(kind, with: value) : fields
        }
    }

    /// Listings whose answers are remembered in a roll.
    private static let mostSettled = 20_000

    /// The answers of a directory by the keys of their listings.
    static func settled(_ directory: DirectoryID, _ connection: any SQLConnection) throws -> [String: [Settled]] {
        let rows = try connection.query(
            """
            SELECT listing, kind, value, corrected, answer FROM listing_reviews
            WHERE directory = $1 AND answer <> 0 ORDER BY answered_at LIMIT $2
            """, [.integer(directory.rawValue), .int(mostSettled)]
        ) { row in
            let read = row.text(2)
            return (
                key: row.text(0), kind: FieldKind(rawValue: row.text(1)), read: read,
                value: row.int(4) == Answer.rejected.rawValue ? nil : row.optionalText(3) ?? read
            )
        }
        var settled: [String: [Settled]] = [:]
        for row in rows {
            guard let kind = row.kind else { continue }
            settled[row.key, default: []].append(Settled(kind: kind, read: row.read, value: row.value))
        }
        return settled
    }

    // MARK: What answers teach

    /// So many answers say something of a kind.
    private static let fewest = 5

    /// How sure values of a directory must be: as usual, but for kinds of which people have answered often enough. Where nearly all that were
    /// as sure as this or surer were right, values so sure are taken from now on.
    package func confidence(of directory: DirectoryID, usual: Double) async throws -> PageReader.Confidence {
        let answers = try await database.read { connection in
            try connection.query(
                """
                SELECT kind, confidence, answer FROM listing_reviews WHERE directory = $1 AND answer <> 0
                ORDER BY answered_at DESC LIMIT 2000
                """, [.integer(directory.rawValue)]
            ) { (kind: $0.text(0), confidence: $0.double(1), isRight: $0.int(2) == Answer.accepted.rawValue) }
        }
        var byKind: [FieldKind: Double] = [:]
        for (name, answers) in Dictionary(grouping: answers, by: \.kind) {
            guard let kind = FieldKind(rawValue: name) else { continue }
            var (right, all) = (0, 0)
            for answer in answers.sorted(by: { $0.confidence > $1.confidence }) {
                all += 1
                right += answer.isRight ? 1 : 0
                if all >= Self.fewest, Double(right) >= 0.95 * Double(all) { byKind[kind] = min(usual, answer.confidence) }
            }
        }
        return PageReader.Confidence(usual, byKind: byKind)
    }
}

extension RollStore {
    /// Values of one directory that may wait for an answer: a recipe that went wrong must not fill the disk.
    private static let mostDoubts = 2000

    /// Leaves a value for somebody to look at. One that was seen before stays as it was answered.
    static func store(_ doubt: Doubt, _ claim: Claim, now: Timestamp, _ connection: any SQLConnection) throws {
        let directory = SQLValue.integer(claim.directory.rawValue)
        let waiting = try connection.first(
            "SELECT count(*) FROM listing_reviews WHERE directory = $1 AND answer = 0", [directory]
        ) { $0.int(0) }
        guard (waiting ?? 0) < mostDoubts, doubt.value.value.utf8.count <= 4000 else { return }
        let place = doubt.value.provenance
        try connection.execute(
            """
            INSERT INTO listing_reviews (directory, listing, name, kind, value, confidence, page, page_hash, range_from, range_to, path,
                recipe, made_at, answer)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0)
            ON CONFLICT (directory, listing, kind, value) DO UPDATE SET page = excluded.page, page_hash = excluded.page_hash,
                range_from = excluded.range_from, range_to = excluded.range_to, path = excluded.path, recipe = excluded.recipe
            """,
            [
                directory, .text(doubt.key), .text(doubt.name), .text(doubt.value.kind.rawValue), .text(doubt.value.value),
                .double(doubt.value.confidence), .text(doubt.page), .text(doubt.pageHash), .optional(place.range?.lowerBound),
                .optional(place.range?.upperBound), .text(place.path), .int(doubt.recipe), .time(now),
            ])
    }
}
