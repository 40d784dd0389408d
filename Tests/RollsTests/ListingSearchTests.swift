import Database
import DatabaseTesting
import Foundation
import Listings
import Model
import Resilience
import Testing

@testable import Rolls

/// Searches through all listings on both engines: what their indexes find is what a look at every listing finds.
@Suite(.onEachEngine, .serialized) struct ListingSearchTests {
    private static let names = [
        "Ann O'Hara", "Änne Müller 100%", "Smith_Jones & Sons", "ab", "x*y?z [1]", "Person 17 of Austin", "Person 71 of Boston", "日本語の名前",
        "back\\slash",
    ]

    private func store() async throws -> (ListingStore, RollStore) {
        let database = try await Engine.current.open()
        try await database.migrate([RollsSchema.migrations], at: Timestamp(seconds: 0))
        return (ListingStore(database), RollStore(database))
    }

    private func roll(_ names: [String], _ store: RollStore) async throws {
        let claim = try await store.begin(
            DirectoryID(1), owner: "a", start: FoundPage(address: "http://a.example/", kind: .start, depth: 0))
        let waiting = try #require(try await store.waiting(claim).first)
        var checkpoint = RollStore.Checkpoint(waiting, .read, isFetched: true)
        checkpoint.finds = names.enumerated().map { number, name in
            RollStore.Find(
                key: "page:/\(number)", fields: ListingFields([.name: [name], .telephone: ["+1512555\(1000 + number)"]]), isDetail: false,
                address: nil, page: "http://a.example/", pageHash: "h")
        }
        try await store.commit(checkpoint, claim, detailLife: .zero)
        _ = try await store.finish(claim, gap: nil, rules: RollStore.Rules(grace: 1, acceptsAnything: true))
    }

    @Test func whatStandsAnywhereInAValueIsFound() async throws {
        let (listings, store) = try await store()
        try await roll(Self.names, store)
        let texts = [
            "ann", "AUSTIN", "o'h", "%", "100%", "_", "h_j", "*", "x*y", "?", "[1]", "ä", "müll", "日本", "ab", "a", "7", "person 1",
            "551003", "+1512",
            "son 71 of", "zzz", "\\s", "''", "", " ",
        ]
        let all = try await listings.list(limit: 100)
        #expect(all.count == Self.names.count)
        for text in texts {
            let expected = all.filter { listing in
                let search = listing.fields.kinds.flatMap { listing.fields.values[$0] ?? [] }.joined(separator: " ").lowercased()
                return text.isEmpty || search.contains(text.lowercased())
            }
            #expect(try await listings.list(.init(search: text), limit: 100).map(\.id) == expected.map(\.id), "\(text)")
            #expect(try await listings.count(.init(search: text)) == expected.count, "\(text)")
        }
        #expect(
            try await listings.candidates([["person", "austin"], ["müller"], ["nobody"]]).map(\.name) == [Self.names[1], Self.names[5]])
    }

    @Test func theIndexFollowsWhatRollsChange() async throws {
        let (listings, store) = try await store()
        try await roll(Self.names, store)
        var changed = Self.names
        changed[5] = "Person 17 of Dallas"
        try await roll(changed, store)
        #expect(try await listings.list(.init(search: "austin")).isEmpty)
        #expect(try await listings.list(.init(search: "of dallas")).map(\.name) == ["Person 17 of Dallas"])
        try await listings.database.write { _ = try $0.execute("DELETE FROM listings WHERE name = $1", [.text("Person 17 of Dallas")]) }
        #expect(try await listings.list(.init(left: nil, search: "dallas")).isEmpty)
    }

    @Test func searchesAreAnsweredByTheIndex() async throws {
        let (listings, _) = try await store()
        let plan = try await listings.database.write { connection -> String in
            switch connection.dialect {
            case .sqlite:
                let condition = ListingSearch.condition([["austin"]], .sqlite) { _ in "'*austin*'" }
                return try connection.query("EXPLAIN QUERY PLAN SELECT id FROM listings WHERE \(condition)") { $0.text(3) }.joined(
                    separator: "\n")
            case .postgres:
                let condition = ListingSearch.condition([["austin"]], .postgres) { _ in "'%austin%'" }
                // Of a table without rows it would rather look at all of them.
                _ = try connection.execute("SET LOCAL enable_seqscan = off")
                return try connection.query("EXPLAIN SELECT id FROM listings WHERE \(condition)") { $0.text(0) }.joined(separator: "\n")
            }
        }
        #expect(plan.contains("VIRTUAL TABLE INDEX 0:G0") || plan.contains("listings_search"), "\(plan)")
    }
}
