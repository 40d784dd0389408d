import Database
import DatabaseTesting
import Listings
import Model
import Resilience
import Testing

@testable import Rolls

/// Stores on the engine of the test and a clock turned by hand, and rolls whose pages are told rather than fetched.
struct RollStage {
    let store: RollStore
    let listings: ListingStore
    let clock = ManualClock()
    let directory = DirectoryID(7)

    init() async throws {
        let database = try await Engine.current.open()
        try await database.migrate([RollsSchema.migrations], at: clock.now())
        store = RollStore(database, clock: clock)
        listings = ListingStore(database)
    }

    static func person(_ number: Int, phone: String? = nil, street: String = "1 Main St", page: Bool = true) -> RollStore.Find {
        let fields = ListingFields([
            .name: ["Person \(number)"], .telephone: [phone ?? "+1512555\(1000 + number)"], .streetAddress: [street],
        ])
        let address = page ? "http://a.example/p/\(number)" : nil
        return RollStore.Find(
            key: page ? "page:/p/\(number)" : ListingKey.key(fields, page: nil) ?? "", fields: fields, isDetail: false, address: address,
            page: "http://a.example/", pageHash: "h")
    }

    /// Takes a roll that finds these.
    func roll(_ finds: [RollStore.Find], gap: String? = nil, rules: RollStore.Rules = RollStore.Rules()) async throws -> RollReport {
        clock.advance(by: .seconds(86_400))
        let claim = try await store.begin(
            directory, owner: "test", start: FoundPage(address: "http://a.example/", kind: .start, depth: 0))
        let waiting = try #require(try await store.waiting(claim).first)
        var checkpoint = RollStore.Checkpoint(waiting, .read, isFetched: true)
        checkpoint.finds = finds
        try await store.commit(checkpoint, claim, detailLife: .seconds(86_400))
        return try await store.finish(claim, gap: gap, rules: rules)
    }

    func feed() async throws -> [String] {
        try await listings.changes(.init(), .after(0)).map { change in
            "\(change.kind.name) \(change.name)" + change.fields.map { " \($0.field)" }.joined()
        }
    }
}

@Suite(.onEachEngine) struct RollStoreTests {
    @Test func theFirstRollMakesEveryListingAppear() async throws {
        let stage = try await RollStage()
        let roll = try await stage.roll((0..<12).map { RollStage.person($0) })
        #expect(roll.state == .complete && roll.found == 12 && roll.appeared == 12 && roll.pages == 1)
        #expect(try await stage.listings.count() == 12)
        let again = try await stage.roll((0..<12).map { RollStage.person($0) })
        #expect(again.appeared == 0 && again.changed == 0 && again.left == 0)
        #expect(try await stage.feed().count == 12)
    }

    @Test func listingsAreReadWithoutWhereTheirValuesStandWhereNobodyAsks() async throws {
        let stage = try await RollStage()
        var find = RollStage.person(1)
        let mark = ListingSources.Mark(value: "Person 1", range: [10, 18], path: "html>body", confidence: 0.9)
        find.sources = ListingSources([
            ListingSources.Page(url: find.page, hash: "h", recipe: 1, isDetail: false, marks: ["name": [mark]])
        ])
        _ = try await stage.roll([find])
        let whole = try #require(try await stage.listings.list().first)
        let bare = try await stage.listings.database.read { try ListingStore.listings([whole.id], sources: false, $0) }
        #expect(whole.sources == find.sources && bare.map(\.sources) == [ListingSources()])
        #expect(bare.map(\.fields) == [whole.fields] && bare.map(\.key) == [whole.key])
    }

    @Test func changesAreToldFieldByField() async throws {
        let stage = try await RollStage()
        _ = try await stage.roll((0..<12).map { RollStage.person($0) })
        var second = (0..<12).map { RollStage.person($0) }
        second[3] = RollStage.person(3, phone: "+15125559999")
        second[4] = RollStage.person(4, street: "1  MAIN st")
        let roll = try await stage.roll(second)
        #expect(roll.changed == 1)
        let change = try #require(try await stage.listings.changes(.init(), .before(nil), limit: 1).first)
        #expect(change.fields == [FieldChange(field: "telephone", before: ["+15125551003"], after: ["+15125559999"])])
    }

