import Database
import DatabaseTesting
import HTML
import Listings
import Model
import Resilience
import Testing

@testable import Rolls

@Suite(.onEachEngine) struct ReviewStoreTests {
    private func doubt(_ number: Int, _ value: String, confidence: Double = 0.5, kind: FieldKind = .category) -> RollStore.Doubt {
        let found = FoundValue(
            kind: kind, text: value, value: value, confidence: confidence, provenance: Provenance(range: 3..<9, path: "html>body"),
            node: Document.parse(Array("<p>x".utf8)).root)
        return RollStore.Doubt(
            key: "page:/p/\(number)", name: "Person \(number)", value: found, page: "http://a.example/", pageHash: "h", recipe: 1)
    }

    private func roll(_ stage: RollStage, _ doubts: [RollStore.Doubt]) async throws {
        stage.clock.advance(by: .seconds(86_400))
        let claim = try await stage.store.begin(
            stage.directory, owner: "test", start: FoundPage(address: "http://a.example/", kind: .start, depth: 0))
        let waiting = try #require(try await stage.store.waiting(claim).first)
        var checkpoint = RollStore.Checkpoint(waiting, .read, isFetched: true)
        checkpoint.finds = (0..<12).map { RollStage.person($0) }
        checkpoint.doubts = doubts
        try await stage.store.commit(checkpoint, claim, detailLife: .seconds(86_400))
        _ = try await stage.store.finish(claim, gap: nil, rules: RollStore.Rules())
    }

    /// What is known of those of whom a category is known.
    private func categories(_ stage: RollStage) async throws -> [String: [String]] {
        let known = try await stage.listings.list().filter { !$0.fields[.category].isEmpty }
        return Dictionary(uniqueKeysWithValues: known.map { ($0.name, $0.fields[.category]) })
    }

    @Test func aDoubtfulValueIsLeftOutAndWaits() async throws {
        let stage = try await RollStage()
        try await roll(stage, [doubt(3, "Family law")])
        let reviews = stage.store.reviews
        let item = try #require(try await reviews.list(directory: stage.directory).first)
        #expect(item.value == "Family law" && item.range == 3..<9 && item.answer == .open && item.name == "Person 3")
        #expect(try await stage.listings.list().allSatisfy { $0.fields[.category].isEmpty })
        // Seen again it is no other.
        try await roll(stage, [doubt(3, "Family law")])
        #expect(try await reviews.count() == 1)
    }

    @Test func anAnswerHoldsInLaterRolls() async throws {
        let stage = try await RollStage()
        let reviews = stage.store.reviews
        try await roll(stage, [doubt(3, "Family law"), doubt(4, "Famly law"), doubt(5, "Read more")])
        let items = try await reviews.list()
        try await reviews.answer(items[0].id, .accepted, author: "a")
        try await reviews.answer(items[1].id, .corrected, corrected: "Family law", author: "a")
        try await reviews.answer(items[2].id, .rejected, author: "a")
        for _ in 0..<2 {
            let listings = try await stage.listings.list()
            let found = listings.filter { !$0.fields[.category].isEmpty }
            #expect(found.map(\.name) == ["Person 3", "Person 4"] && found.allSatisfy { $0.fields[.category] == ["Family law"] })
            try await roll(stage, [doubt(3, "Family law"), doubt(5, "Read more")])
        }
        #expect(try await reviews.count() == 0)
        #expect(try await stage.feed().filter { $0.hasPrefix("changed") }.isEmpty)
    }

    @Test func whatIsNoAnswerIsRefused() async throws {
        let stage = try await RollStage()
        await #expect(throws: RollsError.self) { try await stage.store.reviews.answer(7, .accepted, author: "a") }
        await #expect(throws: RollsError.self) { try await stage.store.reviews.answer(7, .corrected, author: "a") }
        await #expect(throws: RollsError.self) { try await stage.store.reviews.answer(7, .open, author: "a") }
    }

    @Test func answersSayHowSureValuesMustBe() async throws {
        let stage = try await RollStage()
        let reviews = stage.store.reviews
        try await roll(
            stage, (0..<8).map { doubt($0, "Law \($0)", confidence: 0.6) } + (0..<8).map { doubt($0, "+1555000\($0)", kind: .faxNumber) })
        for item in try await reviews.list() {
            try await reviews.answer(item.id, item.kind == "category" ? .accepted : .rejected, author: "a")
        }
        let confidence = try await reviews.confidence(of: stage.directory, usual: 0.7)
        #expect(confidence[.category] == 0.6 && confidence[.faxNumber] == 0.7 && confidence[.name] == 0.7)
    }

    @Test func whatWasRejectedIsNotTakenByASurerRoll() async throws {
        let stage = try await RollStage()
        try await roll(stage, [doubt(3, "Read more"), doubt(4, "Family law")])
        let items = try await stage.store.reviews.list()
        try await stage.store.reviews.answer(items[0].id, .rejected, author: "a")
        try await stage.store.reviews.answer(items[1].id, .accepted, author: "a")
        #expect(try await stage.listings.list(.init(search: "family law")).map(\.name) == ["Person 4"])
        var finds = (0..<12).map { RollStage.person($0) }
        finds[3].fields.add("Read more", as: .category)
        finds[3].fields.add("Tax law", as: .category)
        finds[5].fields.add("Read more", as: .category)
        _ = try await stage.roll(finds)
        #expect(try await categories(stage) == ["Person 3": ["Tax law"], "Person 4": ["Family law"], "Person 5": ["Read more"]])
    }

    @Test func pilesAreAskedOneAfterAnotherTheSurestFirst() async throws {
        let stage = try await RollStage()
        let reviews = stage.store.reviews
        let faxes = [0.4, 0.6, 0.5].enumerated().map { doubt($0, "+1555000\($0)", confidence: $1, kind: .faxNumber) }
        try await roll(stage, [doubt(5, "Family law")] + faxes)
        let piles = try await reviews.piles()
        #expect(piles.map(\.kind) == ["faxNumber", "category"] && piles.map(\.waiting) == [3, 1])
        #expect(try await reviews.piles(directory: DirectoryID(8)).isEmpty)
        var (asked, last): ([String], Int64?) = ([], nil)
        while let question = try await reviews.questions(piles, after: last, limit: 1).first {
            #expect(question.listing != nil && question.now.isEmpty)
            asked.append(question.item.value)
            last = question.item.id
        }
        #expect(asked == ["+15550001", "+15550002", "+15550000", "Family law"])
        // Of a pile that is done, nothing is asked again; a number that is none begins anew.
        #expect(try await reviews.questions(piles, after: 999, limit: 9).count == 4)
        try await reviews.answer(try #require(last), .accepted, author: "a")
        #expect(try await reviews.questions(piles, limit: 9).count == 3)
    }

    @Test func theSecondOfTwoPeopleIsTold() async throws {
        let stage = try await RollStage()
        let reviews = stage.store.reviews
        try await roll(stage, [doubt(3, "Family law")])
        let item = try #require(try await reviews.list().first)
        try await reviews.answer(item.id, .accepted, author: "Eva", revises: false)
        await #expect(throws: RollsError.self) { try await reviews.answer(item.id, .rejected, author: "Max", revises: false) }
        #expect(try await reviews.list(answer: nil).first?.author == "Eva")
        let long = String(repeating: "x", count: 4001)
        await #expect(throws: RollsError.self) { try await reviews.answer(item.id, .corrected, corrected: long, author: "Eva") }
        #expect(try await categories(stage) == ["Person 3": ["Family law"]])
    }
}
