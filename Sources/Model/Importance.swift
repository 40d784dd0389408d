/// How much a directory matters: sets how often it is watched and how loudly it fails. Greater is more important.
package enum Importance: String, CaseIterable, Sendable, Codable, Comparable {
    case critical, high, normal, low

    /// 3 for critical down to 0 for low: the order in storage and in comparisons.
    package var rank: Int {
        switch self {
        case .critical: 3
        case .high: 2
        case .normal: 1
        case .low: 0
        }
    }

    package init?(rank: Int) {
        guard let match = Self.allCases.first(where: { $0.rank == rank }) else { return nil }
        self = match
    }

    package static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }
}
