import Testing

/// Formatting elements: the adoption agency, opening them again, markers, and how many equal ones are kept.
@Suite struct FormattingRuleTests {
    @Test(
        "end tags of formatting elements are adopted",
        arguments: [
            ("<b>1</b>2", "b('1') '2'"),
            ("</b>1", "'1'"),
            // Nothing special between: what is open inside is closed and opened again.
            ("<b>1<i>2</b>3</i>4", "b('1' i('2')) i('3') '4'"),
            ("<b><i><u>1</b>2", "b(i(u('1'))) i(u('2'))"),
            // A block between: the element ends before it and is repeated inside.
            ("<b>1<p>2</b>3", "b('1') p(b('2') '3')"),
            ("<b>1<div>2</b>3</div>4", "b('1') div(b('2') '3') '4'"),
            ("<b><div><i>1</b>2</i>3", "b div(b(i('1')) i('2') '3')"),
            ("<i><b><p>1</i>2", "i(b) b(p(i('1') '2'))"),
            ("<b><u><i><div>1</b>2", "b(u(i)) u(i(div(b('1') '2')))"),
            ("<b><div><p>1</b>2", "b div(b p(b('1') '2'))"),
            ("<code x><div>1</code>2", "code[x] div(code[x]('1') '2')"),
            // An element that is no formatting element is not repeated.
            ("<b><span><div>1</b>2", "b(span) div(b('1') '2')"),
            // The element is not in scope behind a table cell: the end tag is ignored.
            ("<b><table><td>1</b>2", "b(table(tbody(tr(td('12')))))"),
            // Its element was closed by another tag: it is opened again, and then ended.
            ("<div><b></div>1</b>2", "div(b) b('1') '2'"),
        ])
    func adoption(markup: String, expected: String) { #expect(Outline.body(markup) == expected) }

    @Test(
        "what is still open is opened again before text and phrases",
        arguments: [
            ("<p><b>1<p>2", "p(b('1')) p(b('2'))"),
            ("<p><b><i>1<p>2</b>3", "p(b(i('1'))) p(b(i('2')) i('3'))"),
            ("<p><b>1<div></div>", "p(b('1')) div"),
            ("<p><b>1<p><br>", "p(b('1')) p(b(br))"),
            ("<p><b>1<p><span>2", "p(b('1')) p(b(span('2')))"),
            ("<p><b>1<hr>2", "p(b('1')) hr b('2')"),
            ("<p><font color=red>1<p>2", "p(font[color=red]('1')) p(font[color=red]('2'))"),
            ("<p><b>1</p> <p>2", "p(b('1')) b(' ' p('2'))"),
        ])
    func reconstruction(markup: String, expected: String) { #expect(Outline.body(markup) == expected) }

    @Test(
        "of equal elements three are kept",
        arguments: [
            ("<p><b><b><b><b>1<p>2", "p(b(b(b(b('1'))))) p(b(b(b('2'))))"),
            ("<p><b x><b><b><b>1<p>2", "p(b[x](b(b(b('1'))))) p(b[x](b(b(b('2')))))"),
            ("<p><b x y><b y x><b x y><b y x>1<p>2", "p(b[x y](b[y x](b[x y](b[y x]('1'))))) p(b[y x](b[x y](b[y x]('2'))))"),
            ("<p><b x=1><b x=2><b x=1><b x=1>1<p>2", "p(b[x=1](b[x=2](b[x=1](b[x=1]('1'))))) p(b[x=1](b[x=2](b[x=1](b[x=1]('2')))))"),
        ])
    func noahsArk(markup: String, expected: String) { #expect(Outline.body(markup) == expected) }

    @Test(
        "links and nobr do not nest",
        arguments: [
            ("<a href=1>1<a href=2>2", "a[href=1]('1') a[href=2]('2')"),
            ("<a>1<div><a>2", "a('1') div(a a('2'))"),
            ("<a><b><a>1", "a(b) b(a('1'))"),
            ("<a><table><td><a>1", "a(table(tbody(tr(td(a('1'))))))"),
            ("<nobr>1<nobr>2", "nobr('1') nobr('2')"),
            ("<nobr>1<div><nobr>2", "nobr('1') div(nobr nobr('2'))"),
        ])
    func nesting(markup: String, expected: String) { #expect(Outline.body(markup) == expected) }

    @Test(
        "a marker keeps formatting on its side",
        arguments: [
            ("<b><object>1</b>2</object>3", "b(object('12') '3')"),
            ("<object><b>1</object>2", "object(b('1')) '2'"),
            ("<p><b><marquee><p>1</marquee>2", "p(b(marquee(p('1')) '2'))"),
            ("<applet><i></applet>1", "applet(i) '1'"),
            ("<table><td><b>1<td>2", "table(tbody(tr(td(b('1')) td('2'))))"),
            ("<table><caption><b>1</caption><td>2", "table(caption(b('1')) tbody(tr(td('2'))))"),
            ("<b><button>1</b>2</button>3", "b button(b('1') '2') '3'"),
        ])
    func markers(markup: String, expected: String) { #expect(Outline.body(markup) == expected) }
}
