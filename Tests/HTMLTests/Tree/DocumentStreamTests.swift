import HTML
import Testing

@Suite struct DocumentStreamTests {
    private static let source =
        "<!DOCTYPE html><html lang=de><head><meta charset=utf-8><title>Anwälte &amp; Räte</title></head>"
        + "<body class='a &lt; b'><p>Tür 😀 x\r\ny<script>if (a<b) {'<!--<script>--></script>'}</script><!-- c --><table><tr><td>1<b>2</table>end"

    @Test("a page fed in pieces is the page", arguments: [1, 2, 3, 7, 100, 1 << 20])
    func pieces(size: Int) {
        let bytes = Array(Self.source.utf8)
        var stream = DocumentStream()
        var index = 0
        while index < bytes.count {
            stream.feed(bytes[index..<min(index + size, bytes.count)])
            index += size
        }
        #expect(stream.finish().treeText() == Document.parse(bytes).treeText())
    }

    /// Places where a packet's end must not be seen: each is cut at every byte.
    @Test(
        "no boundary between two packets changes the tree",
        arguments: [
            "<p>a\r\nb\r\rc\r", "<pre>\r\nx", "<textarea>\r\n&#10;x\r</textarea>", "é😀\u{FEFF}<p title='ü\r\n&uuml;'>",
            "&amp&ampx&notit;&notin;&#x41;&#65 &#xZ;&#;&", "<p a=&amp b='&ampx' c=\"&amp=\">", "<!-- a -- b --!> c --><!--><!---><!-x>",
            "<!DOCTYPE html PUBLIC '-//W3C//DTD HTML 4.01//EN'\r\n'x'>x", "<!doctype", "<svg><![CDATA[a]]b]]]>c]]></svg>]]>",
            "<svg>a\0b\r\n<![CDATA[\0\r\n]]></svg>", "<title>a</titl></title >b", "<script><!--<script></script>--></script>x",
            "<script>a--\r\n-></script >", "<style></styl\0e></style/>x", "<plaintext>a\r\n\0</plaintext>", "<table>a\r\n b<td>c",
            "<table> \r\n <tr> x", "<template><col>Q\r<\u{0C}p", "<template><col> a b </template>c", "<frameset> a b </frameset> c d",
            "<html> a</html> b </html>\r\nc", "<colgroup> a", "<p/ /a / b=c/>", "</ x></><?php ?>", "<ſ><K>", "<b><p></b>x", "<a <b",
        ])
    func boundaries(page: String) {
        let bytes = Array(page.utf8)
        // Long enough for the encoding to be settled before, or short enough for it to be settled at the end.
        for front in [[], Array(repeating: UInt8(ascii: " "), count: 1024)] {
            for transport in [nil, "utf-8"] {
                let whole = Document.parse(front + bytes, transportEncoding: transport)
                for cut in bytes.indices {
                    var stream = DocumentStream(transportEncoding: transport)
                    stream.feed(front)
                    stream.feed(bytes[..<cut])
                    stream.feed(bytes[cut...])
                    let fed = stream.finish()
                    #expect(fed.treeText() == whole.treeText() && fed.encoding == whole.encoding, "cut before byte \(cut)")
                }
            }
        }
    }

    @Test func `white space between ignored text of a column group in a template is kept`() {
        #expect(Document("<template><col>Q \n x y").treeText().contains("|         <col>\n|         \" \n  \"\n"))
    }

