import HTML
import Testing

/// Each limit: what becomes of the tree, and that the tree says so.
@Suite struct ParserLimitsTests {
    private static func parse(_ html: String, _ limits: ParserLimits) -> Document { Document.parse(utf8: Array(html.utf8), limits: limits) }

    private static func elements(_ tree: Document, _ css: String) throws -> [NodeID] { tree.select(try Selector(css)) }

    @Test func `a page within the limits says of none that it was met`() {
        let tree = Document("<p>a<b>b")
        #expect(tree.limitsMet.isEmpty && !tree.isLimited && tree.limitsMet.names.isEmpty)
    }

    @Test func `deeper elements become siblings at the limit and keep their text`() throws {
        let tree = Document(String(repeating: "<div>", count: 20_000) + "deep")
        #expect(tree.limitsMet == .depth)
        #expect(tree.visibleText() == "deep")
        #expect(try Self.elements(tree, "div").count == 20_000)
        let flat = Self.parse(String(repeating: "<i>", count: 40) + "x", ParserLimits(depth: 16))
        #expect(flat.limitsMet == .depth)
        // html and body take two of the sixteen places: the other elements share the last.
        #expect(try Self.elements(flat, String(repeating: "i>", count: 13) + "i").count == 27)
        #expect(try Self.elements(flat, String(repeating: "i>", count: 14) + "i").isEmpty)
    }

    @Test(
        "past the nodes the page ends, fed whole or in pieces",
        arguments: ["<p>", "x<br>", "<!--c-->", "<b><p></b>", "<table>x", "<template>", "<i><table>x", "<svg>", "&amp;<i>", "<a><div>"])
    func nodes(unit: String) throws {
        let limits = ParserLimits(nodes: 1000)
        let page = Array(String(repeating: unit, count: 5000).utf8)
        let tree = Document.parse(page, limits: limits)
        #expect(tree.limitsMet.contains(.nodes))
        #expect(tree.limitsMet.names.contains("nodes"))
        #expect(tree.nodeCount >= 1000 && tree.nodeCount < 1300)
        // What has been read is as it would be without the limit: the source ends where the page was cut.
        #expect(tree.sourceLength < page.count)
        #expect(Document.parse(Array(page[..<tree.sourceLength])).treeText() == tree.treeText())
        var stream = DocumentStream(limits: limits)
        var index = 0
        while index < page.count, !stream.isCut {
            stream.feed(page[index..<min(index + 100, page.count)])
            index += 100
        }
        #expect(stream.isCut && index < page.count)
        stream.feed(Array("<p>more".utf8))
        #expect(stream.finish().treeText() == tree.treeText())
    }

    @Test func `a page that ends at the limit is not cut`() {
        // document, html, head, body, and sixty paragraphs.
        let tree = Self.parse(String(repeating: "<p>", count: 60), ParserLimits(nodes: 64))
        #expect(tree.nodeCount == 64 && tree.limitsMet.isEmpty)
    }

    @Test func `the rest of a tag's attributes is dropped`() throws {
        let flood = "<p " + (0..<5000).map { "a\($0)=\($0)" }.joined(separator: " ") + ">"
        let tree = Document(flood + "<p id=next>")
        #expect(tree.limitsMet == .attributes)
        #expect(try Self.elements(tree, "p").map { tree.attributes(of: $0).count } == [256, 1])
        let two = Self.parse("<a b c d>", ParserLimits(attributes: 2))
        #expect(try Self.elements(two, "a").map { tree in two.attributes(of: tree).map(\.name) } == [["b", "c"]])
    }

    @Test func `attributes of a second body tag do not go past the limit`() throws {
        let tree = Self.parse("<body a b><body c>", ParserLimits(attributes: 2))
        #expect(tree.limitsMet == .attributes)
        #expect(try Self.elements(tree, "body").map { tree.attributes(of: $0).count } == [2])
    }

    @Test func `the oldest formatting elements are not opened again`() throws {
        let open = (0..<20).map { "<b id=b\($0)>" }.joined()
        let tree = Self.parse("<div>" + open + "</div>x", ParserLimits(formatting: 8))
        #expect(tree.limitsMet == .formatting)
        #expect(try Self.elements(tree, "div ~ b, div ~ b b").map { tree.attribute(named: "id", of: $0) } == (12..<20).map { "b\($0)" })
    }

    @Test func `formatting elements are forgotten when too many are to be opened again`() throws {
        let page = "<b><i><u><s>" + String(repeating: "<p>", count: 4000)
        let tree = Self.parse(page.replacing("<p>", with: "<p></b></i></u></s>") + "x", ParserLimits(clones: 3))
        #expect(tree.isLimited == tree.limitsMet.contains(.clones))
        let flood = (0..<100).map { "<b id=\($0)>" }.joined() + String(repeating: "<td><p>x</p></p>", count: 3)
        let cut = Self.parse("<div>" + flood.replacing("<td>", with: "</div><div>"), ParserLimits(clones: 0))
        #expect(cut.limitsMet == .clones)
        #expect(cut.visibleText().filter { $0 == "x" }.count == 3)
    }

    @Test func `the page ends where its bytes reach the limit, and no character is cut`() {
        for (limit, text) in [(3, "ab"), (4, "abü"), (5, "abüc"), (100, "abücd")] {
            let tree = Self.parse("abücd", ParserLimits(bytes: limit))
            #expect(tree.visibleText() == text)
            #expect(tree.limitsMet == (limit < 6 ? .bytes : []))
            var stream = DocumentStream(transportEncoding: "utf-8", limits: ParserLimits(bytes: limit))
            for byte in "abücd".utf8 { stream.feed([byte]) }
            let fed = stream.finish()
            #expect(fed.treeText() == tree.treeText() && fed.limitsMet == tree.limitsMet)
        }
        #expect(Document.parse(fragment: "abcd", in: "p", limits: ParserLimits(bytes: 2)).limitsMet == .bytes)
    }

    @Test func `limits that no page could be read with are raised to the least that one can`() {
        let limits = ParserLimits(depth: 0, nodes: 0, attributes: -1, formatting: 0, clones: -1, bytes: -1)
        #expect(limits == ParserLimits(depth: 16, nodes: 64, attributes: 0, formatting: 8, clones: 0, bytes: 0))
        #expect(ParserLimits(bytes: .max).bytes == ParserLimits.maximumBytes)
        #expect(Self.parse("<p>", limits).rootElement != nil)
    }
}
