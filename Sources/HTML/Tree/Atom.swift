/// A name of an element or an attribute as an integer. Names that the standards know are constants; every other name gets a number of its
/// document. Atoms of two documents must not be compared unless they are constants.
package struct Atom: Hashable, Sendable {
    package let rawValue: Int32

    @inline(__always)
    init(rawValue: Int32) { self.rawValue = rawValue }

    /// No name.
    package static var none: Atom { Atom(rawValue: -1) }

    @inline(__always)
    package static func == (a: Atom, b: Atom) -> Bool { a.rawValue == b.rawValue }

    @inline(__always)
    static func ~= (pattern: Atom, atom: Atom) -> Bool { pattern.rawValue == atom.rawValue }
}

/// Names and their numbers: the constants, which all documents share, and what a document adds.
struct AtomTable: Sendable {
    /// The names in order, as ranges of `bytes`.
    private var bytes: [UInt8]
    private var ends: [Int32]
    /// Open addressing, a power of two; -1 is free.
    private var slots: [Int32]

    /// How many names a document may add; past that they all share the last number. Bounds memory, not meaning: no real page comes near.
    private static let maximumNames = 1 << 20

    private static let known = AtomTable(known: Atom.knownTexts)

    init() { self = Self.known }

    private init(known: StaticString) {
        bytes = []
        ends = []
        slots = Array(repeating: -1, count: 2048)
        known.withUTF8Buffer { text in
            for line in text.split(separator: 0x0A) { _ = intern(line[line.startIndex..<line.endIndex]) }
        }
    }

    @inline(__always)
    private static func hash(_ name: some Sequence<UInt8>) -> Int {
        var hash: UInt32 = 2_166_136_261
        for byte in name { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return Int(hash ^ hash >> 15)
    }

    @inline(__always)
    private func range(_ index: Int32) -> Range<Int> { (index == 0 ? 0 : Int(ends[Int(index) - 1]))..<Int(ends[Int(index)]) }

    /// The name's bytes.
    func bytes(of atom: Atom) -> ArraySlice<UInt8> { atom == .none ? [] : bytes[range(atom.rawValue)] }

    @inline(__always)
    private func isEqual(_ index: Int32, _ name: some RandomAccessCollection<UInt8>) -> Bool {
        let range = range(index)
        guard range.count == name.count else { return false }
        var at = range.lowerBound
        for byte in name {
            if bytes[at] != byte { return false }
            at += 1
        }
        return true
    }

    /// The atom of a name that is already known here, `none` otherwise.
    func find(_ name: some RandomAccessCollection<UInt8>) -> Atom {
        var slot = Self.hash(name) & (slots.count - 1)
        while slots[slot] >= 0 {
            if isEqual(slots[slot], name) { return Atom(rawValue: slots[slot]) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return .none
    }

    /// The atom of a name, a new one when it is not known yet.
    mutating func intern(_ name: some RandomAccessCollection<UInt8>) -> Atom {
        var slot = Self.hash(name) & (slots.count - 1)
        while slots[slot] >= 0 {
            if isEqual(slots[slot], name) { return Atom(rawValue: slots[slot]) }
            slot = (slot + 1) & (slots.count - 1)
        }
        guard ends.count < Self.maximumNames else { return Atom(rawValue: Int32(ends.count - 1)) }
        let index = Int32(ends.count)
        bytes.append(contentsOf: name)
        ends.append(Int32(bytes.count))
        slots[slot] = index
        if ends.count * 2 > slots.count { grow() }
        return Atom(rawValue: index)
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for index in 0..<Int32(ends.count) {
            var slot = Self.hash(bytes[range(index)]) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = index
        }
    }
}
