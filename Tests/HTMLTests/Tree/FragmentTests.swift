import HTML
import Testing

/// Fragments: what `innerHTML` would make of markup depends on the element it is set on.
@Suite struct FragmentTests {
    @Test(
        "a fragment is read as the content of its context",
        arguments: [
            ("div", "<p>a<p>b", "<p>a</p><p>b</p>"),
            ("table", "<td>a", "<tbody><tr><td>a</td></tr></tbody>"),
            ("tr", "<td>a</table><td>b", "<td>a</td><td>b</td>"),
            ("td", "<td>a</td>b", "ab"),
            ("colgroup", "a<col><td>", "<col>"),
            ("select", "<option>a<option>b", "<option>a</option><option>b</option>"),
            ("template", "<tr><td>a", "<tr><td>a</td></tr>"),
            ("title", "a<b></title>c", "a&lt;b&gt;&lt;/title&gt;c"),
            ("textarea", "</textarea>a", "&lt;/textarea&gt;a"),
            ("script", "a</script>b", "a&lt;/script&gt;b"),
            ("style", "a</style>&amp;", "a&lt;/style&gt;&amp;amp;"),
            ("plaintext", "</plaintext>a", "&lt;/plaintext&gt;a"),
            ("html", "a", "<head></head><body>a</body>"),
            ("frameset", "a<frame>b", "<frame>"),
        ])
    func contexts(context: String, markup: String, expected: String) {
        let tree = Document.parse(fragment: markup, in: context)
        #expect(tree.innerHTML(of: tree.firstChild(of: tree.root)) == expected)
    }

    @Test(
        "a fragment in a foreign element is foreign",
        arguments: [("svg", Namespace.svg, "<path/><p>a", true), ("math", .mathML, "<mi>x", true), ("foreignObject", .svg, "<p>a", false)])
    func foreign(context: String, namespace: Namespace, markup: String, isForeign: Bool) throws {
        let tree = Document.parse(fragment: markup, in: context, namespace: namespace)
        let top = try #require(tree.firstChild(of: tree.root))
        let first = try #require(tree.firstChild(of: top))
        #expect((tree.namespace(of: first) != .html) == isForeign)
    }
}
