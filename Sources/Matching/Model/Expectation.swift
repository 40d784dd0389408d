/// Expectation-maximisation over the levels of compared pairs (Dempster, Laird and Rubin 1977; Winkler 1988).
///
/// How other pairs stand is known by counting and sampling; how matches stand is learned from examples that are mostly matches, each weighed
/// by how probable it is one, and held near what is expected of the kind of field, so that a file without duplicates teaches nothing wrong.
struct Expectation {
    struct Example {
        /// The level of each field.
        var levels: [UInt8]
        /// What the rarity of its values adds and what follows from other fields takes, in bits.
        var correction: Double
        /// How many pairs it stands for.
        var count: Double
    }

    var examples: [Example] = []
    /// For each field, how many of all possible pairs stand at each level, from level 0.
    var totals: [[Double]]
    var possiblePairs: Double
    /// No more matches than these are expected.
    var mostMatches: Double

    static let roundLimit = 50
    /// How much what is expected weighs, as a share of what is learned from.
    static let caution = 0.3

    init(totals: [[Double]], possiblePairs: Double, mostMatches: Double) {
        (self.totals, self.possiblePairs, self.mostMatches) = (totals, possiblePairs, mostMatches)
    }

    /// Learns shares and prior from where the model stands.
    func learn(_ model: inout MatchModel) {
        let expected = model.fields.map(\.kind.expectedShares)
        var previous = 0.0
        for round in 1...Self.roundLimit {
            let step = estimate(model)
            for field in model.fields.indices {
                let prior = expected[field]
                let strength = 5 + Self.caution * step.matches
                let seen = step.levels[field].dropFirst().reduce(0, +)
                let others = zip(totals[field], step.levels[field]).dropFirst().map { max(0, $0 - $1) }
                let sum = others.reduce(0, +)
                for level in prior.indices {
                    model.fields[field].matches[level] = (step.levels[field][level + 1] + strength * prior[level]) / (seen + strength)
                    model.fields[field].others[level] = (others[level] + 0.5) / (sum + 0.5 * Double(prior.count))
                }
            }
            model.prior = min(0.5, min(max(step.matches, 0.5), mostMatches) / possiblePairs)
            model.rounds = round
            model.seal()
            if abs(step.matches - previous) < 1e-4 * max(1, step.matches) { break }
            previous = step.matches
        }
    }

    private struct Step {
        /// Expected number of matches.
        var matches = 0.0
        /// Expected number of matches at each level of each field.
        var levels: [[Double]]
    }

    private func estimate(_ model: MatchModel) -> Step {
        var step = Step(levels: totals.map { Array(repeating: 0, count: $0.count) })
        for example in examples {
            var bits = model.priorBits + example.correction
            for (field, level) in example.levels.enumerated() { bits += model.bits[field][Int(level)] }
            let share = Logarithm.probability(bits: bits) * example.count
            step.matches += share
            for (field, level) in example.levels.enumerated() { step.levels[field][Int(level)] += share }
        }
        return step
    }
}
