/// What a search has learned of its records, in a form that can be kept: by it a few records are compared as they would be among all.
package struct MatchKnowledge: Sendable, Hashable, Codable {
    /// How common the values and the words of a field are. Only what stands in several records is named, the most common first.
    struct Frequencies: Sendable, Hashable, Codable {
        /// Records that have a value.
        var filled: Int
        var values: [String: UInt32]
        var words: [String: UInt32]

        /// Values and words that are kept of one field; a rarer one counts as one that few have.
        static let most = 20_000
    }

    /// One field: what agreement says, and what is common.
    struct Field: Sendable, Hashable, Codable {
        var name: String
        var kind: ColumnKind
        var matches: [Double]
        var others: [Double]
        var usualRarity: [Float]
        var frequencies: Frequencies
    }

    var fields: [Field]
    /// Share of matches among all pairs of the records that were learned from.
    var prior: Double
    /// What one place may say at most, in bits; nil without a limit.
    var placeLimit: Double?
    /// How many records were learned from.
    package var records: Int

    /// The names of the fields, in their order.
    package var names: [String] { fields.map(\.name) }

    /// The model for so many records: each has as many partners as those that were learned from, among more or fewer strangers.
    func model(population: Int) -> MatchModel {
        let share = prior * Double(max(1, records - 1)) / Double(max(1, population - 1))
        var model = MatchModel(
            fields: fields.map {
                LevelTable(field: $0.name, kind: $0.kind, matches: $0.matches, others: $0.others, usualRarity: $0.usualRarity)
            }, prior: min(0.5, share), possiblePairs: max(1, Double(population) * Double(population - 1) / 2))
        model.placeLimit = placeLimit ?? .infinity
        return model
    }
}

extension Matcher {
    /// Learns what agreement says and what is common, without comparing more than it takes to learn that.
    func knowledge() -> MatchKnowledge {
        var limits = CandidatePairs.Limits()
        limits.leastPairs = 30_000
        let model = learn(CandidatePairs(comparer.columns, sources: index.sources, limits: limits).pairs)
        return MatchKnowledge(
            fields: zip(model.fields, comparer.columns).map { table, column in
                MatchKnowledge.Field(
                    name: table.field, kind: table.kind, matches: table.matches, others: table.others, usualRarity: table.usualRarity,
                    frequencies: column.frequencies)
            }, prior: model.prior, placeLimit: model.placeLimit.isFinite ? model.placeLimit : nil, records: index.count)
    }
}

extension FieldColumn {
    /// How common its values and words are.
    var frequencies: MatchKnowledge.Frequencies {
        func common(_ store: ValueStore, _ counts: [UInt32]) -> [String: UInt32] {
            let several = counts.indices.dropFirst().filter { counts[$0] > 1 }.sorted { (counts[$1], $0) < (counts[$0], $1) }
            return Dictionary(
                several.prefix(MatchKnowledge.Frequencies.most).map { (store.text(UInt32($0)), counts[$0]) }, uniquingKeysWith: max)
        }
        return MatchKnowledge.Frequencies(filled: filled, values: common(values, counts), words: common(words, wordCounts))
    }
}
