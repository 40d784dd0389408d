import HTML
import Testing

@testable import Listings

/// What directories do with the fields of their records, on made-up pages of the shapes that real ones have.
@Suite struct DirectoryFieldsTests {
    private static let firms = ["Alder Survey", "Birch and Sons", "Cedar Roofing", "Dogwood Partners", "Elm Street Dental"]

    private static func extraction(_ records: [String], country: String? = "US", language: String = "en") -> Extraction {
        let menu = (1...12).map { "<li><a href=/m\($0)>Section \($0)</a></li>" }.joined()
        let page = Document(
            "<html lang=\(language)><body><nav><ul>\(menu)</ul></nav><main>\(records.joined())</main><footer><p>All rights reserved</p></footer></body>"
        )
        return Extraction(page, .init(context: ReadingContext(country: country.flatMap { Country(rawValue: $0) })))
    }

    private static func cards(_ body: (Int, String) -> String) -> [String] {
        firms.enumerated().map { "<div class=card>\(body($0, $1))</div>" }
    }

    private static func values(_ extraction: Extraction, _ kind: FieldKind) -> [[String]] {
        extraction.records.map { $0.values(kind).map(\.text) }
    }

    @Test func `says an address that is text and link only once`() {
        let found = Self.extraction(
            Self.cards {
                "<h3>\($1)</h3><p>Surveys of land</p><p><a href='mailto:%20Desk\($0)@example.org?subject=x'>desk\($0)@example.org</a></p>"
            })
        #expect(Self.values(found, .email) == (0..<5).map { ["desk\($0)@example.org"] })
    }

    @Test func `says a telephone number and a website that are text and link only once`() {
        let found = Self.extraction(
            Self.cards {
                "<h3>\($1)</h3><p><a href='tel:+1-413-555-010\($0)'>(413) 555-010\($0)</a></p><p><a href=http://www.f\($0).example.org/>www.f\($0).example.org</a></p>"
            })
        #expect(Self.values(found, .telephone) == (0..<5).map { ["(413) 555-010\($0)"] })
        #expect(Self.values(found, .url) == (0..<5).map { ["www.f\($0).example.org"] })
    }

    @Test func `takes a town and its state for the address where there is no more`() {
        let towns = ["Austin, TX", "El Paso, TX", "Columbus, Ohio", "Portland, Oregon", "San Antonio, TX"]
        let found = Self.extraction(
            Self.cards { "<h3>\($1)</h3><p>(512) 555-010\($0)</p><p>f\($0)@example.org</p><p class=where>\(towns[$0])</p>" })
        #expect(Self.values(found, .address) == towns.map { [$0] })
        // Also where names differ by their numbers alone.
        for (open, close) in [("<h3>", "</h3>"), ("<b>", "</b><br>")] {
            let counted = Self.extraction(
                Self.cards { number, _ in
                    "\(open)Person \(number) Alder\(close)<p>(512) 555-010\(number)</p><p>f\(number)@example.org</p><p>\(towns[number])</p>"
                })
            #expect(Self.values(counted, .name) == (0..<5).map { ["Person \($0) Alder"] }, "\(open)")
            #expect(Self.values(counted, .address) == towns.map { [$0] })
        }
        // A name and a title, no town of that name and no state.
        let people = ["Kowalczyk, MD", "Fenwick-Hale, JD", "Ostrowski, PA", "Vandermeer, DO", "Quillfeather, RN"]
        let others = Self.extraction(
            Self.cards { "<h3>\($1)</h3><p>(512) 555-010\($0)</p><p>f\($0)@example.org</p><p class=who>\(people[$0])</p>" })
        #expect(Self.values(others, .address) == Array(repeating: [], count: 5))
    }

    @Test func `takes what a link dials for a telephone number, however short`() {
        let found = Self.extraction(Self.cards { "<h3>\($1)</h3><p>Roofs and gutters</p><a href='tel:555012\($0)'>555-012\($0)</a>" })
        #expect(Self.values(found, .telephone) == (0..<5).map { ["555-012\($0)"] })
        #expect(Self.values(found, .identifier) == Array(repeating: [], count: 5))
    }

    @Test func `reads labels that stand as elements of their own`() {
        let found = Self.extraction(
            Self.cards {
                """
                <h3>\($1)</h3><div><span>Telefon</span><span><a href='tel:05212394\($0)'>05212 394\($0)</a></span></div>
                <div><span>Telefax</span><span><a href='tel:05212395\($0)'>05212 395\($0)</a></span></div>
                """
            }, country: "AT", language: "de")
        #expect(Self.values(found, .telephone) == (0..<5).map { ["05212 394\($0)"] })
        #expect(Self.values(found, .faxNumber) == (0..<5).map { ["05212 395\($0)"] })
        #expect(found.records.first?.fields.first { $0.value.kind == .faxNumber }?.label == "Telefax")
        #expect(!found.records.contains { $0.fields.contains { $0.value.text == "Telefax" } })
    }

