/// An expression as written.
indirect enum PatternTree: Sendable {
    case empty
    case set(ScalarSet)
    case assertion(PatternProgram.Assertion)
    case sequence([PatternTree])
    case choice([PatternTree])
    /// `most` nil: without end.
    case repeated(PatternTree, least: Int, most: Int?)
}

/// A set of Unicode scalars as ranges, ascending and apart.
struct ScalarSet: Sendable, Hashable {
    private(set) var ranges: [ClosedRange<UInt32>] = []

    static let greatest: UInt32 = 0x10FFFF
    static let digits = ScalarSet([0x30...0x39])
    static let word = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let space = ScalarSet([0x09...0x0D, 0x20...0x20, 0x85...0x85, 0xA0...0xA0, 0x2028...0x2029])
    static let newline = ScalarSet([0x0A...0x0A])

    init(_ ranges: [ClosedRange<UInt32>] = []) {
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = self.ranges.last, range.lowerBound <= last.upperBound &+ 1 {
                self.ranges[self.ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                self.ranges.append(range)
            }
        }
    }

    var inverted: ScalarSet {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= Self.greatest { result.append(next...Self.greatest) }
        return ScalarSet(result)
    }

    func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(ranges + other.ranges) }

    /// With the other case of every letter, where that is one scalar. Of wide ranges only what lies below U+0600 (Latin, Greek, Cyrillic, Armenian).
    var withoutCase: ScalarSet {
        var result = ranges
        for range in ranges {
            let upper = range.upperBound - range.lowerBound < 256 ? range.upperBound : min(range.upperBound, 0x5FF)
            guard range.lowerBound <= upper else { continue }
            for value in range.lowerBound...upper {
                guard let scalar = Unicode.Scalar(value), scalar.properties.isCased else { continue }
                for mapped in [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping] {
                    let scalars = mapped.unicodeScalars
                    if let only = scalars.first, scalars.count == 1 { result.append(only.value...only.value) }
                }
            }
        }
        return ScalarSet(result)
    }
}
