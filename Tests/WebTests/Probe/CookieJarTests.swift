import HTML
import Model
import Testing

@testable import Web

struct CookieJarTests {
    private static let now = Timestamp(milliseconds: 1_700_000_000_000)

    static let rows: [(from: String, sets: [String], to: String, sent: String?)] = [
        ("http://a.example/", ["k=v"], "http://a.example/x", "k=v"),
        ("http://a.example/", ["k=v"], "http://b.example/", nil),
        ("http://a.example/", ["k=v"], "http://sub.a.example/", nil),
        ("http://www.a.example/", ["k=v; Domain=a.example"], "https://a.example/", "k=v"),
        ("http://www.a.example/", ["k=v; domain=.A.example"], "http://x.a.example/", "k=v"),
        ("http://www.a.example/", ["k=v; Domain=b.example"], "http://www.a.example/", nil),
        ("http://www.a.example/", ["k=v; Domain=example"], "http://www.a.example/", nil),
        ("http://nota.example/", ["k=v; Domain=a.example"], "http://a.example/", nil),
        ("http://127.0.0.1/", ["k=v; Domain=127.0.0.1"], "http://127.0.0.1:8080/", "k=v"),
        ("http://127.0.0.1/", ["k=v; Domain=0.0.1"], "http://127.0.0.1/", nil),
        ("http://a.example/one/two", ["k=v"], "http://a.example/one/", "k=v"),
        ("http://a.example/one/two", ["k=v"], "http://a.example/other", nil),
        ("http://a.example/one/two", ["k=v; Path=/"], "http://a.example/other", "k=v"),
        ("http://a.example/", ["k=v; Path=/one"], "http://a.example/onerous", nil),
        ("http://a.example/", ["k=v; Path=/one"], "http://a.example/one?q", "k=v"),
        ("https://a.example/", ["k=v; Secure"], "http://a.example/", nil),
        ("https://a.example/", ["k=v; Secure"], "https://a.example/", "k=v"),
        ("http://a.example/", ["k=1", "l=2; Path=/deep", "k=3"], "http://a.example/deep/er", "l=2; k=3"),
        ("http://a.example/", ["k=1", "k=; Max-Age=0"], "http://a.example/", nil),
        ("http://a.example/", ["k=1", "k=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"], "http://a.example/", nil),
        ("http://a.example/", ["k=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60"], "http://a.example/", "k=1"),
        ("http://a.example/", ["k=1; Expires=whenever"], "http://a.example/", "k=1"),
        ("http://a.example/", [" k = v w "], "http://a.example/", "k=v w"),
        ("http://a.example/", ["=v", "noequals", "", ";", "k=v\u{1}"], "http://a.example/", nil),
    ]

    @Test(arguments: rows.indices) func `a cookie goes where it belongs`(index: Int) throws {
        let row = Self.rows[index]
        var jar = CookieJar()
        jar.take(row.sets.map { ("set-cookie", $0) }, from: try #require(WebURL(row.from)), now: Self.now)
        #expect(jar.header(for: try #require(WebURL(row.to))) == row.sent)
    }

    @Test func `what a server sends in bulk is bounded`() throws {
        var jar = CookieJar()
        let url = try #require(WebURL("http://a.example/"))
        jar.take((0..<1000).map { ("set-cookie", "k\($0)=v") }, from: url, now: Self.now)
        #expect(jar.header(for: url)?.split(separator: ";").count == CookieJar.greatestCount)
        jar.take([("set-cookie", "k0=" + String(repeating: "x", count: CookieJar.greatestBytes))], from: url, now: Self.now)
        #expect(jar.header(for: url)?.contains("k0=v") == true)
    }

    @Test(arguments: [
        ("Wed, 09 Jun 2021 10:18:14 GMT", 1_623_233_894_000), ("Wednesday, 09-Jun-21 10:18:14 GMT", 1_623_233_894_000),
        ("Wed Jun  9 10:18:14 2021", 1_623_233_894_000), ("Thu, 01-Jan-1970 00:00:01 GMT", 1000), ("01 jan 70 0:0:1", 1000),
        ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199_000),
        ("0", nil), ("", nil), ("Wed, 09 Jun 2021", nil), ("32 Jan 2021 00:00:00", nil), ("1 Jan 2021 24:00:00", nil),
        ("1 Foo 2021 1:1:1", nil),
    ])
    func `dates are read as servers write them`(text: String, milliseconds: Int64?) {
        #expect(CookieDate.milliseconds(text) == milliseconds)
    }

    @Test func `garbage is survived`() throws {
        var random = SplitMix(seed: 6265)
        let url = try #require(WebURL("https://www.a.example/x/y"))
        var jar = CookieJar()
        for _ in 0..<5000 {
            let pieces = [
                "k=v", "=", ";", " ", "Domain=", ".", "a.example", "Path=", "/", "Expires=", "Thu, 01", "Max-Age=-1", "\u{7F}", "é",
                "Secure", ",",
            ]
            let text = (0..<Int(random.next() % 9)).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
            jar.take([("set-cookie", text)], from: url, now: Self.now)
            _ = jar.header(for: url)
        }
    }
}