    @Test func `reads the number behind labels such as Telefax No`() {
        let found = Self.extraction(
            Self.cards { "<h3>\($1)</h3>Trunk Lines: (632) 552-660\($0)<br>Telefax No.: (632) 822-975\($0)<br>Docket No.: 24-10\($0)" })
        #expect(Self.values(found, .telephone) == (0..<5).map { ["(632) 552-660\($0)"] })
        #expect(Self.values(found, .faxNumber) == (0..<5).map { ["(632) 822-975\($0)"] })
        #expect(Self.values(found, .identifier) == (0..<5).map { ["24-10\($0)"] })
    }

    @Test func `is not named by what all records say`() {
        let found = Self.extraction(
            Self.cards { "<p>\($1)</p><p>Manager</p><p>(413) 555-010\($0)</p><h4><a href=/write/\($0)>Send us a message</a></h4>" })
        #expect(Self.values(found, .name) == Self.firms.map { [$0] })
    }

    @Test func `is not named by marks`() {
        let found = Self.extraction(
            Self.cards {
                "<div><b>Atmosphere \($0 + 4).0</b> <b>Service 8.0</b></div><p>\($1)</p><p>0\($0 + 1) May 2013, a long evening and good food</p>"
            })
        #expect(Self.values(found, .name) == Self.firms.map { [$0] })
    }

    @Test func `a first row without a date is no head where there is one`() {
        let rows = Self.firms.enumerated().map { "<tr><td>\($1)</td><td>Owner, City Hall Annex</td><td>10/31/202\($0)</td></tr>" }.joined()
        let found = Self.extraction([
            "<table><thead><tr><th>Name</th><th>Affiliation</th><th>Term Ends</th></tr></thead><tbody>"
                + "<tr><td>Fir and Oak</td><td>Mayor, City of Larch</td><td>Ex officio</td></tr>\(rows)</tbody></table>"
        ])
        let fields = found.records.last?.fields ?? []
        #expect(fields.first { $0.value.kind == .name }?.label == "Name")
        #expect(fields.first { $0.value.text == "Owner, City Hall Annex" }?.label == "Affiliation")
        #expect(!fields.contains { $0.value.kind == .addressLocality })
    }

    @Test func `a name and what the person does are one record`() {
        let people = ["Ada Alder", "Ben Birch", "Cleo Cedar", "Dov Dogwood", "Eva Elm", "Finn Fir", "Gus Gorse", "Hal Hazel", "Ida Ivy"]
        let rows = people.map {
            "<tr><td> </td><td><p><strong>\($0)</strong></p><p><span>Assistant Registrar, Documentation</span></p></td></tr>"
        }
        let found = Self.extraction(["<table>\(rows.joined())</table>"])
        #expect(Self.values(found, .name) == people.map { [$0] })
        #expect(Self.values(found, .text) == people.map { _ in ["Assistant Registrar, Documentation"] })
    }

    @Test func `a name and one of few places of work are one record`() {
        let people = (1...12).map { "Alder\(String(repeating: "a", count: $0)), Ben" }
        let places = ["Elementary", "Secondary", "Middle"]
        let rows = people.enumerated().map { "<tr><td>\($1)</td><td>\(places[$0 % 3])</td></tr>" }
        let found = Self.extraction(["<table>\(rows.joined())</table>"])
        #expect(Self.values(found, .name) == people.map { [$0] })
    }

    @Test func `knows a street without a postal code`() {
        let streets = ["1133 Park Avenue", "12 N. Main St.", "7 Old Mill Road", "90a Fifth Ave, Suite 4", "2 Elm Court"]
        let found = Self.extraction(Self.cards { "<h3>\($1)</h3><p>\(streets[$0])</p><p>Leeds, AL</p><p>(413) 555-010\($0)</p>" })
        #expect(Self.values(found, .address) == streets.map { ["\($0), Leeds, AL"] })
    }

    @Test func `takes no sentence for a street`() {
        let texts = ["12 years of roofing", "3 may place an order", "20 people work here", "1 way to build", "5 courts, 2 squares"]
        let found = Self.extraction(Self.cards { "<h3><a href=/f\($0)>\($1)</a></h3><p>\(texts[$0])</p><p>(413) 555-010\($0)</p>" })
        #expect(Self.values(found, .address) == Array(repeating: [], count: 5))
    }

