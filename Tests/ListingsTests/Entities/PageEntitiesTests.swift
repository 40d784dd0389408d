import HTML
import Testing

@testable import Listings

@Suite struct PageEntitiesTests {
    private static let page = """
        <html lang=en><head><title>Example Plumbing</title></head><body><h1>Contact us</h1>
        <div class=address><p>Example Plumbing Inc.<br>1234 Main Street Suite 200<br>Springfield, MA 01089<br>USA</p>
        <p>Phone: (413)&nbsp;555-0102<br>Fax: (413) 555-0103</p><p>E-mail: <a href="mailto:info@example.com">info@example.com</a></p></div>
        <p>Order 4135550199 for $ 413-555-0198, built 2001-2004.</p></body></html>
        """

    private func values(_ html: String, _ kind: FieldKind, country: String? = nil) -> [String] {
        Document(html).entities(country: country.flatMap(Country.init(rawValue:))).filter { $0.kind == kind }.map(\.value)
    }

    @Test func `a contact page's numbers, e-mail and address are read`() {
        #expect(values(Self.page, .telephone) == ["+14135550102"])
        #expect(values(Self.page, .faxNumber) == ["+14135550103"])
        #expect(values(Self.page, .email) == ["info@example.com"])
        #expect(values(Self.page, .postalCode) == ["01089"])
        #expect(values(Self.page, .addressRegion).contains("MA"))
    }

    @Test func `a value that goes over lines has a space between them`() {
        let page = "<p>Example Plumbing Inc.<br>1234 Main Street<br>Suite 200<br>Springfield, MA 01089<br>USA</p>"
        #expect(values(page, .streetAddress, country: "US") == ["1234 Main Street Suite 200"])
    }

    @Test func `every entity names the bytes and the element it was read from`() throws {
        let bytes = Array(Self.page.utf8)
        let document = Document(Self.page)
        let found = document.entities()
        #expect(!found.isEmpty)
        for entity in found {
            let range = try #require(entity.provenance.range)
            let source = Document(String(decoding: bytes[range], as: UTF8.self))
            #expect(source.visibleText().collapsingUnicodeSpace == entity.text.collapsingUnicodeSpace)
            #expect(document.select(try Selector(entity.provenance.path)) == [entity.node])
            #expect((0...1).contains(entity.confidence))
        }
    }

    private func items(_ html: String, country: String = "US") -> PageItems {
        PageItems(PageText(Document(html)), ReadingContext(country: Country(rawValue: country)), title: nil)
    }

