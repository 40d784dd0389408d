import HTML
import Model
import Testing
import Web

@testable import Watch

@Suite struct ConditionJudgingTests {
    static let now = Timestamp(seconds: 1_790_000_000)

    static func result(_ body: String = Self.page, type: String = "text/html; charset=utf-8") -> ProbeResult {
        var result = ProbeResult(startedAt: now)
        result.hops = [ProbeHop(url: "https://example.com/", status: 301), ProbeHop(url: "https://www.example.com/list", status: 200)]
        result.status = 200
        result.httpVersion = "HTTP/2"
        result.headers = [("content-type", type), ("x-a", "one"), ("x-a", "two")]
        result.body = Array(body.utf8)
        result.timings = PhaseTimings(dns: 12_000, connect: 30_000, tls: 45_000, firstByte: 200_000, transfer: 5000, total: 1_500_000)
        result.address = "192.0.2.7"
        let leaf = TLSFacts.Certificate(
            subject: "CN=example.com", issuer: "R3", issuerOrganization: "Let's Encrypt", names: ["example.com", "www.example.com"],
            notBefore: now - .seconds(86_400 * 60), notAfter: now + .seconds(86_400 * 20), key: "EC P-256", fingerprint: "00")
        result.tls = TLSFacts(chain: [leaf], trust: .trusted, protocolVersion: "TLSv1.3", applicationProtocol: "h2")
        result.dns = DNSFacts(addresses: ["192.0.2.7", "2001:db8::7"], cnames: [], nameServers: ["ns1.example.net"], ttl: 300)
        return result
    }

    static let page = """
        <!DOCTYPE html><html><head><title>Find a Lawyer &ndash; M&uuml;nchen</title><script>var secret = "hidden word";</script></head>
        <body><h1>Rechtsanwälte</h1><ul><li class="listing"><a href="/1">Anna   Müller</a></li><li class=listing><a href="/2">Bo
        Smith</a></li></ul><noscript>no script</noscript></body></html>
        """

    @Test(arguments: [
        "status == 200", "status != 404", "status in 200..299", "status in [301, 200]", "latency < 2s", "latency >= 1500ms",
        "latency.dns < 20ms",
        "latency.tls > 44ms", "size > 100B", "size < 1KB", "not body.truncated", "body.truncated == false",
        "header(\"X-A\") == \"one, two\"",
        "header(\"content-type\") contains \"HTML\"", "title == \"Find a Lawyer – München\"", "title contains \"find a lawyer\"",
        "text contains \"anna müller\"", "text contains \"BO SMITH\"", "text contains \"RECHTSANWÄLTE\"",
        "text matches \"Anna\\s+M\\wller|Bo\"",
        "not text contains \"hidden word\"", "not text contains \"no script\"", "redirects == 1", "url.host == \"www.example.com\"",
        "url.final matches \"^https://.*/list$\"", "http.version == \"HTTP/2\"", "tls.days_left > 14d", "tls.days_left <= 20",
        "tls.issuer == \"Let's Encrypt\"", "tls.trusted", "tls.trusted == true", "tls.names contains \"WWW.example.com\"",
        "tls.key == \"EC P-256\"", "tls.protocol in [\"TLSv1.3\"]", "dns.addresses contains \"2001:db8::7\"",
        "dns.addresses == [\"2001:db8::7\", \"192.0.2.7\"]", "dns.addresses in [\"192.0.2.7\", \"2001:db8::7\", \"192.0.2.8\"]",
        "not dns.cname exists",
        "dns.name_servers contains \"ns1.example.net\"", "dns.ttl == 5m", "count(\"li.listing\") == 2", "count(\"li > a[href]\") in 1..5",
        "address == \"192.0.2.7\"", "status == 500 or title exists", "not (status == 500 and title exists)",
    ])
    func holds(_ text: String) throws {
        let judged = try Condition(text).judge(ConditionInput(Self.result(), now: Self.now))
        #expect(judged.held, "\(judged.found ?? "")")
        #expect(judged.found == nil)
    }

    /// What does not hold, and what is said to have been found.
    @Test(arguments: [
        ("status == 404", "status is 200"), ("latency < 1s", "latency is 1.5 s"), ("title contains \"shop\"", "Find a Lawyer"),
        ("text contains \"gone\"", "\"gone\" is not in the text"), ("header(\"x-b\") == \"1\"", "no header x-b"),
        ("header(\"x-b\") != \"1\"", "no header x-b"), ("count(\"form\") >= 1", "is 0"),
        ("status == 404 or latency > 2s", "latency is 1.5 s"),
        ("status == 200 and tls.days_left > 30d", "20 d"), ("not status == 200", "status is 200"),
        ("dns.addresses == [\"192.0.2.7\"]", "2001:db8::7"),
    ])
    func tellsWhatWasFound(_ text: String, _ found: String) throws {
        let judged = try Condition(text).judge(ConditionInput(Self.result(), now: Self.now))
        #expect(!judged.held)
        #expect(judged.found?.contains(found) == true, "\(judged.found ?? "nothing")")
    }

    @Test(arguments: [
        ("json(\"$.status\") == \"ok\"", true), ("json(\"count\") >= 3", true), ("json(\"items[1].name\") == \"b \\\"ü\"", true),
        ("json(\"items[-1].n\") == 2.5", true), ("json(\"items[9]\") exists", false), ("json(\"nothing\") exists", false),
        ("json(\"$['odd key']\") == true", true), ("json(\"tags\") contains \"x\"", true), ("json(\"deep.a.b\") == -1", true),
        ("json(\"items\") exists", true),
    ])
    func jsonIsReadAlongThePath(_ text: String, _ held: Bool) throws {
        let body = """
            {"skip": {"a": [1, {"status": "no"}]}, "status": "ok", "count": 3, "items": [{"name": "a"}, {"name": "b \\"\\u00fc", "n": 2.5}],
             "odd key": true, "nothing": null, "tags": ["x", "y"], "deep": {"a": {"b": -1}}}
            """
        let judged = try Condition(text).judge(ConditionInput(Self.result(body, type: "application/json"), now: Self.now))
        #expect(judged.held == held, "\(judged.found ?? "")")
    }

    @Test func brokenJSONIsMissingNotFatal() throws {
        let condition = try Condition("json(\"a[0].b\") == 1")
        for body in [
            "", "{", "{\"a\"", "{\"a\":[", "{\"a\":[{\"b\":", "[[[[", "{\"a\":[{\"b\":tru", "\u{0}", String(repeating: "[", count: 100_000),
        ] {
            #expect(!condition.judge(ConditionInput(Self.result(body), now: Self.now)).held)
        }
    }

    @Test func nothingIsKnownOfAFailedProbe() throws {
        let empty = ConditionInput(ProbeResult(startedAt: Self.now), now: Self.now)
        for text in [
            "status == 200", "tls.trusted", "dns.addresses exists", "title exists", "http.version != \"HTTP/2\"", "latency.dns < 1s",
        ] {
            #expect(try !Condition(text).judge(empty).held, "\(text)")
        }
    }
}
