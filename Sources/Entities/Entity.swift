package import Model

/// Somebody, or something, that directories list: the listings that are taken for one, under a number that stays.
package struct Entity: Sendable, Hashable {
    package var id: Int64
    /// What most directories call it.
    package var name: String
    /// Listings that are there now, and the directories they are in.
    package var listings: Int
    package var directories: Int
    /// The fields in which directories disagree, by their names, sorted.
    package var disputes: [String]
    package var madeAt: Timestamp
    /// When listings last came, went or said something else.
    package var changedAt: Timestamp
    /// When its last listing went, or it became part of another; nil while it is there.
    package var endedAt: Timestamp?
    /// The one that most of its listings have become part of.
    package var successor: Int64?

    /// Listings of one entity that are put together without somebody saying so.
    package static let mostListings = 500
}

/// What happened to an entity. Ids rise with time.
package struct EntityEvent: Sendable, Hashable {
    /// The numbers are stored.
    package enum Kind: Int, Sendable, Hashable, CaseIterable {
        /// A listing that was nobody's became one of it.
        case joined = 0
        /// A listing has left its directory.
        case left = 1
        /// Another one became part of it.
        case merged = 2
        /// It became part of another one.
        case absorbed = 3
        /// Some of its listings became another one, or part of another one.
        case parted = 4
        /// Listings came to it out of another one, which goes on.
        case received = 5

        /// The word of the command line and of JSON.
        package var name: String { "\(self)" }
    }

    package var id: Int64
    package var at: Timestamp
    package var entity: Int64
    package var kind: Kind
    /// The other one of two.
    package var other: Int64?
    /// The listings, of many the first ``mostListings``.
    package var listings: [Int64]
    /// Who had it done and why; nil where the comparison did.
    package var who: String?
    package var why: String?
    package var rule: Int64?

    static let mostListings = 50
}

/// What somebody has decided: that listings are one, or that some are not the others. It holds in every later run until it is taken back.
package struct EntityRule: Sendable, Hashable {
    package var id: Int64
    /// Whether all its listings are one; else those of its two sides are kept apart.
    package var isSame: Bool
    package var who: String
    package var why: String
    package var madeAt: Timestamp
    /// When it was taken back, and by whom.
    package var endedAt: Timestamp?
    package var endedBy: String?
    /// Its listings by side; where it says that they are one, sides say only what was put together.
    package var sides: [Int64: Int]

    /// The word of the command line and of JSON.
    package var word: String { isSame ? "same" : "different" }
}

extension EntityEvent.Kind {
    /// For people: what happened, and with which other entity.
    package func words(_ other: Int64?) -> String {
        let other = other.map { "#\($0)" } ?? "another"
        return switch self {
        case .joined: "joined"
        case .left: "left its directory"
        case .merged: "\(other) became part of this"
        case .absorbed: "this became part of \(other)"
        case .parted: "went to \(other)"
        case .received: "came from \(other)"
        }
    }
}
