internal import Foundation

/// The sums over all labellings of one sequence in a linear chain (forward-backward; Rabiner 1989), scaled at each item so that nothing
/// overflows. Scores are logarithms; `gates` are the exponentials of the transitions.
package struct SequenceLattice: Sendable {
    /// The exponentials of transition scores, also transposed, so that both directions run along memory.
    package struct Gates: Sendable {
        let size: Int
        let onward: [Double]
        let backward: [Double]
        let start: [Double]

        /// `transitions` are `from × to`, and past the last label the row of the sequence's start.
        package init(_ transitions: [Double], size: Int) {
            self.size = size
            let gates = transitions.map { exp(max(-700, $0)) }
            onward = Array(gates[..<(size * size)])
            start = Array(gates[(size * size)...])
            backward = (0..<(size * size)).map { gates[$0 % size * size + $0 / size] }
        }
    }

    /// The logarithm of the sum over all labellings.
    package private(set) var total = 0.0
    /// How probable each label of each item is, items × labels.
    package private(set) var posteriors: [Double]
    /// What each pair of labels is expected to occur, before its gate is applied.
    private var pairs: [Double]

    /// What is less probable isn't followed: most items of most sequences have one label that stands far above the others.
    private static let negligible = 1e-9

    /// `scores` are items × labels.
    package init(_ scores: [Double], _ gates: Gates, countingPairs: Bool = false) {
        let size = gates.size
        let count = scores.count / size
        var local = scores
        posteriors = [Double](repeating: 0, count: scores.count)
        pairs = [Double](repeating: 0, count: countingPairs ? size * size : 0)
        guard count > 0 else { return }
        var scales = [Double](repeating: 1, count: count)
        total = Self.forward(&local, &posteriors, &scales, gates)
        var ahead = [Double](repeating: 1, count: size), weighted = ahead
        for item in stride(from: count - 1, through: 0, by: -1) {
            let row = item * size
            if countingPairs, item > 0 { add(row - size, local[row..<(row + size)], ahead, 1 / scales[item], size) }
            // What is behind the item, for the one before it.
            for label in 0..<size {
                weighted[label] = local[row + label] * ahead[label] / scales[item]
                posteriors[row + label] *= ahead[label]
            }
            guard item > 0 else { break }
            for label in 0..<size { ahead[label] = 0 }
            gates.backward.withUnsafeBufferPointer { gate in
                ahead.withUnsafeMutableBufferPointer { ahead in
                    for to in 0..<size {
                        let weight = weighted[to]
                        if weight < Self.negligible { continue }
                        for from in 0..<size { ahead[from] += gate[to * size + from] * weight }
                    }
                }
            }
        }
    }

    /// Fills `alphas`, scaled so that each item's sum is one, and turns the scores into their exponentials.
    private static func forward(_ local: inout [Double], _ alphas: inout [Double], _ scales: inout [Double], _ gates: Gates) -> Double {
        let size = gates.size
        var total = 0.0
        var sums = gates.start
        for item in scales.indices {
            let row = item * size
            var highest = -Double.infinity
            for label in 0..<size { highest = max(highest, local[row + label]) }
            var sum = 0.0
            for label in 0..<size {
                local[row + label] = exp(local[row + label] - highest)
                alphas[row + label] = sums[label] * local[row + label]
                sum += alphas[row + label]
            }
            if sum <= 0 { sum = .leastNormalMagnitude }
            for label in 0..<size { alphas[row + label] /= sum }
            scales[item] = sum
            total += log(sum) + highest
            for label in 0..<size { sums[label] = 0 }
            gates.onward.withUnsafeBufferPointer { gate in
                sums.withUnsafeMutableBufferPointer { sums in
                    for from in 0..<size {
                        let weight = alphas[row + from]
                        if weight < Self.negligible { continue }
                        for to in 0..<size { sums[to] += weight * gate[from * size + to] }
                    }
                }
            }
        }
        return total
    }

    private mutating func add(_ row: Int, _ local: ArraySlice<Double>, _ ahead: [Double], _ scale: Double, _ size: Int) {
        var weighted = ahead
        for label in 0..<size { weighted[label] *= local[local.startIndex + label] * scale }
        pairs.withUnsafeMutableBufferPointer { pairs in
            for from in 0..<size {
                // What stands here is still the forward sum: the item has not been reached on the way back.
                let weight = posteriors[row + from]
                if weight < Self.negligible { continue }
                for to in 0..<size { pairs[from * size + to] += weight * weighted[to] }
            }
        }
    }

    /// Adds `share` of how often each pair of labels is expected, the start's row included, to `counts`.
    package func addPairs(to counts: inout [Double], _ gates: Gates, share: Double) {
        let size = gates.size
        guard posteriors.count >= size else { return }
        for pair in pairs.indices { counts[pair] += share * pairs[pair] * gates.onward[pair] }
        for label in 0..<size { counts[size * size + label] += share * posteriors[label] }
    }
}
