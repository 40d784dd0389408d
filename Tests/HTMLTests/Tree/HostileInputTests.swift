import Testing

@testable import HTML

/// Input made to hurt: whatever it is, it yields a tree in proportion to its length. What it costs in time is the benchmark's business.
@Suite struct HostileInputTests {
    private static func repeated(_ text: String, _ count: Int) -> [UInt8] { Array(String(repeating: text, count: count).utf8) }

    @Test(
        "the tree grows with the input and no faster",
        arguments: [
            "<div>", "<b>", "<b><p>", "<a>", "<p><b id=\(Int.max)>", "<table>", "<table><tr><td>", "<svg>", "<i><table>x", "&amp;", "&",
            "<", "</p>", "<!--", "<select><option>",
            "<font a=1><p>x", "<template>", "<table>x&amp;<td>y&amp;", "<form>", "<nobr>", "<h1><h2>", "<math><mi>", "<li>", "</a><a>",
            "\0", "<body x=1>", "<ruby><rt>",
            "<frameset>", "<!DOCTYPE>", "x\r", "<button>", "<![CDATA[", "<script><!--<script>", "</script", "<a href='", "<p x", "<title>",
            "</b><b><p></b>",
        ])
    func linear(unit: String) {
        func nodes(_ count: Int) -> Int { Document.parse(Self.repeated(unit, count)).nodes.count }
        let count = max(100, 20_000 / unit.utf8.count)
        let (once, fourfold) = (nodes(count), nodes(count * 4))
        // A quadratic tree would be sixteenfold.
        #expect(fourfold <= once * 5 + 2_000, "\(unit): \(once) then \(fourfold)")
    }

    @Test func `random bytes yield a tree`() {
        var state: UInt64 = 42
        let pieces = [
            "<", ">", "/", "a", "table", "td", "<b>", "</b>", "<p>", "<svg>", "<math>", "&", "#x", "\"", "'", "=", " ", "\0", "<!--", "-->",
            "<template>", "</template>", "<select>",
            "<script>", "</script>", "é", "\r\n", "<tr>", "</table>", "<form>", "<a>", "</a>", "<frameset>", "<title>", "<!DOCTYPE html>",
            "]]>", "<![CDATA[", "<option>", "<foreignObject>",
        ]
        for _ in 0..<200 {
            var page = ""
            for _ in 0..<40 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                page += pieces[Int(state >> 33) % pieces.count]
            }
            let tree = Document(page)
            _ = tree.visibleText()
            _ = tree.forms()
            _ = tree.tables()
            #expect(tree.rootElement != nil)
            // Every link of the arena leads back.
            var next = tree.firstChild(of: tree.root)
            while let node = next {
                if let sibling = tree.nextSibling(of: node) { #expect(tree.previousSibling(of: sibling) == node) }
                #expect(tree.parent(of: node) != nil)
                next = tree.firstChild(of: node) ?? tree.nextSibling(of: node)
            }
        }
    }
}
