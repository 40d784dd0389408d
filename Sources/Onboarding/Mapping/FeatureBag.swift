/// The evidence that a control, or a form, shows to a model: hashed features in groups. A feature is the 32 bits of FNV-1a over its kind and text.
package struct FeatureBag: Sendable {
    /// Where a feature was seen; the groups in which reasons are told.
    package enum Group: UInt8, Sendable, CaseIterable {
        case type, autocomplete, name, label, hint, nearby, options, neighbours, section, form
    }

    package private(set) var features: [UInt32] = []
    package private(set) var groups: [Group] = []
    /// How much each feature counts, once ``finish()`` has settled it.
    package private(set) var values: [Float] = []
    private var strengths: [Strength] = []

    /// Runs of letters are many and say little each, concepts are few and say much.
    package enum Strength: UInt8, Sendable, CaseIterable {
        case word, gram, concept

        var value: Float {
            switch self {
            case .word: 1
            case .gram: 0.35
            case .concept: 2.5
            }
        }

        /// The most that the squares of one group's features come to: a long identifier shouts no louder than a short one.
        var limit: Float {
            switch self {
            case .word: 5
            case .gram: 1.5
            case .concept: 9
            }
        }
    }

    package init() { features.reserveCapacity(400); groups.reserveCapacity(400) }

    /// Where hashing a feature begins: its kind.
    static func seed(_ kind: StaticString) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        kind.withUTF8Buffer { for byte in $0 { hash = (hash ^ UInt32(byte)) &* 16_777_619 } }
        return (hash ^ 0x1F) &* 16_777_619
    }

    @inline(__always)
    static func hash(_ seed: UInt32, _ bytes: some Sequence<UInt8>) -> UInt32 {
        var hash = seed
        for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return hash
    }

    @inline(__always)
    static func hash(_ seed: UInt32, _ number: Int) -> UInt32 {
        var hash = seed
        var rest = UInt32(truncatingIfNeeded: number)
        for _ in 0..<4 {
            hash = (hash ^ (rest & 0xFF)) &* 16_777_619
            rest >>= 8
        }
        return hash
    }

    @inline(__always)
    mutating func add(_ feature: UInt32, _ group: Group, _ strength: Strength = .word) {
        // The last round of FNV leaves the low bits poorly mixed.
        var mixed = feature
        mixed ^= mixed >> 16
        mixed = mixed &* 0x85EB_CA6B
        mixed ^= mixed >> 13
        features.append(mixed)
        groups.append(group)
        strengths.append(strength)
    }

    mutating func add(_ kind: StaticString, _ number: Int = 0, _ group: Group, _ strength: Strength = .word) {
        add(Self.hash(Self.seed(kind), number), group, strength)
    }

    mutating func add(_ kind: StaticString, _ text: some Sequence<UInt8>, _ group: Group, _ strength: Strength = .word) {
        add(Self.hash(Self.seed(kind), text), group, strength)
    }

    /// Leaves each feature once, in the order of its value, and settles how much each counts.
    mutating func finish() {
        let order = features.indices.sorted { features[$0] < features[$1] || features[$0] == features[$1] && $0 < $1 }
        var kept: [UInt32] = []
        var keptGroups: [Group] = []
        var keptStrengths: [Strength] = []
        kept.reserveCapacity(order.count)
        for index in order where kept.last != features[index] {
            kept.append(features[index])
            keptGroups.append(groups[index])
            keptStrengths.append(strengths[index])
        }
        features = kept
        groups = keptGroups
        strengths = keptStrengths
        let kinds = Strength.allCases.count
        var squares = [Float](repeating: 0, count: Group.allCases.count * kinds)
        for index in features.indices {
            squares[Int(groups[index].rawValue) * kinds + Int(strengths[index].rawValue)] += strengths[index].value * strengths[index].value
        }
        values = features.indices.map { index in
            let strength = strengths[index]
            let sum = squares[Int(groups[index].rawValue) * kinds + Int(strength.rawValue)]
            return sum > strength.limit ? strength.value * (strength.limit / sum).squareRoot() : strength.value
        }
    }
}
