import Foundation
import Listings

/// Conditional random fields over a linear chain (Lafferty, McCallum, Pereira 2001), fitted by OWL-QN (Andrew, Gao 2007): the likelihood
/// of whole sequences under penalties on the weights' sizes and squares. The same examples give the same weights.
struct FieldTrainer {
    let labels: [String]
    /// The penalty on the sum of the weights' sizes; it leaves most of them zero.
    var sizePenalty = 0.1
    /// The penalty on the sum of their squares.
    var squarePenalty = 0.1
    var iterations = 60
    /// What a label that is missed costs more than one that is invented: added to the first label's score wherever it is wrong
    /// (softmax-margin; Gimpel, Smith 2010). By label; none where there is no entry.
    var missCosts: [Int: Double] = [:]
    /// How many sites must have a feature for it to count: what only one site does says nothing of others.
    var minimum = 2
    /// Pairs of labels that can't follow each other; the row past the last label is the start of a sequence.
    var isBarred: (_ from: Int, _ to: Int) -> Bool = { _, _ in false }

    /// The model that was learned last, as it is stored.
    private(set) var bytes: [UInt8] = []

    init(labels: [String]) { self.labels = labels }

    /// In words that labels are told apart by where they begin and go on, `I-x` only follows `B-x` and `I-x`.
    static func barsBrokenSpans(_ labels: [String]) -> (Int, Int) -> Bool {
        { from, to in
            guard labels[to].hasPrefix("I-") else { return false }
            return from == labels.count || labels[from].dropFirst(2) != labels[to].dropFirst(2)
        }
    }

    mutating func train(_ examples: [LabelledSequence]) -> SequenceModel? {
        let size = labels.count
        let problem = FieldProblem(
            examples, size: size, minimum: minimum, squarePenalty: squarePenalty, missCosts: missCosts, isBarred: isBarred)
        let weights = QuasiNewton(sizePenalty: sizePenalty, iterations: iterations).minimize(problem.parameterCount) {
            problem.loss($0, &$1)
        }
        let transitions = problem.transitions(weights).map { Float(max(-60, $0)) }
        bytes = SequenceModel.serialized(labels: labels, transitions: transitions, weights: problem.rows(weights))
        return SequenceModel(bytes)
    }
}

/// The likelihood of labelled sequences as a function of the weights. A feature has a weight for each label that it was seen with.
private struct FieldProblem {
    private struct Sequence {
        /// Rows of features, and where those of each item end.
        var rows: [Int32] = []
        var ends: [Int] = []
        var labels: [Int] = []
        var marked: Set<Int>?
    }

    let size: Int
    let squarePenalty: Double
    let missCosts: [Double]
    private var hashes: [UInt32] = []
    /// Where the weights of each row begin, and the label of each weight.
    private var starts: [Int] = [0]
    private var weightLabels: [UInt8] = []
    private var sequences: [Sequence] = []
    private var barred: [Bool] = []
    /// How often each weight's feature and label occur together; for sequences that aren't wholly marked this depends on the weights.
    private var observed: [Double] = []

    var parameterCount: Int { weightLabels.count + (size + 1) * size }

    init(
        _ examples: [LabelledSequence], size: Int, minimum: Int, squarePenalty: Double, missCosts: [Int: Double],
        isBarred: (Int, Int) -> Bool
    ) {
        self.size = size
        self.missCosts = (0..<size).map { missCosts[$0] ?? 0 }
        self.squarePenalty = squarePenalty
        barred = (0..<((size + 1) * size)).map { isBarred($0 / size, $0 % size) }
        var perSite: [String: Set<UInt32>] = [:]
        for example in examples { perSite[example.site, default: []].formUnion(example.features.hashes) }
        var seen: [UInt32: Int] = [:]
        for hashes in perSite.values { for hash in hashes { seen[hash, default: 0] += 1 } }
        hashes = seen.filter { $0.value >= minimum }.keys.sorted()
        let rows = Dictionary(uniqueKeysWithValues: hashes.enumerated().map { ($1, Int32($0)) })
        var masks = [UInt64](repeating: 0, count: hashes.count)
        for example in examples {
            var sequence = Sequence(labels: example.labels, marked: example.marked)
            for item in 0..<example.features.count {
                for hash in example.features.features(of: item) {
                    guard let row = rows[hash] else { continue }
                    sequence.rows.append(row)
                    masks[Int(row)] |= 1 << UInt64(example.labels[item])
                }
                sequence.ends.append(sequence.rows.count)
            }
            sequences.append(sequence)
        }
        for mask in masks {
            for label in 0..<size where mask & (1 << UInt64(label)) != 0 { weightLabels.append(UInt8(label)) }
            starts.append(weightLabels.count)
        }
        observed = [Double](repeating: 0, count: parameterCount)
        for sequence in sequences where sequence.marked == nil { count(sequence, into: &observed) }
    }

