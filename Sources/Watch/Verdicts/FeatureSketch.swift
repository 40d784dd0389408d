/// The least hashes of a set of features: two sketches tell how much two sets have in common (Broder 1997, bottom-k).
package struct FeatureSketch: Hashable, Sendable, Codable {
    /// How many hashes are kept; the standard error of a likeness is about 1/√size.
    static let size = 48

    /// Ascending once ``finished()``.
    private(set) var hashes: [UInt32] = []
    private var greatest: UInt32 = .max

    package init() {}

    /// From eight hexadecimal digits for each hash, or a list of numbers as earlier versions wrote it.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try? container.decode(String.self)
        let stored = try text.map { try Self.hashes($0, container) } ?? container.decode([UInt32].self)
        hashes = Array(Set(stored).sorted().prefix(Self.size))
        greatest = hashes.count == Self.size ? hashes.last ?? .max : .max
    }

    /// As one text: a list of numbers takes more room and much longer to read, and a start reads two for each directory.
    package func encode(to encoder: any Encoder) throws {
        var digits: [UInt8] = []
        digits.reserveCapacity(hashes.count * 8)
        for hash in hashes {
            for shift in stride(from: UInt32(28), through: 0, by: -4) {
                let value = UInt8(hash >> shift & 0xF)
                digits.append(value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10))
            }
        }
        var container = encoder.singleValueContainer()
        try container.encode(String(decoding: digits, as: UTF8.self))
    }

    private static func hashes(_ text: String, _ container: any SingleValueDecodingContainer) throws -> [UInt32] {
        var hashes: [UInt32] = []
        var (hash, count) = (UInt32(0), 0)
        for byte in text.utf8 {
            let value: UInt8? =
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
                case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
                default: nil
                }
            guard let value else { throw DecodingError.dataCorruptedError(in: container, debugDescription: "no hexadecimal digit") }
            hash = hash << 4 | UInt32(value)
            count += 1
            if count % 8 == 0 { hashes.append(hash) }
        }
        guard count % 8 == 0 else { throw DecodingError.dataCorruptedError(in: container, debugDescription: "a hash is cut off") }
        return hashes
    }

    mutating func insert(_ hash: UInt32) {
        guard hash < greatest || hashes.count < Self.size, !hashes.contains(hash) else { return }
        if hashes.count < Self.size {
            hashes.append(hash)
        } else if let place = hashes.firstIndex(of: greatest) {
            hashes[place] = hash
        }
        if hashes.count == Self.size { greatest = hashes.max() ?? .max }
    }

    func finished() -> FeatureSketch {
        var sketch = self
        sketch.hashes.sort()
        return sketch
    }

    var isEmpty: Bool { hashes.isEmpty }
    var count: Int { hashes.count }

    /// The share of features that both have of those that either has (Jaccard), estimated; nil if either is too small to say.
    func likeness(_ other: FeatureSketch, atLeast least: Int = 6) -> Double? {
        guard hashes.count >= least, other.hashes.count >= least else { return nil }
        let union = Set(hashes).union(other.hashes).sorted().prefix(Self.size)
        let (mine, theirs) = (Set(hashes), Set(other.hashes))
        let shared = union.count { mine.contains($0) && theirs.contains($0) }
        return Double(shared) / Double(max(1, union.count))
    }
}

/// Hashes of bytes, for features and for whole bodies; not for secrets.
enum PageHash {
    /// Well mixed 32 bits of a few bytes.
    static func feature(_ bytes: some Sequence<UInt8>, salt: UInt64) -> UInt32 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ salt
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return UInt32(truncatingIfNeeded: mixed(hash) >> 32)
    }

    /// 64 bits of a body, eight bytes at a time.
    static func body(_ bytes: [UInt8]) -> UInt64 {
        bytes.withUnsafeBytes { raw in
            var hash = UInt64(raw.count) &* 0x9E37_79B9_7F4A_7C15
            var place = 0
            while place + 8 <= raw.count {
                let word = raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                hash = (hash ^ word) &* 0x9FB2_1C65_1E98_DF25
                hash ^= hash >> 32
                place += 8
            }
            var tail: UInt64 = 0
            while place < raw.count {
                tail = tail << 8 | UInt64(raw[place])
                place += 1
            }
            return mixed(hash ^ tail)
        }
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var hash = value
        hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return hash ^ hash >> 33
    }
}