    @Test func `takes a town behind its postal code into the address`() {
        let found = Self.extraction(
            Self.cards {
                "<h3>\($1)</h3><div>Grellgasse \($0 + 1)</div><div><span>121\($0)</span> <span>Wien</span></div><div>+43 1 904 900\($0)</div>"
            },
            country: "AT", language: "de")
        #expect(Self.values(found, .address) == (0..<5).map { ["Grellgasse \($0 + 1), 121\($0), Wien"] })
    }

    @Test(arguments: ["7.0", "4,8", "12%", "20 m²", "10 min.", "(133)", "16.", "1:30pm - 4:00pm", "500 km", "43"])
    func `takes how much there is of something for no number of the record`(_ text: String) {
        #expect(!IdentifierShape.names(Array(text.utf8)))
    }

    @Test(arguments: ["16-0775", "2 CA-CR 2013-0296", "SC20733", "B-261478", "2:12-cv-00123", "20240965"])
    func `takes docket numbers for numbers of the record`(_ text: String) {
        #expect(IdentifierShape.names(Array(text.utf8)))
    }

    @Test func `a number whose label speaks of something else is no postal code`() {
        let found = Self.extraction(Self.cards { "<h3><a href=/f\($0)>\($1)</a></h3><p>Precinct: 1100\($0)</p><p>Zip: 0100\($0)</p>" })
        #expect(Self.values(found, .postalCode) == (0..<5).map { ["0100\($0)"] })
        #expect(Self.values(found, .identifier) == (0..<5).map { ["1100\($0)"] })
    }

    @Test(arguments: [
        ("500 kr", "NOK 500"), ("1 000 kr", "NOK 1000"), ("12\u{A0}500 kr.", "NOK 12500"), ("1 200 €", "EUR 1200"),
        ("300 € 400 €", "EUR 300"),
    ])
    func `reads amounts with spaces and crowns`(_ text: String, _ value: String) {
        let spans = PriceRecognizer().spans(in: Array(text.utf8), ReadingContext(country: Country("NO")))
        #expect(spans.first?.value == value)
    }

    @Test func `crowns of nobody knows which country are no price`() {
        #expect(PriceRecognizer().spans(in: Array("500 kr".utf8), ReadingContext()).isEmpty)
        #expect(PriceRecognizer().spans(in: Array("500 krill".utf8), ReadingContext(country: Country("NO"))).isEmpty)
    }

    @Test(arguments: ["05.09.2023 - 08.10.2023", "13.09.2023 - 15.10", "frei ab 31.08.2023 bis 08.2023", "01/09/2023-30/09/2024"])
    func `takes dates in a row for no telephone number`(_ text: String) {
        #expect(PhoneRecognizer().spans(in: Array(text.utf8), ReadingContext(country: Country("DE"))).isEmpty)
    }

    @Test func `a receiver before a number calls it a telephone number`() {
        let spans = PhoneRecognizer().spans(in: Array("📞 0300-1234567".utf8), ReadingContext())
        #expect(spans.map(\.kind) == [.telephone])
    }

    @Test func `a site's own telephone, e-mail and hours are no list`() {
        let people = ["Ada Alder", "Ben Birch", "Cleo Cedar"].map {
            "<div class=who><h3>\($0)</h3><p>Has worked in family law for over twenty years, in court and out of it.</p></div>"
        }
        let page = Document(
            """
            <body><header><div><div class=way><b>Phone</b><p>+1-805-555-0111</p></div><div class=way><b>Contact</b><p>desk@example.org</p></div>
            <div class=way><b>Hours</b><p>Mon - Fri : 9am - 5pm</p></div></div></header><main><h2>Partners</h2>\(people.joined())</main></body>
            """)
        #expect(Extraction(page).records.map { $0.values(.name).first?.text } == ["Ada Alder", "Ben Birch", "Cleo Cedar"])
    }

    @Test func `an extension and several numbers stay what they are`() {
        let found = Self.extraction(
            Self.cards {
                "<h3>\($1)</h3>Trunk Lines: (632) 552-660\($0) to 70 local nos. 554\($0)<br>Phone: 555-012\($0) ext. 12<br>Founded: 13 May 201\($0), 17:59"
            })
        let numbers = found.records.map { $0.values(.telephone).map(\.value) }
        #expect(numbers.allSatisfy { $0.count == 2 && $0[0].hasSuffix("552660") == false && $0[0].utf8.count <= 13 })
        #expect(numbers.enumerated().allSatisfy { $1.last == "555012\($0);ext=12" })
        #expect(Self.values(found, .identifier) == Array(repeating: [], count: 5))
    }
}
