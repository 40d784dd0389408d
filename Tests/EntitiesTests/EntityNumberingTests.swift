import Testing

@testable import Entities

@Suite struct EntityNumberingTests {
    @Test func `an entity keeps its number by what most of its listings were`() {
        let numbering = EntityNumbering([[1, 2, 3], [4]], former: [1: 7, 2: 7, 3: 8, 4: 7])
        #expect(numbering.numbers == [7, nil])
        #expect(numbering.ended == [8: 0])
    }

    @Test func `of two that become one the larger number of listings keeps its number, of equal ones the older`() {
        #expect(EntityNumbering([[1, 2, 3]], former: [1: 9, 2: 5, 3: 5]).numbers == [5])
        #expect(EntityNumbering([[1, 2]], former: [1: 9, 2: 5]).numbers == [5])
        #expect(EntityNumbering([[1, 2]], former: [1: 9, 2: 5]).ended == [9: 0])
    }

    @Test func `of one that becomes two equal parts the one with the oldest listing keeps the number`() {
        let numbering = EntityNumbering([[2], [1]], former: [1: 5, 2: 5])
        #expect(numbering.numbers == [nil, 5])
        #expect(numbering.ended.isEmpty)
    }

    @Test func `who has nobody left ends without a successor`() {
        let numbering = EntityNumbering([], former: [1: 5])
        #expect(numbering.ended == [5: nil])
    }

    @Test func `no number is given twice and none is lost, however listings are shuffled`() {
        var seed: UInt64 = 7
        func random(_ limit: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % limit
        }
        for _ in 0..<200 {
            let listings = (1...Int64(12)).map { $0 }
            let former = Dictionary(uniqueKeysWithValues: listings.filter { _ in random(4) > 0 }.map { ($0, Int64(100 + random(5))) })
            var groups = Array(repeating: [Int64](), count: 6)
            for listing in listings { groups[random(6)].append(listing) }
            groups.removeAll { $0.isEmpty }
            let numbering = EntityNumbering(groups, former: former)
            let kept = numbering.numbers.compactMap { $0 }
            #expect(Set(kept).count == kept.count)
            #expect(Set(kept).union(numbering.ended.keys) == Set(former.values))
            #expect(Set(kept).isDisjoint(with: numbering.ended.keys))
        }
    }
}
