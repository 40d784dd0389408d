import Foundation
import HTML
import HTTPTypes
import Listings
import Model
import Testing

@testable import Console
@testable import Rolls
@testable import Web

/// A directory with a recipe, two stored pages of its list, and a hostile third.
struct RecipeStage {
    let stage: Stage
    let recipes: RecipeStore
    /// What of the listings waits for an answer: three telephone numbers on the first page, the surest first, and one fax number on the second.
    let reviews: ReviewStore
    /// The hash of the page that most listings were read from.
    let hash: String

    static let list = """
        version: 1
        records: "li"
        fields:
          - kind: name
            class: "a.n"
          - kind: telephone
            position: ":scope > i:nth-of-type(1)"
            required: true
        """

    private static func page(_ numbers: ClosedRange<Int>, _ extra: String = "") -> String {
        let rows = numbers.map {
            "<li><a class=n href=/p/\($0)>Person \($0)</a><i>512-555-02\(10 + $0)</i><b class=tel>512-555-01\(10 + $0)</b><br>Hours: 9 to \($0)</li>"
        }
        return "<!doctype html><html lang=en><body onload=alert(1)><script>alert(1)</script><ul>\(rows.joined())</ul>\(extra)</body></html>"
    }

    private static func doubt(_ number: Int, _ index: Int, _ url: String, _ hash: String) -> RollStore.Doubt {
        let found = FoundValue(
            kind: index == 0 ? .telephone : .faxNumber, text: "512-555-011\(number + 1)", value: "+1512555011\(number + 1)",
            confidence: 0.6 - Double(number) / 10,
            provenance: Provenance(range: 3..<9, path: "html>body>ul:nth-child(2)>li:nth-child(\(number + 1))>b:nth-child(3)"),
            node: Document.parse(Array("<p>x".utf8)).root)
        return RollStore.Doubt(
            key: "page:/p/\(index)\(number)", name: "P<\(index)\(number)>", value: found, page: url, pageHash: hash, recipe: 1)
    }

    /// - Parameter isKept: Whether the pages are in the cache.
    static func with(isKept: Bool = true, _ body: (RecipeStage) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "recipe-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(RecipeStage(folder, isKept))
    }

    private init(_ folder: String, _ isKept: Bool) async throws {
        var stage = try await Stage.filled(2)
        stage.pageFolder = folder
        self.stage = stage
        let store = RollStore(stage.database, clock: stage.clock)
        recipes = store.recipes
        reviews = store.reviews
        let cache = PageCache(folder: folder)
        var hashes: [String] = []
        for (index, html) in [Self.page(1...4), Self.page(5...6, "<img src=//evil.example onerror=alert(1)>")].enumerated() {
            let bytes = Array(html.utf8)
            let url = "https://host0.example/list?<page>=\(index)"
            hashes.append(PageCache.hash(bytes))
            let entry = PageCache.Entry(
                url: "https://host0.example/list/\(index)", hash: hashes[index], contentType: "text/html", fetchedAt: 0)
            if isKept { cache.keep(entry, body: bytes) }
            let claim = try await store.begin(
                DirectoryID(1), owner: "test", start: FoundPage(address: "https://host0.example/", kind: .list, depth: 0))
            var checkpoint = RollStore.Checkpoint(try #require(try await store.waiting(claim).first), .read, isFetched: true)
            checkpoint.finds = (0..<(index == 0 ? 4 : 2)).map { number in
                RollStore.Find(
                    key: "page:/p/\(index)\(number)", fields: ListingFields([.name: ["P\(index)\(number)"], .telephone: ["+15125550100"]]),
                    isDetail: false, address: nil, page: url, pageHash: hashes[index])
            }
            checkpoint.doubts = (0..<(index == 0 ? 3 : 1)).map { Self.doubt($0, index, url, hashes[index]) }
            try await store.commit(checkpoint, claim, detailLife: .zero)
            var rules = RollStore.Rules()
            (rules.acceptsAnything, rules.grace) = (true, 5)
            _ = try await store.finish(claim, gap: nil, rules: rules)
        }
        hash = hashes[0]
        _ = try await recipes.add(try DirectoryRecipe(Self.list), to: DirectoryID(1), author: "roll 1", reason: "<b>first</b>", base: 0)
    }

    func post(_ body: String, to path: String = "/directories/d-0/recipe", headers: HTTPFields = [:]) async throws -> Answer {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        return try await stage.ask(path, method: .post, headers: headers, body: body)
    }

    /// The number of the first element that is listed with such a name.
    func node(_ name: String, _ question: String) async throws -> Int {
        let page = try await stage.ask("/directories/d-0/recipe?\(question)").text
        let line = try #require(page.split(separator: "\n").first { $0.contains("data-node=") && $0.contains(">\(name)</span></a>") })
        return try #require(line.firstRange(of: "data-node=\"").flatMap { Int(line[$0.upperBound...].prefix { $0.isNumber }) })
    }
}
