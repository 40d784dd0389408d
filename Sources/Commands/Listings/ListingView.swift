import Listings
import Rolls

/// Listings as people read them in a terminal.
enum ListingView {
    static var table: Table { Table(["listing", "name", "phone", "e-mail", "address"], flexible: 4) }

    static func add(_ listing: Listing, to table: inout Table) {
        let (fields, address) = (listing.fields, listing.fields.addressLine)
        table.add([
            Table.Cell("#\(listing.id)"), Table.Cell(listing.name, listing.leftAt == nil ? .bold : .dim),
            Table.Cell(fields.first(.telephone) ?? ""),
            Table.Cell(fields.first(.email) ?? ""), Table.Cell(address),
        ])
    }

    /// What a change says, in a few words: `telephone +1512… → +1512…`.
    static func words(_ change: ListingChange) -> String {
        change.fields.map { field in
            "\(field.field) \(field.before.isEmpty ? "–" : field.before.joined(separator: ", ")) → \(field.after.isEmpty ? "–" : field.after.joined(separator: ", "))"
        }.joined(separator: "; ")
    }
}
