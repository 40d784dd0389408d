/// How many different things were seen, without keeping one of them: HyperLogLog of 4,096 ranks for hashes of 64 bits.
///
/// The standard error is 1.6 %; a few dozen things are counted to the one. Sketches merge by the higher rank in each slot, so one can be kept in
/// parts and by several nodes. Source: Flajolet and others, "HyperLogLog" (2007); the estimate is that of Ertl, "New cardinality estimation
/// algorithms for HyperLogLog sketches" (2017), algorithm 6, which needs no correction for small or large numbers.
struct DistinctSketch: Sendable, Hashable {
    /// Slots, 2 to this power.
    static let precision = 12
    /// Bits of a hash that make its rank.
    private static let width = 64 - precision

    private(set) var ranks = [UInt8](repeating: 0, count: 1 << precision)

    /// Where a hash counts, and how much.
    static func place(of hash: UInt64) -> (slot: Int, rank: UInt8) {
        let rest = hash << UInt64(precision)
        return (Int(hash >> UInt64(width)), UInt8(min(rest.leadingZeroBitCount, width) + 1))
    }

    /// Raises the rank of a slot; what is no slot or rank changes nothing.
    /// - Returns: whether it was lower.
    @discardableResult
    mutating func raise(_ slot: Int, to rank: UInt8) -> Bool {
        guard ranks.indices.contains(slot), Int(rank) <= Self.width + 1, ranks[slot] < rank else { return false }
        ranks[slot] = rank
        return true
    }

    /// The likely number of different things, rounded.
    var estimate: Int {
        let slots = Double(ranks.count)
        var counts = [Double](repeating: 0, count: Self.width + 2)
        for rank in ranks { counts[Int(rank)] += 1 }
        guard counts[0] < slots else { return 0 }
        var sum = slots * Self.tau(1 - counts[Self.width + 1] / slots)
        for rank in (1...Self.width).reversed() { sum = 0.5 * (sum + counts[rank]) }
        sum += slots * Self.sigma(counts[0] / slots)
        // ½ of 1 / ln 2 is the limit of the constant for many slots.
        return Int((0.721_347_520_444_481_7 * slots * slots / sum).rounded())
    }

    private static func sigma(_ start: Double) -> Double {
        var (x, y, z) = (start, 1.0, start)
        while true {
            x *= x
            let before = z
            z += x * y
            y += y
            if z == before { return z }
        }
    }

    private static func tau(_ start: Double) -> Double {
        guard start > 0, start < 1 else { return 0 }
        var (x, y, z) = (start, 1.0, 1 - start)
        while true {
            x = x.squareRoot()
            let before = z
            y *= 0.5
            z -= (1 - x) * (1 - x) * y
            if z == before { return z / 3 }
        }
    }
}
