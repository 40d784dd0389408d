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
    private var added: [Added] = []

    /// A feature as it was added.
    private struct Added {
        var feature: UInt32
        var group: Group
        var strength: Strength
        /// How far it holds, 0 to 1: what is there or not holds wholly, what another model thought as far as it thought so.
        var level: Float
    }

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

    package init() {}

    /// Empty, with room for `count` features.
    init(room count: Int) { added.reserveCapacity(count) }

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

    /// The hash with one byte more.
    @inline(__always)
    static func hash(_ hash: UInt32, byte: UInt8) -> UInt32 { (hash ^ UInt32(byte)) &* 16_777_619 }

    @inline(__always)
    mutating func add(_ feature: UInt32, _ group: Group, _ strength: Strength = .word, level: Float = 1) {
        // The last round of FNV leaves the low bits poorly mixed.
        var mixed = feature
        mixed ^= mixed >> 16
        mixed = mixed &* 0x85EB_CA6B
        mixed ^= mixed >> 13
        added.append(Added(feature: mixed, group: group, strength: strength, level: level))
    }

    mutating func add(_ kind: StaticString, _ number: Int = 0, _ group: Group, _ strength: Strength = .word, level: Float = 1) {
        add(Self.hash(Self.seed(kind), number), group, strength, level: level)
    }

    mutating func add(_ kind: StaticString, _ text: some Sequence<UInt8>, _ group: Group, _ strength: Strength = .word) {
        add(Self.hash(Self.seed(kind), text), group, strength)
    }

    /// Leaves each feature once, as it was first added, and settles how much each counts.
    mutating func finish() {
        keepFirst()
        let kinds = Strength.allCases.count
        var shares = [Float](repeating: 0, count: Group.allCases.count * kinds)
        for one in added {
            let value = one.strength.value * one.level
            shares[Int(one.group.rawValue) * kinds + Int(one.strength.rawValue)] += value * value
        }
        let limits = Strength.allCases.map(\.limit)
        for index in shares.indices {
            let limit = limits[index % kinds]
            shares[index] = shares[index] > limit ? (limit / shares[index]).squareRoot() : 1
        }
        features = added.map(\.feature)
        groups = added.map(\.group)
        values = added.map { $0.strength.value * $0.level * shares[Int($0.group.rawValue) * kinds + Int($0.strength.rawValue)] }
        added = []
    }

    /// Drops each feature that stands before itself already; a table of places, for sorting would cost most of the time that a bag takes.
    private mutating func keepFirst() {
        var slots = 64
        while slots < 2 * added.count { slots *= 2 }
        var kept = 0
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: slots) { table in
            table.initialize(repeating: -1)
            for index in added.indices {
                let one = added[index]
                var slot = Int(one.feature >> 3) & (slots - 1)
                while table[slot] >= 0, added[Int(table[slot])].feature != one.feature { slot = (slot + 1) & (slots - 1) }
                if table[slot] >= 0 { continue }
                table[slot] = Int32(kept)
                added[kept] = one
                kept += 1
            }
        }
        added.removeLast(added.count - kept)
    }
}
