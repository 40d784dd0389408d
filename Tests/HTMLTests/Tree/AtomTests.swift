import Testing

@testable import HTML

@Suite struct AtomTests {
    @Test func `a name has one number, and constants have theirs`() {
        var table = AtomTable()
        #expect(table.intern(Array("div".utf8)) == .div)
        #expect(table.find(Array("x-tab".utf8)) == .none)
        let atom = table.intern(Array("x-tab".utf8))
        #expect(table.intern(Array("x-tab".utf8)) == atom && table.find(Array("x-tab".utf8)) == atom)
        #expect(Array(table.bytes(of: atom)) == Array("x-tab".utf8))
    }

    @Test func `many names keep their numbers, without a guard`() {
        var table = AtomTable()
        let names = (0..<50_000).map { Array("x\($0)".utf8) }
        let atoms = names.map { table.intern($0) }
        #expect(Set(atoms).count == names.count)
        #expect(names.map { table.find($0) } == atoms)
        #expect(!table.isGuarded)
    }

    /// Pairs of eight letters that lead the public hash from one state to the same next one, chained: 2^10 names with one hash.
    @Test func `names made to collide are told apart by a secret`() throws {
        func advance(_ state: UInt32, _ block: [UInt8]) -> UInt32 { block.reduce(state) { ($0 ^ UInt32($1)) &* 16_777_619 } }
        var state: UInt32 = 2_166_136_261
        var names: [[UInt8]] = [[]]
        for _ in 0..<10 {
            var seen: [UInt32: [UInt8]] = [:]
            var found: (first: [UInt8], second: [UInt8])?
            for number in 0..<(1 << 20) as Range<UInt32> {
                let mixed = number &* 2_654_435_761
                let block = (0..<8).map { UInt8(ascii: "a") + UInt8(mixed >> (4 * $0) & 15) }
                let next = advance(state, block)
                if let other = seen.updateValue(block, forKey: next) {
                    found = (other, block)
                    state = next
                    break
                }
            }
            let pair = try #require(found)
            names = names.flatMap { [$0 + pair.first, $0 + pair.second] }
        }
        var table = AtomTable()
        let atoms = names.map { table.intern($0) }
        #expect(table.isGuarded)
        #expect(Set(atoms).count == 1024)
        #expect(names.map { table.find($0) } == atoms)
        #expect(table.find(Array("div".utf8)) == .div)
        let tree = Document(names.map { "<" + String(decoding: $0, as: UTF8.self) + ">" }.joined())
        #expect(tree.selectFirst(try Selector(String(decoding: names[700], as: UTF8.self))) != nil)
    }
}
