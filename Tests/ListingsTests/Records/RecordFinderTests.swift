import HTML
import Testing

@testable import Listings

@Suite struct RecordFinderTests {
    /// A page around its matter: navigation before it, a footer behind it.
    private static func page(_ matter: String) -> Document {
        let menu = (1...30).map { "<li><a href=/m\($0)>Section number \($0)</a></li>" }.joined()
        return Document(
            "<html lang=en><head><title>List</title></head><body><nav><ul>\(menu)</ul></nav><main>\(matter)</main>"
                + "<footer><ul><li><a href=/p>Privacy</a></li><li><a href=/c>Contact us</a></li></ul></footer></body></html>")
    }

    private static let firms = ["Alder Survey Ltd", "Birch and Sons", "Cedar Roofing", "Dogwood Partners", "Elm Street Dental"]

    private static func names(_ extraction: Extraction) -> [String] { extraction.records.map { $0.values(.name).first?.text ?? "-" } }

    private static let layouts: [(String, String)] = [
        (
            "list",
            "<ul>" + firms.enumerated().map { "<li><a href=/f\($0)>\($1)</a> Joined 3 May 202\($0), member of the guild</li>" }.joined()
                + "</ul>"
        ),
        (
            "lists in marks that nobody closes",
            firms.enumerated().map {
                "<font size=2><ul><li><a href=/f\($0)>\($1)</a> Joined 3 May 202\($0), member of the guild</li></ul>"
            }.joined()
        ),
        (
            "table",
            "<table><tr><th>Firm</th><th>Joined</th><th>Town</th></tr>"
                + firms.enumerated().map { "<tr><td><a href=/f\($0)>\($1)</a></td><td>3 May 202\($0)</td><td>Leeds</td></tr>" }.joined()
                + "</table>"
        ),
        (
            "cards",
            firms.enumerated().map {
                "<div class='card c\($0)'><h3><a href=/f\($0)>\($1)</a></h3><p>Joined 3 May 202\($0)</p><p>Sells what is made of wood</p></div>"
            }.joined()
        ),
        (
            "runs of siblings",
            firms.enumerated().map {
                "<h3><a href=/f\($0)>\($1)</a></h3><p>Joined 3 May 202\($0)</p><p>Sells what is made of wood, and more</p>"
            }.joined()
        ),
        (
            "rows in pairs",
            "<table>"
                + firms.enumerated().map {
                    "<tr><td><a href=/f\($0)>\($1)</a></td><td>3 May 202\($0)</td></tr><tr><td colspan=2>Sells what is made of wood</td></tr>"
                }.joined() + "</table>"
        ),
    ]

    @Test(arguments: layouts) func `finds each record once, with its name, date and link`(_ name: String, _ matter: String) {
        let extraction = Extraction(Self.page(matter))
        #expect(Self.names(extraction) == Self.firms)
        #expect(extraction.records.map { $0.values(.date).first?.value } == (0..<5).map { "202\($0)-05-03" })
        #expect(extraction.records.map { $0.values(.url).first?.text } == (0..<5).map { "/f\($0)" })
    }

    @Test func `two rows below named columns outweigh paragraphs of advice`() {
        let advice = (1...5).map {
            "<p>Part \($0) of the advice on how this list is kept, by whom, and what to do about a mistake in it.</p>"
        }
        let matter =
            advice.joined() + """
                <table><thead><tr><th>Filed</th><th>Docket No.</th><th>Case Title</th></tr></thead><tbody>
                <tr><td>3/27/2024</td><td>1288</td><td><a href=/1>In re Alder</a></td></tr>
                <tr><td>3/28/2024</td><td>1294</td><td><a href=/2>In re Birch</a></td></tr></tbody></table>
                """
        #expect(Self.names(Extraction(Self.page(matter))) == ["In re Alder", "In re Birch"])
    }

    @Test func `rows whose classes take turns are one list`() {
        let rows = Self.firms.enumerated().map { number, firm in
            """
            <div class="row \(number.isMultiple(of: 2) ? "shaded dark" : "plain")"><div class=key>Name</div><div class=value>\(firm)</div>
            <div class=key>Joined</div><div class=value>0\(number + 1)/02/2024</div><a href=/f\(number)>Read in full</a></div>
            """
        }
        let extraction = Extraction(Self.page("<div class=results>" + rows.joined() + "</div>"))
        #expect(extraction.records.map { $0.values(.url).first?.text } == (0..<5).map { "/f\($0)" })
    }

    @Test func `records below a dated heading inherit its date`() {
        let matter = """
            <h3>Decided on 4 March 2024</h3><ul><li><a href=/1>Alder against Birch</a> first</li><li><a href=/2>Cedar against Elm</a> second</li></ul>
            <h3>Decided on 5 March 2024</h3><ul><li><a href=/3>Oak against Pine</a> third</li><li><a href=/4>Fir against Larch</a> fourth</li></ul>
            """
        let extraction = Extraction(Self.page(matter))
        #expect(extraction.records.map { $0.values(.date).first?.value } == ["2024-03-04", "2024-03-04", "2024-03-05", "2024-03-05"])
    }

