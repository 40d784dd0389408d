import HTML
import Testing

/// The expectations are what Chromium’s `innerText` gives for the same markup (without scripting, for `noscript`).
@Suite struct VisibleTextTests {
    @Test(
        "text reads as a browser shows it",
        arguments: [
            ("<p>a  b\n c</p>", "a b c"), ("<p>a</p><p>b</p>", "a\n\nb"), ("<div>a</div><div>b</div>", "a\nb"), ("a<br>b", "a\nb"),
            ("a <br> b", "a\nb"),
            ("<div>a<p>b</p>c</div>", "a\n\nb\n\nc"), ("a<b> b </b> c", "a b c"), ("<span>a</span><span>b</span>", "ab"),
            ("<pre>a  b\n c</pre>", "a  b\n c"),
            ("a&nbsp; b", "a\u{A0} b"), ("<ul><li>a</li><li>b</li></ul>", "a\nb"), ("<h1>T</h1>x", "T\nx"), ("a<hr>b", "a\nb"),
            ("<script>x</script>a<style>y</style>", "a"), ("<p hidden>x</p>a", "a"), ("<p style='display: none'>x</p>a", "a"),
            ("<p style='display:none!important;display:block'>x</p>a", "a"), ("<p hidden style='display:block'>x</p>", "x"),
            ("<p style='visibility:hidden'>x <b style='visibility:visible'>y</b></p>", "y"),
            ("<span style='display:block'>a</span>b", "a\nb"),
            ("<div style='display:inline'>a</div>b", "ab"), ("<p style='white-space:pre'>a  b</p>", "a  b"),
            ("a<template>x</template>b", "ab"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a\tb\nc\td"),
            ("<table><caption>t</caption><thead><tr><th>a</th></tr></thead><tbody><tr><td> b </td></tr></tbody></table>x", "t\na\nb\nx"),
            ("x <button> go </button> y", "x go y"), ("a <img> b", "a  b"), ("a<img>b", "ab"), ("<textarea>x</textarea>a", "a"),
            ("<noscript>n</noscript>", "n"),
            ("<select><option>a</option><option>b</option></select>", "a\nb"), ("<details><summary>s</summary>x<p>y</p></details>", "s"),
            ("<details open><summary>s</summary>x</details>", "s\nx"), ("<dialog>x</dialog>a", "a"),
            ("<svg><title>t</title><text>v</text></svg>", "v"),
            ("<input value=x>a<input type=hidden>", "a"), ("  ", ""), ("<div><div></div>a<div></div></div>", "a"),
            ("a<br>", "a\n"),
            ("<p>a<br></p>b", "a\n\n\nb"),
            ("<div>a<br></div>b", "a\n\nb"),
            ("<pre>a\n</pre>b", "a\n\nb"),
            ("<pre>a\n\n</pre>b", "a\n\n\nb"),
            ("<table><tr><td><div>a</div></td><td>b</td></tr></table>", "a\n\tb"),
            ("<div style='display:inline-block'> a </div> b", "a b"),
            ("<span style='position:absolute'>f</span>x", "f\nx"),
            ("<table><tr><td style='display:none'>a</td><td>b</td></tr></table>", "b"),
            ("<fieldset><legend>L</legend>x</fieldset>", "L\nx"),
            ("<ruby>a<rt>b</rt></ruby>", "ab"),
            ("<video>x</video>a", "a"),
            ("<iframe>x</iframe>a", "a"),
            ("<object>x</object>a", "a"),
            ("<canvas>x</canvas>a", "a"),
            ("<p>a</p> <p>b</p>", "a\n\nb"),
            ("<span> a </span> <span> b</span>", "a b"),
            ("<td>x</td>", "x"),
            ("<div>a</div> b <div>c</div>", "a\nb\nc"),
            ("a<wbr>b", "ab"),
            ("<select><optgroup label=g><option>a</option></optgroup></select>", "a"),
            ("<meter>x</meter>a<progress>y</progress>b", "ab"),
            ("<audio controls>x</audio>b", "b"),
            ("<datalist><option>a</datalist>b", "b"),
            ("<table><tr><td>a</td></tr><tr style='display:none'><td>b</td></tr></table>c", "a\nc"),
            ("<table> <tr> <td>a</td> <td>b</td> </tr> </table>", "a\tb"),
            ("<table><tr><td>a</td></tr></table><table><tr><td>b</td></tr></table>", "a\nb"),
            ("<button><div>a</div><div>b</div></button>c", "a\nb\nc"),
            ("<pre>a\tb</pre>", "a\tb"),
            ("<li>a<ul><li>b</li></ul></li>", "a\nb"),
            ("<marquee>m</marquee>x", "mx"),
            ("<textarea>x</textarea> b", " b"),
            ("<noframes>x</noframes>a", "a"),
            ("<center>a</center>b", "a\nb"),
            ("<dl><dt>a<dd>b</dl>", "a\nb"),
            ("<summary>a</summary>b", "a\nb"),
            ("<input type=submit value=Go> x", " x"),
            ("<rp>x</rp>", ""),
            ("<p> <b> </b> x</p>", "x"),
            ("<b>a </b><i> b</i>", "a b"),
            ("<br><br>a", "\n\na"),
            ("a<br><br>b", "a\n\nb"),
            ("<p>a</p><br><p>b</p>", "a\n\n\n\n\nb"),
            ("<div><br></div>a", "\n\na"),
            ("<p>a<br><br></p>b", "a\n\n\n\nb"),
            ("<div hidden=until-found>x</div>a", "a"),
            ("<p style='opacity:0'>a</p>", "a"),
            ("<p style='font-size:0'>a</p>", "a"),
            ("<svg><text>a</text><text>b</text></svg>", "a\nb"),
        ])
    func reads(body: String, expected: String) {
        #expect(page("<!DOCTYPE html><body>\(body)</body>").visibleText() == expected)
    }

    @Test func `a single element is read on its own`() throws {
        let tree = page("<!DOCTYPE html><p id=a>one <b id=b> two </b></p><p>three")
        #expect(tree.visibleText(of: try tree.element("a")) == "one two")
        #expect(tree.visibleText(of: try tree.element("b")) == "two")
    }
}
