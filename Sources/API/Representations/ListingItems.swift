import Directories
import Model
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

/// A listing with what happened to it, the latest first.
package struct ListingDetailItem: Encodable, Sendable {
    package let listing: ListingItem
    /// The number of the entity that it is one of; absent before it was assigned.
    package let entity: Int64?
    package let history: [ListingChangeItem]

    package init(_ listing: ListingItem, entity: Int64?, history: [ListingChangeItem]) {
        self.listing = listing
        self.entity = entity
        self.history = history
    }
}

/// What every directory says of somebody.
package struct WhereItem: Encodable, Sendable {
    /// A field that reads otherwise than it was asked for.
    package struct DifferenceItem: Encodable, Sendable {
        package let field: String
        package let wanted: String
        package let listed: String?
        package let comparison: String
    }

    /// One directory's answer.
    package struct AnswerItem: Encodable, Sendable {
        package let directory: String
        package let name: String
        /// `listed`, `other`, `left`, `not_found` or `never_rolled`.
        package let standing: String
        package let rolledAt: Moment?
        package let listing: Int64?
        package let listedAs: String?
        package let lastSeen: Moment?
        /// Whether it may be a namesake: nothing but the name is the same.
        package let doubtful: Bool?
        package let differences: [DifferenceItem]?
    }

    /// How many directories there are of each standing.
    package let counts: [String: Int]
    /// Directories with a find, and some of those without.
    package let items: [AnswerItem]
    /// Whether not all listings that are alike were compared.
    package let cut: Bool

    package init(_ report: WhereReport) {
        counts = Dictionary(uniqueKeysWithValues: WhereReport.Standing.allCases.map { ($0.rawValue, report.counts[$0] ?? 0) })
        cut = report.isCut
        items = report.answers.map { answer in
            AnswerItem(
                directory: answer.directory.slug, name: answer.directory.name, standing: answer.standing.rawValue,
                rolledAt: answer.rolledAt.map(Moment.init), listing: answer.find?.listing.id, listedAs: answer.find?.listing.name,
                lastSeen: answer.find.map { Moment($0.listing.lastSeen) }, doubtful: answer.find?.isDoubtful,
                differences: answer.find?.differences.map {
                    DifferenceItem(
                        field: $0.field, wanted: $0.wanted, listed: $0.listed.isEmpty ? nil : $0.listed, comparison: $0.words)
                })
        }
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