    @Test func `labels beside values name them`() throws {
        let rows = (1...4).map {
            "<div class=item><b>Caption: </b>Alder against Birch \($0 == 1 ? "one" : "again")<br><b>Docket No.: </b>24-10\($0)<br><b>Filed: </b>0\($0)/02/2024</div>"
        }
        let record = try #require(
            Extraction(Self.page(rows.joined()), .init(context: ReadingContext(country: Country(rawValue: "US")))).records.first)
        #expect(record.fields.first { $0.value.kind == .identifier }?.label == "Docket No.")
        #expect(record.values(.identifier).first?.text == "24-101")
        #expect(record.values(.date).first?.value == "2024-01-02")
        #expect(record.values(.name).first?.text == "Alder against Birch one")
    }

    @Test func `a menu below a date is no list of records where there is one`() {
        let rows = (1...9).map { "<tr><td><a href=/r\($0)>20-\($0)</a> Alder v. Birch</td><td>10/0\($0)/17</td></tr>" }.joined()
        let columns = (1...4).map { column in
            "<div><ul>" + (1...8).map { "<li><a href=/s\(column)\($0)>Opinions of section \($0)</a></li>" }.joined() + "</ul></div>"
        }
        let extraction = Extraction(
            Document("<body><table>\(rows)</table><div class=below>\(columns.joined())</div></body>"))
        #expect(extraction.records.count == 9)
    }

    @Test func `links that each record has several of are parts of it`() {
        let records = (1...9).map {
            "<div class=item><div class=in><b>ED\($0)</b> <a href=/s\($0)>Summary</a><br><a href=/o\($0)>Alder Survey \($0) against Birch and "
                + "Sons</a><br><b>Author:</b> C. Cedar <br><b>Vote:</b> Affirmed by all of them</div></div>"
        }
        let days = [0, 3, 6].map {
            "<div class=day><div class=head>1/1\($0)/2023</div><div class=list>\(records[$0..<$0 + 3].joined())</div></div>"
        }
        let extraction = Extraction(Self.page(days.joined()))
        #expect(extraction.records.count == 9)
        #expect(extraction.records.allSatisfy { $0.values(.url).count == 2 && $0.values(.date).count == 1 })
    }

    @Test func `a menu is no list of records where there is one`() {
        let extraction = Extraction(Self.page(Self.layouts[0].1))
        #expect(!extraction.records.contains { $0.values(.name).first?.text.hasPrefix("Section") ?? false })
    }

    @Test func `every value is a text or an attribute of its node`() {
        for (_, matter) in Self.layouts {
            let document = Self.page(matter)
            for field in Extraction(document).records.flatMap(\.fields) {
                let value = field.value
                let content = document.textContent(of: value.node).collapsingSpace
                let attributes = document.attributes(of: value.node).map(\.value)
                #expect(content.contains(value.text) || attributes.contains(value.text), "\(value.text) in \(content)")
                let selected = try? document.select(Selector(value.provenance.path))
                #expect(selected == [value.node])
            }
        }
    }

    @Test func `contact blocks are read line by line`() throws {
        let document = Document(
            """
            <table><tr><td>Represented by</td><td><b>Ada Lovelace</b><br>Engine &amp; Partners LLP<br>12 Analytical Way<br>Boston, MA 02115<br>\
            617-555-0142<br>Fax : 617-555-0143<br>Email: ada@example.org<br><br><b>Charles Babbage</b><br>1 Difference Road<br>Boston, MA 02116<br>\
            617-555-0150</td></tr></table>
            """)
        let contacts = Extraction(document, .init(context: ReadingContext(country: Country(rawValue: "US")))).contacts
        #expect(contacts.map { $0.values(.person).first?.text } == ["Ada Lovelace", "Charles Babbage"])
        let ada = try #require(contacts.first)
        #expect(ada.values(.telephone).map(\.value) == ["+16175550142"])
        #expect(ada.values(.faxNumber).map(\.value) == ["+16175550143"])
        #expect(ada.values(.email).map(\.value) == ["ada@example.org"])
        #expect(ada.values(.postalCode).map(\.text) == ["02115"])
        #expect(ada.values(.addressLocality).map(\.text) == ["Boston"])
    }

    @Test func `garbage, deep and wide pages are read in bounded time`() {
        var generator = SplitMix(state: 7)
        let tags = [
            "div", "p", "li", "ul", "td", "tr", "table", "br", "b", "a href=x", "h3", "hr", "span class=menu", "/div", "/p", "/ul",
            "/table", "dt", "dd",
        ]
        for _ in 0..<15 {
            var html = ""
            for _ in 0..<400 {
                html += "<\(tags[Int(generator.next() % UInt64(tags.count))])>"
                if generator.next() % 3 == 0 { html += " 1/2/2024 text \u{E9} 24-\(generator.next() % 1000): 617-555-0100 " }
            }
            _ = Extraction(Document(html))
            _ = Extraction(Document(String(html.prefix(html.utf8.count / 3))))
        }
        let clock = ContinuousClock()
        let took = clock.measure {
            _ = Extraction(Document(String(repeating: "<div>1 May 2024 ", count: 3_000)))
            _ = Extraction(Document(String(repeating: "<p>a<br>b 1/2/2024<a href=x>c</a>", count: 2_000)))
        }
        #expect(took < .seconds(60))
    }

    private struct SplitMix {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }
}
