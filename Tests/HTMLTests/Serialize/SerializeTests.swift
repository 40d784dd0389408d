import HTML
import Testing

@Suite struct SerializeTests {
    @Test(
        "markup is written by the fragment algorithm",
        arguments: [
            ("<p title='a\"&<>'>x &amp; y &lt;&nbsp;</p>", "<p title=\"a&quot;&amp;&lt;&gt;\">x &amp; y &lt;&nbsp;</p>"),
            ("<br>a<img src=x>", "<br>a<img src=\"x\">"), ("<style>a > b</style>", "<style>a > b</style>"),
            ("<!-- c --><b></b>", "<!-- c --><b></b>"),
            ("<svg><path d=m /></svg>", "<svg><path d=\"m\"></path></svg>"),
            ("<template><i>x</i></template>", "<template><i>x</i></template>"),
        ])
    func writes(body: String, expected: String) throws {
        let tree = page("<!DOCTYPE html><body id=body><div id=d>\(body)</div></body>")
        #expect(tree.innerHTML(of: try tree.element("d")) == expected)
        #expect(tree.outerHTML(of: try tree.element("d")) == "<div id=\"d\">\(expected)</div>")
    }

    @Test func `the tree is shown in the format of html5lib`() {
        let tree = page("<!DOCTYPE html><p id=x class=y>a<!--c--><svg viewBox=v><a xlink:href=z></a></svg><template><b>t</b></template>")
        #expect(
            tree.treeText() == """
                | <!DOCTYPE html>
                | <html>
                |   <head>
                |   <body>
                |     <p>
                |       class="y"
                |       id="x"
                |       "a"
                |       <!-- c -->
                |       <svg svg>
                |         viewBox="v"
                |         <svg a>
                |           xlink href="z"
                |       <template>
                |         content
                |           <b>
                |             "t"
                """)
    }
}
