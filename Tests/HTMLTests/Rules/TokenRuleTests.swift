import Testing

/// Tags and comments as strangers write them.
@Suite struct TokenRuleTests {
    @Test(
        "comments end at --> and in odder ways",
        arguments: [
            ("<!--a-->b", "<!--a--> 'b'"), ("<!---->a", "<!----> 'a'"), ("<!-->a", "<!----> 'a'"), ("<!--->a", "<!----> 'a'"),
            ("<!--a--!>b", "<!--a--> 'b'"), ("<!--a--!b-->", "<!--a--!b-->"), ("<!--a-- >b-->", "<!--a-- >b-->"),
            ("<!--a--->b", "<!--a---> 'b'"), ("<!--a---->b", "<!--a----> 'b'"), ("<!--a->b-->", "<!--a->b-->"),
            ("<!--<!--a-->b-->", "<!--<!--a--> 'b-->'"), ("<!--a", "<!--a-->"), ("<!--a-", "<!--a-->"), ("<!--a--", "<!--a-->"),
            ("<!--a--!", "<!--a-->"), ("<!--", "<!---->"), ("<!--a\n-->", "<!--a\n-->"), ("<!--<!-->a", "<!--<!--> 'a'"),
        ])
    func comments(markup: String, expected: String) { #expect(Outline.body("<body>" + markup) == expected) }

    @Test(
        "what looks like markup and is none becomes a comment or text",
        arguments: [
            ("<!a>b", "<!--a--> 'b'"), ("<!>a", "<!----> 'a'"), ("<!-a->b", "<!---a---> 'b'"), ("<!ELEMENT a>", "<!--ELEMENT a-->"),
            ("<?xml a?>b", "<!--?xml a?--> 'b'"), ("<?", "<!--?-->"), ("</ a>b", "<!-- a--> 'b'"), ("</1>a", "<!--1--> 'a'"),
            ("</>a", "'a'"), ("</", "'</'"), ("<", "'<'"), ("< a>", "'< a>'"), ("<1>", "'<1>'"), ("<=>", "'<=>'"), ("a<>b", "'a<>b'"),
            ("<!", "<!---->"), ("<![CDATA[a]]>", "<!--[CDATA[a]]-->"), ("1 < 2 && 3 > 2", "'1 < 2 && 3 > 2'"),
        ])
    func bogus(markup: String, expected: String) { #expect(Outline.body("<body>" + markup) == expected) }

    @Test(
        "attributes in every spelling",
        arguments: [
            ("<p a>", "p[a]"), ("<p a=1 b='2' c=\"3\">", "p[a=1 b=2 c=3]"), ("<p a = 1 b\n=\t'2'>", "p[a=1 b=2]"), ("<p A=B>", "p[a=B]"),
            ("<p a=1 a=2 A=3>", "p[a=1]"), ("<p a='1'b=2>", "p[a=1 b=2]"), ("<p a=1/b=2>", "p[a=1/b=2]"), ("<p a/b>", "p[a b]"),
            ("<p/a>", "p[a]"), ("<p =a>", "p[=a]"), ("<p a==b>", "p[a==b]"), ("<p a=>b", "p[a]('b')"), ("<p a='>'>b", "p[a=>]('b')"),
            ("<p a=\"'\" b='\"'>", "p[a=' b=\"]"), ("<p a<b>", "p[a<b]"), ("<p \"a\">", "p[\"a\"]"), ("<p a=`1`>", "p[a=`1`]"),
            ("<p / / a>", "p[a]"), ("<p a=\"1\n2\">", "p[a=1\n2]"), ("<p é=ü>", "p[é=ü]"), ("<P ÄÖ=1>", "p[ÄÖ=1]"),
            ("<p a='&amp;&lt' b=&quot;>", "p[a=&< b=\"]"),
        ])
    func attributes(markup: String, expected: String) { #expect(Outline.body("<body>" + markup) == expected) }

    @Test(
        "a tag that the page cuts off is dropped",
        arguments: [
            ("a<p", "'a'"), ("a<p b", "'a'"), ("a<p b=", "'a'"), ("a<p b=c", "'a'"), ("a<p b='c>d", "'a'"), ("a<p/", "'a'"),
            ("a</p", "'a'"),
            ("a<p b='c'", "'a'"),
        ])
    func cut(markup: String, expected: String) { #expect(Outline.body("<body>" + markup) == expected) }

    @Test(
        "tag names",
        arguments: [
            ("<DIV>1</dIv>2", "div('1') '2'"), ("<a-b.c:d>1", "a-b.c:d('1')"), ("<x<y>1", "x<y('1')"), ("<xé>1", "xé('1')"),
            ("<xÀ>1", "xÀ('1')"), ("<p\u{0C}a>", "p[a]"), ("</div a=1/>1", "'1'"), ("<div></div\n>1", "div '1'"),
        ])
    func names(markup: String, expected: String) { #expect(Outline.body("<body>" + markup) == expected) }
}
