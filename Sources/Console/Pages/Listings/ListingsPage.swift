import API
import Directories
import Hummingbird
import Listings
import Model
import Resilience
import Rolls

/// Who is listed, in one directory or in all: searched and paged by the database.
struct ListingsPage {
    struct Row: TemplateRecord {
        let id: Int64
        let name: String
        let slug: String?
        let directory: String
        let contact: String
        let address: String
        let left: Bool
        let when: String

        init(_ listing: Listing, _ directory: Directory?) {
            let fields = listing.fields
            id = listing.id
            name = listing.name
            slug = directory?.slug
            self.directory = directory?.name ?? "a directory that was removed"
            contact = [fields.first(.telephone), fields.first(.email)].compactMap(\.self).joined(separator: " · ")
            address = fields.addressLine
            left = listing.leftAt != nil
            when = TimeElement.ago(listing.leftAt ?? listing.changedAt)
        }

        var fields: [(name: String, value: TemplateValue)] {
            [
                ("id", .text("\(id)")), ("name", .text(name)), ("slug", .optional(slug)), ("directory", .text(directory)),
                ("contact", .text(contact)), ("address", .text(address)), ("left", .flag(left)), ("when", .text(when)),
            ]
        }
    }

    let heading: String
    let slug: String?
    let directoryName: String?
    let tabs: [PageValues.Tab]
    let path: String
    let search: String
    let isLeft: Bool
    let filtered: Bool
    let total: String?
    let rows: [Row]
    let hasRows: Bool
    let next: String?
    let rolls: [RollLine]
    let hasRolls: Bool

    init(_ desk: ListingDesk, _ request: Request, of directory: Directory?) async throws {
        let query = try ListingQuery(request, of: directory?.id)
        let (listings, cursor, count) = try await desk.list(query)
        let directories = try await desk.directories(listings.map(\.directory))
        let now = desk.clock.now()
        slug = directory?.slug
        directoryName = directory?.name
        heading = directory.map { "Listings of \($0.name)" } ?? "Listings"
        path = directory.map { "/directories/\($0.slug)/listings" } ?? "/listings"
        tabs = ListingLine.tabs(at: path, of: directory)
        search = query.filter.search ?? ""
        isLeft = query.filter.left == true
        filtered = !search.isEmpty || isLeft || query.filter.changedSince != nil
        total = count.map { Figures.count($0) }
        rows = listings.map { Row($0, directories[$0.directory]) }
        hasRows = !rows.isEmpty
        let others = [
            ("search", query.filter.search), ("left", query.filter.left == true ? "true" : nil),
            ("since", query.filter.changedSince?.description),
        ]
        let path = path
        next = cursor.map { PageValues.link(path, others + [("cursor", $0)]) }
        rolls = if let directory { try await desk.rolls.rolls(of: directory.id, limit: 5).map { RollLine($0, now: now) } } else { [] }
        hasRolls = !rolls.isEmpty
    }
}

/// A roll on one line.
struct RollLine {
    let id: Int64
    let state: String
    let when: String
    let what: String
    let reason: String?

    init(_ roll: RollReport, now: Timestamp) {
        id = roll.id
        state = roll.state.name
        when = TimeElement.ago(roll.finishedAt ?? roll.startedAt)
        let counts = [("appeared", roll.appeared), ("changed", roll.changed), ("left", roll.left), ("moved", roll.moved)]
            .filter { $0.1 > 0 }.map { "\(Figures.count($0.1)) \($0.0)" }
        what =
            "\(Figures.count(roll.found)) found on \(Figures.count(roll.pages)) pages"
            + (counts.isEmpty ? "" : ": " + counts.joined(separator: ", "))
        reason = roll.reason
    }
}

/// What pages of listings have in common.
enum ListingLine {
    static func tabs(at path: String, of directory: Directory?) -> [PageValues.Tab] {
        let places =
            directory.map {
                [
                    ("The directory", "/directories/\($0.slug)"), ("Listings", "/directories/\($0.slug)/listings"),
                    ("Changes", "/directories/\($0.slug)/changes"), ("Recipe", "/directories/\($0.slug)/recipe"),
                ]
            } ?? [
                ("Listings", "/listings"), ("Entities", "/entities"), ("Changes", "/changes"), ("Review", "/review"),
                ("Where is it listed?", "/where"),
            ]
        return places.map { PageValues.Tab(name: $0.0, href: $0.1, current: $0.1 == path) }
    }

    /// An address that a browser may be sent to; nil for anything but HTTP.
    static func web(_ address: String?) -> String? {
        address.flatMap { $0.hasPrefix("https://") || $0.hasPrefix("http://") ? $0 : nil }
    }

    /// `streetAddress` as people read it: `street address`.
    static func label(_ kind: String) -> String {
        var label = ""
        for character in kind {
            if character.isUppercase, label.last?.isLowercase == true { label += " " }
            label += character.lowercased()
        }
        return label
    }
}

/// One entry of the change feed on a page.
struct ChangeLine {
    struct Field {
        let label: String
        let before: String?
        let after: String?

        init(_ change: FieldChange) {
            label = ListingLine.label(change.field)
            before = change.before.isEmpty ? nil : change.before.joined(separator: ", ")
            after = change.after.isEmpty ? nil : change.after.joined(separator: ", ")
        }
    }

    let id: Int64
    let listing: Int64
    let name: String
    let kind: String
    let slug: String?
    let directory: String
    let at: String
    let fields: [Field]
    let hasFields: Bool
    let roll: Int64

    init(_ change: ListingChange, _ directory: Directory?) {
        id = change.id
        listing = change.listing
        name = change.name
        kind = change.kind.name
        slug = directory?.slug
        self.directory = directory?.name ?? "a directory that was removed"
        at = TimeElement.at(change.at)
        // What somebody appeared with stands on their page; here are the differences.
        fields = change.kind == .appeared ? [] : change.fields.map(Field.init)
        hasFields = !fields.isEmpty
        roll = change.roll
    }
}
