import HTML
import Testing

@testable import Listings

/// Controls that lengthen a list in place, and what their addresses answer with.
@Suite struct MoreLinksTests {
    private static let url = WebURL("https://example.com/members?sort=name")

    private func more(_ html: String) -> [String] {
        Document(html).paginationLinks(Self.url).filter { $0.role == .more }.map { $0.url?.href ?? "" }
    }

    static let controls: [(html: String, url: String)] = [
        ("<button data-url='/members/more?page=2'>Load more</button>", "/members/more?page=2"),
        ("<button class=btn data-href='?page=2'>Show more results</button>", "/members?page=2"),
        ("<button data-url='/api/members' data-page='1'>Mehr laden</button>", "/api/members?page=2"),
        ("<button data-url='/api/members' data-next-page='5'>Afficher plus</button>", "/api/members?page=5"),
        ("<button data-endpoint='/api/members?sort=name' data-cursor='a b'>Cargar más</button>", "/api/members?sort=name&cursor=a%20b"),
        ("<a href='#' class=js-load-more data-url='/members/part/2'></a>", "/members/part/2"),
        ("<div class=end data-next-url='/members.json?after=40'></div>", "/members.json?after=40"),
        ("<div data-infinite-scroll-url='/members?page={page}' data-page=1></div>", "/members?page=2"),
        ("<tr hx-get='/members/?page=2' hx-trigger='revealed' hx-swap=afterend><td>…</table>", "/members/?page=2"),
        ("<turbo-frame id=more src='/members?page=2' loading=lazy></turbo-frame>", "/members?page=2"),
        ("<a class=button href='/members?offset=20'>Load more members</a>", "/members?offset=20"),
    ]

    @Test(arguments: controls.indices) func `a control that loads more says where from`(_ index: Int) {
        let row = Self.controls[index]
        let table = row.html.hasPrefix("<tr") ? "<table>" : ""
        #expect(more("<ul><li><a href='/m/1'>Ada</a></li></ul>\(table)\(row.html)") == ["https://example.com" + row.url], "\(row.html)")
    }

