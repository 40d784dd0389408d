import Expressions
import Testing

@testable import Watch

@Suite struct ConditionParsingTests {
    @Test(arguments: [
        "status == 200", "status in [200, 204, 300..399]", "status in 200..299", "status not in [500]", "latency < 2s",
        "latency.first_byte <= 800ms",
        "size > 10KB", "size >= 2048", "size < 2MiB", "header(\"Content-Type\") contains \"html\"", "header('x-cache') exists",
        "title contains \"Find a lawyer\"", "text matches \"(?i)\\d+ lawyers\"", "redirects <= 2", "url.host == \"www.example.com\"",
        "url.final matches \"^https://\"", "http.version == \"HTTP/2\"", "tls.days_left > 14d", "tls.days_left > 14", "tls.trusted",
        "tls.names contains \"example.com\"", "tls.protocol in [\"TLSv1.2\", \"TLSv1.3\"]", "dns.addresses == [\"192.0.2.1\"]",
        "dns.name_servers contains \"ns1.example.com\"", "dns.ttl >= 60", "dns.cname exists", "count(\".listing > a\") >= 10",
        "json(\"$.items[0].name\") == \"x\"", "json(\"count\") > 3", "not (title contains \"error\" or status >= 400) and size > 1KB",
        "status == 200 and not body.truncated", "address == \"192.0.2.1\"", "tls.key contains 'P-256'", "tls.issuer matches \"Encrypt\"",
    ])
    func whatIsInTheSpecificationParses(_ text: String) throws {
        #expect(try Condition(text).source == text)
    }

    /// Text, column of the fault, and a word of the message or remedy.
    @Test(arguments: [
        ("", 1, "empty"), ("status", 1, "status == 200"), ("status ==", 10, "missing"), ("status = 200", 8, "=="),
        ("staus == 200", 1, "status"),
        ("latency < 2", 11, "unit"), ("status == 2s", 11, "a duration"), ("status == \"200\"", 11, "a text"),
        ("latency < 2sec", 12, "write 2s"),
        ("size > 10kb", 10, "10KB"), ("title contains", 15, "quotes"), ("title contains \"\"", 16, "empty"),
        ("title conatins \"x\"", 7, "contains"),
        ("title contains \"x", 16, "closing"), ("title > \"x\"", 7, "neither more nor less"), ("status contains \"2\"", 8, "for texts"),
        ("header == \"x\"", 8, "argument"), ("header(status)", 8, "quotes"), ("header(\"a b\") exists", 8, "header name"),
        ("count(\"a[\") > 1", 10, ""), ("json(\"$.a[*]\") == 1", 11, "index"),
        ("json(\"$[-9223372036854775808]\") == 1", 9, "index"), ("json(\"$[9223372036854775807]\") == 1", 9, "index"),
        ("json(\"$[1000000]\") == 1", 9, "index"), ("text matches \"a(b\"", 16, "("),
        ("text matches \"(?=a)\"", 15, "look-around"),
        ("status == 200 status == 201", 15, "join"), ("(status == 200", 1, "close"), ("status == 200)", 14, "no ( before"),
        ("status in []", 11, "empty"), ("status in [200", 11, "close"), ("status in 200", 11, "range"),
        ("status in [300..200]", 15, "before"),
        ("200 == status", 1, "begins with"), ("status == 200 AND latency < 1s", 15, "write and"), ("latency.dsn < 1s", 1, "latency.dns"),
        ("tls.foo == 1", 1, "tls."), ("dns.addresses == \"1.2.3.4\"", 18, "list"), ("status === 200", 10, ""),
        ("status == 200 & size > 1", 15, "and"),
    ])
    func faultsAreToldWithTheirPlace(_ text: String, _ column: Int, _ word: String) {
        let error = #expect(throws: ConditionError.self) { try Condition(text) }
        #expect(error?.column == column, "\(error?.description ?? "")")
        #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
        #expect(error?.excerpt.contains("^") == true)
    }

    @Test func caretsStandBelowTheFault() {
        let error = #expect(throws: ConditionError.self) { try Condition("latency < 2 and status == 200") }
        #expect(error?.excerpt == "latency < 2 and status == 200\n          ^")
    }

    @Test func orBindsLessThanAnd() throws {
        guard case .any(let parts) = try Condition("status == 1 or status == 2 and status == 3").tree else {
            Issue.record("or is not outermost")
            return
        }
        #expect(parts.count == 2)
    }

    @Test func onlyTheWorkThatIsAskedForIsNeeded() throws {
        #expect(try Condition("status == 200").needs == [.response, .judgesStatus])
        #expect(try Condition("latency < 2s and header(\"server\") exists").needs == .response)
        #expect(try !Condition("tls.days_left > 5").needs.contains(.body))
        #expect(try Condition("title exists").needs.isSuperset(of: [.body, .page]))
        #expect(try !Condition("title exists").needs.contains(.document))
        #expect(try Condition("count(\"a\") > 1").needs.contains(.document))
        #expect(try Condition("dns.name_servers exists").needs == [.dns, .nameServers])
    }

    @Test func garbageNeverHarmsAndErrorsStayInRange() {
        let pieces = [
            "status", "latency", "title", "text", "header(", "count(", "json(", "\"", "'", "\\", "(", ")", "[", "]", "..", ",", "==", "!=",
            "<", "in",
            "contains", "matches", "exists", "not", "and", "or", "200", "2s", "10KB", "-5", "1e9", "é", "😀", "\u{0}", "\n", "\"a\"", "'[a'",
            "tls.",
            "=", "!", "&", "99999999999999999999", "2.5", ".", "$", "true", "\"(a|\"", "\"$.x[\"",
        ]
        var state: UInt64 = 42
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        for _ in 0..<20_000 {
            let text = (0..<next(14)).map { _ in pieces[next(pieces.count)] + (next(3) == 0 ? "" : " ") }.joined()
            do { _ = try Condition(text) } catch {
                #expect(error.column >= 1 && error.column <= text.unicodeScalars.count + 1, "\(text.debugDescription)")
                #expect(error.length >= 1)
            }
        }
        #expect(throws: ConditionError.self) { try Condition(String(repeating: "(", count: 3000)) }
        #expect(throws: ConditionError.self) { try Condition(String(repeating: "not ", count: 900) + "tls.trusted") }
        #expect(throws: ConditionError.self) { try Condition(String(repeating: "x", count: 10_000)) }
    }
}
