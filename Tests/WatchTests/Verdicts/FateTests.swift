import Model
import Testing
import Web

@testable import Watch

@Suite struct FateTests {
    @Test(arguments: [
        ("120", 120 as Int64?), (" 5 ", 5), ("0", nil), ("-3", nil), ("soon", nil), ("", nil), ("999999999999", 86_400),
        ("Mon, 21 Sep 2026 10:00:00 GMT", nil), ("Tue, 22 Sep 2026 10:00:00 GMT", 78_000), ("Sun Nov  6 08:49:37 1994", nil),
    ])
    func retryAfterIsReadInBothForms(_ text: String, _ seconds: Int64?) {
        // 2026-09-21T12:20:00Z
        let now = Timestamp(seconds: 1_789_993_200)
        #expect(RetryAfter.wait(text, now: now) == seconds.map { .seconds($0) })
    }

    @Test(arguments: ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"])
    func datesAreReadInAllThreeForms(_ text: String) {
        #expect(HTTPDate.parse(text) == Timestamp(seconds: 784_111_777))
    }

    @Test(arguments: [
        "", "x", "Sun, 99 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT", "1 2 3 4 5 6",
    ])
    func whatIsNoDateIsNone(_ text: String) { #expect(HTTPDate.parse(text) == nil) }

    @Test(
        arguments: [
            ([("cf-ray", "1")], [], "cloudflare" as String?), ([("server", "Netlify")], [], "netlify"), ([], ["x.fastly.net"], "fastly"),
            ([], ["d1.cloudfront.net."], "cloudfront"), ([], ["Foo.EDGEKEY.net", "e1.a.akamaiedge.net"], "akamai"),
            ([], ["user.github.io"], "github-pages"),
            ([("x-served-by", "cache-fra1-FRA")], [], "fastly"), ([("server", "nginx")], ["www.example.org"], nil),
        ] as [([(String, String)], [String], String?)])
    func networksAreToldFromHeadersAndAliases(_ headers: [(String, String)], _ cnames: [String], _ network: String?) {
        var result = ProbeResult(startedAt: Timestamp(seconds: 0))
        result.headers = headers.map { (name: $0.0, value: $0.1) }
        result.dns = DNSFacts(addresses: ["192.0.2.1"], cnames: cnames, nameServers: ["a.ns.example", "b.ns.example"])
        let fate = FateReader.fate(result)
        #expect(fate.network == network)
        #expect(fate.nameServer == "a.ns.example")
        #expect(fate.address == "192.0.2.1")
    }
}
