import HTML
import Testing

@testable import Listings

/// Lists of people without a link to a page of their own, in the ways that directories set them, between navigation, news, advertising and a
/// footer that says how its owner is reached.
@Suite struct RecordLayoutTests {
    private static let options = Extraction.Options(context: ReadingContext(country: Country(rawValue: "US")))

    @Test(arguments: MadeLayout.all, [11, 26]) func `finds whom a page lists, with their fields, and nobody else`(
        _ layout: MadeLayout, _ count: Int
    ) {
        let listings = MadeListing.made(count, start: count)
        let extraction = Extraction(layout.page(listings), Self.options)
        #expect(MadeLayout.faults(extraction.records, layout.order(listings), layout.fields) == [])
    }

    @Test(arguments: MadeLayout.all) func `a proposed recipe reads another page of the same design`(_ layout: MadeLayout) throws {
        let people = [MadeListing.made(11), MadeListing.made(9, start: 50)]
        let pages = people.map(layout.page)
        let recipe = try RecipeProposal(pages, Self.options).recipe
        // As it is written and read again.
        #expect(try Recipe(yaml: recipe.yaml) == recipe)
        let listings = MadeListing.made(17, start: 23)
        let run = RecipeRun(recipe, layout.page(listings), Self.options)
        #expect(MadeLayout.faults(run.set.records, layout.order(listings), layout.fields) == [])
        // Those who are known of other pages confirm it.
        let url = try #require(WebURL("https://a.example/members"))
        let known = people.joined().map { KnownRecord(values: [.name: [$0.name], .telephone: [$0.telephone]]) }
        let taught = try RecipeTeaching(
            recipe, heldAgainst: pages.map { RecipeLesson($0, url: url, records: known) }, Self.options)
        #expect(taught.records == 20 && taught.known == 40 && taught.reproduced == 40)
        // Where it reads other numbers than are known, it does not; strangers are nobody.
        let others = known.map { KnownRecord(values: $0.values.merging([.telephone: ["+15550000000"]]) { $1 }) }
        let doubtful = try RecipeTeaching(
            recipe, heldAgainst: pages.map { RecipeLesson($0, url: url, records: others) }, Self.options)
        #expect(doubtful.records == 20 && doubtful.known == 40 && doubtful.reproduced == 20)
        #expect(throws: RecipeError.self) {
            try RecipeTeaching(recipe, heldAgainst: [RecipeLesson(layout.page(listings), url: url, records: [])], Self.options)
        }
    }

    @Test func `five of them outweigh the news beside them`() {
        let listings = MadeListing.made(5, start: 40)
        // Where each group has one, its heading is as good a name.
        for layout in MadeLayout.all where !layout.isSorted {
            let extraction = Extraction(layout.page(listings), Self.options)
            #expect(MadeLayout.faults(extraction.records, listings, [.name]) == [], "\(layout)")
        }
    }

    private static func nested(_ address: String, _ name: String) -> String {
        "<li><strong>\(name)</strong><ul><li>Bakery</li><li>\(address)</li><li>Tel. 020 7946 0\(100 + address.utf8.reduce(0) { $0 + Int($1) } % 900)</li></ul></li>"
    }

    @Test func `an address goes on to the line above one that ends with a code of letters and digits`() {
        for (country, towns) in [("GB", ["Manchester M7 3AS", "Bristol BS5 7TS"]), ("CA", ["Toronto ON M5V 2T6", "Halifax NS B3H 4R2"])] {
            let names = MadeListing.made(8).map(\.name)
            let lines = names.indices.map { "\(7 + 31 * $0) Queen Street<br>\(towns[$0 % 2])" }
            let list = zip(lines, names).map(Self.nested).joined()
            let options = Extraction.Options(context: ReadingContext(country: Country(rawValue: country)))
            let records = Extraction(Document(MadeLayout.source("<ul>\(list)</ul>")), options).records
            #expect(records.map { $0.values(.address).first?.value } == lines.map { $0.replacing("<br>", with: ", ") })
        }
    }

    @Test func `what stands below a list is no group of it, and its heading no kind`() {
        let listings = MadeListing.made(8)
        func cards(_ texts: [String]) -> String { texts.map { "<li><h3>\($0)</h3><p>(512) 555-01\(10 + $0.count)</p></li>" }.joined() }
        let page =
            "<section><h2>Newest members</h2><ul>\(cards(listings.map(\.name)))</ul></section>"
            + "<section><h2>Questions</h2><ul>\(cards(["How to join", "Who may", "What it costs", "Where we are"]))</ul></section>"
        let records = Extraction(Document(MadeLayout.source(page)), Self.options).records
        #expect(records.count >= 8)
        #expect(records.allSatisfy { $0.values(.category).isEmpty })
    }

    @Test func `a page of news stays one beside an office's telephone numbers`() {
        let news = (1...8).map {
            "<article><h3><a href=/n\($0)>What was decided in the matter of the \($0) bridges</a></h3><p>\($0) May 2026. The court has said a word.</p></article>"
        }
        let offices = ["Austin", "Dallas", "Salem"].map { "<li>\($0) office: (512) 555-0100</li>" }
        let extraction = Extraction(
            Document(MadeLayout.source(news.joined() + "<h3>Offices</h3><ul>\(offices.joined())</ul>")), Self.options)
        #expect(extraction.records.count == 8)
        #expect(extraction.records.first?.values(.date).first?.value == "2026-05-01")
    }

    @Test func `a mail that passes a page on reaches nobody`() {
        let articles = (1...6).map {
            "<article><h3><a href=/a\($0)>Bridge number \($0) is built of stone</a></h3><p>\($0) May 2026</p><div class=sum>It took a year and was dear, and "
                + "nobody has said why. <a href='mailto:?subject=Bridge'>Mail</a></div></article>"
        }
        let records = Extraction(Document(MadeLayout.source(articles.joined())), Self.options).records
        #expect(records.map { $0.values(.date).first?.value } == (1...6).map { "2026-05-0\($0)" })
    }

    @Test func `a cell that spans rows is a field of all of them`() {
        let table = """
            <table><tr><th>City</th><th>Name</th><th>Phone</th></tr>
            <tr><td rowspan=2>Austin</td><td>Dana Whitfield</td><td>(512) 555-0101</td></tr><tr><td>Omar Okafor</td><td>(512) 555-0102</td></tr>
            <tr><td rowspan=1000000000>Dallas</td><td>Ines Brandt</td><td>(512) 555-0103</td></tr><tr><td>Ruth Pruitt</td><td>(512) 555-0104</td></tr>
            </table>
            """
        let records = Extraction(Document(MadeLayout.source(table)), Self.options).records
        #expect(records.map { $0.values(.addressLocality).first?.text } == ["Austin", "Austin", "Dallas", "Dallas"])
        #expect(records.map { $0.values(.name).first?.text } == ["Dana Whitfield", "Omar Okafor", "Ines Brandt", "Ruth Pruitt"])
    }

    @Test(arguments: [
        ("Call (512) 555-0101 today", true), ("+44 20 7946 0958", true), ("555-0123", true), ("01 23 45 67 89", true),
        ("a.b@example.org", true), ("Austin, TX 78701", true), ("030 1234567", true),
        ("Filed 05/15/2024", false), ("No. 05-15-00123-CV", false), ("2023 NY Slip Op 34517(U)", false), ("16-0775", false),
        ("12 000 000 people", false), ("2019-2020", false), ("@home", false), ("$1,555-0123", false), ("03.05.2024 10:30", false),
    ]) func `tells how somebody is reached from other numbers at a glance`(_ text: String, _ holds: Bool) {
        #expect(Array(text.utf8).withUnsafeBufferPointer { ContactGlance.holdsContact($0, 0, $0.count) } == holds)
    }

    private static let faults: [(String, Int)] = [
        ("version: 1\nrecords: div\nsplit: comma\nfields:\n  - {kind: name, line: 1}", 3),
        ("version: 1\nrecords: div\nrun: true\nsplit: hr\nfields:\n  - {kind: name, line: 1}", 4),
        ("version: 1\nrecords: div\nfields:\n  - {kind: name, line: 0}", 4),
        ("version: 1\nrecords: div\nfields:\n  - {kind: name, line: 3-2}", 4),
        ("version: 1\nrecords: div\nfields:\n  - {kind: name, anywhere: true}", 4),
    ]

    @Test(arguments: faults) func `a recipe's fault in lines and parts is named with its place`(_ text: String, _ line: Int) {
        let error = #expect(throws: RecipeError.self) { try Recipe(yaml: text) }
        #expect(error?.line == line)
    }
}
