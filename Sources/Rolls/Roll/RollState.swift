package import Model

/// How far a roll is. The numbers are stored.
package enum RollState: Int, Sendable, Hashable, CaseIterable {
    case running = 0
    /// Every page of the lists was read: who was not found has missed it.
    case complete = 1
    /// The budget ended it, or pages could not be had: nobody counts as missing.
    case partial = 2
    /// Not believed, or impossible: what was known stays as it was.
    case failed = 3

    /// The word of the command line and of JSON.
    package var name: String {
        switch self {
        case .running: "running"
        case .complete: "complete"
        case .partial: "partial"
        case .failed: "failed"
        }
    }
}

/// A roll: one taking of all of a directory's listings.
package struct RollReport: Sendable, Hashable {
    package var id: Int64
    package var directory: DirectoryID
    package var state: RollState
    package var startedAt: Timestamp
    package var finishedAt: Timestamp?
    /// Pages fetched, of them such that had not changed, and body bytes over the wire.
    package var pages = 0
    package var unchanged = 0
    package var bytes = 0
    /// Listings found, and what became of them.
    package var found = 0
    package var appeared = 0
    package var changed = 0
    package var left = 0
    package var moved = 0
    /// Why it is partial or failed.
    package var reason: String?

    package init(id: Int64, directory: DirectoryID, state: RollState, startedAt: Timestamp) {
        self.id = id
        self.directory = directory
        self.state = state
        self.startedAt = startedAt
    }
}

/// What happened to a listing. The numbers are stored.
package enum ChangeKind: Int, Sendable, Hashable, CaseIterable {
    case appeared = 0
    case changed = 1
    case left = 2
    /// It stands at another address of the directory.
    case moved = 3
    /// It had left, and is back.
    case returned = 4
}

extension ChangeKind {
    /// The word of the command line and of JSON.
    package var name: String {
        switch self {
        case .appeared: "appeared"
        case .changed: "changed"
        case .left: "left"
        case .moved: "moved"
        case .returned: "returned"
        }
    }

    /// The one of that name; nil for another word.
    package init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}

/// One entry of the change feed. Ids rise with time: they are the feed's cursor.
package struct ListingChange: Sendable, Hashable {
    package var id: Int64
    package var directory: DirectoryID
    package var listing: Int64
    package var roll: Int64
    package var at: Timestamp
    package var kind: ChangeKind
    /// The listing's name at that time.
    package var name: String
    package var fields: [FieldChange]

    package init(
        id: Int64, directory: DirectoryID, listing: Int64, roll: Int64, at: Timestamp, kind: ChangeKind, name: String,
        fields: [FieldChange]
    ) {
        self.id = id
        self.directory = directory
        self.listing = listing
        self.roll = roll
        self.at = at
        self.kind = kind
        self.name = name
        self.fields = fields
    }
}

/// One listing as the last roll that found it saw it.
package struct Listing: Sendable, Hashable {
    package var id: Int64
    package var directory: DirectoryID
    package var key: String
    package var name: String
    package var fields: ListingFields
    /// Its own page; nil where it has none.
    package var address: String?
    /// The page it was read from, and that page's SHA-256.
    package var page: String
    package var pageHash: String
    package var firstSeen: Timestamp
    package var lastSeen: Timestamp
    package var changedAt: Timestamp
    /// When it counted as gone; nil while it is there.
    package var leftAt: Timestamp?
    /// Where its values were read: the lists' first, then its own page's.
    package var sources = ListingSources()
}
