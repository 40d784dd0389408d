/// What is seen of the items of a sequence: for each item the hashes of its features. Hashing is FNV-1a, so that it is the same in every
/// process: weights are learned under it.
package struct FeatureSequence: Sendable {
    package private(set) var hashes: [UInt32] = []
    /// Where the features of each item end.
    package private(set) var ends: [Int] = []

    package init() {}

    package var count: Int { ends.count }

    package func features(of item: Int) -> ArraySlice<UInt32> { hashes[(item == 0 ? 0 : ends[item - 1])..<ends[item]] }

    package mutating func endItem() { ends.append(hashes.count) }

    @inline(__always)
    package mutating func add(_ hash: FeatureHash) { hashes.append(hash.value) }
}

/// The hash of a feature, built from its template's name and what is seen.
package struct FeatureHash: Sendable {
    var value: UInt32

    @inline(__always)
    package init(_ template: UInt8, _ offset: Int = 0) {
        value = 2_166_136_261
        mix(template)
        mix(UInt8(truncatingIfNeeded: offset &+ 128))
    }

    @inline(__always)
    mutating func mix(_ byte: UInt8) { value = (value ^ UInt32(byte)) &* 16_777_619 }

    @inline(__always)
    package func with(_ number: Int) -> FeatureHash {
        var hash = self
        hash.mix(UInt8(truncatingIfNeeded: number))
        hash.mix(UInt8(truncatingIfNeeded: number >> 8))
        return hash
    }

    @inline(__always)
    package func with(_ other: UInt32) -> FeatureHash {
        var hash = self
        hash.mix(UInt8(truncatingIfNeeded: other))
        hash.mix(UInt8(truncatingIfNeeded: other >> 8))
        hash.mix(UInt8(truncatingIfNeeded: other >> 16))
        hash.mix(UInt8(truncatingIfNeeded: other >> 24))
        return hash
    }

    @inline(__always)
    package func with(_ bytes: some Sequence<UInt8>) -> FeatureHash {
        var hash = self
        for byte in bytes { hash.mix(byte) }
        return hash
    }

    @inline(__always)
    static func hash(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var value: UInt32 = 2_166_136_261
        for byte in bytes { value = (value ^ UInt32(byte)) &* 16_777_619 }
        return value
    }
}
