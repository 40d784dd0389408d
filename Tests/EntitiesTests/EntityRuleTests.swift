import Database
import DatabaseTesting
import Listings
import Model
import Rolls
import Testing

@testable import Entities

@Suite(.onEachEngine) struct EntityRuleTests {
    private func town() async throws -> EntityStage {
        let stage = try await EntityStage()
        try await stage.roll(1, (0..<14).map(EntityStage.citizen))
        try await stage.roll(2, (10..<24).map(EntityStage.citizen))
        try await stage.runner.run()
        return stage
    }

    @Test func `what was merged by hand stays one through runs, rolls and rebuilds, and says who did it and why`() async throws {
        let stage = try await town()
        let (one, other) = (try await stage.entity(1, "p12"), try await stage.entity(1, "p3"))
        let merged = try await stage.store.merge([other, one], who: "Ada", why: "moved house")
        // Two listings against one.
        #expect(merged == one)
        #expect(try await stage.entity(1, "p3") == one)
        let event = try #require(try await stage.store.events(of: one).first)
        #expect(event.kind == .merged && event.other == other && event.who == "Ada" && event.why == "moved house")
        let gone = try #require(try await stage.store.get(other))
        #expect(gone.successor == one && gone.endedAt != nil)
        #expect(try await stage.store.events(of: other).map(\.kind) == [.absorbed])

        try await stage.runner.run(rebuild: true)
        #expect(try await stage.entity(1, "p3") == one)
        var cards = (0..<14).map(EntityStage.citizen)
        cards[3] = cards[3].with(.telephone, ["+15125559999"])
        try await stage.roll(1, cards)
        try await stage.runner.run()
        #expect(try await stage.entity(1, "p3") == one)
        #expect(try await stage.store.rules(of: one).map(\.isSame) == [true])
    }

    @Test func `what was split by hand stays apart through runs, rolls and rebuilds`() async throws {
        let stage = try await town()
        let (number, listing) = (try await stage.entity(1, "p12"), try await stage.listing(2, "p12").id)
        let made = try await stage.store.split(number, off: [listing], who: "Bert", why: "father and son")
        #expect(made.count == 1 && made != [number])
        #expect(try await stage.entity(1, "p12") == number)
        #expect(try await stage.store.events(of: number).first?.why == "father and son")
        try await stage.runner.run(rebuild: true)
        #expect(try await [stage.entity(2, "p12")] == made)
        var cards = (10..<24).map(EntityStage.citizen)
        cards[1] = cards[1].with(.email, ["ada@example.com"])
        try await stage.roll(2, cards)
        try await stage.runner.run()
        #expect(try await [stage.entity(2, "p12")] == made)
    }

    @Test func `what somebody else lists goes to neither half against a decision`() async throws {
        let stage = try await town()
        let number = try await stage.entity(1, "p12")
        let made = try await stage.store.split(number, off: [try await stage.listing(2, "p12").id], who: "Bert", why: "two of them")
        try await stage.roll(3, [EntityStage.citizen(12)])
        try await stage.runner.run()
        let third = try await stage.entity(3, "p12")
        #expect(third == number || [third] == made)
        #expect(try await stage.entity(1, "p12") != stage.entity(2, "p12"))
    }

    @Test func `the later decision holds, and what the earlier one says of others goes on`() async throws {
        let stage = try await town()
        let number = try await stage.entity(1, "p12")
        let made = try await stage.store.split(number, off: [try await stage.listing(2, "p12").id], who: "Bert", why: "two of them")
        let merged = try await stage.store.merge([number] + made, who: "Clara", why: "one after all")
        #expect(try await stage.entity(1, "p12") == merged && merged == number)
        #expect(try await stage.store.rules().map(\.who) == ["Clara"])
        #expect(try await stage.store.rules(isActive: false).count == 2)
        try await stage.runner.run(rebuild: true)
        #expect(try await stage.entity(2, "p12") == number)
    }

