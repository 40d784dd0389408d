import HTML
import Testing

@testable import Rolls

@Suite struct CrawlTests {
    private func url(_ text: String) throws -> WebURL { try #require(WebURL(text)) }

    @Test(arguments: [
        ("http://Example.com:80/a/../b#part", "http://example.com/b"),
        ("https://example.com/list?page=2&utm_source=x&gclid=1", "https://example.com/list?page=2"),
        ("https://example.com/list?PHPSESSID=abc", "https://example.com/list"),
        ("https://example.com/a;jsessionid=17/b?x=1", "https://example.com/a/b?x=1"),
        ("https://example.com/a;type=x/b", "https://example.com/a;type=x/b"),
        ("https://example.com/?q=", "https://example.com/?q="),
    ])
    func addressesThatMeanOnePageAreOne(_ text: String, _ expected: String) throws {
        #expect(PageAddress.normalised(try url(text))?.href == expected)
    }

    @Test func whatIsNoPageHasNoAddress() throws {
        #expect(PageAddress.normalised(try url("mailto:a@example.com")) == nil)
        #expect(PageAddress.normalised(try url("http://example.com/" + String(repeating: "a", count: 3000))) == nil)
    }

    @Test(arguments: [
        ("https://www.example.com/x", true), ("http://example.com/x.html", true), ("https://example.com/x.PDF", false),
        ("https://example.com:8443/", false), ("https://other.com/", false), ("https://sub.example.com/", false),
        ("ftp://example.com/", false),
    ])
    func aDirectoryIsItsHost(_ text: String, _ inside: Bool) throws {
        let start = try url("https://example.com/directory")
        let scope = try #require(CrawlScope(start))
        #expect(scope.contains(try url(text)) == inside)
    }

    @Test(arguments: [
        ("https://e.com/events/2026/03", TrapGuard.Trap.calendar), ("https://e.com/x?date=2026-03-01", .calendar),
        ("https://e.com/x?month=3&year=2026", .calendar), ("https://e.com/a/b/a/b/a/b", .path), ("https://e.com/a/a/a", .path),
        ("https://e.com/" + String(repeating: "a/", count: 20), .path),
        ("https://e.com/?" + (0..<20).map { "p\($0)=1" }.joined(separator: "&"), .parameters),
    ])
    func trapsAreNoticed(_ text: String, _ trap: TrapGuard.Trap) throws {
        var traps = TrapGuard()
        #expect(traps.admit(try url(text)) == trap)
    }

    @Test(arguments: [
        "https://e.com/lawyers?page=2", "https://e.com/lawyers/smith/john", "https://e.com/a/b/c?state=TX&city=Austin",
        "https://e.com/2026/lawyers",
    ])
    func ordinaryPagesAreNoTraps(_ text: String) throws {
        var traps = TrapGuard()
        #expect(traps.admit(try url(text)) == nil)
    }

    @Test func facetsThatCombineAreBounded() throws {
        var traps = TrapGuard(combinations: 50)
        var admitted = 0
        for a in 0..<40 {
            for b in 0..<40 where traps.admit(try url("https://e.com/list?color=\(a)&size=\(b)")) == nil { admitted += 1 }
        }
        #expect(admitted == 50)
        // The pages of a list are no facets.
        #expect(traps.admit(try url("https://e.com/list?color=1&size=2&page=9"), isPaging: true) == nil)
    }

    @Test func linksToListsComeFirst() throws {
        let page = try url("https://bar.example/")
        let scope = try #require(CrawlScope(page))
        let html = """
            <a href=/join>Join us</a><a href=/about>About</a><a href=/members>Members</a><a href=/find-a-lawyer>Find a lawyer</a>
            <a href=https://elsewhere.example/find>Find</a><a href=/login?next=/directory>Directory</a><a href=/find-a-lawyer#x>Find a lawyer</a>
            """
        let chosen = LinkChooser().candidates(Document(html).links(page), of: page, scope: scope).map(\.path)
        #expect(chosen == ["/find-a-lawyer", "/members"])
    }

    @Test func anAlphabetIsAnIndex() throws {
        let page = try url("https://bar.example/members")
        let scope = try #require(CrawlScope(page))
        let html = "ABCDEF".map { "<a href='?letter=\($0)'>\($0)</a>" }.joined() + "<a href='?page=2'>2</a>"
        #expect(LinkChooser().letters(Document(html).links(page), of: page, scope: scope).count == 6)
        #expect(LinkChooser().letters(Document("<a href=?l=A>A</a>").links(page), of: page, scope: scope).isEmpty)
    }

    @Test func aBudgetNamesWhatRanOut() {
        let budget = CrawlBudget(pages: 10, bytes: 1000, time: .seconds(60))
        #expect(budget.exhausted(pages: 9, bytes: 999, elapsed: .seconds(59)) == nil)
        #expect(budget.exhausted(pages: 10, bytes: 0, elapsed: .zero)?.contains("10 pages") == true)
        #expect(budget.exhausted(pages: 0, bytes: 1000, elapsed: .zero)?.contains("bytes") == true)
        #expect(budget.exhausted(pages: 0, bytes: 0, elapsed: .seconds(60))?.contains("seconds") == true)
    }
}
