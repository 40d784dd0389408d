/// The evidence that a control, or a form, shows to a model: hashed features in groups. A feature is the 32 bits of FNV-1a over its kind and text.
package struct FeatureBag: Sendable {
    /// Where a feature was seen; the groups in which reasons are told.
    package enum Group: UInt8, Sendable, CaseIterable {
        case type, autocomplete, name, label, hint, nearby, options, neighbours, section, form
    }

    package private(set) var features: [UInt32] = []
    package private(set) var groups: [Group] = []
    /// How much each feature counts: an index in `strengths`.
    package private(set) var strengthIndexes: [UInt8] = []
    package static let strengths: [Float] = [1, 0.35, 2.5]

    /// Runs of letters are many and say little each, concepts are few and say much.
    package enum Strength: UInt8, Sendable { case word, gram, concept }

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
        strengthIndexes.append(strength.rawValue)
    }

    mutating func add(_ kind: StaticString, _ number: Int = 0, _ group: Group, _ strength: Strength = .word) {
        add(Self.hash(Self.seed(kind), number), group, strength)
    }

    mutating func add(_ kind: StaticString, _ text: some Sequence<UInt8>, _ group: Group) { add(Self.hash(Self.seed(kind), text), group) }

    /// Each feature once, in the order of its value.
    mutating func deduplicate() {
        let order = features.indices.sorted { features[$0] < features[$1] || features[$0] == features[$1] && $0 < $1 }
        var kept: [UInt32] = []
        var keptGroups: [Group] = []
        var keptStrengths: [UInt8] = []
        kept.reserveCapacity(order.count)
        for index in order where kept.last != features[index] {
            kept.append(features[index])
            keptGroups.append(groups[index])
            keptStrengths.append(strengthIndexes[index])
        }
        features = kept
        groups = keptGroups
        strengthIndexes = keptStrengths
    }
}