    @Test func `a decision that is taken back leaves the comparison to decide`() async throws {
        let stage = try await town()
        let (one, other) = (try await stage.entity(1, "p5"), try await stage.entity(1, "p9"))
        let merged = try await stage.store.merge([one, other], who: "Ada", why: "a guess")
        #expect(try await stage.entity(1, "p9") == merged)
        let rule = try #require(try await stage.store.rules(of: merged).first)
        try await stage.store.release(rule.id, who: "Bert")
        #expect(try await stage.entity(1, "p5") != stage.entity(1, "p9"))
        #expect(try await stage.store.rules(of: merged, isActive: false).first?.endedBy == "Bert")
        await #expect(throws: EntitiesError.self) { try await stage.store.release(rule.id, who: "Bert") }
    }

    @Test func `a decision that a crash kept from being applied is applied by the next run`() async throws {
        let stage = try await town()
        let (one, other) = (try await stage.entity(1, "p5"), try await stage.entity(1, "p9"))
        let listings = [try await stage.listing(1, "p5").id, try await stage.listing(1, "p9").id]
        try await stage.database.write { connection in
            try connection.execute("INSERT INTO entity_rules (id, same, who, why, made_at) VALUES (77, 1, 'Ada', 'why', 0)")
            for listing in listings {
                try connection.execute("INSERT INTO entity_rule_members (rule, listing, side) VALUES (77, $1, 0)", [.integer(listing)])
                try connection.execute("INSERT INTO entity_pending (rule, listing) VALUES (77, $1)", [.integer(listing)])
            }
        }
        #expect(try await stage.runner.hasWork())
        try await stage.runner.run()
        for page in ["p5", "p9"] { #expect(try await stage.entity(1, page) == min(one, other)) }
        #expect(try await stage.runner.hasWork() == false)
    }

    @Test func `what cannot be merged or split is refused, and nothing changes`() async throws {
        let stage = try await town()
        let before = try await stage.picture()
        let (one, both) = (try await stage.entity(1, "p5"), try await stage.entity(1, "p12"))
        let (mine, stranger) = (try await stage.listing(1, "p5").id, try await stage.listing(1, "p12").id)
        await #expect(throws: EntitiesError.self) { try await stage.store.merge([one, one], who: "A", why: "w") }
        await #expect(throws: EntitiesError.unknown("entity", 9_999)) { try await stage.store.merge([one, 9_999], who: "A", why: "w") }
        await #expect(throws: EntitiesError.self) { try await stage.store.split(both, off: [], who: "A", why: "w") }
        await #expect(throws: EntitiesError.self) { try await stage.store.split(both, off: [mine], who: "A", why: "w") }
        await #expect(throws: EntitiesError.self) { try await stage.store.split(one, off: [mine], who: "A", why: "w") }
        #expect(stranger != mine)
        #expect(try await stage.picture() == before)
        #expect(try await stage.store.rules(isActive: false).isEmpty)
    }

    @Test func `of a decision that two sides are apart remains what the new one does not say`() {
        #expect(EntityStore.apart([1: 0, 2: 0, 3: 1], without: [1: 0, 3: 1]).map { $0 == [[2: 0, 3: 1]] } == true)
        #expect(EntityStore.apart([1: 0, 3: 1], without: [1: 0, 3: 1]).map(\.isEmpty) == true)
        #expect(EntityStore.apart([1: 0, 2: 0, 3: 1], without: [1: 0, 2: 1]) == nil)
        #expect(EntityStore.together([1: 0, 2: 0, 3: 0], parted: [1: 0, 2: 0, 3: 1]).map { $0 == [[1: 0, 2: 0]] } == true)
        #expect(EntityStore.together([1: 0, 2: 0], parted: [1: 0, 2: 1]).map(\.isEmpty) == true)
        #expect(EntityStore.together([1: 0, 2: 0], parted: [1: 0, 3: 1]) == nil)
    }
}
