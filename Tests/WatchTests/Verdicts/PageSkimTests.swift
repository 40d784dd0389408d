import Testing

@testable import Watch

@Suite struct PageSkimTests {
    private func skim(_ html: String) -> PageSkim { PageSkim(Array(html.utf8), keepsText: true) }
    private func text(_ html: String) -> String { String(decoding: skim(html).text, as: UTF8.self) }

    @Test(arguments: [
        ("<p>a<b>b</b> c</p>", "ab c"), ("<li>a<li>b", "a b"), ("a<br>b", "a b"), ("<script>x</script>y", "y"),
        ("<SCRIPT>if (a</b) {}</SCRIPT >y", "y"),
        ("a<!-- <p>x</p> -->b", "ab"), ("a<!-->b", "ab"), ("&lt;p&gt; &amp; &eacute;&#233;&#xE9; &nope; &", "<p> & ééé &nope; &"),
        ("a&nbsp;&nbsp; b", "a b"), ("<head><title>t</title></head>x", "x"), ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<p title='a>b'>c", "c"),
        ("<textarea>draft</textarea>x", "x"), ("<noscript>n</noscript>x", "x"), ("<svg><text>s</text></svg>x", "x"),
        ("<template>t</template>x", "x"),
        ("<p", ""), ("x<script>never closed", "x"), ("x<!-- never closed", "x"), ("<iframe>i</iframe>x", "x"), ("\u{FEFF}x", "\u{FEFF}x"),
    ])
    func textIsWhatAVisitorReads(_ html: String, _ expected: String) { #expect(text(html) == expected) }

    @Test func factsAreCounted() {
        let page = skim(
            """
            <title> A &amp;  B </title><h1>One <i>two</i></h1><a href=/x>l</a><a name=y>n</a><form><input><input type=PASSWORD><input type=hidden>
            <select></select></form><img src=a><script src=b></script><meta http-equiv=Refresh content="0; url=/z">
            """)
        #expect(page.title == "A & B")
        #expect(page.headings == [Array("one two".utf8)])
        #expect(page.links == 1 && page.forms == 1 && page.passwords == 1 && page.inputs == 2 && page.images == 1 && page.scripts == 1)
        #expect(page.refresh == "0; url=/z")
    }

    @Test func oldEncodingsAreRead() {
        let latin = Array("<title>Caf".utf8) + [0xE9] + Array("</title><p>M".utf8) + [0xFC] + Array("ller</p>".utf8)
        let page = PageSkim(latin, keepsText: true)
        #expect(page.title == "Café")
        #expect(String(decoding: page.text, as: UTF8.self) == "Müller")
        let wide: [UInt8] = [0xFF, 0xFE] + "<title>Ünï</title>x".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(PageSkim(wide).title == "Ünï")
    }

    @Test func garbageNeverHarms() {
        var state: UInt64 = 99
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        let pieces: [[UInt8]] =
            [
                "<", ">", "</", "<!--", "-->", "<a href=", "\"", "'", "=", "<script>", "</script", "<h1>", "</h1>", "&", "&#", ";",
                "<title>", "<svg/>", "x ",
                "<input type=", "/", "<textarea>", "<head>", "<body>", "&eacute", "<!", "<?",
            ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xE2, 0x80], [0x00], [0xFF, 0xFE]]
        for _ in 0..<5000 {
            let page = (0..<next(30)).flatMap { _ in pieces[next(pieces.count)] }
            _ = PageSkim(page, keepsText: true).words
        }
    }

    @Test(arguments: [
        ("ÄÖÜ ß É", "äöü ß é", "aou ss e"), ("ΑΒΓ ЖЯ Ł", "αβγ жя ł", "αβγ жя l"), ("  a\u{A0}\n b\u{AD}c ", "a bc", "a bc"),
        ("it’s", "it’s", "it's"),
    ])
    func foldingIsForComparison(_ text: String, _ folded: String, _ plain: String) {
        #expect(String(decoding: TextFold.folded(text), as: UTF8.self) == folded)
        #expect(String(decoding: TextFold.plain(Array(text.utf8)), as: UTF8.self) == plain)
    }
}
