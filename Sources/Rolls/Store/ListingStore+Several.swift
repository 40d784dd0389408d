package import Database

extension ListingStore {
    /// Parameters of one statement: always as many, so that it is prepared once.
    private static let several = 100

    /// Listings by their numbers, also such as have left, within a transaction; those that are not there are left out.
    /// - Parameter sources: Whether it matters where their values were read, which is most of what is stored of a listing.
    package static func listings(
        _ numbers: some Sequence<Int64>, sources: Bool = true, _ connection: any SQLConnection
    ) throws -> [Listing] {
        let columns = sources ? columns : columnsWithoutSources
        let marks = (1...several).map { "$\($0)" }.joined(separator: ", ")
        var found: [Listing] = []
        var rest = Set(numbers).sorted()[...]
        while let last = rest.prefix(several).last {
            let values = rest.prefix(several).map { SQLValue.integer($0) }
            rest = rest.dropFirst(several)
            found += try connection.query(
                "SELECT \(columns) FROM listings WHERE id IN (\(marks))",
                values + Array(repeating: .integer(last), count: several - values.count), listing)
        }
        return found
    }

    /// Listings that are there, in the order of their numbers, without where their values were read.
    package static func present(after: Int64, limit: Int, _ connection: any SQLConnection) throws -> [Listing] {
        try connection.query(
            "SELECT \(columnsWithoutSources) FROM listings WHERE id > $1 AND left_at IS NULL ORDER BY id LIMIT $2",
            [.integer(after), .int(limit)],
            listing)
    }

    /// A condition for the numbers of listings in one of whose values a text occurs.
    /// - Parameter bind: makes a parameter of a value, and says its name.
    package static func numbers(with text: String, _ dialect: Dialect, bind: (SQLValue) -> String) -> String {
        "SELECT id FROM listings WHERE \(ListingSearch.condition([[text.lowercased()]], dialect, bind: bind))"
    }
}
