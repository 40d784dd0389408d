import Expressions
import Testing

@testable import Watch

@Suite struct PageSkimTests {
    private func skim(_ html: String) -> PageSkim { PageSkim(Array(html.utf8), extent: .whole) }
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
        let page = PageSkim(latin, extent: .whole)
        #expect(page.title == "Café")
        #expect(String(decoding: page.text, as: UTF8.self) == "Müller")
        let wide: [UInt8] = [0xFF, 0xFE] + "<title>Ünï</title>x".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(PageSkim(wide).title == "Ünï")
    }

    /// Bytes of the same words as old servers send them.
    @Test(arguments: [
        ("windows-1251", [0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2] as [UInt8], "Привет"),
        ("koi8-r", [0xF0, 0xD2, 0xC9, 0xD7, 0xC5, 0xD4], "Привет"),
        ("shift_jis", [0x93, 0xFA, 0x96, 0x7B, 0x8C, 0xEA], "日本語"), ("euc-kr", [0xC7, 0xD1, 0xB1, 0xB9, 0xBE, 0xEE], "한국어"),
        ("gb2312", [0xD6, 0xD0, 0xCE, 0xC4], "中文"), ("iso-8859-2", [0xBE, 0x6C, 0x75, 0xBB], "žluť"),
    ])
    func legacyEncodingsAreReadWhereverTheyAreNamed(_ charset: String, _ bytes: [UInt8], _ word: String) {
        let text = Array("<p>".utf8) + bytes + Array("</p>".utf8)
        let byServer = PageSkim(Array("<title>".utf8) + bytes + Array("</title>".utf8) + text, charset: charset, extent: .whole)
        #expect(byServer.title == word && String(decoding: byServer.text, as: UTF8.self) == word)
        let byPage = PageSkim(Array("<meta charset=\"\(charset)\"><title>".utf8) + bytes + Array("</title>".utf8) + text, extent: .whole)
        #expect(byPage.title == word && String(decoding: byPage.text, as: UTF8.self) == word)
        #expect(byPage.unreadable == nil)
    }

    @Test func utf8IsReadWhateverItIsCalled() {
        let page = PageSkim(Array("<meta charset=windows-1251><title>Адвокаты Минска</title>".utf8), charset: nil, extent: .whole)
        #expect(page.title == "Адвокаты Минска" && page.unreadable == nil)
    }

    @Test func aPageIsUnreadableOnlyWhereMostOfItIs() {
        let german = "Für Gäste: Müller & Söhne, Bäckerei in Köln, öffnet täglich um sieben Uhr früh und schließt spät. "
        let latin = (0..<20).flatMap { _ in german.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }
        #expect(PageSkim(latin, charset: "utf-8").unreadable == nil, "odd bytes")
        let russian = String(repeating: "Адвокаты Минска и области, список ", count: 20)
        #expect(PageSkim(Array(russian.utf8), charset: "utf-8").unreadable == nil)
        #expect((PageSkim(Array(russian.utf8), charset: "windows-1251").unreadable ?? 0) > 0.9)
        let old = russian.unicodeScalars.map { $0.value < 0x80 ? UInt8($0.value) : UInt8(truncatingIfNeeded: $0.value &- 0x410 &+ 0xC0) }
        #expect((PageSkim(old, charset: "utf-8").unreadable ?? 0) > 0.9)
        #expect(PageSkim(old, charset: "windows-1251").unreadable == nil)
    }

    @Test func garbageNeverHarms() {
        var state: UInt64 = 99
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        let pieces: [[UInt8]] =
            [
                "<", ">", "</", "<!--", "-->", "<a href=", "\"", "'", "=", " b", "<template", "<svg ", "<script>", "</script", "<h1>",
                "</h1>", "&", "&#", ";",
                "<title>", "<svg/>", "x ",
                "<input type=", "/", "<textarea>", "<head>", "<body>", "&eacute", "<!", "<?",
            ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xE2, 0x80], [0x00], [0xFF, 0xFE]]
        for _ in 0..<5000 {
            let page = (0..<next(30)).flatMap { _ in pieces[next(pieces.count)] }
            let (whole, text) = (PageSkim(page, extent: .whole), PageSkim(page, extent: .text))
            _ = whole.words
            #expect(whole.title == text.title && whole.text == text.text, "\(String(decoding: page, as: UTF8.self))")
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