    @Test func changesAreCountedByTheWordForThemInASpan() async throws {
        let stage = try await RollStage()
        #expect(try await stage.store.firstChange() == nil)
        let all = (0..<12).map { RollStage.person($0) }
        _ = try await stage.roll(all)
        let first = try #require(try await stage.store.firstChange())
        _ = try await stage.roll([RollStage.person(0, phone: "+15125559999")] + all.dropFirst())
        let (day, next) = (first..<first + .seconds(86_400), first + .seconds(86_400)..<first + .seconds(2 * 86_400))
        #expect(try await stage.store.changes(in: day) == ["appeared": 12])
        #expect(try await stage.store.changes(in: next) == ["changed": 1])
        #expect(try await stage.store.changes(in: next.upperBound..<next.upperBound + .seconds(3600)).isEmpty)
    }

    @Test func whoIsMissingOnceHasNotLeftAndMayComeBack() async throws {
        let stage = try await RollStage()
        let all = (0..<12).map { RollStage.person($0) }
        _ = try await stage.roll(all)
        #expect(try await stage.roll(Array(all.dropLast())).left == 0)
        #expect(try await stage.listings.count() == 12)
        #expect(try await stage.roll(Array(all.dropLast())).left == 1)
        #expect(try await stage.listings.count() == 11)
        #expect(try await stage.listings.count(.init(left: true)) == 1)
        #expect(try await stage.roll(all).appeared == 1)
        #expect(try await stage.feed().suffix(2) == ["left Person 11", "returned Person 11"])
        #expect(try await stage.listings.count() == 12)
    }

    @Test func whoIsMissingInBetweenBeginsAgain() async throws {
        let stage = try await RollStage()
        let all = (0..<12).map { RollStage.person($0) }
        for finds in [all, Array(all.dropLast()), all, Array(all.dropLast())] { #expect(try await stage.roll(finds).left == 0) }
    }

    @Test func aPartialRollLetsNobodyLeave() async throws {
        let stage = try await RollStage()
        let all = (0..<12).map { RollStage.person($0) }
        _ = try await stage.roll(all)
        for _ in 0..<3 {
            let roll = try await stage.roll(Array(all.prefix(2)) + [RollStage.person(99)], gap: "the budget of 1 pages is used up")
            #expect(roll.state == .partial && roll.left == 0)
        }
        #expect(try await stage.listings.count() == 13)
    }

    @Test func whoStandsAtAnotherAddressHasMoved() async throws {
        let stage = try await RollStage()
        _ = try await stage.roll((0..<12).map { RollStage.person($0) })
        var second = (0..<12).map { RollStage.person($0) }
        second[5].key = "page:/people/5"
        second[5].address = "http://a.example/people/5"
        let roll = try await stage.roll(second)
        #expect(roll.moved == 1 && roll.appeared == 0 && roll.left == 0)
        #expect(try await stage.feed().last == "moved Person 5 page")
        #expect(try await stage.listings.count() == 12)
    }

    @Test func aRedesignNeverEmptiesADirectory() async throws {
        let stage = try await RollStage()
        let all = (0..<20).map { RollStage.person($0) }
        _ = try await stage.roll(all)
        let few = try await stage.roll(Array(all.prefix(9)))
        #expect(few.state == .failed && few.reason?.contains("9 listings were found where 20 were known") == true)
        #expect(try await stage.roll([]).state == .failed)
        let blank = all.map { find in
            var find = find
            find.fields = ListingFields([.name: find.fields[.name], .streetAddress: ["1 Main St"]])
            return find
        }
        #expect(try await stage.roll(blank).reason?.contains("telephone was there in 100 % of all listings") == true)
        let shuffled = (0..<20).map { RollStage.person($0, phone: "+1800000\($0)") }
        #expect(try await stage.roll(shuffled).reason?.contains("telephone reads otherwise") == true)
        #expect(Set(try await stage.listings.list().map(\.fields)) == Set(all.map(\.fields)))
        #expect(try await stage.feed().count == 20)
        // Somebody looked, and it is so.
        #expect(try await stage.roll(shuffled, rules: .init(acceptsAnything: true)).changed == 20)
        // Nothing at all is never an answer.
        #expect(try await stage.roll([], rules: .init(acceptsAnything: true)).state == .failed)
    }

    @Test func twoProcessesDoNotTakeOneRoll() async throws {
        let stage = try await RollStage()
        let start = FoundPage(address: "http://a.example/", kind: .start, depth: 0)
        let first = try await stage.store.begin(stage.directory, owner: "one", start: start)
        let refused = await #expect(throws: RollsError.self) { try await stage.store.begin(stage.directory, owner: "two", start: start) }
        #expect(refused?.code == .busy)
        stage.clock.advance(by: .seconds(61))
        let second = try await stage.store.begin(stage.directory, owner: "two", start: start)
        #expect(second.roll == first.roll && second.isResumed)
        // The one that was taken for dead can end nothing.
        let lost = await #expect(throws: RollsError.self) { try await stage.store.finish(first, gap: nil, rules: .init()) }
        #expect(lost?.code == .lost)
        let waiting = try #require(try await stage.store.waiting(first).first)
        await #expect(throws: RollsError.self) {
            try await stage.store.commit(RollStore.Checkpoint(waiting, .read), first, detailLife: .zero)
        }
        #expect(try await stage.store.waiting(second).count == 1)
    }

