import HTML
import Testing

@Suite struct WebURLTests {
    @Test(
        "a URL is normalised to its serialisation",
        arguments: [
            ("HTTP://EXAMPLE.org:80/../a/./b/%2e%2E/c?x y#z<", "http://example.org/a/c?x%20y#z%3C"),
            ("https:example.org", "https://example.org/"),
            ("https:\\\\example.org\\a\\b", "https://example.org/a/b"),
            ("  https://example.org/\t\n ", "https://example.org/"),
            ("https://user:p@ss@example.org:8443/", "https://user:p%40ss@example.org:8443/"),
            ("http://0x7f.1/", "http://127.0.0.1/"),
            ("http://017700000001", "http://127.0.0.1/"),
            ("http://[2001:DB8:0:0:1:0:0:1]/", "http://[2001:db8::1:0:0:1]/"),
            ("http://[::ffff:192.0.2.1]/", "http://[::ffff:c000:201]/"),
            ("http://bücher.example/", "http://xn--bcher-kva.example/"),
            ("http://www.Straße.example/", "http://www.xn--strae-oqa.example/"),
            ("http://ＧＯ.com。", "http://go.com./"),
            ("http://cafe\u{301}.example/", "http://xn--caf-dma.example/"),
            ("file:///C|/x/../..", "file:///C:/"),
            ("file://localhost/etc", "file:///etc"),
            ("mailto:a b@example.org", "mailto:a b@example.org"),
            ("web+demo:/.//not-a-host/", "web+demo:/.//not-a-host/"),
            ("non-special://a b", nil),
            ("http://exa mple.org", nil),
            ("http://example.org:65536/", nil),
            ("http://1.2.3.256/", nil),
            ("http://a%00b/", nil),
            ("http://", nil),
            ("//example.org", nil),
            ("", nil),
        ] as [(String, String?)])
    func normalises(input: String, expected: String?) {
        #expect(WebURL(input)?.href == expected)
    }

    @Test(
        "a reference is resolved against its base",
        arguments: [
            ("", "http://a.example/b/c?q"), ("#f", "http://a.example/b/c?q#f"), ("?r", "http://a.example/b/c?r"),
            ("d", "http://a.example/b/d"), ("./d/", "http://a.example/b/d/"), ("../d", "http://a.example/d"),
            ("../../../d", "http://a.example/d"), ("/d", "http://a.example/d"), ("//e.example/d", "http://e.example/d"),
            ("https://e.example", "https://e.example/"), ("http:d", "http://a.example/b/d"), ("..", "http://a.example/"),
            ("\\\\e.example\\d", "http://e.example/d"), ("mailto:x@e.example", "mailto:x@e.example"),
            ("javascript:void(0)", "javascript:void(0)"), ("d;x=1?é", "http://a.example/b/d;x=1?%C3%A9"),
        ])
    func resolves(reference: String, expected: String) throws {
        let base = try #require(WebURL("http://a.example/b/c?q#old"))
        #expect(base.resolving(reference)?.href == expected)
    }

    @Test func `parts are read from the serialisation`() throws {
        let url = try #require(WebURL("https://me:secret@dir.example.org:8443/find/a%20b?state=NY&q=#top"))
        #expect(url.scheme == "https")
        #expect(url.username == "me" && url.password == "secret")
        #expect(url.host == "dir.example.org")
        #expect(url.port == 8443 && url.effectivePort == 8443)
        #expect(url.path == "/find/a%20b" && url.query == "state=NY&q=" && url.fragment == "top")
        #expect(url.requestTarget == "/find/a%20b?state=NY&q=")
        #expect(url.origin == "https://dir.example.org:8443")
        #expect(url.isHTTP && url.isSpecial && !url.hasOpaquePath && !url.hasAddressHost)
        #expect(url.withoutFragment.href == "https://me:secret@dir.example.org:8443/find/a%20b?state=NY&q=")
        #expect(url.withoutFragment == WebURL("https://me:secret@dir.example.org:8443/find/a%20b?state=NY&q="))
    }

    @Test func `absent parts are nil and present empty parts are empty`() throws {
        let bare = try #require(WebURL("http://example.org"))
        #expect(bare.query == nil && bare.fragment == nil && bare.port == nil && bare.effectivePort == 80)
        #expect(bare.requestTarget == "/")
        let empty = try #require(WebURL("http://example.org/?#"))
        #expect(empty.query == "" && empty.fragment == "")
        let mail = try #require(WebURL("mailto:a@example.org"))
        #expect(mail.host == nil && mail.hasOpaquePath && mail.origin == "null" && mail.effectivePort == nil)
        #expect(WebURL("file:///x")?.host == "")
        #expect(WebURL("http://[::1]:81/")?.bareHost == "::1")
        #expect(WebURL("http://[::1]:81/")?.hasAddressHost == true)
        #expect(WebURL("http://127.1/")?.hasAddressHost == true)
    }

    @Test func `a Punycode host reads back as Unicode`() {
        #expect(WebURL("http://bücher.example")?.displayHost == "bücher.example")
        #expect(WebURL("http://xn--a.example")?.displayHost == "xn--a.example")
    }

    @Test func `percent coding goes both ways`() {
        #expect(PercentCoding.decode("a%20b%zz%E2%82%AC%") == "a b%zz€%")
        #expect(PercentCoding.encode("a b/€&=") == "a%20b%2F%E2%82%AC%26%3D")
    }

    @Test func `hostile lengths stay linear and never trap`() {
        let deep = "http://a.example/" + String(repeating: "x/", count: 50_000) + String(repeating: "../", count: 60_000)
        #expect(WebURL(deep)?.path == "/")
        #expect(WebURL("http://" + String(repeating: "1.", count: 50_000)) == nil)
        #expect(WebURL("http://[" + String(repeating: ":", count: 50_000) + "]") == nil)
        #expect(WebURL("http://xn--" + String(repeating: "9", count: 10_000) + "é/") == nil)
    }
}
