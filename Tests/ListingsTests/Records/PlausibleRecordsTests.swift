import HTML
import Testing

@testable import Listings

/// Whether a page has a list at all, and of people of whom it says little more than the name.
@Suite struct PlausibleRecordsTests {
    private static func page(_ matter: String) -> Document {
        let menu = (1...6).map { "<li><a href=/m\($0)>Section \($0)</a></li>" }.joined()
        return Document(
            "<html lang=en><head><title>Page</title></head><body><nav><ul>\(menu)</ul></nav><main>\(matter)</main>"
                + "<footer><p>The guild keeps this page as a service to the town and to all who visit it.</p></footer></body></html>")
    }

    private static func names(_ extraction: Extraction) -> [String] { extraction.records.map { $0.values(.name).first?.text ?? "-" } }

    private static let people = [
        "Mary Anderson", "Robert Miller", "Susan Clark", "David Thompson", "Linda Walker", "James Robinson",
    ]
    private static let parts = ["President", "Vice President", "Treasurer", "Secretary", "Past President", "Editor"]

    /// What every page repeats, and none has a list.
    private static let bare: [(String, String)] = [
        (
            "sections of an article",
            ["How it began", "What came of it", "Where it is kept"].map {
                "<section><h2>\($0)</h2><p>The hall was built by the first members, who met in a barn until the roof of it fell in.</p></section>"
            }.joined()
        ),
        (
            "points of a text",
            "<h1>What the keeper does</h1><ul>"
                + ["opens the doors", "keeps the books in order", "answers those who write", "winds the clock", "locks the doors at night"]
                .map { "<li>On each day that is not a feast the keeper \($0), and says so in the book that lies on the table.</li>" }
                .joined() + "</ul>"
        ),
        (
            "parts of a form",
            ["About you", "About your firm", "How you heard of us", "What you agree to", "What it costs", "How to pay"].map {
                "<div class=part><h3>\($0)</h3><p>Fill in what is asked</p><label>One</label><input name=a><label>Two</label><input name=b></div>"
            }.joined()
        ),
        (
            "two parts of a page that differ",
            "<div class=box><h2>Help</h2><a href=/help>Get help</a></div><div class=box><h2>Results</h2><p>Nothing was found for what you"
                + " asked.</p><p>Try other words.</p><p>Or ask <a href=/ask>the keeper</a>.</p></div>"
        ),
    ]

    @Test(arguments: bare) func `what every page repeats is no list`(_ name: String, _ matter: String) {
        let extraction = Extraction(Self.page(matter))
        #expect(extraction.records.isEmpty, "\(name): \(Self.names(extraction))")
        #expect(extraction.sets.allSatisfy { !$0.isMain })
    }

    @Test func `what is no list is found all the same`() {
        let extraction = Extraction(Self.page(Self.bare[0].1))
        #expect(extraction.sets.first?.records.count == 3)
    }

    @Test func `titles without a word more are a list`() {
        let firms = ["Alder Survey Ltd", "Birch and Sons", "Cedar Roofing", "Dogwood Partners", "Elm Street Dental"]
        let extraction = Extraction(Self.page("<ul>" + firms.map { "<li>\($0)</li>" }.joined() + "</ul>"))
        #expect(Self.names(extraction) == firms)
    }

    @Test func `three people outweigh paragraphs`() {
        let matter =
            (1...3).map { "<p>Part \($0) of what is said of the guild, of how it came to be and of whom it is made in our days.</p>" }
            .joined()
            + "<div class=row>"
            + zip(Self.people.prefix(3), Self.parts).map { "<div class=one><h3>\($0)</h3><p>\($1)</p></div>" }.joined() + "</div>"
        #expect(Self.names(Extraction(Self.page(matter))) == Array(Self.people.prefix(3)))
    }

    @Test func `people are named by their names, though their offices are set off`() {
        let cards = zip(Self.people, Self.parts).map { "<div class=one><h3>\($1)</h3><p>\($0)</p><a href=mailto:x@y.test>Mail</a></div>" }
        #expect(Self.names(Extraction(Self.page(cards.joined()))) == Self.people)
    }

    @Test func `a firm is named by its name, though it names somebody whom to ask`() {
        let firms = ["Alder Survey Ltd", "Birch and Sons", "Cedar Roofing", "Dogwood Partners", "Elm Street Dental"]
        let cards = zip(firms, Self.people).map { "<div class=one><h3>\($0)</h3><p>\($1)</p><p>020 7946 0958</p></div>" }
        #expect(Self.names(Extraction(Self.page(cards.joined()))) == firms)
    }

