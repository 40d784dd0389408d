/// Finds the records that are about the same thing: blocking, comparison, a model learned from the records themselves, clusters.
package struct Matcher: Sendable {
    package struct Options: Sendable {
        /// Pairs at least this probable are taken for matches, 0 to 1.
        package var threshold = 0.5
        /// Whether a record of one file may have one partner only in another; nil decides by what was found.
        package var oneToOne: Bool?
        /// Decisions by hand.
        package var overrides = Overrides()

        package init() {}

        /// The threshold as odds in bits.
        var leastBits: Double { Logarithm.bits(threshold / (1 - threshold)) }
    }

    package let tables: [RecordTable]
    package let plan: ColumnPlan
    package let index: RecordIndex
    let options: Options
    let comparer: Comparer

    /// - Parameter linking: Whether only records of different tables may match; where there are several tables unless said otherwise.
    package init(_ tables: [RecordTable], plan: ColumnPlan, options: Options = Options(), linking: Bool? = nil) {
        self.tables = tables
        self.plan = plan
        self.options = options
        index = RecordIndex(tables, acrossOnly: linking ?? (tables.count > 1))
        comparer = Comparer(plan.fields.filter(\.kind.isCompared).map { FieldColumn($0, tables) })
    }

    /// Pairs from which the model is learned at most.
    private static let learningLimit = 1_500_000
    /// Pairs that one task compares.
    private static let slice = 1 << 16

    /// Runs the whole search. Takes time and memory in proportion to the records.
    package func run() async -> MatchResult {
        let candidates = CandidatePairs(comparer.columns, sources: index.sources)
        let model = learn(candidates.pairs)
        let scored = await score(candidates.pairs, model)
        return MatchResult(self, model: model, scored: scored, compared: candidates.pairs.count, largestBlock: candidates.largestBlock)
    }

    func learn(_ pairs: [UInt64]) -> MatchModel {
        let census = LevelCensus(comparer, records: index)
        var model = MatchModel(
            fields: comparer.columns.indices.map { census.table($0, comparer.columns[$0]) },
            prior: min(0.5, 0.1 * index.mostLinks / max(1, index.possiblePairs)), possiblePairs: max(1, index.possiblePairs))
        var learning = Expectation(totals: census.totals, possiblePairs: max(1, index.possiblePairs), mostMatches: max(1, index.mostLinks))
        let hasPlace = comparer.columns.contains { $0.kind == .address || $0.kind == .phone }
        // One place is at first no more than a coin's toss.
        if hasPlace { model.placeLimit = -model.priorBits }
        for _ in 0..<3 {
            let survey = survey(pairs, model)
            learning.examples = survey.examples
            learning.learn(&model)
            guard hasPlace else { continue }
            // Ten matches are the least that a share is taken of.
            let together = (survey.matchesInPlace + 8) / (survey.matches + 10)
            model.placeLimit = max(4, Logarithm.bits(together * model.possiblePairs / (survey.othersInPlace + 1)))
        }
        return model
    }

    private struct Survey {
        /// The pairs to learn from: each record with the partner that suits it best, where that partner thinks so too. Near misses have a
        /// better partner, or the record they are compared with has, and so they do not teach that matches look like near misses.
        var examples: [Expectation.Example] = []
        /// Expected matches and other pairs that are in one place.
        var matches = 0.0
        var matchesInPlace = 0.0
        var othersInPlace = 0.0
    }

    private func survey(_ pairs: [UInt64], _ model: MatchModel) -> Survey {
        struct Best {
            var bits = -Double.infinity
            var pair = -1
        }
        var survey = Survey()
        var best = Array(repeating: Best(), count: index.count)
        var outcomes = Array(repeating: Outcome.missing, count: comparer.columns.count)
        let step = UInt64(max(1, pairs.count / Self.learningLimit))
        for (place, pair) in pairs.enumerated() {
            if step > 1, ValueStore.mixed(pair >> 32) % step != 0 { continue }
            let (a, b) = (Int(pair >> 32), Int(pair & 0xFFFF_FFFF))
            comparer.compare(a, b, into: &outcomes)
            let bits = comparer.weigh(a, outcomes, model)
            let share = Logarithm.probability(bits: bits + model.priorBits) * Double(step)
            survey.matches += share
            if comparer.sharePlace(outcomes) {
                survey.matchesInPlace += share
                survey.othersInPlace += Double(step) - share
            }
            if bits > best[a].bits { best[a] = Best(bits: bits, pair: place) }
            if bits > best[b].bits { best[b] = Best(bits: bits, pair: place) }
        }
        for (record, found) in best.enumerated() where found.pair >= 0 {
            let (a, b) = (Int(pairs[found.pair] >> 32), Int(pairs[found.pair] & 0xFFFF_FFFF))
            guard record == a, best[b].pair == found.pair else { continue }
            comparer.compare(a, b, into: &outcomes)
            var plain = 0.0
            for (field, outcome) in outcomes.enumerated() { plain += model.bits[field][Int(outcome.level)] }
            let correction = comparer.weigh(a, outcomes, model) - plain
            survey.examples.append(Expectation.Example(levels: outcomes.map(\.level), correction: correction, count: Double(step)))
        }
        return survey
    }

    /// The pairs that may be matches, with their odds, on as many cores as there are.
    private func score(_ pairs: [UInt64], _ model: MatchModel) async -> [ScoredPair] {
        let least = options.leastBits
        let slices = stride(from: 0, to: pairs.count, by: Self.slice).map { $0..<min(pairs.count, $0 + Self.slice) }
        return await withTaskGroup(of: (Int, [ScoredPair]).self) { group in
            for (number, slice) in slices.enumerated() {
                group.addTask { @concurrent in
                    var kept: [ScoredPair] = []
                    var outcomes = Array(repeating: Outcome.missing, count: self.comparer.columns.count)
                    for pair in pairs[slice] {
                        let (a, b) = (Int(pair >> 32), Int(pair & 0xFFFF_FFFF))
                        self.comparer.compare(a, b, into: &outcomes)
                        let bits = model.priorBits + self.comparer.weigh(a, outcomes, model)
                        if bits >= least { kept.append(ScoredPair(first: a, second: b, bits: bits)) }
                    }
                    return (number, kept)
                }
            }
            var parts: [[ScoredPair]] = Array(repeating: [], count: slices.count)
            for await (number, kept) in group { parts[number] = kept }
            return parts.flatMap { $0 }
        }
    }

    /// The odds of two records being one, in bits, the prior among them.
    func bits(_ a: Int, _ b: Int, _ model: MatchModel) -> Double {
        model.priorBits + comparer.weigh(a, comparer.compare(a, b), model)
    }
}

/// Two records and the odds that they are one.
package struct ScoredPair: Sendable, Hashable {
    package var first: Int
    package var second: Int
    /// Odds in bits: 0 is even, 10 is a thousand to one.
    package var bits: Double

    package init(first: Int, second: Int, bits: Double) {
        self.first = first
        self.second = second
        self.bits = bits
    }

    package var probability: Double { Logarithm.probability(bits: bits) }
}
