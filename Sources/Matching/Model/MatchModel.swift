/// Fellegi and Sunter's model of record linkage (1969) with levels of agreement and the frequency of values, learned without labels.
package struct MatchModel: Sendable {
    package internal(set) var fields: [LevelTable]
    /// Share of matches among all possible pairs.
    package internal(set) var prior: Double
    /// All possible pairs.
    package internal(set) var possiblePairs: Double
    /// What all fields of the place may say together for a match, in bits: records that differ may well share a roof, and then they share
    /// address, telephone and town at once. Learned from how many pairs do.
    package internal(set) var placeLimit = Double.infinity
    /// How many rounds learning took.
    package internal(set) var rounds = 0
    private(set) var bits: [[Double]] = []

    init(fields: [LevelTable], prior: Double, possiblePairs: Double) {
        self.fields = fields
        self.prior = prior
        self.possiblePairs = possiblePairs
        seal()
    }

    mutating func seal() { bits = fields.map(\.bits) }

    /// Bits of odds before anything is compared.
    package var priorBits: Double { Logarithm.bits(prior / (1 - prior)) }
}
