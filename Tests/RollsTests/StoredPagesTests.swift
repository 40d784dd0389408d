import Database
import DatabaseTesting
import Foundation
import HTML
import Listings
import Model
import Testing

@testable import Rolls
@testable import Web

@Suite(.onEachEngine) struct StoredPagesTests {
    /// Takes a roll of three lists with three, one and two listings, the last of which has a page of its own.
    private static func stage(_ hashes: [String], own: String) async throws -> RollStage {
        let stage = try await RollStage()
        var finds: [RollStore.Find] = []
        for (list, count) in [3, 1, 2].enumerated() {
            for _ in 0..<count {
                var find = RollStage.person(finds.count)
                (find.page, find.pageHash) = ("http://a.example/list/\(list)", hashes[list])
                finds.append(find)
            }
        }
        _ = try await stage.roll(finds)
        let sources = ListingSources([
            ListingSources.Page(url: "http://a.example/p/0", hash: own, recipe: 1, isDetail: true, marks: ["name": []])
        ])
        let text = String(decoding: try JSONEncoder().encode(sources), as: UTF8.self)
        try await stage.store.database.write { connection in
            try connection.execute("UPDATE listings SET detail_sources = $1 WHERE name = $2", [.text(text), .text("Person 0")])
        }
        return stage
    }

    @Test func pagesAreFoundByTheListingsThatWereReadFromThem() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "stored-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cache = PageCache(folder: folder)
        var hashes: [String] = []
        for number in 0..<4 {
            let body = Array("<ul><li>Page \(number)</ul>".utf8)
            hashes.append(PageCache.hash(body))
            // The second list has left the cache, and the third is none that can be shown.
            guard number != 1 else { continue }
            cache.keep(
                PageCache.Entry(
                    url: "http://a.example/\(number)", hash: hashes[number], contentType: number == 2 ? "application/pdf" : "text/html",
                    fetchedAt: 0), body: body)
        }
        let stage = try await Self.stage(hashes, own: hashes[3])
        let stored = StoredPages(stage.store.database, cache: cache)
        let lists = try await stored.lists(of: stage.directory)
        #expect(lists.map(\.listings) == [3, 2, 1] && lists.map(\.hash) == [hashes[0], hashes[2], hashes[1]])
        #expect(try await stored.lists(of: stage.directory, limit: 1).count == 1)
        #expect(try await stored.lists(of: DirectoryID(99)).isEmpty)
        let kept = await stored.kept(lists)
        #expect(kept.map(\.place.hash) == [hashes[0]] && kept.first?.url.href == "http://a.example/list/0")
        let own = try await stored.own(of: stage.directory)
        #expect(own == [StoredPages.Place(url: "http://a.example/p/0", hash: hashes[3], listings: 1)])
        let page = try #require(await stored.page(own[0]))
        #expect(page.document.textContent(of: page.document.root) == "Page 3")
        let nowhere = await stored.page(StoredPages.Place(url: "no address", hash: hashes[0], listings: 1))
        let outside = await stored.page(StoredPages.Place(url: "http://a.example/", hash: "../../etc/passwd", listings: 1))
        #expect(nowhere == nil && outside == nil)
    }
}
