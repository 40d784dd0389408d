import HTML
import Listings
import Testing

@testable import Rolls

/// Listings that pages describe for machines.
@Suite struct StructuredReadingTests {
    /// A site describes itself on each of its pages.
    private static let own =
        #"<script type="application/ld+json">{"@context":"https://schema.org","@type":"Organization","name":"Guild","url":"https://guild.example/","telephone":"512-555-9999"}</script>"#

    private static func firm(_ number: Int, url: String? = nil, type: String = "Plumber") -> String {
        let link = url.map { #","url":"\#($0)""# } ?? ""
        return
            #"{"@type":"\#(type)","name":"Firm \#(number) & Sons","telephone":"(512) 555-\#(1000 + number)"\#(link),"address":{"@type":"PostalAddress","streetAddress":"\#(number) Main St","addressLocality":"Austin","addressRegion":"TX","postalCode":"78701"}}"#
    }

    private static func script(_ json: String) -> String { "<script type='application/ld+json'>\(json)</script>" }

    private func reader(_ recipe: DirectoryRecipe = .none) -> PageReader { PageReader(recipe, country: Country(rawValue: "US")) }

    private func detail(_ body: String, title: String = "Members | Guild") throws -> ReadListing? {
        let url = try #require(WebURL("https://guild.example/m/7"))
        return reader().detail(Document("<title>\(title)</title>\(Self.own)\(body)"), at: url)?.listing
    }

    private func list(_ body: String) throws -> ListReading {
        reader().list(Document("<title>Guild</title>\(Self.own)\(body)"), at: try #require(WebURL("https://guild.example/all")))
    }

    // MARK: Own pages

    @Test func `data says what the page does not show, and what is shown stays`() throws {
        let listing = try #require(
            try detail(
                "<main><h1>Firm 7 &amp; Sons</h1><dl><dt>Phone</dt><dd>512-555-2222</dd></dl></main>" + Self.script(Self.firm(7))))
        #expect(listing.fields[.telephone] == ["+15125552222"])
        #expect(listing.fields[.name] == ["Firm 7 & Sons"])
        #expect(listing.fields[.streetAddress] == ["7 Main St"])
        #expect(listing.fields[.postalCode] == ["78701"])
    }

    @Test func `a page without labels is read by its data`() throws {
        let listing = try #require(try detail("<h1>Firm 7 &amp; Sons</h1><p>Call us</p>" + Self.script(Self.firm(7))))
        #expect(listing.fields[.name] == ["Firm 7 & Sons"])
        #expect(listing.fields[.telephone] == ["+15125551007"])
    }

    @Test(arguments: [
        // Nobody but the site itself.
        "<h1>Firm 7 &amp; Sons</h1>",
        // Somebody who is only mentioned: who wrote a review, or is advertised.
        "<h1>Firm 7 &amp; Sons</h1>" + script(firm(8)),
        "<h1>Firm 7 &amp; Sons</h1>"
            + script(#"{"@type":"Review","author":{"@type":"Person","name":"Ada Ames","telephone":"512-555-3333"}}"#),
        // Two that the title does not tell apart.
        "<h1>Firm 7 &amp; Sons and Firm 8 &amp; Sons</h1>" + script(firm(7)) + script(firm(8)),
        // The site whose name is the heading of each of its pages.
        "<h1>Guild</h1><h2>Firm 7 &amp; Sons</h2>",
        "<h1>Guild</h1>" + script(#"{"@type":"Organization","name":"Guild","url":"http://www.guild.example","telephone":"512-555-8888"}"#),
        // The site by another name of its host, as the title of each of its pages has it.
        "<h1>Contact</h1>"
            + script(#"{"@type":"Organization","name":"Guild","url":"https://www.guild.example/","telephone":"512-555-8888"}"#),
        // Broken.
        "<h1>Firm 7 &amp; Sons</h1><script type='application/ld+json'>{\"@type\":\"Plumber\",\"name\":</script>",
    ])
    func `who is not what the page is about is not taken for it`(_ body: String) throws {
        #expect(try detail(body) == nil)
    }

    @Test func `what is said of the site is not said of who is listed`() throws {
        let site = #"{"@type":"Organization","name":"Guild","url":"https://www.guild.example/","telephone":"512-555-8888"}"#
        let listing = try #require(
            try detail(
                "<main><h1>Firm 7 &amp; Sons</h1><dl><dt>E-mail</dt><dd>a@firm7.example</dd></dl></main>" + Self.script(site),
                title: "Firm 7 & Sons – Guild"))
        #expect(listing.fields[.telephone].isEmpty && listing.fields[.email] == ["a@firm7.example"])
    }

    @Test func `a street that the page shows whole is not told in parts again`() throws {
        let listing = try #require(
            try detail(
                "<main><h1>Firm 7 &amp; Sons</h1><dl><dt>Address</dt><dd>9 Elm Street, Austin, TX 78702</dd></dl></main>"
                    + Self.script(Self.firm(7))))
        #expect(listing.fields.first(.address) == "9 Elm Street, Austin, TX 78702")
        #expect(listing.fields[.streetAddress].isEmpty && listing.fields[.postalCode].isEmpty)
    }

    @Test func `what both say is sure`() throws {
        var listing = ReadListing(fields: ListingFields([.name: ["Firm"]]))
        let place = Provenance(range: nil, path: "p")
        let doubt = FoundValue(
            kind: .telephone, text: "512-555-1007", value: "+15125551007", confidence: 0.4, provenance: place,
            node: try #require(Document("<p>x").rootElement))
        listing.take(doubt, leastConfidence: 0.7)
        #expect(listing.fields[.telephone].isEmpty && listing.doubts.count == 1)
        listing.fill(from: ReadListing(fields: ListingFields([.name: ["Firm"], .telephone: ["+15125551007"]])))
        #expect(listing.fields[.telephone] == ["+15125551007"] && listing.doubts.isEmpty)
        #expect(listing.marks[FieldKind.telephone.rawValue]?.map(\.path) == ["p"])
    }

    // MARK: Places

    @Test func `values of scripts have their bytes, those of microdata their elements`() throws {
        let script = try #require(try detail("<h1>Firm 7 &amp; Sons</h1>" + Self.script(Self.firm(7))))
        let page = Array("<title>Members | Guild</title>\(Self.own)<h1>Firm 7 &amp; Sons</h1>\(Self.script(Self.firm(7)))".utf8)
        let mark = try #require(script.marks[FieldKind.telephone.rawValue]?.first)
        let range = try #require(mark.range)
        #expect(String(decoding: page[range[0]..<range[1]], as: UTF8.self) == "(512) 555-1007")
        #expect(mark.path.hasSuffix("script:nth-child(2)"), "\(mark.path)")
        let item = try #require(
            try detail(
                """
                <div itemscope itemtype='https://schema.org/Plumber'><h1 itemprop=name>Firm 7</h1><span itemprop=telephone>512-555-1007</span></div>
                """))
        #expect(item.marks[FieldKind.telephone.rawValue]?.first?.path == "html>body>div:nth-child(1)>span:nth-child(2)")
    }

    // MARK: Lists

    @Test func `cards get what the data says of them, by their own pages or by their names`() throws {
        let cards = (1...5).map {
            "<div class=card><h3><a href='/m/\($0)'>Firm \($0) &amp; Sons</a></h3><p>office\($0)@firm\($0).example</p></div>"
        }
        let described = (1...5).map { Self.firm($0, url: $0 == 5 ? nil : "/m/\($0)") }.joined(separator: ",")
        let items = try list(cards.joined() + Self.script("[\(described)]")).items
        #expect(items.map { $0.fields.first(.telephone) } == (1...5).map { "+1512555\(1000 + $0)" })
        #expect(items.map { $0.fields.first(.email) } == (1...5).map { "office\($0)@firm\($0).example" })
        #expect(items.map { $0.address?.requestTarget } == (1...5).map { "/m/\($0)" })
    }

    @Test func `a list that only its data tells is one`() throws {
        let described = (1...4).map { #"{"@type":"ListItem","position":\#($0),"item":\#(Self.firm($0, url: "/m/\($0)"))}"# }
        let json = #"{"@type":"ItemList","itemListElement":[\#(described.joined(separator: ","))]}"#
        let reading = try list("<div id=app></div>" + Self.script(json))
        #expect(reading.items.map(\.fields.name) == (1...4).map { "Firm \($0) & Sons" })
        #expect(reading.items.map { $0.address?.requestTarget } == (1...4).map { "/m/\($0)" })
    }

    @Test func `the site itself and one or two who are praised are no list`() throws {
        #expect(try list("<p>Welcome</p>" + Self.script("[\(Self.firm(1)),\(Self.firm(2))]")).items.isEmpty)
        // Nor are the branches of one.
        let branches = (1...4).map { Self.firm($0).replacing("Firm \($0) ", with: "Firm ") }
        #expect(try list("<p>Welcome</p>" + Self.script("[\(branches.joined(separator: ","))]")).items.isEmpty)
    }

    @Test func `namesakes get nothing by their name`() throws {
        let cards = (1...4).map { "<div class=card><h3>Firm 1 &amp; Sons</h3><p>office\($0)@firm\($0).example</p></div>" }
        let items = try list(cards.joined() + Self.script("[\(Self.firm(1))]")).items
        #expect(items.count == 4 && items.allSatisfy { $0.fields[.telephone].isEmpty })
    }

    // MARK: End to end

    @Test func `a directory whose pages speak to machines alone is rolled, and verified`() async throws {
        try await PageSite.with([:]) { site in
            let numbers = 1...12
            let rows = numbers.map { "<li><a href='/m/\($0)'>Firm \($0) &amp; Sons</a> office@firm\($0).example</li>" }
            site["/"] = .html("<h1>Members</h1><ul>\(rows.joined())</ul>")
            for number in numbers {
                site["/m/\(number)"] = .html("<h1>Firm \(number) &amp; Sons</h1><p>Ask for us.</p>" + Self.script(Self.firm(number)))
            }
            let roll = try await site.roll()
            #expect(roll.state == .complete && roll.found == 12, "\(roll)")
            let found = try await site.listings.list()
            #expect(Set(found.flatMap { $0.fields[.telephone] }) == Set(numbers.map { "+1512555\(1000 + $0)" }), "\(found.map(\.fields))")
            let report = try await site.verify()
            #expect(report.isGood && report.values >= 60 && report.unchecked + report.unplaced == 0, "\(report)")
            let again = try await site.roll()
            #expect(again.state == .complete && again.appeared + again.changed + again.left + again.moved == 0, "\(again)")
        }
    }
}
