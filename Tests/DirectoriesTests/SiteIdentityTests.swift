import Directories
import HTML
import Testing

struct SiteIdentityTests {
    @Test(arguments: [
        "http://example.com", "https://example.com/", "https://www.example.com", "HTTPS://WWW.EXAMPLE.COM:443/", "http://example.com:80",
        "https://example.com./", "https://example.com/index.html", "https://example.com/Default.aspx",
        "https://example.com/?utm_source=a&gclid=b",
        "https://example.com/#top", "https://example.com/?", "https://example.com/a/..", "https://example.com/%2e/", "//example.com",
        "example.com",
    ])
    func `ways to write one site are one`(text: String) throws {
        let url = try #require(RegistrableDirectory.url(text.hasPrefix("//") ? "https:" + text : text))
        #expect(SiteIdentity(url).key == "example.com")
    }

    @Test(arguments: [
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a/"), ("http://a.org/?b=2&a=1", "http://a.org/?a=1&b=2"),
        ("http://a.org/%7Ejoe", "http://a.org/~joe"), ("http://a.org/x%2fy", "http://a.org/x%2Fy"),
        ("http://a.org:8080/", "https://www.a.org:8080"),
    ])
    func `pairs that are the same`(a: String, b: String) throws {
        #expect(SiteIdentity(try #require(WebURL(a))) == SiteIdentity(try #require(WebURL(b))))
    }

    @Test(arguments: [
        ("https://a.org/", "https://b.org/"), ("https://a.org/x", "https://a.org/X"), ("https://a.org/?id=1", "https://a.org/?id=2"),
        ("https://a.org", "https://a.org:8443"), ("https://a.org/#/de", "https://a.org/#/fr"), ("https://www.com", "https://com.com"),
        ("https://a.org/x", "https://a.org/x/y"), ("https://sub.a.org", "https://a.org"),
    ])
    func `pairs that differ`(a: String, b: String) throws {
        #expect(SiteIdentity(try #require(WebURL(a))) != SiteIdentity(try #require(WebURL(b))))
    }

    @Test(arguments: [
        ("Bar Association of Texas", "bar-association-of-texas"), ("  Żółć & Co. ", "zolc-co"), ("O'Neill’s", "oneills"), ("123", "d-123"),
        ("日本", "host-org"), ("---", "host-org"), ("Straße", "strasse"),
    ])
    func `slugs are short and plain`(name: String, slug: String) {
        #expect(Slug.make(name: name, host: "host.org") == slug)
        #expect(Slug.isValid(slug))
    }

    @Test(arguments: ["", "-a", "a-", "A", "a b", "12", "a/b", String(repeating: "a", count: 81), "é"])
    func `what is no slug is told`(text: String) { #expect(!Slug.isValid(text)) }
}
