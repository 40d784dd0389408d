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
