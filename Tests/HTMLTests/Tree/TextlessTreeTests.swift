import Testing

@testable import HTML

/// A tree that keeps no text has the elements that it would have with it, in the same places.
@Suite struct TextlessTreeTests {
    /// Every element with its attributes and its ancestors.
    private static func elements(_ document: Document) throws -> [String] {
        document.select(try Selector("*")).map { element in
            var text = document.attributes(of: element).map { "\($0.name)=\($0.value)" }.joined(separator: " ")
            var current: NodeID? = element
            while let node = current {
                text = document.nameText(of: node) + " " + text
                current = document.parentElement(of: node)
            }
            return text
        }
    }

    private static func bothWays(_ page: String) throws -> (with: [String], without: [String]) {
        let bytes = Array(page.utf8)
        return (try elements(Document.parse(bytes)), try elements(Document.parse(bytes, keepsText: false)))
    }

    @Test(
        "what text moves is moved all the same",
        arguments: [
            "<table>a<td>b", "<b>x<p>y</b>z", "<body>a</body> <p>b</p>c<frameset>", " <frameset> a<frame>", "a<html class=b><body id=c>",
            "<p>a<table><tr>b<td>c</table>d<p>e", "<svg>a<foreignObject><p>b</svg>c", "<template>a<tr>b</template>",
            "<!-- c --><p><!-- d -->",
            "<select>a<option>b<p>c", "<a>x<a>y<table><a>z", "<textarea>\r\n<p></textarea>\0<i>&amp;<b>\r</i>c",
            "<pre>\n\nx</pre><plaintext><p>",
            "<p><button><p>a</button></p>b", "<form><p></form><p>", "<table><caption><p>a</table><p>",
        ])
    func moved(page: String) throws {
        let (with, without) = try Self.bothWays(page)
        #expect(with == without && !with.isEmpty)
    }

    @Test func `nor does it matter in pages that nobody would write`() throws {
        var state: UInt64 = 7
        let pieces = [
            "<b class=x>", "</b>", "<p id=a>", "</p>", "<table>", "</table>", "<tr>", "<td>", "x", " ", "&amp;", "&nbsp;", "\r\n", "\0",
            "<a>",
            "</a>", "<svg>", "</svg>", "<button>", "</button>", "<select>", "</select>", "<template>", "</template>", "<form>", "</form>",
            "<!-- - -->", "<caption>", "<col>", "<h1>", "</h2>", "<li>", "<nobr>", "<body a=b>", "<frameset>", "<math>", "<mi>", "<title>",
            "</title>",
        ]
        for _ in 0..<500 {
            var page = ""
            for _ in 0..<40 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                page += pieces[Int(state >> 33) % pieces.count]
            }
            let (with, without) = try Self.bothWays(page)
            #expect(with == without, "\(page.debugDescription)")
        }
    }

    @Test(
        "a selector says whether it asks for text",
        arguments: [
            (".listing", false), ("li:nth-child(2) > a[href^='/']", false), (":is(p, ul):has(> b)", false), ("p:empty", true),
            ("div:not(:has(:empty))", true), (":dir(rtl)", true), ("input:placeholder-shown", true), (":lang(de)", false),
        ])
    func textIsRead(selector: String, isRead: Bool) throws { #expect(try Selector(selector).readsText == isRead) }

    /// Runs of eight bytes are read at once where a page has neither carriage returns nor NULs; a stream never reads so.
    @Test(
        "names, values and texts end where they do, wherever they stand",
        arguments: [
            "<p>abcdefg&amp;hijklmnop<q>é😀abcdefgh&lt;</q>", "<abcdefgh><abcdefghi><abcdefg/><H1 CLASS=Ab></abcdefgh>",
            "<p class='1234567&amp;' id=\"12345678\" title='a&b' data-x='é>'>",
            "<p a='' b=\"\" c=x d='1234567' e='12345678' f='123456789'>",
            "<a href='?a=1&copy=2&amp;b'>x</a >", "a < b &c; <1 </2>",
        ])
    func blocks(page: String) {
        for shift in 0..<9 {
            let bytes = Array((String(repeating: "-", count: shift) + page + String(repeating: "-", count: 20)).utf8)
            var stream = DocumentStream(transportEncoding: "utf-8")
            for byte in bytes { stream.feed([byte]) }
            #expect(stream.finish().treeText() == Document.parse(bytes, transportEncoding: "utf-8").treeText())
        }
    }
}
