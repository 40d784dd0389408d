/// Distinct byte strings, each kept once and known by a small number. The empty string is number 0.
///
/// A million records have a few thousand cities and a few hundred thousand names: what is worked out once for each distinct value need not be
/// worked out for each record, and equality is the equality of two numbers.
struct ValueStore: Sendable {
    private(set) var bytes: [UInt8] = []
    private var ends: [Int] = [0]
    /// Open addressing, linear probing; 0 is a free slot, since the empty string is never looked up here.
    private var slots: [UInt32]

    init() { slots = Array(repeating: 0, count: 64) }

    /// How many values there are, the empty one included.
    var count: Int { ends.count }

    /// The bytes that a value takes.
    func range(_ id: UInt32) -> Range<Int> {
        let index = Int(id)
        return (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    func text(_ id: UInt32) -> String { String(decoding: bytes[range(id)], as: UTF8.self) }

    /// The number of a value, which it is given now if it is new.
    mutating func intern(_ text: String) -> UInt32 {
        var text = text
        return text.withUTF8 { intern($0) }
    }

    mutating func intern(_ value: some Collection<UInt8>) -> UInt32 {
        guard !value.isEmpty else { return 0 }
        let hash = Self.hash(value)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            if bytes[range(slots[slot])].elementsEqual(value) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        let id = UInt32(ends.count)
        bytes.append(contentsOf: value)
        ends.append(bytes.count)
        slots[slot] = id
        if ends.count * 3 > slots.count * 2 { grow() }
        return id
    }

    /// The number of a value; nil where it was never interned.
    func find(_ text: String) -> UInt32? {
        let value = Array(text.utf8)
        guard !value.isEmpty else { return 0 }
        var slot = Int(truncatingIfNeeded: Self.hash(value)) & (slots.count - 1)
        while slots[slot] != 0 {
            if bytes[range(slots[slot])].elementsEqual(value) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for id in 1..<ends.count { place(UInt32(id)) }
    }

    private mutating func place(_ id: UInt32) {
        var slot = Int(truncatingIfNeeded: Self.hash(bytes[range(id)])) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = id
    }

    /// Different in each process, so that no file can be made whose values all fall into one slot.
    private static let secret = UInt64.random(in: 0...UInt64.max)

    private static func hash(_ value: some Sequence<UInt8>) -> UInt64 { stableHash(value, from: secret) }

    /// FNV-1a, finished by a multiplication that spreads its upper bits downwards. The same in every process.
    static func stableHash(_ value: some Sequence<UInt8>, from start: UInt64 = 0xCBF2_9CE4_8422_2325) -> UInt64 {
        var hash = start
        for byte in value { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return mixed(hash)
    }

    /// A bijection of 64 bits that leaves no pattern (the finaliser of SplitMix64).
    static func mixed(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