    @Test(arguments: [
        "<button data-url='/members/more?page=2' disabled>Load more</button>", "<button data-url='/x/1'>Send</button>",
        "<button data-url='/article/7'>Read more</button>", "<a href='/about'>More about us</a>", "<a href='/news'>More news</a>",
        "<div data-next-url='/members/more?page=2' data-has-more=false></div>", "<button data-url='#panel'>Show more</button>",
        "<button data-url='javascript:void(0)'>Load more</button>", "<button data-url='{\"a\":1}'>Load more</button>",
        "<button data-url='/p/1'>Show more</button><button data-url='/p/2'>Show more</button>",
        "<img data-src='/pictures/7.jpg'><div data-path='/x/y'></div>", "<a href='/members?sort=name' class=load-more></a>",
    ]) func `what shows more of something else, or is switched off, is no part of a list`(_ html: String) { #expect(more(html).isEmpty) }

    @Test func `the same control above and below a list is told twice, and a known link once`() {
        #expect(more("<button data-url='/m?page=2'>Load more</button><p>x<p><button data-url='/m?page=2'>Load more</button>").count == 2)
        let links = Document("<div class=pagination><a rel=next class=next href='?page=2'>Next »</a></div>").paginationLinks(Self.url)
        #expect(links.map(\.role) == [.next])
    }

    // MARK: Answers

    private func answer(_ text: String, at url: String = "https://example.com/members/more?page=2") throws -> PageAnswer {
        PageAnswer(Array(text.utf8), transportEncoding: "utf-8", at: try #require(WebURL(url)))
    }

    static let answers: [(text: String, next: String?)] = [
        (#"{"html":"<li>Ada</li><li>Ben Miller</li>","next":"/members/more?page=3"}"#, "/members/more?page=3"),
        (#"{"html":"<li>Ada</li><li>Ben Miller</li>","next":null}"#, nil),
        (#"{"items":[{"a":1},{"a":2}],"next_cursor":"x/7"}"#, "/members/more?page=2&cursor=x%2F7"),
        (#"{"items":[{"a":1}],"links":{"next":{"href":"?page=3"}}}"#, "/members/more?page=3"),
        (#"{"data":[1,2],"paging":{"next":"https://example.com/members/more?after=b"}}"#, "/members/more?after=b"),
        (#"{"results":[1,2],"nextPage":3}"#, "/members/more?page=3"), (#"{"results":[1,2],"has_more":true}"#, "/members/more?page=3"),
        (#"{"results":[1,2],"has_more":false,"next_cursor":"x"}"#, nil), (#"{"results":[],"has_more":true}"#, nil),
        (#"{"results":[1],"pageInfo":{"hasNextPage":true,"endCursor":"k"}}"#, "/members/more?page=2&after=k"),
        (#"[{"a":1},{"a":2}]"#, nil), (#"{"next":"/members/more?page=2"}"#, nil), ("<li>Ada</li><li>Ben</li>", nil), ("", nil), ("{", nil),
    ]

    @Test(arguments: answers.indices) func `an answer says where the list goes on, or that it was the end`(_ index: Int) throws {
        let row = Self.answers[index]
        let answer = try answer(row.text)
        #expect(answer.next?.href == row.next.map { "https://example.com" + $0 }, "\(row.text)")
        #expect(answer.isPart)
    }

    @Test func `markup in an answer is read as markup, rows of a table with their table`() throws {
        let wrapped = try answer(#"{"html":"<li class=\"m\">Ada</li>\n<li class=\"m\">Ben</li>"}"#).document
        #expect(wrapped.select(try Selector("li.m")).count == 2 && !wrapped.isData)
        for text in ["\n<tr><td>Ada</td></tr><tr><td>Ben</td></tr>", #"{"rows":"<tr><td>Ada</td></tr><tr><td>Ben</td></tr>"}"#] {
            #expect(try answer(text).document.select(try Selector("tr > td")).count == 2, "\(text)")
        }
        #expect(try answer(#"{"items":[{"name":"Ada"}]}"#).document.isData)
    }

    @Test(arguments: ["<!DOCTYPE html><p>x", "<html><p>x", "<body><p>x", "<head></head>x"])
    func `a whole page is no part`(_ text: String) throws { #expect(try !answer(text).isPart) }

    @Test(arguments: 0..<60) func `anything is read to its end`(_ seed: UInt64) throws {
        var random = SeededBytes(seed)
        func text(_ count: Int) -> String { String(decoding: random.text(count), as: UTF8.self) }
        let garbage = text(3_000)
        _ = try answer(garbage)
        _ = try answer("{\"html\":\"<tr " + garbage + "\",\"next\":" + text(200))
        let button = "<button data-url='/x?page=2' data-page='" + text(40) + "' class='" + text(80) + "'>Load more"
        _ = Document(button).paginationLinks(Self.url)
    }

    @Test(arguments: [
        ("<button onclick='f()'>Load more results</button>", true), ("<a href='#' class=x>Mehr anzeigen</a>", true),
        ("<div role=button>Load more</div>", true), ("<button data-url='/p?page=2'>Load more</button>", false),
        ("<button disabled>Load more</button>", false), ("<a href='#'>Read more</a>", false),
        ("<form><button type=submit>Load more</button></form>", false), ("<a href='/all'>More members</a>", false),
        ("<p>Load more</p>", false),
        ("<div class=pager><button>Next</button></div>", true), ("<a aria-label='Nächste Seite'>›</a>", true),
        ("<a href='#'>Next page</a>", true),
        ("<button aria-label='Go to next page'>&gt;</button>", true),
        ("<button disabled>Next</button>", false), ("<button>Next steps</button>", false), ("<button>Previous</button>", false),
        ("<div class='hero-carousel'><button>Next</button></div>", false), ("<form><button type=button>Next</button></form>", false),
        ("<a href='/members?page=2'>Next</a>", false),
    ])
    func `a button without an address is known to its scripts alone`(_ markup: String, _ expected: Bool) {
        #expect(Document("<ul><li>a<li>b</ul>" + markup).goesOnByScript == expected)
    }
}
