import Database
import DatabaseTesting
import Listings
import Matching
import Model
import Rolls
import Testing

@testable import Entities

@Suite(.onEachEngine) struct EntityRunnerTests {
    private typealias Card = EntityStage.Card

    /// Two directories with four citizens in common, assigned.
    private func town() async throws -> EntityStage {
        let stage = try await EntityStage()
        try await stage.roll(1, (0..<14).map(EntityStage.citizen))
        try await stage.roll(2, (10..<24).map(EntityStage.citizen))
        try await stage.runner.run()
        return stage
    }

    @Test func `listings of two directories become one entity each, and who is in one alone stands alone`() async throws {
        let stage = try await town()
        let picture = try await stage.picture()
        #expect(picture.count == 24)
        #expect(picture.values.flatMap { $0 }.count == 28)
        for number in 10..<14 { #expect(try await stage.entity(1, "p\(number)") == stage.entity(2, "p\(number)")) }
        #expect(try await stage.store.count(.init(isSeveral: true)) == 4)
        let state = try #require(try await stage.store.state())
        #expect(!state.isWalking && state.behind == 0 && state.builtAt != nil && state.learnedFrom == 28)
    }

    @Test func `a later run looks at what has changed alone, and entities keep their numbers`() async throws {
        let stage = try await town()
        let before = try await stage.picture()
        #expect(try await stage.runner.run() == EntityRunner.Progress())
        var cards = (10..<24).map(EntityStage.citizen)
        cards[7] = cards[7].with(.telephone, ["+15125559999"])
        cards.append(EntityStage.citizen(4))
        try await stage.roll(2, cards)
        let progress = try await stage.runner.run()
        #expect(progress.listings == 2 && !progress.isRebuild)
        let after = try await stage.picture()
        #expect(Set(after.keys) == Set(before.keys))
        #expect(try await stage.entity(2, "p4") == stage.entity(1, "p4"))
        let events = try await stage.store.events(of: stage.entity(1, "p4"))
        #expect(events.map(\.kind) == [.joined] && events.first?.who == nil)
    }

    @Test func `numbers stay when everything is learned and looked at again`() async throws {
        let stage = try await town()
        let before = try await stage.picture()
        let progress = try await stage.runner.run(rebuild: true)
        #expect(progress.isRebuild && progress.listings == 28)
        #expect(try await stage.picture() == before)
        #expect(try await stage.store.events(of: stage.entity(1, "p11")).isEmpty)
    }

    @Test func `who has left and comes back is who it was`() async throws {
        let stage = try await town()
        let (alone, shared) = (try await stage.entity(1, "p3"), try await stage.entity(1, "p12"))
        let rest = (0..<14).filter { $0 != 3 && $0 != 12 }.map(EntityStage.citizen)
        try await stage.roll(1, rest)
        try await stage.runner.run()
        let ended = try #require(try await stage.store.get(alone))
        #expect(ended.endedAt != nil && ended.successor == nil && ended.listings == 0)
        #expect(try await stage.store.get(shared)?.listings == 1)
        #expect(try await stage.store.events(of: shared).map(\.kind) == [.left])
        try await stage.roll(1, (0..<14).map(EntityStage.citizen))
        try await stage.runner.run()
        #expect(try await stage.entity(1, "p3") == alone)
        #expect(try await stage.store.get(alone)?.endedAt == nil)
        #expect(try await stage.store.events(of: shared).map(\.kind) == [.joined, .left])
    }

    @Test func `a listing that becomes somebody else goes to another entity, and both tell it`() async throws {
        let stage = try await town()
        let (before, target) = (try await stage.entity(2, "p13"), try await stage.entity(1, "p2"))
        var cards = (10..<24).map(EntityStage.citizen)
        cards[3].fields = EntityStage.citizen(2).fields
        try await stage.roll(2, cards)
        try await stage.runner.run()
        #expect(try await stage.entity(2, "p13") == target)
        #expect(try await stage.entity(1, "p13") == before)
        #expect(try await stage.store.events(of: before).map(\.kind) == [.parted])
        #expect(try await stage.store.events(of: target).map(\.kind) == [.received])
    }

    @Test func `the comparison is learned anew when there are more than twice the listings, from a sample`() async throws {
        let stage = try await EntityStage(sample: 24)
        try await stage.roll(1, (0..<14).map(EntityStage.citizen))
        try await stage.roll(2, (10..<24).map(EntityStage.citizen))
        #expect(try await stage.runner.run().isRebuild)
        try await stage.roll(3, (0..<14).map(EntityStage.citizen))
        #expect(try await stage.runner.run().isRebuild == false)
        try await stage.roll(4, (30..<110).map(EntityStage.citizen))
        #expect(try await stage.runner.run().isRebuild)
        #expect(try await stage.store.state()?.learnedFrom == 122)
        #expect(try await stage.entity(3, "p11") == stage.entity(1, "p11"))
        #expect(try await stage.entity(4, "p40") != stage.entity(4, "p41"))
    }

    @Test func `two that run at once come to the same, and no listing is lost or doubled`() async throws {
        let stage = try await EntityStage(batch: 4)
        try await stage.roll(1, (0..<14).map(EntityStage.citizen))
        try await stage.roll(2, (10..<24).map(EntityStage.citizen))
        let runner = stage.runner
        async let first = runner.run()
        async let second = runner.run()
        _ = try await (first, second)
        let picture = try await stage.picture()
        #expect(picture.values.flatMap { $0 }.count == 28)
        #expect(try await stage.entity(1, "p12") == stage.entity(2, "p12"))
        #expect(try await stage.store.list(limit: 1_000).map(\.listings).reduce(0, +) == 28)
    }

    @Test func `nothing is assigned before there is a listing`() async throws {
        let stage = try await EntityStage()
        #expect(try await stage.runner.run() == EntityRunner.Progress())
        #expect(try await stage.store.state() == nil)
        #expect(try await stage.runner.hasWork() == false)
        try await stage.roll(1, [EntityStage.citizen(1)])
        #expect(try await stage.runner.hasWork())
        try await stage.runner.run()
        #expect(try await stage.runner.hasWork() == false)
        #expect(try await stage.picture().count == 1)
    }

    @Test func `entities are found by what they say, by their directory and by what is disputed, page by page`() async throws {
        let stage = try await town()
        var cards = (10..<24).map(EntityStage.citizen)
        cards[1] = cards[1].with(.telephone, ["+15125559999"])
        try await stage.roll(2, cards)
        try await stage.runner.run()
        let number = try await stage.entity(2, "p11")
        #expect(try await stage.store.list(.init(isDisputed: true)).map(\.id) == [number])
        #expect(try await stage.store.list(.init(dispute: "telephone")).map(\.disputes) == [["telephone"]])
        #expect(try await stage.store.list(.init(dispute: "tele")).isEmpty)
        #expect(try await stage.store.list(.init(search: "5559999")).map(\.id) == [number])
        #expect(try await stage.store.list(.init(search: "no such text")).isEmpty)
        #expect(try await stage.store.count(.init(directory: DirectoryID(2))) == 14)
        let first = try await stage.store.list(limit: 15)
        let second = try await stage.store.list(after: try #require(first.last).id, limit: 15)
        #expect(first.count == 15 && second.count == 9 && Set(first.map(\.id)).isDisjoint(with: second.map(\.id)))
    }

    @Test func `an explanation adds up, and says what is not there`() async throws {
        let stage = try await EntityStage()
        await #expect(throws: EntitiesError.self) { try await stage.store.explanation(1, 2) }
        try await stage.roll(1, (0..<14).map(EntityStage.citizen))
        try await stage.roll(2, (10..<24).map(EntityStage.citizen))
        try await stage.runner.run()
        let (a, b) = (try await stage.listing(1, "p11"), try await stage.listing(2, "p11"))
        let found = try await stage.store.explanation(a.id, b.id).explanation
        #expect(abs(found.fields.map(\.bits).reduce(found.priorBits, +) - found.bits) < 1e-9)
        #expect(found.probability > 0.9 && found.fields.contains { $0.field == "telephone" && $0.bits > 0 })
        let strangers = try await stage.store.explanation(a.id, try await stage.listing(2, "p20").id).explanation
        #expect(strangers.probability < 0.01)
        await #expect(throws: EntitiesError.unknown("listing", 9_999)) { try await stage.store.explanation(a.id, 9_999) }
        let ties = try await stage.store.ties([a, b])
        #expect(ties.map(\.other) == [b.id, a.id] && ties[0].bits == found.bits)
    }
}
