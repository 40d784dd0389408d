import Database
import Listings
package import Model

extension ReviewStore {
    /// Open values of one directory and kind. They belong together: what is answered of some says how sure the others must be.
    package struct Pile: Sendable, Hashable {
        package var directory: DirectoryID
        package var kind: String
        package var waiting: Int
    }

    /// A value to look at, beside what is known of its listing.
    package struct Question: Sendable, Hashable {
        package var item: Item
        /// The listing's number; nil where it is not stored.
        package var listing: Int64?
        /// What the listing says of that kind by now.
        package var now: [String]
    }

    /// The open values by directory and kind, the largest piles first.
    package func piles(directory: DirectoryID? = nil, limit: Int = 1_000) async throws -> [Pile] {
        try await database.read { connection in
            var values: [SQLValue] = [.int(limit)]
            if let directory { values.append(.integer(directory.rawValue)) }
            return try connection.query(
                """
                SELECT directory, kind, count(*) FROM listing_reviews WHERE answer = 0 \(directory == nil ? "" : "AND directory = $2")
                GROUP BY directory, kind ORDER BY count(*) DESC, directory, kind LIMIT $1
                """, values
            ) { Pile(directory: DirectoryID($0.integer(0)), kind: $0.text(1), waiting: $0.int(2)) }
        }
    }

    /// Open values of some piles, pile after pile, of each the surest first: where those are right, values as sure pass from then on.
    /// - Parameter after: The number of the last one of the page before; where its pile is not among these any more, from the beginning.
    package func questions(_ piles: [Pile], after: Int64? = nil, limit: Int) async throws -> [Question] {
        try await database.read { connection in
            let last = try after.flatMap { number in
                try connection.first("SELECT \(Self.columns) FROM listing_reviews WHERE id = $1", [.integer(number)], Self.item)
            }
            let start = last.flatMap { last in piles.firstIndex { $0.directory == last.directory && $0.kind == last.kind } }
            var found: [Item] = []
            for (place, pile) in piles.enumerated().dropFirst(start ?? 0) {
                guard found.count < limit else { break }
                var values: [SQLValue] = [.integer(pile.directory.rawValue), .text(pile.kind), .int(limit - found.count)]
                var condition = "directory = $1 AND kind = $2 AND answer = 0"
                if let last, place == start {
                    values += [.double(last.confidence), .integer(last.id)]
                    condition += " AND (confidence < $4 OR confidence = $4 AND id > $5)"
                }
                found += try connection.query(
                    "SELECT \(Self.columns) FROM listing_reviews WHERE \(condition) ORDER BY confidence DESC, id LIMIT $3", values,
                    Self.item)
            }
            return try found.map { item in
                let listing = try connection.first(
                    "SELECT id, fields FROM listings WHERE directory = $1 AND listing = $2",
                    [.integer(item.directory.rawValue), .text(item.listing)]
                ) { (id: $0.integer(0), fields: FieldsText.decode($0.text(1))) }
                return Question(item: item, listing: listing?.id, now: listing?.fields.values[item.kind] ?? [])
            }
        }
    }
}
