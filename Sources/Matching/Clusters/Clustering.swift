/// Groups of records from pairs: components of the graph of matches, put together from the surest pair down, and only where the two groups
/// as a whole agree, so that a chain of doubtful links does not tie strangers together.
struct Clustering {
    /// Cross pairs of two groups that are looked at before they are joined.
    static let linkageLimit = 64

    /// The group of each record; records alone are their own.
    private(set) var parents: [Int32]
    private var members: [Int: [Int]] = [:]
    private let same: [(Int, Int)]
    private let most: Int
    private var different: [Int: Set<Int>] = [:]

    /// - Parameter most: Records of one group that are put together without somebody saying so.
    init(count: Int, same: [(Int, Int)], different: [(Int, Int)], most: Int = .max) {
        parents = (0..<Int32(count)).map { $0 }
        self.same = same
        self.most = most
        for (a, b) in different {
            self.different[a, default: []].insert(b)
            self.different[b, default: []].insert(a)
        }
        for (a, b) in same where !areApart(root(a), root(b)) { join(root(a), root(b)) }
    }

    /// Joins by the pairs, surest first.
    /// - Parameters:
    ///   - bits: Odds of two records, for the pairs that blocking did not compare.
    ///   - least: Odds that the mean over two groups must have.
    mutating func add(_ pairs: [ScoredPair], least: Double, bits: (Int, Int) -> Double) {
        for pair in pairs {
            let (a, b) = (root(pair.first), root(pair.second))
            if a == b || areApart(a, b) { continue }
            let (x, y) = (group(a), group(b))
            if x.count + y.count > most { continue }
            if x.count * y.count > 1 {
                var sum = 0.0
                var seen = 0
                let step = max(1, x.count * y.count / Self.linkageLimit)
                for place in stride(from: 0, to: x.count * y.count, by: step) {
                    // Beyond these odds more says no more.
                    sum += max(-20, min(20, bits(x[place / y.count], y[place % y.count])))
                    seen += 1
                }
                if sum / Double(seen) < least { continue }
            }
            join(a, b)
        }
    }

    /// Groups of two and more, in the order of their first records.
    var groups: [[Int]] { members.values.map { $0.sorted() }.sorted { $0[0] < $1[0] } }

    private func group(_ root: Int) -> [Int] { members[root] ?? [root] }

    private func areApart(_ a: Int, _ b: Int) -> Bool {
        if different.isEmpty { return false }
        let other = Set(group(b))
        return group(a).contains { record in different[record].map { !$0.isDisjoint(with: other) } ?? false }
    }

    private mutating func root(_ record: Int) -> Int {
        var place = record
        while Int(parents[place]) != place {
            parents[place] = parents[Int(parents[place])]
            place = Int(parents[place])
        }
        return place
    }

    private mutating func join(_ a: Int, _ b: Int) {
        guard a != b else { return }
        let (large, small) = group(a).count >= group(b).count ? (a, b) : (b, a)
        members[large] = group(large) + group(small)
        members[small] = nil
        parents[small] = Int32(large)
    }
}
