import HTML
import Testing

@Suite struct LinkTests {
    @Test func `references are resolved against the base of the page`() throws {
        let tree = page(
            """
            <!DOCTYPE html><head><base href="/dir/"><link rel="canonical" href="home"><link rel=NEXT href="?page=2">
            <meta http-equiv=refresh content="5; url=later"></head><body><a href=" find?q=1 " rel="nofollow  UGC" title=T>  Find <b>one</b></a>
            <a href="mailto:x@y.example"><img src=i.png alt="Mail us"></a><a name=x>no</a><a href="http://[bad">bad</a><iframe src="//f.example"></iframe>
            <form action="/send"></form><area href="#top" alt=Top><script src="s.js"></script></body>
            """)
        let links = tree.links(WebURL("https://site.example/a/b"))
        #expect(
            links.map { "\($0.kind.rawValue) \($0.url?.href ?? "-") \($0.text)" } == [
                "resource https://site.example/dir/home ", "resource https://site.example/dir/?page=2 ",
                "refresh https://site.example/dir/later ",
                "anchor https://site.example/dir/find?q=1 Find one", "anchor mailto:x@y.example Mail us",
                "image https://site.example/dir/i.png Mail us",
                "anchor - bad", "frame https://f.example/ ", "form https://site.example/send ", "area https://site.example/dir/#top Top",
                "script https://site.example/dir/s.js ",
            ])
        #expect(links.first { $0.kind == .anchor }?.rel == ["nofollow", "ugc"])
        #expect(links.first { $0.kind == .anchor }?.isNoFollow == true)
        #expect(links.first { $0.kind == .anchor }?.title == "T")
        let info = tree.pageInfo(WebURL("https://site.example/a/b"))
        #expect(info.canonical?.href == "https://site.example/dir/home")
        #expect(info.next?.href == "https://site.example/dir/?page=2")
        #expect(info.refresh?.delay == 5)
    }

    @Test func `without a base relative references stay as written`() {
        let links = page("<!DOCTYPE html><a href=x>a</a><a href=http://y.example>b</a>").links()
        #expect(links.map(\.href) == ["x", "http://y.example"])
        #expect(links.map { $0.url?.href } == [nil, "http://y.example/"])
    }

    @Test(
        "a declarative refresh is read by the standard's steps",
        arguments: [
            ("0", 0, nil), ("5; url=/x", 5, "/x"), ("5;URL='/a b' z", 5, "/a b"), ("3 /x", 3, "/x"), ("3,url=x", 3, "x"),
            ("1.5; url = x", 1, "x"),
            ("; url=x", -1, nil), ("x", -1, nil), ("5x", -1, nil), ("5; u=x", 5, "u=x"),
        ] as [(String, Int, String?)])
    func refreshes(content: String, delay: Int, url: String?) {
        let refresh = MetaRefresh(content)
        #expect((refresh?.delay ?? -1) == delay)
        #expect(refresh?.url == url)
    }

    @Test func `the head tells of the page`() {
        let info = page(
            """
            <!DOCTYPE html><html lang=en-GB><head><title> Find a
            lawyer </title><meta name=Description content=" All of  them "><meta name=robots content="NoIndex, nofollow">
            <meta property="og:title" content=OG><link rel="alternate" type="application/rss+xml" href=http://f.example/></head></html>
            """
        ).pageInfo()
        #expect(info.title == "Find a lawyer" && info.language == "en-GB" && info.description == "All of them")
        #expect(info.robots == ["noindex", "nofollow"] && info.isNoIndex)
        #expect(info.properties == ["og:title": "OG"] && info.feeds.map(\.href) == ["http://f.example/"])
        #expect(page("<!DOCTYPE html><svg><title>x</title></svg>").title == nil)
    }
}
