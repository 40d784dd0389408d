/// Why two records are taken for one, or not: evidence by field in bits, which add up.
package struct Explanation: Sendable, Hashable {
    package struct Field: Sendable, Hashable {
        package var field: String
        package var kind: ColumnKind
        /// The values as written.
        package var first: String
        package var second: String
        /// What the comparison found: `the same`, `one slip apart`.
        package var level: String
        /// Above 0 for, below 0 against; 10 bits are a thousand to one.
        package var bits: Double
    }

    package var fields: [Field]
    /// Odds before anything is compared, in bits: most pairs are no matches.
    package var priorBits: Double
    /// All together.
    package var bits: Double
    package var probability: Double { Logarithm.probability(bits: bits) }
}

extension MatchResult {
    /// The evidence for two records, whether or not they were compared in the search.
    package func explanation(_ a: Int, _ b: Int) -> Explanation {
        let comparer = matcher.comparer
        let outcomes = comparer.compare(a, b)
        let bits = comparer.evidence(outcomes.map { _ in a }, outcomes, model)
        let compared = matcher.plan.fields.filter(\.kind.isCompared)
        func original(_ record: Int, _ field: ColumnPlan.Field) -> String {
            let (table, row) = matcher.index.place(record)
            return field.places[table].map { matcher.tables[table].value(row, $0) } ?? ""
        }
        let fields = compared.indices.map { place in
            Explanation.Field(
                field: compared[place].name, kind: compared[place].kind, first: original(a, compared[place]),
                second: original(b, compared[place]), level: compared[place].kind.levels[Int(outcomes[place].level)], bits: bits[place])
        }
        return Explanation(fields: fields, priorBits: model.priorBits, bits: bits.reduce(model.priorBits, +))
    }
}
