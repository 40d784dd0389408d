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

/// The averaged structured perceptron (Collins 2002) over a linear chain. The same examples give the same weights.
struct SequenceTrainer {
    let labels: [String]
    private var rows: [UInt32: Int32] = [:]
    private var weights: [Float] = []
    /// Sums of weight × time since, for the average.
    private var sums: [Float] = []
    private var transitions: [Float]
    private var transitionSums: [Float]
    private var time: Float = 1

    init(labels: [String]) {
        self.labels = labels
        transitions = Array(repeating: 0, count: (labels.count + 1) * labels.count)
        transitionSums = transitions
    }

    /// Learns from the examples; `minimum` is how many sites must have a feature for it to count. `penalty` is added to the score of wrong
    /// labels of items, so that what is right wins by a margin; `missCost` scales it where a label other than the first is right, and
    /// `dropout` is the share of features, in hundredths, that an item is shown without.
    mutating func train(
        _ examples: [LabelledSequence], epochs: Int, minimum: Int = 2, margin: Float = 1, missCost: Float = 1, dropout: UInt64 = 0
    ) -> SequenceModel? {
        // What only one site does says nothing of others.
        var seen: [UInt32: Int32] = [:]
        var perSite: [String: Set<UInt32>] = [:]
        for example in examples { perSite[example.site, default: []].formUnion(example.features.hashes) }
        for hashes in perSite.values { for hash in hashes { seen[hash, default: 0] += 1 } }
        let size = labels.count
        for (place, hash) in seen.filter({ $0.value >= Int32(minimum) }).keys.sorted().enumerated() { rows[hash] = Int32(place) }
        weights = Array(repeating: 0, count: rows.count * size)
        sums = weights
        // Row numbers once, not in every epoch.
        let compiled = examples.map { example in
            (0..<example.features.count).map { item in example.features.features(of: item).compactMap { rows[$0] } }
        }
        var order = Array(examples.indices)
        var random = SplitMix(seed: 7)
        for _ in 0..<epochs {
            order.shuffle(using: &random)
            for index in order {
                // With some of the features out of sight none of them can become the only one that counts.
                let items = dropout == 0 ? compiled[index] : compiled[index].map { $0.filter { _ in random.next() % 100 >= dropout } }
                update(items, examples[index].labels, margin, missCost, examples[index].marked)
            }
        }
        let average = weights.indices.map { weights[$0] - sums[$0] / time }
        let averageTransitions = transitions.indices.map { transitions[$0] - transitionSums[$0] / time }
        let learned = rows.map { (hash: $0.key, weights: Array(average[(Int($0.value) * size)..<(Int($0.value) * size + size)])) }
        bytes = SequenceModel.serialized(labels: labels, transitions: averageTransitions, weights: learned)
        return SequenceModel(bytes)
    }

    /// The model that was learned last, as it is stored.
    private(set) var bytes: [UInt8] = []

    private mutating func update(_ items: [[Int32]], _ labels: [Int], _ margin: Float, _ missCost: Float, _ marked: Set<Int>?) {
        let size = self.labels.count
        guard !items.isEmpty else { return }
        var emissions = [Float](repeating: 0, count: items.count * size)
        for (item, features) in items.enumerated() {
            for row in features { for label in 0..<size { emissions[item * size + label] += weights[Int(row) * size + label] } }
            let cost = labels[item] == 0 ? margin : margin * missCost
            for label in 0..<size where label != labels[item] { emissions[item * size + label] += cost }
        }
        let guess = SequenceModel.viterbi(emissions, transitions, size)
        var gold = labels
        if let marked { for item in gold.indices where gold[item] == 0 && !marked.contains(guess[item]) { gold[item] = guess[item] } }
        time += 1
        guard guess != gold else { return }
        for item in items.indices {
            if guess[item] != gold[item] {
                for row in items[item] {
                    add(Int(row) * size + gold[item], 1)
                    add(Int(row) * size + guess[item], -1)
                }
            }
            let rightFrom = item == 0 ? size : gold[item - 1], wrongFrom = item == 0 ? size : guess[item - 1]
            if rightFrom != wrongFrom || gold[item] != guess[item] {
                addTransition(rightFrom * size + gold[item], 1)
                addTransition(wrongFrom * size + guess[item], -1)
            }
        }
    }

    private mutating func add(_ place: Int, _ amount: Float) {
        weights[place] += amount
        sums[place] += amount * time
    }

    private mutating func addTransition(_ place: Int, _ amount: Float) {
        transitions[place] += amount
        transitionSums[place] += amount * time
    }
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
