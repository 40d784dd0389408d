import Directories
import Foundation
import HTTPTypes
import Listings
import Model
import Resilience
import Rolls
import Testing

@testable import API
@testable import Console

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// A stage with three directories: one that was rolled twice, one that was rolled once, and one that never was.
struct ListingStage {
    let stage: Stage
    private let store: RollStore

    init() async throws {
        stage = try await Stage.filled(3)
        store = RollStore(stage.database, clock: stage.clock)
        try await roll(
            1,
            [
                Self.find("Smith & <b>Sons</b> Plumbing", phone: "+15125550100", street: "12 Oak Street"),
                Self.find("Jane Doe", phone: "+15125550199", street: "1 Main St"),
                Self.find("Gone Ltd", phone: "+15125550111", street: "9 Elm"),
            ])
        stage.clock.advance(by: .seconds(3_600))
        for _ in 0..<2 {
            try await roll(
                1,
                [
                    Self.find("Smith & <b>Sons</b> Plumbing", phone: "+15125550100", street: "12 Oak Street"),
                    Self.find("Jane Doe", phone: "+15125550222", street: "1 Main St"),
                ])
            stage.clock.advance(by: .seconds(3_600))
        }
        try await roll(
            2,
            [
                Self.find("Smith and Sons Plumbing", phone: "+15125550999", street: "12 Oak St."),
                Self.find("Doe & Co", phone: "+13035550000", street: "77 Pine Road"),
            ])
    }

    private static func find(_ name: String, phone: String, street: String) -> RollStore.Find {
        let fields = ListingFields([.name: [name], .telephone: [phone], .streetAddress: [street]])
        return RollStore.Find(
            key: "name:\(name)", fields: fields, isDetail: false, address: nil, page: "https://host.example/list?<page>=1",
            pageHash: "c0ffee")
    }

    private func roll(_ directory: Int64, _ finds: [RollStore.Find]) async throws {
        let claim = try await store.begin(
            DirectoryID(directory), owner: "test", start: FoundPage(address: "https://host.example/list", kind: .list, depth: 0))
        let page = try #require(try await store.waiting(claim).first)
        var checkpoint = RollStore.Checkpoint(page, .read, isFetched: true)
        checkpoint.finds = finds
        try await store.commit(checkpoint, claim, detailLife: .zero)
        var rules = RollStore.Rules()
        rules.acceptsAnything = true
        _ = try await store.finish(claim, gap: nil, rules: rules)
    }
}

