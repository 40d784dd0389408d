import HTML
import Testing

@testable import Listings

@Suite struct PaginationTests {
    private func roles(_ html: String) -> [String] {
        Document(html).paginationLinks(WebURL("https://example.com/list")).map { "\($0.role.rawValue) \($0.href)" }
    }

    @Test func `a pager's links have their roles`() {
        let page = """
            <nav><a href="/about">About us</a><a href="/contact">Contact</a></nav><p>Some text</p>
            <div class="pagination"><ul><li><a href="?page=2">« Prev</a></li><li><a href="?page=1">1</a></li><li><a href="?page=2">2</a></li>
            <li class="active"><span>3</span></li><li><a href="?page=4">4</a></li><li><a href="?page=5">5</a></li>
            <li><a href="?page=4">Next »</a></li></ul></div>
            """
        #expect(
            roles(page) == ["previous ?page=2", "page ?page=1", "page ?page=2", "page ?page=4", "page ?page=5", "next ?page=4"])
    }

    @Test func `links are resolved and can be found again`() throws {
        let document = Document(
            "<div class=pager><a href='?p=1'>1</a> <b>2</b> <a href='?p=3'>3</a> <a class=next rel=next href='?p=3'>Weiter</a></div>")
        let links = document.paginationLinks(WebURL("https://example.com/list"))
        let next = try #require(links.last)
        #expect(next.role == .next && next.url?.href == "https://example.com/list?p=3")
        #expect(document.select(try Selector(next.provenance.path)) == [next.node])
        #expect((0...1).contains(next.confidence))
    }

    @Test func `a calendar's days and a carousel's arrows are no pages`() {
        let days = (1...30).map { "<td><a href='/calendar/2024-03-\($0)'>\($0)</a></td>" }.joined()
        #expect(roles("<table class=calendar><tr>\(days)</tr></table><a class=next href='#carousel'>›</a>").isEmpty)
    }

    @Test func `a page without links has none`() { #expect(roles("<p>1 2 3 next</p>").isEmpty) }

    @Test(arguments: 0..<40)
    func `any page is read to its end`(_ seed: UInt64) {
        var random = SeededBytes(seed)
        _ = Document.parse(random.text(6_000)).paginationLinks()
    }
}