    private func count(_ sequence: Sequence, into counts: inout [Double]) {
        let base = weightLabels.count
        for (item, label) in sequence.labels.enumerated() {
            for place in (item == 0 ? 0 : sequence.ends[item - 1])..<sequence.ends[item] {
                let row = Int(sequence.rows[place])
                for weight in starts[row]..<starts[row + 1] where weightLabels[weight] == UInt8(label) { counts[weight] += 1 }
            }
            counts[base + (item == 0 ? size : sequence.labels[item - 1]) * size + label] += 1
        }
    }

    func transitions(_ weights: [Double]) -> [Double] {
        (0..<((size + 1) * size)).map { barred[$0] ? -1000 : weights[weightLabels.count + $0] }
    }

    func rows(_ weights: [Double]) -> [(hash: UInt32, weights: [Float])] {
        hashes.indices.map { row in
            var all = [Float](repeating: 0, count: size)
            for weight in starts[row]..<starts[row + 1] { all[Int(weightLabels[weight])] = Float(weights[weight]) }
            return (hashes[row], all)
        }
    }

    /// The negative logarithm of the likelihood and its gradient.
    func loss(_ weights: [Double], _ gradient: inout [Double]) -> Double {
        let base = weightLabels.count
        let gates = SequenceLattice.Gates(transitions(weights), size: size)
        var loss = 0.0
        for place in weights.indices {
            gradient[place] = 2 * squarePenalty * weights[place] - observed[place]
            loss += weights[place] * (squarePenalty * weights[place] - observed[place])
        }
        var pairs = [Double](repeating: 0, count: (size + 1) * size)
        for sequence in sequences {
            var scores = scores(sequence, weights)
            for (item, label) in sequence.labels.enumerated() where label != 0 { scores[item * size] += missCosts[label] }
            let lattice = SequenceLattice(scores, gates, countingPairs: true)
            loss += lattice.total
            add(lattice.posteriors, sequence, &gradient, 1)
            lattice.addPairs(to: &pairs, gates, share: 1)
            guard let marked = sequence.marked else { continue }
            // Where none of the marked labels is right any other may be.
            var allowed = scores
            for (item, label) in sequence.labels.enumerated() {
                for other in 0..<size where label != other && (label != 0 || marked.contains(other)) {
                    allowed[item * size + other] = -1000
                }
            }
            let right = SequenceLattice(allowed, gates, countingPairs: true)
            loss -= right.total
            add(right.posteriors, sequence, &gradient, -1)
            right.addPairs(to: &pairs, gates, share: -1)
        }
        for pair in pairs.indices { gradient[base + pair] += pairs[pair] }
        for pair in pairs.indices where barred[pair] { gradient[base + pair] = 0 }
        return loss
    }

    private func scores(_ sequence: Sequence, _ weights: [Double]) -> [Double] {
        var scores = [Double](repeating: 0, count: sequence.ends.count * size)
        weights.withUnsafeBufferPointer { weights in
            var place = 0
            for (item, end) in sequence.ends.enumerated() {
                while place < end {
                    let row = Int(sequence.rows[place])
                    for weight in starts[row]..<starts[row + 1] { scores[item * size + Int(weightLabels[weight])] += weights[weight] }
                    place += 1
                }
            }
        }
        return scores
    }

    private func add(_ posteriors: [Double], _ sequence: Sequence, _ gradient: inout [Double], _ share: Double) {
        gradient.withUnsafeMutableBufferPointer { gradient in
            var place = 0
            for (item, end) in sequence.ends.enumerated() {
                while place < end {
                    let row = Int(sequence.rows[place])
                    for weight in starts[row]..<starts[row + 1] {
                        gradient[weight] += share * posteriors[item * size + Int(weightLabels[weight])]
                    }
                    place += 1
                }
            }
        }
    }
}