@Suite struct ListingPagesTests {
    @Test(arguments: [
        ("/listings", "Jane Doe"), ("/listings?search=oak", "Smith"), ("/listings?left=true", "Gone Ltd"),
        ("/listings?search=zzz", "No listing matches"),
        ("/directories/d-0/listings", "2 listed"), ("/directories/d-2/listings", "rollcall roll d-2"),
        ("/listings/2", "<del>+15125550199</del>"),
        ("/listings/2", "c0ffee"), ("/changes", "Jane Doe"), ("/changes?kind=left", "Gone Ltd"),
        ("/directories/d-1/changes", "Doe &amp; Co"),
        ("/where", "as it should be listed"), ("/where?name=Jane+Doe", "never rolled"), ("/directories/d-0", "/directories/d-0/listings"),
    ])
    func `serves the pages of listings with nothing of strangers as markup`(path: String, text: String) async throws {
        let answer = try await ListingStage().stage.ask(path)
        #expect(answer.status == 200)
        #expect(answer.text.contains(text), "\(answer.text)")
        for evil in ["<b>Sons", "<page>", "{{", " style=\"", " onclick="] { #expect(!answer.text.contains(evil), "\(evil)") }
    }

    @Test(arguments: ["/listings", "/changes", "/where", "/where?name=Nobody", "/changes.atom", "/api/v1/where?name=Nobody"])
    func `an installation without listings is shown as one`(path: String) async throws {
        #expect(try await Stage().ask(path).status == 200)
    }

    @Test(arguments: [
        ("/listings/99", 404), ("/listings/x", 404), ("/directories/none/listings", 404), ("/directories/none/changes", 404),
        ("/directories/none/changes.atom", 404), ("/api/v1/listings/99", 404), ("/api/v1/directories/none/listings", 404),
        ("/api/v1/directories/none/rolls", 404), ("/api/v1/where", 400), ("/where?phone=5125550100", 400), ("/where?name=!", 400),
        ("/where?name=Jane&phone=12", 400), ("/api/v1/changes?kind=gone", 400), ("/api/v1/changes?since=yesterday", 400),
        ("/listings?left=perhaps", 400), ("/api/v1/changes?cursor=AAAA", 400),
    ])
    func `what is not there or cannot be asked is told`(path: String, status: Int) async throws {
        #expect(try await ListingStage().stage.ask(path).status == status)
    }

    @Test func `a follower of the changes misses nothing and sees nothing twice`() async throws {
        let stage = try await ListingStage().stage
        var seen: [Int] = []
        var address = "/api/v1/changes?after=0&limit=2"
        while true {
            let answer = try await stage.ask(address)
            seen += answer.items.compactMap { $0["id"] as? Int }
            guard let next = answer.json["next"] as? String else { break }
            address = "/api/v1/changes?after=0&limit=2&cursor=\(next)"
        }
        #expect(seen == Array(1...7))
        #expect(try await stage.ask("/api/v1/changes?after=7").items.isEmpty)
        let latest = try await stage.ask("/api/v1/changes?limit=1")
        #expect(latest.items.first?["id"] as? Int == 7)
        let left = try await stage.ask("/api/v1/changes?since=2026-01-01T13:30:00Z&kind=left")
        #expect(left.items.map { $0["name"] as? String } == ["Gone Ltd"])
    }

    @Test func `a listing has its history field by field`() async throws {
        let answer = try await ListingStage().stage.ask("/api/v1/listings/2")
        let history = try #require(answer.json["history"] as? [[String: Any]])
        #expect(history.map { $0["kind"] as? String } == ["changed", "appeared"])
        let field = try #require((history.first?["fields"] as? [[String: Any]])?.first)
        #expect(field["field"] as? String == "telephone" && field["after"] as? [String] == ["+15125550222"])
    }

    @Test(
        arguments: [
            // The same, a number that changed, another writing of name and street, a slip in the name.
            ("Smith & Sons Plumbing", "(512) 555-0100", "12 Oak Street", "listed", "other"),
            ("Smith & Sons Plumbing", nil, nil, "listed", "listed"), ("Smyth & Sons Plumbing", "512 555 0100", nil, "other", "not_found"),
            ("Jane Doe", "+1 512-555-0199", "1 Main St", "other", "not_found"), ("Gone Ltd", nil, nil, "left", "not_found"),
            ("Nobody at All", "303 555 1234", nil, "not_found", "not_found"),
            ("Doe & Co", "303-555-0000", "77 Pine Rd", "not_found", "listed"),
        ] as [(String, String?, String?, String, String)])
    func `says of each directory whether somebody is listed there`(
        name: String, phone: String?, address: String?, first: String, second: String
    ) async throws {
        let path = PageValues.link("/api/v1/where", [("name", name), ("phone", phone), ("address", address)])
        let items = try await ListingStage().stage.ask(path).items
        func standing(_ slug: String) -> String? { items.first { $0["directory"] as? String == slug }?["standing"] as? String }
        #expect(standing("d-0") == first)
        #expect(standing("d-1") == second)
        #expect(standing("d-2") == "never_rolled")
    }

    @Test func `what differs is told field by field`() async throws {
        let stage = try await ListingStage().stage
        let path = "/where?name=Smith+%26+Sons+Plumbing&phone=512-555-0100&address=12+Oak+Street"
        let text = try await stage.ask(path).text
        #expect(text.contains("+15125550999") && text.contains("asked for 512-555-0100"), "\(text)")
        let namesake = try await stage.ask("/where?name=Jane+Doe&phone=303-555-7777&address=4+Elm+Ave").text
        #expect(namesake.contains("perhaps a namesake"))
    }

    @Test func `the feed is well-formed Atom, whatever names hold`() async throws {
        let stage = try await ListingStage().stage
        for path in ["/changes.atom", "/directories/d-0/changes.atom"] {
            let answer = try await stage.ask(path)
            #expect(answer.headers[.contentType] == "application/atom+xml; charset=utf-8")
            let reader = FeedReader()
            let parser = XMLParser(data: Data(answer.text.utf8))
            parser.delegate = reader
            #expect(parser.parse(), "\(answer.text)")
            #expect(reader.ids.count == Set(reader.ids).count && reader.ids.count == (path == "/changes.atom" ? 8 : 6))
            #expect(reader.updated.allSatisfy { MomentReader.read($0) != nil } && reader.updated.count == reader.ids.count)
            let tag = try #require(answer.headers[.eTag])
            #expect(try await stage.ask(path, headers: [.ifNoneMatch: tag]).status == 304)
        }
        #expect(
            try await stage.ask("/changes").text.contains("<link rel=\"alternate\" type=\"application/atom+xml\" href=\"/changes.atom\""))
    }

    @Test func `control characters do not break the feed`() {
        let change = ListingChange(
            id: 1, directory: DirectoryID(1), listing: 1, roll: 1, at: Stage.noon, kind: .appeared, name: "a\u{1}\u{FFFE}]]>&", fields: [])
        let feed = AtomFeed(
            title: "\u{0}", path: "/changes.atom", page: "/changes", authority: "[::1]:7655",
            entries: [AtomFeed.Entry(change, directory: "\u{1B}")], now: Stage.noon)
        #expect(XMLParser(data: Data(feed.xml().utf8)).parse())
    }
}

private final class FeedReader: NSObject, XMLParserDelegate {
    var ids: [String] = []
    var updated: [String] = []
    private var text = ""

    func parser(_: XMLParser, didStartElement: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]) {
        text = ""
    }
    func parser(_: XMLParser, foundCharacters found: String) { text += found }
    func parser(_: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        if name == "id" { ids.append(text) }
        if name == "updated" { updated.append(text) }
    }
}