    @Test func `people in sections of three are told one by one`() {
        let cards = zip(Self.people, Self.parts).map { "<div class=col><div class=layer><h3>\($0)</h3><h5>\($1)</h5></div></div>" }
        let matter = [cards[..<3], cards[3...]].map { "<section class=board><div class=row>\($0.joined())</div></section>" }.joined()
        #expect(Self.names(Extraction(Self.page("<h1>The board</h1>" + matter))) == Self.people)
    }

    @Test func `a few rows are told by row, where one cell names and the others say what of`() {
        let rows = zip(Self.people, Self.parts).prefix(5).enumerated().map {
            "<tr><td>\($1.0)</td><td>\($1.1)</td><td>20\($0 + 10)-Present</td></tr>"
        }
        let extraction = Extraction(Self.page("<h3>Members of the board</h3><table>\(rows.joined())</table>"))
        #expect(Self.names(extraction) == Array(Self.people.prefix(5)))
    }

    @Test func `cells in columns that the table names are no records`() {
        let rows = (1...5).map {
            "<tr><td><a href=/f\($0)>Alder \($0) Estates</a></td><td><a href=//alder\($0).test>alder\($0).test</a></td>"
                + "<td><a href=//alder\($0).test/offers>alder\($0).test/offers</a></td><td><a href=/e\($0)>Edit alder \($0)</a></td></tr>"
        }
        let matter =
            "<table><thead><tr><th>Agent</th><th>Website</th><th>Search page</th><th>Action</th></tr></thead>\(rows.joined())</table>"
        #expect(Self.names(Extraction(Self.page(matter))) == (1...5).map { "Alder \($0) Estates" })
    }

    @Test func `a title, a picture and a text of each house are one house`() {
        let houses = (1...10).map {
            """
            <div class=house><div class=title><h2><a href=/h\($0)>\($0) Portland Drive, Newcastle West</a></h2><span>Rated D1</span>
            <div class=hint><h3>What is a rating?</h3><p>A rating tells how much a house uses in a year.</p><a href=/rating>Learn more</a></div></div>
            <div class=photo><a href=/h\($0)><b>1\($0)</b> Photos of the house and garden</a></div>
            <div class=words><b>Offers over 139,000</b><p>Within walking distance of the station, with \($0) rooms and a garden.</p>
            <ul><li><a href=/save\($0)>Add to saved ones</a></li><li>Agent: <a href=/agent\($0)>Stack and Sons</a></li></ul></div></div>
            """
        }
        let extraction = Extraction(Self.page("<div class=list>" + houses.joined() + "</div>"))
        #expect(extraction.records.count == 10)
        #expect(extraction.records.allSatisfy { $0.values(.url).count >= 3 })
    }

    @Test func `cards in rows of three stay cards where only some names are known`() {
        let cards = [
            "Ted Lasso", "C.J. Cregg", "Zyx Qwop", "Rebecca Welton", "C.J. Cregg", "Zyx Qwop", "Roy Kent", "C.J. Cregg", "Zyx Qwop",
        ]
        .map { "<div class=col><h3><a href=/p>\($0)</a></h3><p>Faculty</p><a href=mailto:x@y.test>Mail</a></div>" }
        let rows = [cards[..<3], cards[3..<6], cards[6...]].map { "<div class=row>\($0.joined())</div>" }
        #expect(Extraction(Self.page(rows.joined())).records.count == 9)
    }

    @Test func `a graph of a page, its site and its owner is no list`() {
        let graph = """
            <script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
            {"@type": "Organization", "@id": "/#o", "name": "The guild of the town", "url": "https://guild.test/"},
            {"@type": "WebSite", "@id": "/#s", "name": "The site of the guild", "url": "https://guild.test/"},
            {"@type": "WebPage", "@id": "/#p", "name": "The page of the guild", "url": "https://guild.test/list"}]}</script>
            """
        #expect(Extraction(Self.page(graph + "<p>Nothing was found.</p>")).records.isEmpty)
    }

    @Test(arguments: [
        ("Mary Anderson", true), ("Dr. Sambhu Shah", true), ("Robert S. Miller, PHP", true), ("Susan Clark - Chair", true),
        ("Anderson, Mary", true), ("Vice President", false), ("Business Information", false), ("Photo Gallery", false),
        ("2011-Present", false), ("Mary opened the hall", false), ("Contact Us", false), ("Treasurer", false), ("", false),
        ("Robert Miller and the others who came to the hall", false), ("Mary Anderson Associates", false),
    ]) func `names are told by their words`(_ text: String, _ isPerson: Bool) {
        #expect(Array(text.utf8).withUnsafeBufferPointer(NameGlance.isPerson) == isPerson, "\(text)")
    }
}
