/// How all possible pairs stand, field by field: what is empty and what is equal by counting, what lies between by an even sample of pairs.
struct LevelCensus {
    var totals: [[Double]]
    /// Sum and number of the rarities met at each level.
    var raritySums: [[Float]]
    var rarityCounts: [[Float]]
    var possiblePairs: Double

    /// Pairs sampled at most.
    static let sampleLimit = 400_000

    init(_ comparer: Comparer, records: RecordIndex) {
        let columns = comparer.columns
        possiblePairs = records.possiblePairs
        totals = columns.map { Array(repeating: 0, count: $0.kind.levels.count) }
        raritySums = columns.map { Array(repeating: 0, count: $0.kind.levels.count) }
        rarityCounts = raritySums
        var sampled = 0.0
        var generator = SplitMix(state: 1)
        let count = records.count
        var outcomes = Array(repeating: Outcome.missing, count: columns.count)
        func look(_ a: Int, _ b: Int) {
            sampled += 1
            comparer.compare(a, b, into: &outcomes)
            for (field, outcome) in outcomes.enumerated() {
                let same = columns[field].cells[a] == columns[field].cells[b]
                if outcome.level > 0, !(same && outcome.level == columns[field].kind.same) { totals[field][Int(outcome.level)] += 1 }
                raritySums[field][Int(outcome.level)] += outcome.rarity
                rarityCounts[field][Int(outcome.level)] += 1
            }
        }
        if possiblePairs <= Double(Self.sampleLimit) {
            for a in 0..<count { for b in (a + 1)..<max(a + 1, count) where records.mayMatch(a, b) { look(a, b) } }
        } else {
            // Chance could pick pairs of one file only: the number of attempts is bounded.
            for _ in 0..<(Self.sampleLimit * 4) where sampled < Double(Self.sampleLimit) {
                let (a, b) = (generator.below(count), generator.below(count))
                if a != b, records.mayMatch(a, b) { look(min(a, b), max(a, b)) }
            }
        }
        let scale = sampled == 0 ? 0 : possiblePairs / sampled
        for (field, column) in columns.enumerated() {
            for level in totals[field].indices { totals[field][level] *= scale }
            let (filled, equal) = Self.equalPairs(column, records)
            totals[field][0] = possiblePairs - filled
            totals[field][Int(column.kind.same)] += equal
        }
    }

    /// What is known of a field before anything is learned.
    func table(_ field: Int, _ column: FieldColumn) -> LevelTable {
        let levels = totals[field].dropFirst()
        let sum = levels.reduce(0, +)
        // Where the sample holds few pairs of a level, what is usual there is taken from the level below.
        var usual: [Float] = []
        for (sum, count) in zip(raritySums[field], rarityCounts[field]) {
            usual.append(count >= 10 ? sum / count : usual.last ?? 0)
        }
        return LevelTable(
            field: column.name, kind: column.kind, matches: column.kind.expectedShares,
            others: levels.map { ($0 + 0.5) / (sum + 0.5 * Double(levels.count)) }, usualRarity: usual)
    }

    /// The pairs that both have a value, and those that have the same.
    private static func equalPairs(_ column: FieldColumn, _ records: RecordIndex) -> (filled: Double, equal: Double) {
        var within = [Double](repeating: 0, count: records.starts.count)
        var equalWithin = 0.0
        for table in within.indices {
            var counts = [UInt32](repeating: 0, count: column.values.count)
            for record in records.range(table) {
                let cell = column.cells[record]
                guard cell != 0 else { continue }
                within[table] += 1
                if records.acrossOnly { equalWithin += Double(counts[Int(cell)]) }
                counts[Int(cell)] += 1
            }
        }
        let all = within.reduce(0, +)
        var filled = all * (all - 1) / 2
        if records.acrossOnly { for count in within { filled -= count * (count - 1) / 2 } }
        var equal = 0.0
        for count in column.counts.dropFirst() { equal += Double(count) * Double(count - 1) / 2 }
        return (filled, equal - equalWithin)
    }
}

/// A small generator whose numbers are the same on every run (SplitMix64).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return ValueStore.mixed(state)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
