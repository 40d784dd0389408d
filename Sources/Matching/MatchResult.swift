/// What a search found.
package struct MatchResult: Sendable {
    package let matcher: Matcher
    package let model: MatchModel
    /// The pairs that are matches, by their records.
    package private(set) var matches: [ScoredPair] = []
    /// Records that are one, two and more each.
    package private(set) var clusters: [[Int]] = []
    /// How many pairs were compared.
    package let compared: Int
    package let largestBlock: Int
    /// Whether each record was allowed one partner only.
    package private(set) var isOneToOne = false

    /// Share of matched records with several partners up to which they are taken for rivals, not for copies.
    private static let rivalShare = 0.15

    init(_ matcher: Matcher, model: MatchModel, scored: [ScoredPair], compared: Int, largestBlock: Int) {
        self.matcher = matcher
        self.model = model
        self.compared = compared
        self.largestBlock = largestBlock
        let least = matcher.options.leastBits
        var pairs = scored
        pairs.sort { ($1.bits, $0.first, $0.second) < ($0.bits, $1.first, $1.second) }
        let (same, different) = matcher.resolvedOverrides()
        if matcher.index.acrossOnly {
            isOneToOne = matcher.options.oneToOne ?? Self.looksOneToOne(pairs)
            if isOneToOne { pairs = Self.assign(pairs, matcher.index) }
        }
        var clustering = Clustering(count: matcher.index.count, same: same, different: different)
        clustering.add(pairs, least: least) { matcher.bits($0, $1, model) }
        clusters = clustering.groups
        matches = clusters.flatMap { self.matches(in: $0) }
    }

    /// The pairs of a group.
    package func matches(in cluster: [Int]) -> [ScoredPair] {
        var pairs: [ScoredPair] = []
        // Past this a list of all pairs helps nobody.
        let shown = cluster.prefix(64)
        for (place, a) in shown.enumerated() {
            for b in shown.dropFirst(place + 1) where matcher.index.mayMatch(a, b) {
                pairs.append(ScoredPair(first: a, second: b, bits: matcher.bits(a, b, model)))
            }
        }
        return pairs
    }

    private static func looksOneToOne(_ pairs: [ScoredPair]) -> Bool {
        var partners: [Int: Int] = [:]
        for pair in pairs {
            partners[pair.first, default: 0] += 1
            partners[pair.second, default: 0] += 1
        }
        let several = partners.values.count { $0 > 1 }
        return Double(several) <= rivalShare * Double(partners.count)
    }

    /// The surest pairs in which no record stands twice beside the same table.
    private static func assign(_ pairs: [ScoredPair], _ index: RecordIndex) -> [ScoredPair] {
        struct Slot: Hashable {
            var record: Int
            var table: Int
        }
        var taken: Set<Slot> = []
        return pairs.filter { pair in
            let first = Slot(record: pair.first, table: index.place(pair.second).table)
            let second = Slot(record: pair.second, table: index.place(pair.first).table)
            guard !taken.contains(first), !taken.contains(second) else { return false }
            taken.insert(first)
            taken.insert(second)
            return true
        }
    }
}
