package import Rolls

/// A listing as the API writes it. The names of its fields are schema.org's.
package struct ListingItem: Encodable, Sendable {
    package let id: Int64
    package let directory: String?
    package let name: String
    package let fields: [FieldItem]
    package let page: String?
    package let source: String
    package let firstSeen: Moment
    package let lastSeen: Moment
    package let changedAt: Moment
    package let leftAt: Moment?

    /// The values of one field.
    package struct FieldItem: Encodable, Sendable {
        package let name: String
        package let values: [String]
    }

    package init(_ listing: Listing, slug: String?) {
        id = listing.id
        directory = slug
        name = listing.name
        fields = listing.fields.kinds.map { FieldItem(name: $0, values: listing.fields.values[$0] ?? []) }
        page = listing.address
        source = listing.page
        firstSeen = Moment(listing.firstSeen)
        lastSeen = Moment(listing.lastSeen)
        changedAt = Moment(listing.changedAt)
        leftAt = listing.leftAt.map(Moment.init)
    }
}

/// One entry of the change feed.
package struct ListingChangeItem: Encodable, Sendable {
    package let id: Int64
    package let directory: String?
    package let listing: Int64
    package let roll: Int64
    package let at: Moment
    package let kind: String
    package let name: String
    package let fields: [FieldChange]

    package init(_ change: ListingChange, slug: String?) {
        id = change.id
        directory = slug
        listing = change.listing
        roll = change.roll
        at = Moment(change.at)
        kind = change.kind.name
        name = change.name
        fields = change.fields
    }
}

/// A roll and what came of it.
package struct RollItem: Encodable, Sendable {
    package let id: Int64
    package let directory: String
    package let state: String
    package let startedAt: Moment
    package let finishedAt: Moment?
    package let pages: Int
    package let unchanged: Int
    package let bytes: Int
    package let found: Int
    package let appeared: Int
    package let changed: Int
    package let left: Int
    package let moved: Int
    package let reason: String?

    package init(_ roll: RollReport, slug: String) {
        id = roll.id
        directory = slug
        state = roll.state.name
        startedAt = Moment(roll.startedAt)
        finishedAt = roll.finishedAt.map(Moment.init)
        pages = roll.pages
        unchanged = roll.unchanged
        bytes = roll.bytes
        found = roll.found
        appeared = roll.appeared
        changed = roll.changed
        left = roll.left
        moved = roll.moved
        reason = roll.reason
    }
}
