import Listings

/// A sequence with the labels that are right.
struct LabelledSequence: Sendable {
    var features: FeatureSequence
    var labels: [Int]
    /// What must not be split between training and testing.
    var site: String
    /// The labels that are marked at all, when others aren't: where none of them is right, any other may be.
    var marked: Set<Int>?
}

/// Sebastiano Vigna's SplitMix64.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}

/// Parts of the examples by site: no site is on both sides.
struct SiteFolds {
    static func folds(_ sites: [String], count: Int) -> [(train: [Int], test: [Int])] {
        var fold: [String: Int] = [:]
        var random = SplitMix(seed: 11)
        for (place, site) in Set(sites).sorted().shuffled(using: &random).enumerated() { fold[site] = place % count }
        return (0..<count).map { number in
            let test = sites.indices.filter { fold[sites[$0]] == number }
            return (sites.indices.filter { fold[sites[$0]] != number }, test)
        }
    }
}

/// Right, missed and invented.
struct Tally: Sendable {
    var right = 0
    var expected = 0
    var found = 0

    var precision: Double { found == 0 ? 0 : Double(right) / Double(found) }
    var recall: Double { expected == 0 ? 0 : Double(right) / Double(expected) }
    var f1: Double { right == 0 ? 0 : 2 * precision * recall / (precision + recall) }

    static func + (a: Tally, b: Tally) -> Tally {
        Tally(right: a.right + b.right, expected: a.expected + b.expected, found: a.found + b.found)
    }
}