    @Test func `signs are no items but are known of the word behind them`() throws {
        let page = items("<p>Smith &amp; Sons (Office), Springfield, MA – 01089 | #5")
        #expect(
            page.items.map { String(decoding: page.text.bytes[$0.range], as: UTF8.self) } == [
                "Smith", "Sons", "Office", "Springfield", "MA", "01089", "5",
            ])
        #expect(page.items.map(\.signs) == [[], .ampersand, .opening, [.closing, .comma], .comma, .dash, [.bar, .number]])
        #expect(page.items[5].postal == 1)
        #expect(page.items[3].hints == .place)
    }

    private func codes(_ page: PageItems) -> [String] {
        page.items.indices.filter { page.items[$0].postal == 1 }.map { start in
            let end = page.items.indices.first { $0 > start && page.items[$0].postal != 2 } ?? page.items.count
            return String(
                decoding: page.text.bytes[page.items[start].range.lowerBound..<page.items[end - 1].range.upperBound], as: UTF8.self)
        }
    }

    @Test func `a postal code is known by the country that is named beside it, by a number of that country or by its letter`() {
        #expect(codes(items("<p>1-2-3 Example<br>Kakegawa 437-1412<br>Japan")) == ["437-1412"])
        #expect(codes(items("<p>Kakegawa 437-1412<br>Tel: +81 537 72 5969")) == ["437-1412"])
        #expect(codes(items("<p>Beispielstrasse 19<br>D-65203 Wiesbaden")) == ["D-65203"])
        #expect(codes(items("<p>Order 437-1412 today")) == [])
        let far = String(repeating: "word ", count: 30)
        #expect(codes(items("<p>Order 437-1412 today \(far) Japan")) == [])
    }

    @Test func `a range of postal codes at a line's end is an area, not an address`() {
        let area = items("<p>Akron OH 44301 - 44328<br>Akron OH 44301")
        #expect(area.items.map(\.isInRange) == [false, false, true, true, false, false, false])
        #expect(codes(area) == ["44301"])
        #expect(items("<p>10250-10260 Example Avenue<br>2008-2009").items.allSatisfy { !$0.isInRange })
        #expect(values("<p>12 Example Street<br>Akron, OH 44301 - 44328", .postalCode) == [])
        #expect(values("<p>12 Example Street<br>Akron, OH 44301", .postalCode) == ["44301"])
    }

    @Test(arguments: [
        ("Kruisstraat", true), ("Vegagatan", true), ("Rheingaustrasse", true), ("straat", true), ("brigade", false), ("Norweg", false),
    ])
    func `streets whose names are one word are known`(_ word: String, _ isStreet: Bool) {
        #expect(items("<p>\(word) 5").items[0].flags.contains(.street) == isStreet)
    }

    @Test func `how far an address' lines are is known of each line`() {
        let page = items("<p>Ann<br>12 Example Street<br>Springfield, MA 01089<br>413-555-0102<br>x<br>y<br>z<br>w<br>v")
        let signs = AddressLineSigns(page, page.lines())
        #expect([0, 1, 2, 4, 5].map { signs.around($0).street } == [5, 0, 1, 3, 4])
        #expect([0, 1, 2, 3, 8].map { signs.around($0).postal } == [6, 5, 0, 1, 4])
        #expect([0, 3, 6, 8].map { signs.around($0).kinds } == [2, 2, 1, 0])
    }

    @Test func `names of several words are known over hyphens and full stops, not over commas`() {
        let page = items("<p>New York and St. Louis, New, York")
        #expect(page.items.map { $0.flags.contains(.insidePhrase) } == [false, true, false, false, true, false, false])
    }

    @Test func `a number that is called a fax elsewhere is one where nothing is said of it`() {
        let page = items(
            "<p>Fax: 413-555-0103</p><p>Ann waters all of the flowers that grow beside our river every evening<br>413-555-0103<br>413-555-0104</p>"
        )
        #expect(page.items.compactMap { $0.span?.kind } == [.faxNumber, .faxNumber, .telephone])
        let both = items("<p>Fax: 413-555-0103</p><p>Tel: 413-555-0103</p><p>Ann<br>413-555-0103</p>")
        #expect(both.items.compactMap { $0.span?.kind } == [.faxNumber, .telephone, .telephone])
    }

    @Test func `lines that are a name and nothing else are known as such`() {
        let page = items("<ul><li>Germany<li>New Zealand<li>Ann in Germany</ul>")
        #expect(page.lines().map { $0.whole.contains(.country) } == [true, true, false])
    }

    @Test func `words without peers and words of one repeated place are told apart`() {
        let table = "<table>" + String(repeating: "<tr><td>Ann<td>Boston", count: 5) + "<tr><td>Bob<td>Xyzzyville</table>"
        let document = Document(table + "<p>Once")
        let page = PageItems(PageText(document), ReadingContext(country: nil), title: nil)
        let groups = PageGroups(page, document, page.lines())
        func hashes(_ word: String) -> [UInt32] {
            var sequence = FeatureSequence()
            for index in page.items.indices where String(decoding: page.text.bytes[page.items[index].range], as: UTF8.self) == word {
                groups.add(index, page.items[index], to: &sequence)
                break
            }
            return sequence.hashes
        }
        #expect(hashes("Once").isEmpty)
        // The column is one of cities, whether the word is known or not.
        #expect(Set(hashes("Boston")).intersection(hashes("Xyzzyville")).count >= 2)
        #expect(hashes("Bob") != hashes("Xyzzyville"))
    }

    @Test func `the country is told by the page, and by the caller before it`() {
        let dutch = Document("<html lang=nl><p>Telefoon 020 123 4567</p><p>1012 AB Amsterdam</p>")
        #expect(PageCountry.infer(dutch, PageText(dutch), url: nil)?.rawValue == "NL")
        let german = Document("<p>Tel. 030 / 123 45 67</p>")
        #expect(PageCountry.infer(german, PageText(german), url: WebURL("https://www.beispiel.de/"))?.rawValue == "DE")
        #expect(PageCountry.infer(german, PageText(german), url: nil) == nil)
        #expect(values("<p>Tel. 030 / 123 45 67</p>", .telephone, country: "DE") == ["+49301234567"])
        let london = Document("<p>Ring 0207 946 0958 now</p>")
        #expect(PageCountry.infer(london, PageText(london), url: nil)?.rawValue == "GB")
    }

    @Test func `the text of a page keeps its lines apart and knows its bytes`() {
        let html = "<p>a&amp;b <b>c</b></p><div>d<br>e</div><script>x</script><table><tr><td>f<td>g</table>"
        let text = PageText(Document(html))
        #expect(String(decoding: text.bytes, as: UTF8.self) == "a&b c\nd\u{0B}e\nf\ng\n")
        #expect(text.origins.count == text.bytes.count)
        #expect(text.source(of: 0..<1) == 3..<4)
        #expect(text.source(of: 4..<5) == 14..<15)
    }

    @Test(arguments: 0..<60)
    func `any page is read to its end, within its bytes`(_ seed: UInt64) {
        var random = SeededBytes(seed)
        let document = Document.parse(random.text(6_000))
        for entity in document.entities() {
            #expect(!entity.text.isEmpty)
            if let range = entity.provenance.range { #expect(range.upperBound <= document.sourceLength) }
        }
    }
}
