import Foundation
import Testing

@testable import Listings

@Suite struct SequenceLatticeTests {
    /// Every labelling of three items with two labels, one by one.
    @Test func `sums and probabilities are those of all labellings`() {
        let scores = [0.3, -1.2, 2, 0.1, -0.5, 0.7], transitions = [0.4, -0.3, -1, 0.9, 0.2, -0.2]
        var total = 0.0
        var posteriors = [Double](repeating: 0, count: 6), pairs = [Double](repeating: 0, count: 6)
        for code in 0..<8 {
            let labels = (0..<3).map { code >> $0 & 1 }
            var score = transitions[4 + labels[0]]
            for item in 0..<3 { score += scores[item * 2 + labels[item]] }
            for item in 1..<3 { score += transitions[labels[item - 1] * 2 + labels[item]] }
            total += exp(score)
            for item in 0..<3 { posteriors[item * 2 + labels[item]] += exp(score) }
            for item in 1..<3 { pairs[labels[item - 1] * 2 + labels[item]] += exp(score) }
            pairs[4 + labels[0]] += exp(score)
        }
        let gates = SequenceLattice.Gates(transitions, size: 2)
        let lattice = SequenceLattice(scores, gates, countingPairs: true)
        #expect(abs(lattice.total - log(total)) < 1e-9)
        var counted = [Double](repeating: 0, count: 6)
        lattice.addPairs(to: &counted, gates, share: 1)
        for place in 0..<6 {
            #expect(abs(lattice.posteriors[place] - posteriors[place] / total) < 1e-6)
            #expect(abs(counted[place] - pairs[place] / total) < 1e-6)
        }
    }

    @Test func `nothing overflows, and nothing comes of nothing`() {
        let gates = SequenceLattice.Gates([5_000, -5_000, -5_000, 5_000, 0, 0].map { $0 / 10 }, size: 2)
        let lattice = SequenceLattice((0..<2_000).map { Double($0 % 7) * 100 }, gates)
        #expect(lattice.total.isFinite)
        #expect(lattice.posteriors.allSatisfy { $0.isFinite })
        #expect(SequenceLattice([], gates).posteriors.isEmpty)
    }
}
