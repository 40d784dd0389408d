import Database
import DatabaseTesting
import Listings
import Model
import Resilience
import Rolls
import Testing

@testable import Entities

/// Directories whose rolls are told rather than fetched, on the engine of the test and a clock turned by hand.
struct EntityStage {
    let database: any SQLDatabase
    let rolls: RollStore
    let listings: ListingStore
    let store: EntityStore
    let runner: EntityRunner
    let clock = ManualClock()

    /// - Parameters:
    ///   - batch: listings of one transaction.
    ///   - sample: listings that are learned from.
    init(batch: Int = 100, sample: Int = 1_000) async throws {
        database = try await Engine.current.open()
        try await database.migrate([RollsSchema.migrations, EntitiesSchema.migrations], at: clock.now())
        rolls = RollStore(database, clock: clock)
        listings = ListingStore(database)
        store = EntityStore(database, clock: clock)
        runner = EntityRunner(database, clock: clock, batch: batch, sample: sample)
    }

    /// Somebody as a directory shows it.
    struct Card {
        var page: String
        var fields: [FieldKind: [String]]

        init(_ page: String, _ name: String, phone: String? = nil, street: String? = nil, city: String = "Austin", zip: String = "78701") {
            self.page = page
            fields = [.name: [name], .addressLocality: [city], .addressRegion: ["TX"], .postalCode: [zip]]
            if let phone { fields[.telephone] = [phone] }
            if let street { fields[.streetAddress] = [street] }
        }

        func with(_ kind: FieldKind, _ values: [String]) -> Card {
            var card = self
            card.fields[kind] = values
            return card
        }
    }

    /// Takes a roll of a directory that finds these.
    func roll(_ directory: Int64, _ cards: [Card], grace: Int = 1) async throws {
        clock.advance(by: .seconds(86_400))
        let start = "http://d\(directory).example/"
        let claim = try await rolls.begin(
            DirectoryID(directory), owner: "test", start: FoundPage(address: start, kind: .start, depth: 0))
        let waiting = try #require(try await rolls.waiting(claim).first)
        var checkpoint = RollStore.Checkpoint(waiting, .read, isFetched: true)
        checkpoint.finds = cards.map {
            RollStore.Find(
                key: "page:/\($0.page)", fields: ListingFields($0.fields), isDetail: false, address: start + $0.page, page: start,
                pageHash: "h")
        }
        try await rolls.commit(checkpoint, claim, detailLife: .seconds(86_400))
        let rules = RollStore.Rules(grace: grace, acceptsAnything: true)
        let report = try await rolls.finish(claim, gap: nil, rules: rules)
        #expect(report.state == .complete)
    }

    /// The entities' listings as `directory/page`, by number.
    func picture() async throws -> [Int64: [String]] {
        var picture: [Int64: [String]] = [:]
        for entity in try await store.list(limit: 10_000) {
            picture[entity.id] = try await store.listings(of: entity.id).map { "\($0.directory)/\($0.key.dropFirst(6))" }.sorted()
        }
        return picture
    }

    /// The number of the entity of a listing.
    func entity(_ directory: Int64, _ page: String) async throws -> Int64 {
        let all = try await listings.list(ListingStore.Filter(directory: DirectoryID(directory), left: nil), limit: 10_000)
        let listing = try #require(all.first { $0.key == "page:/\(page)" })
        return try #require(try await store.entity(ofListing: listing.id))
    }

    func listing(_ directory: Int64, _ page: String) async throws -> Listing {
        let all = try await listings.list(ListingStore.Filter(directory: DirectoryID(directory), left: nil), limit: 10_000)
        return try #require(all.first { $0.key == "page:/\(page)" })
    }

    // MARK: A town

    private static let givenNames = [
        "Ada", "Bert", "Clara", "Dora", "Emil", "Frieda", "Gustav", "Helen", "Ida", "Jonas", "Karla", "Ludwig",
    ]
    private static let familyNames = [
        "Archer", "Bennett", "Carver", "Donovan", "Ellison", "Fletcher", "Gallagher", "Holloway", "Ingram", "Jamison", "Kendall",
    ]
    private static let streets = ["Lamar Blvd", "Congress Ave", "Guadalupe St", "Rio Grande St", "Burnet Rd", "Oltorf St", "Manor Rd"]

    /// Somebody of a made-up town; the same number is the same one in every directory.
    static func citizen(_ number: Int) -> Card {
        Card(
            "p\(number)", "\(givenNames[number % 12]) \(familyNames[number * 7 % 11])\(number >= 132 ? " \(number)" : "")",
            phone: "+1512\(String(5_550_000 + number * 37))", street: "\(100 + number * 3) \(streets[number % 7])",
            zip: "787\(10 + number % 40)")
    }
}
