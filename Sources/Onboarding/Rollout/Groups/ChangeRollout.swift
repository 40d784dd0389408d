package import Model

/// A rollout over many directories as it is kept: what it brings, to whom, how far it is.
package struct ChangeRollout: Sendable, Hashable {
    package let id: Int64
    /// What a person calls it.
    package let name: String
    package let change: RolloutChange
    package let scope: RolloutScope
    package internal(set) var plan: GroupRollout
    /// The last thing that was recorded, in words.
    package let reason: String
    /// Who began it.
    package let who: String
    /// Rises with each write.
    let revision: Int64
    package let madeAt: Timestamp
    package let updatedAt: Timestamp
}

/// One directory in a rollout.
package struct RolloutMember: Sendable, Hashable {
    package enum Standing: Int, Sendable, Hashable, CaseIterable {
        /// Its turn has not come.
        case waiting = 0
        /// It has the change, and is tried with it.
        case started = 1
        /// It came through.
        case passed = 2
        /// It did not, and went back to what was last good by itself.
        case failed = 3
        /// It could not take the change for a reason of its own.
        case skipped = 4
        /// It went back with the whole rollout.
        case takenBack = 5

        /// The word of JSON.
        package var name: String { self == .takenBack ? "taken_back" : "\(self)" }

        /// For people.
        package var words: String {
            switch self {
            case .waiting: "waits"
            case .started: "is tried"
            case .passed: "has it"
            case .failed: "failed"
            case .skipped: "left out"
            case .takenBack: "taken back"
            }
        }
    }

    /// Its place in the order in which directories come in, from 0.
    package let rank: Int
    package let directory: DirectoryID
    package let slug: String
    /// Its number among the onboardings; 0 where it is on none.
    package let onboarding: Int64
    package internal(set) var standing: Standing
    /// The version of mapping or recipe that was good before; 0 for none.
    package internal(set) var before: Int
    /// The version that the change led to; 0 while that is not known.
    package internal(set) var after: Int
    /// In words; empty where there is nothing to say.
    package internal(set) var why: String
    package internal(set) var lookedAt: Timestamp?
}