    @Test func aCheckpointIsStoredOnceAndWhole() async throws {
        let stage = try await RollStage()
        let claim = try await stage.store.begin(
            stage.directory, owner: "one", start: FoundPage(address: "http://a.example/", kind: .start, depth: 0))
        let waiting = try #require(try await stage.store.waiting(claim).first)
        var checkpoint = RollStore.Checkpoint(waiting, .read, isFetched: true)
        checkpoint.finds = [RollStage.person(1), RollStage.person(1)]
        checkpoint.found = [
            FoundPage(address: "http://a.example/2", kind: .list, depth: 0),
            FoundPage(address: "http://a.example/2", kind: .list, depth: 0),
            FoundPage(address: "http://a.example/p/1", kind: .detail, depth: 0, key: "page:/p/1"),
        ]
        try await stage.store.commit(checkpoint, claim, detailLife: .zero)
        await #expect(throws: RollsError.self) { try await stage.store.commit(checkpoint, claim, detailLife: .zero) }
        let progress = try await stage.store.progress(claim)
        #expect(progress.pages == 1 && progress.waiting == 2 && progress.found == 1)
        #expect(try await stage.store.waiting(claim).map(\.page.kind) == [.list, .detail])
    }

    @Test func anOwnPageIsNotFetchedAgainWhileTheListShowsTheSame() async throws {
        let stage = try await RollStage()
        func roll(_ find: RollStore.Find) async throws -> Int {
            let claim = try await stage.store.begin(
                stage.directory, owner: "x", start: FoundPage(address: "http://a.example/", kind: .start, depth: 0))
            let first = try #require(try await stage.store.waiting(claim).first)
            var checkpoint = RollStore.Checkpoint(first, .read)
            checkpoint.finds = [find]
            checkpoint.found = [FoundPage(address: find.address ?? "", kind: .detail, depth: 0, key: find.key)]
            try await stage.store.commit(checkpoint, claim, detailLife: .seconds(3600))
            let details = try await stage.store.waiting(claim)
            for waiting in details {
                var checkpoint = RollStore.Checkpoint(waiting, .read)
                checkpoint.finds = [
                    RollStore.Find(
                        key: find.key, fields: ListingFields([.license: ["77"], .name: ["Somebody else"]]), isDetail: true,
                        address: find.address, page: find.address ?? "", pageHash: "d")
                ]
                try await stage.store.commit(checkpoint, claim, detailLife: .seconds(3600))
            }
            _ = try await stage.store.finish(claim, gap: nil, rules: .init())
            return details.count
        }
        #expect(try await roll(RollStage.person(1)) == 1)
        #expect(try await roll(RollStage.person(1)) == 0)
        #expect(try await roll(RollStage.person(1, phone: "+15120000000")) == 1)
        stage.clock.advance(by: .seconds(3601))
        #expect(try await roll(RollStage.person(1, phone: "+15120000000")) == 1)
        let listing = try #require(try await stage.listings.list().first)
        // The own page adds what the list leaves out, and takes nothing from it.
        #expect(listing.fields.first(.license) == "77" && listing.name == "Person 1")
    }