    /// Pages that name no encoding, or name it late, and bytes that decide only when much has been read.
    @Test(
        "what is read before the encoding is known is read again",
        arguments: [
            ([], [0xE4], "windows-1252", "ä"), ([0xC3, 0xA4], [0xE4], "windows-1252", "Ã¤ä"), ([0xC3, 0xA4], [], "utf-8", "ä"),
            ([], Array("<meta charset=iso-8859-2>".utf8) + [0xB1], "iso-8859-2", "ą"),
            ([0xC3, 0xA4], Array("<meta charset=koi8-r>".utf8), "utf-8", "ä"),
            ([0xE4], Array("<meta charset=utf-8>ä".utf8), "utf-8", "\u{FFFD}ä"),
            ([], Array("<meta charset=shift_jis>".utf8) + [0x82, 0xA0], "shift_jis", "あ"),
            ([], Array("<meta charset=iso-2022-jp>".utf8) + [0x1B, 0x24, 0x42, 0x24, 0x22, 0x1B, 0x28, 0x42], "iso-2022-jp", "あ"),
            ([], Array("<meta charset=koi8-r>".utf8), "koi8-r", ""),
        ] as [([UInt8], [UInt8], String, String)])
    func lateEncodings(early: [UInt8], late: [UInt8], encoding: String, text: String) {
        for room in [1100, 1 << 15, 1 << 17] {
            let filler = Array(repeating: UInt8(ascii: " "), count: room)
            let page = Array("<p>".utf8) + early + filler + late + filler + Array("</p>".utf8)
            let whole = Document.parse(page)
            for size in [1000, 65_536] {
                var stream = DocumentStream()
                for start in stride(from: 0, to: page.count, by: size) { stream.feed(page[start..<min(start + size, page.count)]) }
                let fed = stream.finish()
                #expect(fed.encoding == whole.encoding)
                #expect(fed.treeText() == whole.treeText())
            }
            // A declaration is not looked for past 64 KiB.
            guard room < 1 << 16 else { continue }
            #expect(whole.encoding == encoding)
            #expect(whole.visibleText().replacing(" ", with: "") == text)
        }
    }

    @Test func `a caller who wants the title can stop when it is there`() {
        var stream = DocumentStream()
        let head = Array(("<!DOCTYPE html><title>T</title><style>" + String(repeating: "a{} ", count: 500)).utf8)
        stream.feed(head)
        #expect(stream.hasTitle && !stream.hasHead)
        stream.feed(Array("</style><body><p>".utf8))
        #expect(stream.hasHead)
        #expect(stream.finish().title == "T")
    }

    @Test(
        "the encoding of a stream is settled like that of a page",
        arguments: [
            ("windows-1252", [0xE4], "ä"), ("iso-8859-2", [0xB1], "ą"), ("utf-8", [0xC3, 0xA4], "ä"), ("shift_jis", [0x82, 0xA0], "あ"),
            ("euc-jp", [0xA4, 0xA2], "あ"), ("gbk", [0xC4, 0xE3], "你"), ("big5", [0xA7, 0x41], "你"), ("euc-kr", [0xB0, 0xA1], "가"),
            ("koi8-r", [0xC1], "а"),
            ("iso-2022-jp", [0x1B, 0x24, 0x42, 0x24, 0x22, 0x1B, 0x28, 0x42], "あ"), ("gb18030", [0x81, 0x30, 0x81, 0x30], "\u{80}"),
        ] as [(String, [UInt8], String)])
    func encodings(label: String, bytes: [UInt8], text: String) {
        let page = Array("<!DOCTYPE html><meta charset=\(label)><body>".utf8) + bytes
        var stream = DocumentStream()
        for byte in page { stream.feed([byte]) }
        let document = stream.finish()
        #expect(document.encoding == label)
        #expect(document.textContent(of: document.root) == text)
        #expect(Document.parse(page).visibleText() == Document.parse(bytes, transportEncoding: label).visibleText())
    }

    @Test func `bytes decide where nothing is declared`() {
        #expect(Document.parse(Array("<p>ä".utf8)).encoding == "utf-8")
        #expect(Document.parse([0x3C, 0x70, 0x3E, 0xE4]).visibleText() == "ä")
        #expect(Document.parse([0xFE, 0xFF, 0x00, 0x61]).visibleText() == "a")
        #expect(Document.parse([0xFF, 0xFE, 0x61, 0x00, 0x3D, 0xD8, 0x00, 0xDE]).visibleText() == "a😀")
        #expect(Document.parse([0x61, 0xFF, 0x62], transportEncoding: "utf-8").visibleText() == "a\u{FFFD}b")
    }
}
