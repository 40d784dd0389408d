import Testing

/// Templates: content apart from the tree, and a mode of insertion that its first element chooses.
@Suite struct TemplateRuleTests {
    @Test(
        "a template takes anything, as where it would stand",
        arguments: [
            ("<template>1<p>2</template>3", "template{'1' p('2')} '3'"),
            ("<template><td>1<td>2</template>", "template{td('1') td('2')}"),
            ("<template><tr><td>1</template>", "template{tr(td('1'))}"),
            ("<template><tbody><tr></template>", "template{tbody(tr)}"),
            ("<template><col><col></template>", "template{col col}"),
            ("<template><caption>1</template>", "template{caption('1')}"),
            ("<template><option>1</template>", "template{option('1')}"),
            ("<template><tr></tr>1<td></template>", "template{tr '1' tr(td)}"),
            ("<template><div></div><tr>1</template>", "template{div '1'}"),
            ("<template><td></td><p>1</template>", "template{td p('1')}"),
            ("<template><col>1<td></template>", "template{col}"),
            ("<template><col> <!--1--> </template>", "template{col ' ' <!--1--> ' '}"),
            ("<template><script>a<b</script><style></style><title>1</title>", "template{script('a<b') style title('1')}"),
            ("<template><template>1</template>2</template>3", "template{template{'1'} '2'} '3'"),
            ("<template><html a><head><body b>1</template>", "template{'1'}"),
            ("<template><frameset>1", "template{'1'}"),
            ("<template><svg><path></template>1", "template{svg:svg(svg:path)} '1'"),
        ])
    func content(markup: String, expected: String) { #expect(Outline.body("<body>" + markup) == expected) }

    @Test(
        "a template ends where its end tag, or the page's end, says",
        arguments: [
            ("<template>1", "template{'1'}"),
            ("</template>1", "'1'"),
            ("<template></div>1</template>2", "template{'1'} '2'"),
            ("<template><b>1</template>2", "template{b('1')} '2'"),
            ("<b><template>1</template>2", "b(template{'1'} '2')"),
            ("<template><p><div><li>1</template>2", "template{p div(li('1'))} '2'"),
            ("<div><template></div>1</template>2</div>", "div(template{'1'} '2')"),
            ("<table><template><td>1</template><td>2", "table(template{td('1')} tbody(tr(td('2'))))"),
            ("<table><tr><template></table>1</template><td>2", "table(tbody(tr(template{'1'} td('2'))))"),
            ("<template><table><td>1</template>2", "template{table(tbody(tr(td('1'))))} '2'"),
            ("<svg><template>1</template></svg>2", "svg:svg(svg:template('1')) '2'"),
        ])
    func end(markup: String, expected: String) { #expect(Outline.body("<body>" + markup) == expected) }

    @Test(
        "a template in the head stays there",
        arguments: [
            ("<template>1</template><title>2", "html(head(template{'1'} title('2')) body)"),
            ("<head></head><template>1</template>2", "html(head(template{'1'}) body('2'))"),
            ("<html><template>1</template><html a>", "html[a](head(template{'1'}) body)"),
            ("<template><form><input></template><form>", "html(head(template{form(input)}) body(form))"),
            ("<form><template><form></form>1</template>", "html(head body(form(template{form '1'})))"),
            ("<template></template><frameset>", "html(head(template{}) frameset)"),
        ])
    func head(markup: String, expected: String) { #expect(Outline.page(markup) == expected) }

    @Test func `what stands outside of a table in a template's row is fostered into the content`() {
        #expect(Outline.body("<body><template><tr><b>1<td>2</template>") == "template{tr(td('2')) b('1')}")
        #expect(Outline.body("<body><template><table><b>1<td>2</template>") == "template{b('1') table(tbody(tr(td('2'))))}")
    }
}