    @Test func theFeedIsReadOnwardsWithoutGapOrRepeat() async throws {
        let stage = try await RollStage()
        for number in 1...5 { _ = try await stage.roll((0..<(number * 30)).map { RollStage.person($0) }) }
        var (seen, last): ([Int64], Int64) = ([], 0)
        while let page = Optional(try await stage.listings.changes(.init(), .after(last), limit: 7)), let end = page.last {
            seen += page.map(\.id)
            last = end.id
        }
        #expect(seen.count == 150 && seen == seen.sorted() && Set(seen).count == 150)
        let latest = try await stage.listings.changes(.init(kinds: [.appeared]), .before(nil), limit: 10)
        #expect(latest.map(\.id) == Array(seen.reversed().prefix(10)))
    }

    @Test func listingsAreFilteredAndPaged() async throws {
        let stage = try await RollStage()
        _ = try await stage.roll((0..<40).map { RollStage.person($0, page: false) })
        #expect(try await stage.listings.list(.init(search: "PERSON 3")).count == 11)
        #expect(try await stage.listings.list(.init(search: "100%")).isEmpty)
        #expect(try await stage.listings.list(.init(directory: DirectoryID(8))).isEmpty)
        let first = try await stage.listings.list(limit: 25)
        #expect(try await stage.listings.list(after: first.last?.id ?? 0).count == 15)
    }
}

@Suite struct ListingKeyTests {
    @Test func aListingIsKnownByItsPageItsNumberOrItsNameAndAddress() {
        let fields = ListingFields([.name: ["Ann  O'Hara"], .telephone: ["+15125550100"], .license: ["TX-12"]])
        #expect(ListingKey.key(fields, page: nil) == "number:tx 12")
        let unnumbered = ListingFields([.name: ["Ann  O'Hara"], .telephone: ["+15125550100"]])
        #expect(ListingKey.key(unnumbered, page: nil) == "name:ann o hara|+15125550100")
        #expect(ListingKey.key(ListingFields([.telephone: ["1"]]), page: nil) == nil)
        let long = ListingFields([.name: [String(repeating: "x", count: 3000)]])
        #expect((ListingKey.key(long, page: nil)?.utf8.count ?? 0) < 200)
    }

    @Test func textWithAHeadlineIsNoListing() {
        #expect(!ListingFields([.name: ["News of today"], .description: ["It rained."]]).isListing)
        #expect(ListingFields([.person: ["Ann"], .email: ["ann@example.com"]]).isListing)
        #expect(!ListingFields([.email: ["ann@example.com"]]).isListing)
    }

    @Test func valuesAreBounded() {
        var fields = ListingFields()
        for number in 0..<1000 { fields.add("value \(number)", as: .telephone) }
        fields.add(String(repeating: "x", count: 10_000), as: .description)
        fields.add("value 1", as: .telephone)
        #expect(fields[.telephone].count == 16 && fields[.description].isEmpty)
    }
}
