import Testing

/// Tables: the parts that are supplied, what is put in front of them, and selects inside of them.
@Suite struct TableRuleTests {
    @Test(
        "missing parts are supplied and open ones closed",
        arguments: [
            ("<table><td>1", "table(tbody(tr(td('1'))))"),
            ("<table><tr><td>1<th>2<tr><td>3", "table(tbody(tr(td('1') th('2')) tr(td('3'))))"),
            ("<table><thead><tr><th>1<tbody><td>2<tfoot><td>3", "table(thead(tr(th('1'))) tbody(tr(td('2'))) tfoot(tr(td('3'))))"),
            ("<table><caption>1<tr><td>2", "table(caption('1') tbody(tr(td('2'))))"),
            ("<table><caption>1<caption>2</table>", "table(caption('1') caption('2'))"),
            ("<table><col><col span=2><tr>", "table(colgroup(col col[span=2]) tbody(tr))"),
            ("<table><colgroup><col><colgroup><col><td>", "table(colgroup(col) colgroup(col) tbody(tr(td)))"),
            ("<table><td>1</tr><td>2", "table(tbody(tr(td('1')) tr(td('2'))))"),
            ("<table><td>1</tbody><td>2", "table(tbody(tr(td('1'))) tbody(tr(td('2'))))"),
            ("<table><td>1</table>2", "table(tbody(tr(td('1')))) '2'"),
            ("<table><td>1<table><td>2</table>3", "table(tbody(tr(td('1' table(tbody(tr(td('2')))) '3'))))"),
            ("<table><table>1", "table '1' table"),
            ("<table> <tr> <td> ", "table(' ' tbody(tr(' ' td(' '))))"),
            ("<table><!--1--><tr><!--2-->", "table(<!--1--> tbody(tr(<!--2-->)))"),
        ])
    func structure(markup: String, expected: String) { #expect(Outline.body(markup) == expected) }

    @Test(
        "end tags that close nothing in a table are ignored",
        arguments: [
            ("<table></td></tr></tbody></caption></body></html><td>1", "table(tbody(tr(td('1'))))"),
            ("<table><tr></td></caption></body><td>1", "table(tbody(tr(td('1'))))"),
            ("<table><td></caption></col></body></html>1", "table(tbody(tr(td('1'))))"),
            ("<table><caption></td></tr></body>1", "table(caption('1'))"),
            ("<table><td>1</th>2</td>", "table(tbody(tr(td('12'))))"),
            ("<table><colgroup></col><col></colgroup><td>", "table(colgroup(col) tbody(tr(td)))"),
            ("<td>1</td><tr>2</tr><caption>3", "'123'"),
        ])
    func strayEnds(markup: String, expected: String) { #expect(Outline.body(markup) == expected) }

    @Test(
        "what does not belong into a table goes before it",
        arguments: [
            ("<table>1<td>2", "'1' table(tbody(tr(td('2'))))"),
            ("0<table>1<tr>2<td>3", "'012' table(tbody(tr(td('3'))))"),
            ("<table><tr><div>1</div><td>2", "div('1') table(tbody(tr(td('2'))))"),
            ("<table> 1 <td>", "' 1 ' table(tbody(tr(td)))"),
            ("<table><b>1<td>2", "b('1') table(tbody(tr(td('2'))))"),
            ("<table><b><tr>1</table>2", "b b('1') table(tbody(tr)) b('2')"),
            ("<table><p>1<td>2</table>3", "p('1') table(tbody(tr(td('2')))) '3'"),
            ("<table><a>1<td>2</table>3", "a('1') table(tbody(tr(td('2')))) a('3')"),
            ("<table></p>1", "p '1' table"),
            ("<table><input><td>", "input table(tbody(tr(td)))"),
            ("<table><svg><path></svg>1<td>", "svg:svg(svg:path) '1' table(tbody(tr(td)))"),
            ("<table><tr>1<td>2</td>3", "'13' table(tbody(tr(td('2'))))"),
            ("<div><table><p>1", "div(p('1') table)"),
        ])
    func fosterParenting(markup: String, expected: String) { #expect(Outline.body(markup) == expected) }

    @Test(
        "some things stay in a table",
        arguments: [
            ("<table><input type=hidden><td>", "table(input[type=hidden] tbody(tr(td)))"),
            ("<table><input type=HiDDen name=a>", "table(input[type=HiDDen name=a])"),
            ("<table><form id=f><td><input></form>1", "table(form[id=f] tbody(tr(td(input '1'))))"),
            ("<table><form><form>", "table(form)"),
            ("<table><script>a<b</script><style>c</style><td>", "table(script('a<b') style('c') tbody(tr(td)))"),
            ("<table><template><td>1</template><td>2", "table(template{td('1')} tbody(tr(td('2'))))"),
        ])
    func content(markup: String, expected: String) { #expect(Outline.body(markup) == expected) }

    @Test(
        "a select takes options and little else",
        arguments: [
            ("<select><option>1<option>2", "select(option('1') option('2'))"),
            ("<select><optgroup><option>1<optgroup><option>2", "select(optgroup(option('1')) optgroup(option('2')))"),
            ("<select><option>1<optgroup>2", "select(option('1') optgroup('2'))"),
            ("<select><optgroup><option>1</optgroup>2", "select(optgroup(option('1')) '2')"),
            ("<select><b>1</b><div>2</div>", "select('12')"),
            ("<select><option>1<hr><option>2", "select(option('1') hr option('2'))"),
            ("<select>1<select>2", "select('1') '2'"),
            ("<select>1<input>2", "select('1') input '2'"),
            ("<select>1<textarea>2", "select('1') textarea('2')"),
            ("<select><script>1<2</script>", "select(script('1<2'))"),
            ("<select><template><p></template>", "select(template{p})"),
            ("<select><!--1--></select>2", "select(<!--1-->) '2'"),
            ("<option>1<option>2<div><option>3", "option('1') option('2' div(option('3')))"),
        ])
    func select(markup: String, expected: String) { #expect(Outline.body(markup) == expected) }

    @Test(
        "a table's tags end a select inside of it",
        arguments: [
            ("<table><td><select><option>1<td>2", "table(tbody(tr(td(select(option('1'))) td('2'))))"),
            ("<table><td><select>1</table>2", "table(tbody(tr(td(select('1'))))) '2'"),
            ("<table><select>1<tr><td>2", "select('1') table(tbody(tr(td('2'))))"),
            ("<table><td><select>1</caption>2", "table(tbody(tr(td(select('12')))))"),
        ])
    func selectInTable(markup: String, expected: String) { #expect(Outline.body(markup) == expected) }

    @Test func `a table ends a paragraph but in quirks`() {
        #expect(Outline.page("<!DOCTYPE html><p><table>") == "<!html> html(head body(p table))")
        #expect(Outline.page("<p><table>") == "html(head body(p(table)))")
    }
}
