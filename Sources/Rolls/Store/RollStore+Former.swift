import Database
import Listings
import Model

extension RollStore {
    /// A listing that is known, and is found again under another key.
    struct Former {
        var id: Int64
        var key: String
        var address: String?
        var fields: ListingFields
        /// Whether it is known by its name alone: what told it from namesakes reads otherwise now.
        var isNamesake: Bool
    }

    /// The listing that a find was before: the same somebody at another address; or, where listings have no page of their own, the only one
    /// of that name, whose number or address reads otherwise. Nil for somebody new.
    static func former(
        of fields: ListingFields, key: String, _ claim: Claim, _ connection: any SQLConnection
    ) throws -> Former? {
        try twin(of: fields, claim, connection) ?? namesake(of: fields, key: key, claim, connection)
    }

    /// The listing that says the same of the same somebody, and is not where it was.
    private static func twin(of fields: ListingFields, _ claim: Claim, _ connection: any SQLConnection) throws -> Former? {
        guard let twin = ListingKey.twin(fields) else { return nil }
        let found = try connection.first(
            """
            SELECT id, listing, address, fields FROM listings WHERE directory = $1 AND twin = $2 AND left_at IS NULL AND roll <> $3
                AND NOT EXISTS (SELECT 1 FROM roll_finds f WHERE f.roll = $3 AND f.listing = listings.listing)
            ORDER BY id LIMIT 1
            """, [.integer(claim.directory.rawValue), .text(twin), .integer(claim.roll)]
        ) { former($0, isNamesake: false) }
        // Two branches of one name share an e-mail, say: somebody who moves does not get another number and another street at once.
        guard let found else { return nil }
        let shared = common(found.fields, fields)
        return shared.same > shared.all - shared.same ? found : nil
    }

    /// Of how many kinds of telling values two listings have some, and how many of these are the same.
    private static func common(_ old: ListingFields, _ new: ListingFields) -> (all: Int, same: Int) {
        let kinds = telling.filter { !old[$0].isEmpty && !new[$0].isEmpty }
        let same = kinds.count { !Set(old[$0].map(ListingKey.folded)).isDisjoint(with: new[$0].map(ListingKey.folded)) }
        return (kinds.count, same)
    }

    /// Values that two people of one name do not share by chance.
    private static let telling: [FieldKind] = [
        .license, .identifier, .email, .telephone, .faxNumber, .address, .streetAddress, .postalCode, .url, .organization,
    ]

    private static func namesake(
        of fields: ListingFields, key: String, _ claim: Claim, _ connection: any SQLConnection
    ) throws -> Former? {
        guard let names = ListingKey.namesakes(of: key) else { return nil }
        let range: [SQLValue] = [.text(names.lowerBound), .text(names.upperBound), .integer(claim.roll)]
        // One who is missing and one who is new, not two of either.
        let missing = try connection.query(
            """
            SELECT id, listing, address, fields FROM listings
            WHERE listing >= $1 AND listing < $2 AND directory = $4 AND left_at IS NULL AND roll <> $3
                AND NOT EXISTS (SELECT 1 FROM roll_finds f WHERE f.roll = $3 AND f.listing = listings.listing)
            ORDER BY id LIMIT 2
            """, range + [.integer(claim.directory.rawValue)]
        ) { former($0, isNamesake: true) }
        guard missing.count == 1, let old = missing.first else { return nil }
        // Those that this very end of the roll has stored already are new all the same.
        let new = try connection.query(
            """
            SELECT f.listing FROM roll_finds f WHERE f.roll = $3 AND f.listing >= $1 AND f.listing < $2
                AND NOT EXISTS (SELECT 1 FROM listings l WHERE l.directory = $4 AND l.listing = f.listing AND l.first_seen < $5)
            LIMIT 2
            """, range + [.integer(claim.directory.rawValue), .time(claim.startedAt)]
        ) { $0.text(0) }
        guard new == [key] else { return nil }
        let shared = common(old.fields, fields)
        // Of a list that says nothing else of anybody the name is all there is.
        return shared.same > 0 || shared.all == 1 ? old : nil
    }

    private static func former(_ row: any SQLRow, isNamesake: Bool) -> Former {
        Former(
            id: row.integer(0), key: row.text(1), address: row.optionalText(2), fields: FieldsText.decode(row.text(3)),
            isNamesake: isNamesake)
    }
}
