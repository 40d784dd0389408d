import Testing

@testable import Operations

@Suite struct DistinctSketchTests {
    /// SplitMix64 (Steele and others, 2014): well mixed hashes of the numbers.
    private func hash(_ number: UInt64) -> UInt64 {
        var z = number &* 0x9e37_79b9_7f4a_7c15
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    private func sketch(_ numbers: Range<UInt64>) -> DistinctSketch {
        var sketch = DistinctSketch()
        for number in numbers {
            let place = DistinctSketch.place(of: hash(number))
            sketch.raise(place.slot, to: place.rank)
        }
        return sketch
    }

    @Test(arguments: [0, 1, 2, 3, 7, 20]) func `a few are counted to the one`(_ count: UInt64) {
        #expect(sketch(1..<count + 1).estimate == Int(count))
    }

    @Test(arguments: [100, 1_000, 5_000, 12_000, 50_000, 400_000]) func `many are counted within five standard errors`(_ count: UInt64) {
        let estimate = Double(sketch(1..<count + 1).estimate)
        #expect(abs(estimate - Double(count)) <= 5 * 0.01625 * Double(count), "\(estimate)")
    }

    @Test func `who comes again changes nothing, and two sketches merge to that of both`() {
        var (one, both) = (sketch(1..<3_000), sketch(1..<5_000))
        let again = DistinctSketch.place(of: hash(17))
        let isNew = one.raise(again.slot, to: again.rank)
        #expect(!isNew)
        for (slot, rank) in sketch(2_000..<5_000).ranks.enumerated() { one.raise(slot, to: rank) }
        #expect(one == both)
        // What is no slot or rank, as a damaged row might say, changes nothing.
        for (slot, rank) in [(4_096, 1), (-1, 1), (0, 200)] as [(Int, UInt8)] { both.raise(slot, to: rank) }
        #expect(one == both)
    }

    @Test func `hashes at the ends of their range have places`() {
        #expect(DistinctSketch.place(of: 0) == (0, 53))
        #expect(DistinctSketch.place(of: .max) == (4_095, 1))
        #expect(DistinctSketch.place(of: 1) == (0, 52))
    }
}
