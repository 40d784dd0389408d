/// What is known of one field: how often matches and others agree at each level.
package struct LevelTable: Sendable, Hashable {
    package var field: String
    package var kind: ColumnKind
    /// Share of each level among matches (Fellegi and Sunter's m), from level 1; sums to 1.
    package var matches: [Double]
    /// Share of each level among other pairs (u).
    package var others: [Double]
    /// Rarity, in bits, of what pairs of each level share on average: what is rarer than this says more.
    var usualRarity: [Float]

    /// Evidence of each level in bits, from level 0 (missing, which says nothing). No level says more than one more alike: where few
    /// pairs stand at a level, what is known of those above holds.
    package var bits: [Double] {
        var weights = [0.0]
        for (m, u) in zip(matches, others) { weights.append(Logarithm.bits(m / u)) }
        for level in weights.indices.dropFirst().dropLast().reversed() { weights[level] = min(weights[level], weights[level + 1]) }
        return weights
    }
}
