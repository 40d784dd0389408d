import HTML
import Testing

@testable import Web

@Suite struct RobotsFileTests {
    private func rules(_ text: String, for product: String = "rollcall") -> RobotsRules { RobotsFile(Array(text.utf8)).rules(for: product) }

    @Test(arguments: [
        // What RFC 9309, 2.2.2 and 5 give as examples, and what stands around them.
        ("User-agent: *\nDisallow: /private", "/private/x", false),
        ("User-agent: *\nDisallow: /private", "/public", true),
        ("User-agent: *\nDisallow: /foo/bar?baz=quz", "/foo/bar?baz=quz&a", false),
        ("User-agent: *\nDisallow: /foo/bar/%62%61%7A", "/foo/bar/baz", false),
        ("User-agent: *\nDisallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", false),
        ("User-agent: *\nDisallow: /a%2fb", "/a/b", true),
        ("User-agent: *\nDisallow: /a%2fb", "/a%2Fb", false),
        ("User-agent: *\nDisallow: /path/file-with-a-%2A.html", "/path/file-with-a-*.html", false),
        ("User-agent: *\nDisallow: /path/file-with-a-%2A.html", "/path/file-with-a-b.html", true),
        ("User-agent: *\nDisallow: *.gif$\nAllow: /publications/", "/x/y.gif", false),
        ("User-agent: *\nDisallow: *.gif$\nAllow: /publications/", "/x/y.gif?z", true),
        ("User-agent: *\nDisallow: *.gif$\nAllow: /publications/", "/publications/y.gif", true),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", true),
        ("User-agent: *\nDisallow: /\nAllow: /index.html", "/", true),
        ("User-agent: *\nDisallow: /\nAllow: /index.html", "/other", false),
        ("User-agent: *\nDisallow:", "/any", true),
        ("User-agent: *\nDisallow: /*a*b*c$", "/xaxbxc", false),
        ("User-agent: *\nDisallow: /*a*b*c$", "/xaxbxcd", true),
        ("User-agent: *\nDisallow: /", "/robots.txt", true),
        ("Disallow: /\nUser-agent: *\nAllow: /", "/nobody-was-named-before", true),
        ("", "/any", true),
    ])
    func theLongestMatchingRuleDecides(_ text: String, _ target: String, _ allowed: Bool) {
        #expect(rules(text).allows(target: target) == allowed)
    }

    @Test func aNamedGroupHoldsInsteadOfTheOneForEverybody() {
        let text =
            "User-agent: *\nDisallow: /\n\nUser-agent: RollCall/2.0\nUser-agent: other\nDisallow: /x\n\nUser-agent: rollcall\nDisallow: /y"
        #expect(rules(text).allows(target: "/free"))
        #expect(!rules(text).allows(target: "/x"))
        #expect(!rules(text).allows(target: "/y"))
        #expect(!rules(text, for: "stranger").allows(target: "/free"))
        #expect(rules(text, for: "Other").allows(target: "/y"))
        #expect(rules("User-agent: *somebot*\nDisallow: /").allows(target: "/"))
    }

    @Test func otherLinesNeitherEndAGroupNorOpenOne() {
        let text = "User-agent: a\nSitemap: https://example.com/s.xml\nNoindex: /q\nUser-agent: rollcall\nDisallow: /x"
        #expect(!rules(text).allows(target: "/x"))
        #expect(!rules(text, for: "a").allows(target: "/x"))
        #expect(RobotsFile(Array(text.utf8)).sitemaps == ["https://example.com/s.xml"])
    }

    @Test func whatPeopleMistypeIsUnderstood() {
        let text = "\u{FEFF}useragent : *  # all\r\rdissallow /a\rUSER AGENT foo\nDisalow:/b\nSite-map:\u{A0} /map.xml"
        #expect(!rules(text).allows(target: "/a"))
        #expect(!rules(text, for: "foo").allows(target: "/b"))
        #expect(RobotsFile(Array(text.utf8)).sitemaps == ["/map.xml"])
    }

    @Test(
        arguments: [("2", 2000), ("0.5", 500), ("-1", nil), ("soon", nil), ("1e999", nil), ("99999999", 1_000_000_000)] as [(String, Int?)])
    func crawlDelayIsReadInSeconds(_ text: String, _ milliseconds: Int?) {
        #expect(rules("User-agent: *\nCrawl-delay: \(text)").crawlDelay == milliseconds.map { .milliseconds($0) })
    }

    @Test func aFileBeyondTheLimitIsCutAtALine() {
        let line = "Disallow: /abcdefghij\n"
        let text = "User-agent: *\n" + String(repeating: line, count: RobotsFile.limit / line.utf8.count) + "Disallow: /late\n"
        #expect(rules(text).allows(target: "/late"))
        #expect(!rules(text).allows(target: "/abcdefghij"))
    }

    @Test func rulesMadeToTakeForEverDoNot() {
        let text = "User-agent: *\n" + String(repeating: "Disallow: /" + String(repeating: "a*", count: 2000) + "b$\n", count: 20)
        let clock = ContinuousClock()
        let span = clock.measure { #expect(rules(text).allows(target: "/" + String(repeating: "a", count: 8000))) }
        #expect(span < .seconds(5))
    }

    @Test(arguments: 0..<200) func noiseIsReadWithoutHarm(_ seed: Int) {
        var dice = SplitMix(seed: UInt64(seed))
        let words = [
            "User-agent", ":", " ", "*", "Disallow", "/", "%2", "%", "$", "\n", "\r", "Crawl-delay", "é", "\u{0}", "#", "Sitemap",
            "rollcall",
        ]
        let text = (0..<200).map { _ in words.randomElement(using: &dice) ?? "" }.joined()
        let file = RobotsFile(Array(text.utf8) + (0..<20).map { _ in UInt8.random(in: 0...255, using: &dice) })
        let rules = file.rules(for: "rollcall")
        #expect(rules.allows(target: "/robots.txt"))
        _ = rules.allows(target: "/" + text)
    }
}
