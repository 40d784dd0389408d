import HTML
import Testing

@testable import Listings

@Suite struct StructuredListingTests {
    private func listings(_ html: String, country: String? = "US") -> [StructuredListing] {
        StructuredData(Document(html)).listings(
            ReadingContext(country: country.flatMap { Country(rawValue: $0) }), base: WebURL("https://example.com/x/"))
    }

    private func fields(_ listing: StructuredListing?) -> [String] { listing?.fields.map { "\($0.kind.rawValue)=\($0.value)" } ?? [] }

    @Test func `JSON-LD's businesses become listings, with the place of every value`() throws {
        let found = listings(
            """
            <script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"Site"},
            {"@type":"Plumber","name":"Example Plumbing","telephone":"(413) 555-0100","faxNumber":"413-555-0101","email":"mailto:Info@Example.com",
            "url":"/home","address":{"@type":"PostalAddress","streetAddress":"1 Main St","addressLocality":"Springfield","addressRegion":"MA",
            "postalCode":"01089","addressCountry":{"@type":"Country","name":"US"}},"geo":{"latitude":42.1,"longitude":"-72.6"},
            "openingHoursSpecification":[{"dayOfWeek":["Monday","Tuesday","https://schema.org/Wednesday","Friday"],"opens":"08:00:00","closes":"17:00"}],
            "identifier":{"@type":"PropertyValue","name":"License number","value":"PL-77"},"sameAs":["https://social.example/p"],
            "founder":{"@type":"Person","name":"Ann Smith"}}]}</script>
            """)
        #expect(
            fields(found.first) == [
                "name=Example Plumbing", "telephone=+14135550100", "faxNumber=+14135550101", "email=Info@example.com",
                "url=https://example.com/home", "streetAddress=1 Main St", "addressLocality=Springfield", "addressRegion=MA",
                "postalCode=01089",
                "addressCountry=US", "geo=42.1,-72.6", "openingHours=Mo-We,Fr 08:00-17:00", "license=PL-77",
                "sameAs=https://social.example/p",
            ])
        #expect(found.map(\.types) == [["Plumber"], ["Person"]])
        #expect(found.first?.fields[1].pointer == "/0/@graph/1/telephone")
    }

    @Test(arguments: [
        (
            "<div itemscope itemtype='https://schema.org/Person'><b itemprop=name>Ada</b><i itemprop=jobTitle>Clerk</i><b itemprop=telephone>413-555-0100</b></div>",
            "microdata", ["person=Ada", "jobTitle=Clerk", "telephone=+14135550100"]
        ),
        (
            "<div class=h-card><b class=p-name>Ada</b><a class=u-email href='mailto:ada@example.com'>m</a><p class='p-adr h-adr'><span class=p-locality>Salem</span></p></div>",
            "microformat", ["name=Ada", "email=ada@example.com", "addressLocality=Salem"]
        ),
        (
            "<div vocab='https://schema.org/' typeof=LocalBusiness><b property=name>Ada's</b><div property=address typeof=PostalAddress><i property=postalCode>01089</i></div></div>",
            "rdfa", ["name=Ada's", "postalCode=01089"]
        ),
        (
            "<html prefix='business: http://ogp.me/ns/business#'><head><meta property=og:title content=Ada's><meta property='business:contact_data:locality' content=Salem></head>",
            "opengraph", ["name=Ada's", "addressLocality=Salem"]
        ),
    ])
    func `every vocabulary speaks of listings`(_ html: String, _ vocabulary: String, _ expected: [String]) {
        let found = listings(html)
        #expect(found.map(\.vocabulary) == [vocabulary])
        let fields = fields(found.first)
        for field in expected { #expect(fields.contains(field), "\(fields)") }
    }

    @Test func `character references in scripts are resolved, and the text stays as it was written`() throws {
        let page = Document(
            #"<script type="application/ld+json">{"@type":"Plumber","name":"Smith &#038; O&#8217;Neil","description":"1 &lt; 2 & 3; a <b>","telephone":"614-555-0100"}</script>"#
                + "<div itemscope itemtype='https://schema.org/Plumber'><b itemprop=name>A &amp;amp; B</b><i itemprop=telephone>614-555-0101</i></div>"
        )
        let listings = StructuredData(page).listings()
        #expect(listings.map { $0.value(.name) } == ["Smith & O\u{2019}Neil", "A &amp; B"])
        #expect(listings.first?.value(.description) == "1 < 2 & 3; a <b>")
        #expect(listings.first?.fields.first { $0.kind == .name }?.text == "Smith &#038; O&#8217;Neil")
    }

    @Test func `what has a name alone, and what is said twice, is no listing more`() {
        #expect(listings("<script type=application/ld+json>{\"@type\":\"WebPage\",\"name\":\"x\"}</script>").isEmpty)
        let twice = listings(
            """
            <script type=application/ld+json>{"@type":"Store","name":"A","telephone":"413-555-0100"}</script>
            <div itemscope itemtype="http://schema.org/Store"><b itemprop=name>A</b><b itemprop=telephone>(413) 555-0100</b></div>
            """)
        #expect(twice.map(\.vocabulary) == ["json-ld"])
    }

    @Test func `graphs that refer to themselves end`() {
        let html =
            "<div vocab='http://schema.org/' resource='#a' typeof=Organization><b property=name>A</b><a property=address href='#a'></a></div>"
        #expect(listings(html).count <= 20)
    }

    @Test func `what the text and the structured data agree on is sure`() throws {
        let html =
            "<script type=application/ld+json>{\"@type\":\"Store\",\"name\":\"A\",\"telephone\":\"+1 413 555 0100\"}</script><p>Call (413) 555-0100</p>"
        let found = Extraction(Document(html)).entities.first { $0.kind == .telephone }
        #expect(try #require(found).confidence >= StructuredListing.confidence)
    }

    @Test func `RDFa 1.0 keeps markup as XML that can stand alone`() {
        let html =
            "<html xmlns='http://www.w3.org/1999/xhtml' version='XHTML+RDFa 1.0' xmlns:dc='http://purl.org/dc/terms/'><body><div property='dc:title'>A <b>b</b></div></body></html>"
        let data = StructuredData(Document(html), url: WebURL("http://example.com/"))
        #expect(
            JSONValue.array(data.rdfa).json
                == #"[{"@id":"http://example.com/","http://purl.org/dc/terms/title":[{"@value":"A <b xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:dc=\"http://purl.org/dc/terms/\">b</b>","@type":"http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral"}]}]"#
        )
    }

    @Test(arguments: 0..<40)
    func `any page's structured data is mapped`(_ seed: UInt64) {
        var random = SeededBytes(seed)
        #expect(listings(String(decoding: random.text(3_000), as: UTF8.self)).count <= 1_000)
    }
}
