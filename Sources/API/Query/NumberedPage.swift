/// A page of a listing whose entries have numbers, as a query asks for it: how long it is, and behind which entry it begins. Its store is asked for
/// one entry more than it shows, which tells whether there is a next page.
package struct NumberedPage: Sendable {
    package let limit: Int
    /// The number of the last entry of the page before; nil for the first page.
    package let last: Int64?
    private let identity: String

    /// Reads `limit` and `cursor`.
    /// - Parameter identity: The listing's name, and everything that changes its order or content.
    init(_ query: RequestQuery, of identity: [String], usually standard: Int = 50) throws {
        self.identity = identity.joined(separator: "\u{1e}")
        limit = try query.number("limit", in: 1...500, default: standard)
        last = try query.text("cursor", atMost: 400).map { [identity = self.identity] text in
            guard let number = try Cursor(text, for: identity).parts.first.flatMap({ Int64($0) }) else {
                throw Problem.invalid("cursor", "This cursor is damaged.")
            }
            return number
        }
    }

    /// The entries of the page, and the cursor of the next one; nil on the last.
    /// - Parameter found: Up to one more than ``limit``.
    func cut<Entry>(_ found: [Entry], by number: (Entry) -> Int64) -> ([Entry], String?) {
        guard found.count > limit else { return (found, nil) }
        let entries = Array(found.prefix(limit))
        return (entries, entries.last.map { Cursor([String(number($0))]).text(for: identity) })
    }
}
