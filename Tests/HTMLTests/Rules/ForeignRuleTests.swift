import Testing

/// SVG and MathML inside of HTML: names and attributes as they write them, where HTML goes on inside, and what breaks out.
@Suite struct ForeignRuleTests {
    @Test(
        "elements and attributes are spelled as SVG and MathML spell them",
        arguments: [
            ("<svg viewbox=0 PRESERVEASPECTRATIO=x>", "svg:svg[viewBox=0 preserveAspectRatio=x]"),
            ("<svg><lineargradient gradientunits=a><FOREIGNOBJECT>", "svg:svg(svg:linearGradient[gradientUnits=a](svg:foreignObject))"),
            ("<svg><clippath><textpath><feblend>", "svg:svg(svg:clipPath(svg:textPath(svg:feBlend)))"),
            ("<svg><a xlink:href=1 XML:lang=de xmlns:xlink=x>", "svg:svg(svg:a[xlink:href=1 xml:lang=de xmlns:xlink=x])"),
            ("<math definitionurl=a viewbox=b>", "math:math[definitionURL=a viewbox=b]"),
            ("<math><MI definitionurl=1>x", "math:math(math:mi[definitionURL=1]('x'))"),
            ("<div viewBox=1 definitionURL=2>", "div[viewbox=1 definitionurl=2]"),
            ("<svg definitionurl=a>", "svg:svg[definitionurl=a]"),
        ])
    func names(markup: String, expected: String) { #expect(Outline.body(markup) == expected) }

    @Test(
        "elements end and close themselves as in XML",
        arguments: [
            ("<svg/>1", "svg:svg '1'"),
            ("<svg><path/><path/>1</svg>2", "svg:svg(svg:path svg:path '1') '2'"),
            ("<svg><g><path></G>1", "svg:svg(svg:g(svg:path) '1')"),
            ("<svg></p>1", "svg:svg p '1'"),
            ("<svg><g></x>1", "svg:svg(svg:g('1'))"),
            ("<math><mrow/>1</math>2", "math:math(math:mrow '1') '2'"),
            ("<svg><script/>1", "svg:svg(svg:script '1')"),
            ("<svg><script>a<b</script>1", "svg:svg(svg:script('a' svg:b<[script]('1')))"),
            ("<svg><style>a<!--b--></style><title>1", "svg:svg(svg:style('a' <!--b-->) svg:title('1'))"),
            ("<svg><g></svg>1", "svg:svg(svg:g) '1'"),
            ("<div><svg><g></div>1", "div(svg:svg(svg:g)) '1'"),
        ])
    func ends(markup: String, expected: String) { #expect(Outline.body(markup) == expected) }

    @Test(
        "HTML goes on at the integration points",
        arguments: [
            ("<svg><foreignObject><p>1<svg><path>", "svg:svg(svg:foreignObject(p('1' svg:svg(svg:path))))"),
            ("<svg><desc><div>1</desc>2", "svg:svg(svg:desc(div('12')))"),
            ("<svg><title><b>1</b></title><g>", "svg:svg(svg:title(b('1')) svg:g)"),
            ("<math><mi><b>1</b></mi><mo><mglyph/><malignmark>", "math:math(math:mi(b('1')) math:mo(math:mglyph math:malignmark))"),
            ("<math><mi><svg><path>", "math:math(math:mi(svg:svg(svg:path)))"),
            ("<math><mtext><p>1", "math:math(math:mtext(p('1')))"),
            ("<math><annotation-xml><svg><path>", "math:math(math:annotation-xml(svg:svg(svg:path)))"),
            ("<math><annotation-xml encoding=text/HTML><p>1", "math:math(math:annotation-xml[encoding=text/HTML](p('1')))"),
            (
                "<math><annotation-xml encoding=application/xhtml+xml><p>1",
                "math:math(math:annotation-xml[encoding=application/xhtml+xml](p('1')))"
            ),
            ("<math><annotation-xml encoding=a><p>1", "math:math(math:annotation-xml[encoding=a]) p('1')"),
            ("<math><mrow><svg>", "math:math(math:mrow(math:svg))"),
        ])
    func integrationPoints(markup: String, expected: String) { #expect(Outline.body(markup) == expected) }

    @Test(
        "tags of HTML break out",
        arguments: [
            "b", "big", "blockquote", "br", "center", "code", "dd", "div", "dl", "dt", "em", "embed", "h1", "h6", "hr", "i", "img",
            "li", "listing", "menu", "meta", "nobr", "ol", "p", "pre", "ruby", "s", "small", "span", "strike", "strong", "sub", "sup",
            "table", "tt", "u", "ul", "var",
        ])
    func breakout(name: String) {
        #expect(Outline.body("<div><svg><g><\(name)>") == "div(svg:svg(svg:g) \(name))")
        #expect(Outline.body("<div><math><mrow><\(name)>") == "div(math:math(math:mrow) \(name))")
    }

    @Test(
        "a font breaks out by its attributes, and others do not at all",
        arguments: [
            ("<svg><font color=1>2", "svg:svg font[color=1]('2')"),
            ("<svg><font FACE=1>2", "svg:svg font[face=1]('2')"),
            ("<svg><font size=1>2", "svg:svg font[size=1]('2')"),
            ("<svg><font id=1>2", "svg:svg(svg:font[id=1]('2'))"),
            ("<svg><a><x>1", "svg:svg(svg:a(svg:x('1')))"),
            ("<svg><td><tr>1", "svg:svg(svg:td(svg:tr('1')))"),
            ("<table><td><svg><td>1", "table(tbody(tr(td(svg:svg(svg:td('1'))))))"),
            ("<svg></br>1", "svg:svg br '1'"),
        ])
    func font(markup: String, expected: String) { #expect(Outline.body(markup) == expected) }

    @Test(
        "CDATA is text in foreign elements and a comment in HTML",
        arguments: [
            ("<svg><![CDATA[a<b>&amp;]]>c", "svg:svg('a<b>&amp;c')"),
            ("<svg><![CDATA[]]]]>c", "svg:svg(']]c')"),
            ("<svg><![CDATA[a]]", "svg:svg('a]]')"),
            ("<svg><![cdata[a]]>", "svg:svg(<!--[cdata[a]]-->)"),
            ("<svg><foreignObject><![CDATA[a]]>", "svg:svg(svg:foreignObject('a'))"),
            ("<svg><foreignObject><p><![CDATA[a]]>", "svg:svg(svg:foreignObject(p(<!--[CDATA[a]]-->)))"),
            ("<math><mi><![CDATA[a]]>", "math:math(math:mi('a'))"),
            ("<p><![CDATA[a]]>b", "p(<!--[CDATA[a]]--> 'b')"),
            ("<svg>a\0b", "svg:svg('a\u{FFFD}b')"),
            ("<p>a\0b", "p('ab')"),
        ])
    func cdata(markup: String, expected: String) { #expect(Outline.body(markup) == expected) }
}
