import HTML
import Testing

/// Elements whose content is text: which end tag ends them, and what references and escapes mean inside.
@Suite struct TextRuleTests {
    @Test(
        "title and textarea: references count, tags do not",
        arguments: [
            ("<textarea>a<b>&amp;</i></textarea>1", "textarea('a<b>&</i>') '1'"),
            ("<textarea></TEXTAREA >1", "textarea '1'"),
            ("<textarea></textarea/>1", "textarea '1'"),
            ("<textarea></textarea a=b>1", "textarea '1'"),
            ("<textarea></textareas></textarea", "textarea('</textareas></textarea')"),
            ("<textarea><!--</textarea>-->1", "textarea('<!--') '-->1'"),
            ("<textarea></ textarea></>a", "textarea('</ textarea></>a')"),
            ("<textarea>\0&#0;</textarea>", "textarea('\u{FFFD}\u{FFFD}')"),
            ("<textarea>a<", "textarea('a<')"),
            ("<textarea>a</", "textarea('a</')"),
            ("<textarea>&am", "textarea('&am')"),
        ])
    func replaceable(markup: String, expected: String) { #expect(Outline.body("<body>" + markup) == expected) }

    @Test(
        "style, xmp, iframe, noembed and noframes: neither count",
        arguments: ["style", "xmp", "iframe", "noembed", "noframes"])
    func raw(name: String) {
        #expect(Outline.body("<body><\(name)>a<b>&amp;<!--</\(name)>-->1") == "\(name)('a<b>&amp;<!--') '-->1'")
        #expect(Outline.body("<body><\(name)>\0</x></\(name.uppercased())\t>1") == "\(name)('\u{FFFD}</x>') '1'")
        #expect(Outline.body("<body><\(name)>a") == "\(name)('a')")
    }

    @Test(
        "scripts: an escape hides tags, a double escape end tags",
        arguments: [
            ("<script>a<b && c</script>1", "script('a<b && c') '1'"),
            ("<script></SCRIPT>1", "script '1'"),
            ("<script></scripts></script\u{0C}>1", "script('</scripts>') '1'"),
            ("<script><!--</script>-->1", "script('<!--') '-->1'"),
            ("<script><!--<script></script>--></script>1", "script('<!--<script></script>-->') '1'"),
            ("<script><!--<script></script></script>1", "script('<!--<script></script>') '1'"),
            ("<script><!--<script>--></script>1", "script('<!--<script>-->') '1'"),
            ("<script><!--<script>-- ></script></script>1", "script('<!--<script>-- ></script>') '1'"),
            ("<script><!--<scripts></script>1", "script('<!--<scripts>') '1'"),
            ("<script><!--<SCRIPT/></SCRIPT/></script>1", "script('<!--<SCRIPT/></SCRIPT/>') '1'"),
            ("<script><!--><script></script>1", "script('<!--><script>') '1'"),
            ("<script><!---><script></script>1", "script('<!---><script>') '1'"),
            ("<script><!-<script></script>1", "script('<!-<script>') '1'"),
            ("<script><!--<script></scripts></script>1", "script('<!--<script></scripts></script>1')"),
            ("<script><!--<script>", "script('<!--<script>')"),
            ("<script>a\0b", "script('a\u{FFFD}b')"),
            ("<script>'<!--'; '<script>'</script>1", "script(''<!--'; '<script>'</script>1')"),
        ])
    func scripts(markup: String, expected: String) { #expect(Outline.body("<body>" + markup) == expected) }

    @Test func `plaintext never ends`() {
        #expect(Outline.body("<plaintext>a</plaintext>&amp;\0<!--b") == "plaintext('a</plaintext>&amp;\u{FFFD}<!--b')")
    }

    @Test func `returns become newlines`() {
        #expect(Outline.body("<p>a\rb\r\nc\n\rd<!--\r\n--><i x='\r\n\r'>") == "p('a\nb\nc\n\nd' <!--\n--> i[x=\n\n])")
    }

    @Test func `NULs are dropped from text and replaced in names, values and comments`() {
        #expect(Outline.body("<p>a\0b<x\0 \0y=\0><!--\0-->") == "p('ab' x\u{FFFD}[\u{FFFD}y=\u{FFFD}](<!--\u{FFFD}-->))")
        #expect(Outline.body("<table>\0<td>") == "table(tbody(tr(td)))")
        #expect(Outline.body("<select>\0a") == "select('a')")
    }
}
