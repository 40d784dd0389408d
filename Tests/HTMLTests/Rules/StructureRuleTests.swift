import Testing

/// The frame of a page: html, head and body supplied or merged, framesets, what follows the end, noscript.
@Suite struct StructureRuleTests {
    @Test(
        "html, head and body are always there",
        arguments: [
            ("", "html(head body)"),
            ("1", "html(head body('1'))"),
            (" \n1", "html(head body('1'))"),
            ("<html>", "html(head body)"),
            ("<head>", "html(head body)"),
            ("<body>1", "html(head body('1'))"),
            ("</head>1", "html(head body('1'))"),
            ("</body>1", "html(head body('1'))"),
            ("</p>1", "html(head body('1'))"),
            ("</br>1", "html(head body(br '1'))"),
            ("<title>1</title>2", "html(head(title('1')) body('2'))"),
            ("<meta><link><base><style>a</style>1", "html(head(meta link base style('a')) body('1'))"),
            ("<html> <head> <title>1</title> </head> <body> 2", "html(head(' ' title('1') ' ') ' ' body(' 2'))"),
            ("<head><p>1", "html(head body(p('1')))"),
            ("<head></head><title>1</title>2", "html(head(title('1')) body('2'))"),
            ("<head></head><head>1", "html(head body('1'))"),
            ("<body><title>1</title><meta>", "html(head body(title('1') meta))"),
            ("<html a=1><html a=2 b=3>", "html[a=1 b=3](head body)"),
            ("<body a=1><body a=2 b=3>1", "html(head body[a=1 b=3]('1'))"),
            ("<div><html c>", "html[c](head body(div))"),
            ("\0<p>", "html(head body(p))"),
        ])
    func frame(markup: String, expected: String) { #expect(Outline.page(markup) == expected) }

    @Test(
        "comments and text after the end go where the standard wants them",
        arguments: [
            (
                "<!--1--><html><!--2--><head><!--3--></head><!--4--><body><!--5-->",
                "<!--1--> html(<!--2--> head(<!--3-->) <!--4--> body(<!--5-->))"
            ),
            ("</body><!--1-->", "html(head body <!--1-->)"),
            ("</html><!--1-->", "html(head body) <!--1-->"),
            ("</body>1<!--2-->", "html(head body('1' <!--2-->))"),
            ("</html>1<!--2-->", "html(head body('1' <!--2-->))"),
            ("1</body> </html> ", "html(head body('1  '))"),
            ("<p>1</body><p>2", "html(head body(p('1') p('2')))"),
            ("<p>1</html><b>2", "html(head body(p('1' b('2'))))"),
            ("<b></body>1", "html(head body(b('1')))"),
        ])
    func afterTheEnd(markup: String, expected: String) { #expect(Outline.page(markup) == expected) }

    @Test(
        "framesets",
        arguments: [
            ("<frameset><frame><frame>", "html(head frameset(frame frame))"),
            ("<frameset a><frameset b><frame></frameset></frameset>", "html(head frameset[a](frameset[b](frame)))"),
            ("<frameset> 1 <frame>2</frameset>3", "html(head frameset('  ' frame))"),
            ("<frameset><p><noframes>a<b></noframes>", "html(head frameset(noframes('a<b>')))"),
            ("<frameset></frameset><noframes>1</noframes></html><noframes>2</noframes>", "html(head frameset noframes('1') noframes('2'))"),
            ("<frameset></frameset></html><!--1-->", "html(head frameset) <!--1-->"),
            ("<frameset></frameset><!--1--><p>", "html(head frameset <!--1-->)"),
            // A body that has shown nothing yet gives way; one that has, stays.
            ("<p><frameset><frame>", "html(head frameset(frame))"),
            (" <b> <frameset>", "html(head frameset)"),
            ("1<frameset>", "html(head body('1'))"),
            ("<br><frameset>", "html(head body(br))"),
            ("<body><frameset>", "html(head body)"),
            ("<input type=hidden><frameset>", "html(head frameset)"),
            ("<input><frameset>", "html(head body(input))"),
            ("<pre><frameset>", "html(head body(pre))"),
            ("<table><frameset>", "html(head body(table))"),
            ("\0<frameset>", "html(head frameset)"),
            ("<svg><frameset>", "html(head body(svg:svg(svg:frameset)))"),
            ("<svg>1</svg><frameset>", "html(head body(svg:svg('1')))"),
        ])
    func framesets(markup: String, expected: String) { #expect(Outline.page(markup) == expected) }

    @Test(
        "without scripts the content of noscript is markup, with them text",
        arguments: [
            (
                "<head><noscript><link><style>a</style></noscript><title>1", "html(head(noscript(link style('a')) title('1')) body)",
                "html(head(noscript('<link><style>a</style>') title('1')) body)"
            ),
            ("<head><noscript><p>1</noscript>2", "html(head(noscript) body(p('12')))", "html(head(noscript('<p>1')) body('2'))"),
            ("<body><noscript><p>1</noscript>2", "html(head body(noscript(p('12'))))", "html(head body(noscript('<p>1') '2'))"),
            (
                "<head><noscript><!--1--> <noscript><head></noscript>", "html(head(noscript(<!--1--> ' ')) body)",
                "html(head(noscript('<!--1--> <noscript><head>')) body)"
            ),
            ("<head><noscript></br>1", "html(head(noscript) body(br '1'))", "html(head(noscript('</br>1')) body)"),
        ])
    func noscript(markup: String, without: String, with: String) {
        #expect(Outline.page(markup) == without)
        #expect(Outline.page(markup, isScripting: true) == with)
    }
}
