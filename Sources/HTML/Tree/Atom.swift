/// A name of an element or an attribute as an integer. Names that the standards know are constants; every other name gets a number of its
/// document. Atoms of two documents must not be compared unless they are constants.
///
/// Public, as are nodes and how they are read: the compiler writes nothing less into the code of another target, and walks of a page are made of it.
public struct Atom: Hashable, Sendable {
    public let rawValue: Int32

    @inlinable @inline(__always)
    init(rawValue: Int32) { self.rawValue = rawValue }

    /// No name.
    @inlinable
    public static var none: Atom { Atom(rawValue: -1) }

    @inlinable @inline(__always)
    public static func == (a: Atom, b: Atom) -> Bool { a.rawValue == b.rawValue }

    @inlinable @inline(__always)
    public static func ~= (pattern: Atom, atom: Atom) -> Bool { pattern.rawValue == atom.rawValue }
}

/// Names and their numbers: the constants, which all documents share, and what a document adds.
struct AtomTable: Sendable {
    /// The names in order, as ranges of `bytes`.
    private var bytes: [UInt8]
    private var ends: [Int32]
    /// The hash of each name, so that growing reads no name again.
    private var hashes: [UInt32]
    /// Open addressing, a power of two, at most half full; -1 is free.
    private var slots: [Int32]
    /// Whether names are hashed with the process's secret. The quick hash is public: names can be made that all meet in one slot.
    private(set) var isGuarded = false

    /// How many steps a search may take before the table takes the names for an attack. Honest names need a tenth of it.
    private static let maximumSteps = 256

    private static let known = AtomTable(known: Atom.knownTexts)

    init() { self = Self.known }

    private init(known: StaticString) {
        bytes = []
        ends = []
        hashes = []
        slots = Array(repeating: -1, count: 2048)
        known.withUTF8Buffer { text in
            for line in text.split(separator: 0x0A) { _ = intern(line[line.startIndex..<line.endIndex]) }
        }
    }

    @inline(__always)
    private func hash(_ name: some Sequence<UInt8>) -> UInt32 {
        if isGuarded { return Self.guardedHash(name) }
        var hash: UInt32 = 2_166_136_261
        for byte in name { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return hash ^ hash >> 15
    }

    private static func guardedHash(_ name: some Sequence<UInt8>) -> UInt32 {
        var hasher = Hasher()
        for byte in name { hasher.combine(byte) }
        return UInt32(truncatingIfNeeded: hasher.finalize())
    }

    @inline(__always)
    private func range(_ index: Int32) -> Range<Int> { (index == 0 ? 0 : Int(ends[Int(index) - 1]))..<Int(ends[Int(index)]) }

    /// The name's bytes.
    func bytes(of atom: Atom) -> ArraySlice<UInt8> { atom == .none ? [] : bytes[range(atom.rawValue)] }

    @inline(__always)
    private func isEqual(_ index: Int32, _ hash: UInt32, _ name: some RandomAccessCollection<UInt8>) -> Bool {
        guard hashes[Int(index)] == hash else { return false }
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
        let hash = hash(name)
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            if isEqual(slots[slot], hash, name) { return Atom(rawValue: slots[slot]) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return .none
    }

    /// The atom of a name, a new one when it is not known yet.
    mutating func intern(_ name: some RandomAccessCollection<UInt8>) -> Atom {
        let hash = hash(name)
        var slot = Int(hash) & (slots.count - 1)
        var steps = 0
        while slots[slot] >= 0 {
            if isEqual(slots[slot], hash, name) { return Atom(rawValue: slots[slot]) }
            slot = (slot + 1) & (slots.count - 1)
            steps += 1
        }
        if steps > Self.maximumSteps, !isGuarded {
            beginGuarding()
            return intern(name)
        }
        let index = Int32(ends.count)
        bytes.append(contentsOf: name)
        ends.append(Int32(bytes.count))
        hashes.append(hash)
        slots[slot] = index
        if ends.count * 2 > slots.count { place(in: slots.count * 2) }
        return Atom(rawValue: index)
    }

    private mutating func beginGuarding() {
        isGuarded = true
        for index in hashes.indices { hashes[index] = hash(bytes[range(Int32(index))]) }
        place(in: slots.count)
    }

    private mutating func place(in count: Int) {
        slots = Array(repeating: -1, count: count)
        for (index, hash) in hashes.enumerated() {
            var slot = Int(hash) & (count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (count - 1) }
            slots[slot] = Int32(index)
        }
    }
}
