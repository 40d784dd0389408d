import Directories
package import Model
import Rolls

/// What every directory says of somebody: listed, listed with other values, not found, or never rolled.
package struct WhereReport: Sendable {
    /// What a directory says. The names are those of the API and the command line.
    package enum Standing: String, Sendable, CaseIterable {
        case listed
        /// Some value is another one.
        case other
        /// It was there, and has left.
        case left
        case notFound = "not_found"
        /// No roll of the directory was ever taken, or none was believed.
        case neverRolled = "never_rolled"

        /// For people.
        package var words: String {
            switch self {
            case .listed: "listed"
            case .other: "listed with other values"
            case .left: "has left"
            case .notFound: "not found"
            case .neverRolled: "never rolled"
            }
        }
    }

    /// One directory's answer.
    package struct Answer: Sendable {
        package var directory: Directory
        package var standing: Standing
        package var find: Whereabouts.Find?
        /// When its last believed roll ended.
        package var rolledAt: Timestamp?
    }

    /// In the order of ``Standing``, then by name; of those where nothing was found the first ``most`` of each standing.
    package private(set) var answers: [Answer] = []
    /// How many directories there are of each standing.
    package private(set) var counts: [Standing: Int] = [:]
    /// Whether so many listings were alike that not all were compared.
    package let isCut: Bool

    /// Directories without a find that are told one by one.
    package static let most = 200

    init(isCut: Bool) { self.isCut = isCut }

    mutating func add(_ directory: Directory, _ find: Whereabouts.Find?, rolledAt: Timestamp?) {
        let standing: Standing =
            if let find {
                find.listing.leftAt != nil ? .left : find.differences.isEmpty && !find.isDoubtful ? .listed : .other
            } else {
                rolledAt == nil ? .neverRolled : .notFound
            }
        counts[standing, default: 0] += 1
        guard find != nil || counts[standing, default: 0] <= Self.most else { return }
        answers.append(Answer(directory: directory, standing: standing, find: find, rolledAt: rolledAt))
    }

    /// Leaves the directories that list it, or did.
    package mutating func dropWithoutFinds() { answers.removeAll { $0.find == nil } }

    mutating func sort() {
        let order = Standing.allCases
        answers.sort { a, b in
            let (x, y) = (order.firstIndex(of: a.standing) ?? 0, order.firstIndex(of: b.standing) ?? 0)
            return x == y ? a.directory.name < b.directory.name : x < y
        }
    }
}

extension ListingDesk {
    /// What every directory of the register says of somebody.
    package func report(on wanted: WantedListing) async throws -> WhereReport {
        let whereabouts = try await whereabouts(of: wanted)
        let rolled = try await rolls.rolled()
        var report = WhereReport(isCut: whereabouts.isCut)
        // Some thousands at a time: of a large register only what is told is held.
        try await directories.forEachChunk { chunk in
            for directory in chunk { report.add(directory, whereabouts.finds[directory.id], rolledAt: rolled[directory.id]) }
        }
        report.sort()
        return report
    }
}
