import HTML
import Testing

@testable import Listings

@Suite struct DataRecordsTests {
    private static let firms = ["Alder Survey Ltd", "Birch and Sons", "Cedar Roofing", "Dogwood Partners"]

    private static func objects(_ write: (Int, String) -> String) -> String {
        firms.enumerated().map { write($0, $1) }.joined(separator: ",\n")
    }

    private static let menu = "[" + (1...9).map { #"{"label": "Section \#($0)", "href": "/s\#($0)"}"# }.joined(separator: ",") + "]"

    private static let pages: [(String, String)] = [
        (
            "a document of JSON",
            #"{"total": 4, "menu": \#(menu), "results": ["#
                + objects {
                    #"{"id": "4f6c-\#($0)", "title": "\#($1)", "joined_date": "2024-05-0\#($0 + 1)T10:00:00Z", "url": "/f/\#($0)"}"#
                } + "]}"
        ),
        (
            "an object of objects",
            "{" + objects { #""\#($0)": {"name": "\#($1)", "filed": "2024-05-0\#($0 + 1)", "link": "/f/\#($0)"}"# } + "}"
        ),
        (
            "labels beside values",
            "["
                + objects {
                    #"{"fields": [{"label": "Name", "value": "\#($1)"}, {"label": "Filed", "value": "2024-05-0\#($0 + 1)"}], "href": "/f/\#($0)"}"#
                } + "]"
        ),
        (
            "a date above the list",
            #"[{"published_date": "2024-05-01", "items": ["#
                + objects { #"{"caption": "\#($1)", "number": "24-\#($0)", "uri": "/f/\#($0)"}"# } + "]}]"
        ),
        (
            "markup in values",
            #"{"data": ["#
                + objects { #"{"id": \#($0), "content": "<h3><a href='/f/\#($0)'>\#($1)</a></h3><p>Joined 05/0\#($0 + 1)/2024</p>"}"# }
                + "]}"
        ),
        (
            "data of a page without rows",
            "<html><body><nav><a href=/1>One</a><a href=/2>Two</a></nav><div id=root></div><script id=__NEXT_DATA__ type=application/json>"
                + #"{"props": {"menu": \#(menu), "members": ["#
                + objects { #"{"name": "\#($1)", "since": "2024-05-0\#($0 + 1)", "url": "/f/\#($0)"}"# } + "]}}</script></body></html>"
        ),
        (
            "a literal of a program",
            "<html><body><script>function f(a) { return [a]; }\nconst recent = ["
                + objects { "{ link: '/f/\($0)', title: '\($1) &amp; more', date: \"05/0\($0 + 1)/2024\", }" }
                + "];\nshow(recent, [1, 2]);</script></body></html>"
        ),
        (
            "a feed",
            #"<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>https://example.org/</link>"#
                + firms.enumerated().map {
                    "<item><title><![CDATA[\($1)]]></title><link>/f/\($0)</link><pubDate>Wed, 0\($0 + 1) May 2024 08:40:02 -0600</pubDate></item>"
                }.joined() + "</channel></rss>"
        ),
        (
            "an Atom feed",
            #"<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>"#
                + firms.enumerated().map {
                    #"<entry><title>\#($1) &amp; co</title><link href="/f/\#($0)"/><updated>2024-05-0\#($0 + 1)T08:40:02Z</updated></entry>"#
                }.joined() + "</feed>"
        ),
    ]

    @Test(arguments: pages) func `records of data are found with name, date and link`(_ name: String, _ page: String) {
        let extraction = Extraction(Document(page), .init(context: ReadingContext(country: Country(rawValue: "US"))))
        #expect(extraction.records.count == Self.firms.count)
        for (number, record) in extraction.records.enumerated() where number < Self.firms.count {
            #expect(record.values(.name).first?.text.hasPrefix(Self.firms[number]) ?? false)
            #expect(record.values(.date).first?.value.hasPrefix("2024-05-0") ?? false)
            #expect(record.values(.url).map(\.text).contains("/f/\(number)"))
        }
    }

    @Test(arguments: pages) func `what a value of data says stands in its bytes`(_ name: String, _ page: String) throws {
        let document = Document(page)
        for record in Extraction(document).records {
            let whole = try #require(record.provenance.range)
            for field in record.fields {
                let range = try #require(field.value.provenance.range)
                let bytes = String(decoding: document.sourceBytes(range), as: UTF8.self)
                #expect(bytes.contains(field.value.text.prefix { $0 != "&" }.trimmingSpaces))
                #expect(name == "a date above the list" || (whole.lowerBound <= range.lowerBound && range.upperBound <= whole.upperBound))
            }
        }
    }

    @Test func `rows that the page shows are read from the page`() {
        let rows = Self.firms.enumerated().map { "<tr><td><a href=/f/\($0)>\($1)</a></td><td>0\($0 + 1)/05/2024</td></tr>" }.joined()
        let script =
            "<script>var shown = [" + Self.objects { #"{"name": "\#($1)", "since": "2024-05-0\#($0 + 1)", "url": "/f/\#($0)"}"# }
            + "]</script>"
        let extraction = Extraction(Document("<table><tr><th>Name</th><th>Filed</th></tr>" + rows + "</table>" + script))
        #expect(extraction.records.count == 4)
        #expect(extraction.records.allSatisfy { $0.provenance.path.contains("tr:nth-child") })
    }

    @Test func `programs and settings are no records`() {
        let page = """
            <html><body><p>Nothing is listed here.</p><script>
            var settings = { modules: [{ name: "a", on: true }, { name: "b", on: false }], go: function (x) { return x[0]; } };
            if (a[b] == "[{") { call([[1, 2], [3, 4]]); }
            </script></body></html>
            """
        #expect(Extraction(Document(page)).records.allSatisfy { $0.values(.date).isEmpty })
    }

    @Test(arguments: 1...40) func `garbage in data is read to its end`(_ seed: UInt64) {
        var bytes = SeededBytes(seed)
        let noise = String(decoding: bytes.text(2000), as: UTF8.self)
        let list = "[" + Self.objects { #"{"name": "\#($1)", "url": "/f/\#($0)"}"# } + "]"
        let cut = list.prefix(Int(seed) * list.count / 40)
        for page in [cut + noise, "<script>var a = " + cut + noise, "<?xml version='1.0'?><rss><item>" + cut + noise, noise + cut] {
            _ = Extraction(Document(String(page)))
        }
    }

    @Test(arguments: ["[", "{\"a\":", "[{", "<script>x = [{", "<script>f([[", "<?xml?><a>", "<rss><![CDATA[", "<?xml?><a b=\""])
    func `nested and unfinished data is bounded`(_ piece: String) {
        let head = piece.hasPrefix("<script>") ? "<script>" : piece.hasPrefix("<?xml?>") ? "<?xml?>" : ""
        let page = head + String(repeating: String(piece.dropFirst(head.count)), count: 20_000)
        #expect(Extraction(Document(page)).records.count <= RecordReader.maximumRecords)
    }
}
