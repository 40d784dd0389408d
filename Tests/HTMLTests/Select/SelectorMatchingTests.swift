import HTML
import Testing

@Suite struct SelectorMatchingTests {
    private static let tree = page(
        """
        <!DOCTYPE html><html id=html lang=en><head id=head></head><body id=body>
        <main id=main class="a b">
          <p id=p1 class=x>one</p><p id=p2 class="x y" title="Foo Bar">two</p><span id=s1></span><p id=p3 lang=de-CH>three</p>
          <div id=d1 data-k="en-GB"><div id=d2><em id=e1></em></div><!-- c --><em id=e2> </em></div>
        </main>
        <ul id=ul><li id=l1><li id=l2 class=k><li id=l3><li id=l4 class=k><li id=l5 class=k></ul>
        </body></html>
        """)

    @Test(
        "an element is found by what it is and where it stands",
        arguments: [
            ("p", "p1 p2 p3"), ("P", "p1 p2 p3"), ("#p2", "p2"), (".x.y", "p2"), ("p.x", "p1 p2"), (".b.a", "main"), ("nosuch", ""),
            (".X", ""),
            ("[title]", "p2"), ("[TITLE='Foo Bar']", "p2"), ("[title='foo bar']", ""), ("[title='foo bar' i]", "p2"),
            ("[title~=Bar]", "p2"),
            ("[title~='Foo Bar']", ""), ("[title^=Foo]", "p2"), ("[title$=Bar]", "p2"), ("[title*='o B']", "p2"), ("[title*='']", ""),
            ("[data-k|=en]", "d1"), ("[data-k|=e]", ""), ("[lang|=de]", "p3"), ("[class~=x]:not([title])", "p1"),
            ("main > p", "p1 p2 p3"), ("body > p", ""), ("body p", "p1 p2 p3"), ("p + p", "p2"), ("p ~ p", "p2 p3"), ("span + p", "p3"),
            ("main div em", "e1 e2"), ("main > div > em", "e2"), ("div div em", "e1"), ("p ~ div em", "e1 e2"),
            ("p + span ~ div > em", "e2"),
            ("html body main div div em", "e1"), ("div em, #p1, p", "p1 p2 p3 e1 e2"), ("*|p", "p1 p2 p3"), ("|p", ""),
            (":root", "html"), ("html:root > body", "body"), (":scope", "html"), (":scope > body", "body"), ("& > body", "body"),
        ])
    func finds(css: String, ids: String) {
        #expect(Self.tree.ids(css).joined(separator: " ") == ids)
    }

    @Test(
        "logical and relational pseudo-classes combine",
        arguments: [
            (":is(#p1, .y, nosuch)", "p1 p2"), ("main :where(em, span)", "s1 e1 e2"), ("p:not(.x)", "p3"), ("p:not(.y, #p3)", "p1"),
            (":is(div, main) > :is(p, em)", "p1 p2 p3 e1 e2"), (":is(main > div) em", "e1 e2"), ("em:not(div div *)", "e2"),
            (":is(p::before, #p1)", "p1"),
            ("div:has(em)", "d1 d2"), ("div:has(> em)", "d1 d2"), ("main:has(> div > em)", "main"), ("p:has(+ p)", "p1"),
            ("p:has(~ div)", "p1 p2 p3"),
            ("p:has(+ span + p)", "p2"), ("p:has(~ div em)", "p1 p2 p3"), ("p:has(+ span ~ div > div > em)", "p2"),
            ("span:has(+ p em)", ""),
            ("p:not(:has(+ *))", ""), (":has(> #e1)", "d2"), ("div:has(:is(div > #e1))", "d1 d2"), ("ul:has(.k ~ .k)", "ul"),
            ("p:hover", ""), ("p::before", ""),
            ("p:not(:hover)", "p1 p2 p3"), ("main:has(#l1)", ""), ("body:has(#l1):has(#e1)", "body"),
        ])
    func combines(css: String, ids: String) {
        #expect(Self.tree.ids(css).joined(separator: " ") == ids)
    }

    @Test(
        "places among siblings are counted",
        arguments: [
            ("li:nth-child(odd)", "l1 l3 l5"), ("li:nth-child(even)", "l2 l4"), ("li:nth-child(2)", "l2"), ("li:nth-child(-n+2)", "l1 l2"),
            ("li:nth-child(n+4)", "l4 l5"), ("li:nth-child(3n)", "l3"), ("li:nth-child(3n-1)", "l2 l5"), ("li:nth-child(0)", ""),
            ("li:nth-child(-n)", ""),
            ("li:nth-last-child(1)", "l5"), ("li:nth-last-child(-n+2)", "l4 l5"), ("li:nth-last-child(odd)", "l1 l3 l5"),
            ("li:nth-child(1 of .k)", "l2"), ("li:nth-child(even of .k)", "l4"), ("li:nth-last-child(1 of .k)", "l5"),
            ("li:nth-last-child(2 of .k)", "l4"),
            ("li:first-child", "l1"), ("li:last-child", "l5"), ("main > :first-child", "p1"), ("main > :last-child", "d1"),
            ("em:only-child", "e1"),
            ("main > :first-of-type", "p1 s1 d1"), ("main > :last-of-type", "s1 p3 d1"), ("main > :only-of-type", "s1 d1"),
            ("p:nth-of-type(2)", "p2"), ("p:nth-last-of-type(1)", "p3"), ("main > :nth-of-type(1)", "p1 s1 d1"),
            ("main > :nth-last-of-type(2)", "p2"),
            (":empty", "head s1 e1 l1 l2 l3 l4 l5"),
        ])
    func counts(css: String, ids: String) {
        #expect(Self.tree.ids(css).joined(separator: " ") == ids)
    }

    @Test(
        "language and direction are inherited",
        arguments: [
            ("p:lang(en)", "p1 p2"), ("p:lang(de)", "p3"), ("p:lang('de-ch')", "p3"), ("p:lang('*-CH')", "p3"), ("p:lang(fr, de)", "p3"),
            ("p:lang('')", ""),
            ("p:dir(ltr)", "p1 p2 p3"), ("p:dir(rtl)", ""),
        ])
    func inherits(css: String, ids: String) {
        #expect(Self.tree.ids(css).joined(separator: " ") == ids)
    }

    @Test func `direction follows dir, the first strong letter, and bdi`() {
        let tree = page(
            """
            <!DOCTYPE html><div id=a dir=rtl><p id=b>x<p id=c dir=ltr>x</div><p id=d dir=auto>1 שלום abc<p id=e dir=auto>abc שלום
            <bdi id=f>שלום</bdi><p id=g dir=auto><span dir=rtl>ש</span>12</p>
            """)
        #expect(tree.ids("body :dir(rtl)").filter { $0.count == 1 } == ["a", "b", "d", "f"])
    }

    @Test func `quirks mode folds classes and ids, standards mode does not`() {
        #expect(page("<p id=A class=B>").ids("#a.b") == ["A"])
        #expect(page("<!DOCTYPE html><p id=A class=B>").ids("#a.b") == [])
    }

    @Test func `names fold in HTML and not in SVG`() {
        let tree = page("<!DOCTYPE html><svg id=s viewBox='0 0 1 1'><linearGradient id=g></linearGradient></svg><p id=p viewBox=x>")
        #expect(tree.ids("linearGradient") == ["g"])
        #expect(tree.ids("lineargradient") == [])
        #expect(tree.ids("[viewBox]") == ["s", "p"])
        #expect(tree.ids("[viewbox]") == ["p"])
    }

    @Test func `HTML folds the values of some attributes`() {
        let tree = page("<!DOCTYPE html><input id=i type=CheckBox name=Foo>")
        #expect(tree.ids("[type=checkbox]") == ["i"])
        #expect(tree.ids("[type=checkbox s]") == [])
        #expect(tree.ids("[name=foo]") == [])
    }

    @Test func `states of controls are read from their attributes`() {
        let tree = page(
            """
            <!DOCTYPE html><form id=f><fieldset id=fs disabled><legend id=lg><input id=i1 required></legend><input id=i2 type=checkbox checked>
            <select id=s1><option id=o1 disabled>a<option id=o2>b<option id=o3>c</select></fieldset>
            <input id=i3 placeholder=x><input id=i4 placeholder=x value=y readonly><textarea id=t1 placeholder=z></textarea>
            <input id=i5 type=radio name=r><input id=i6 type=radio name=q checked><input id=i7 type=number min=1 max=5 value=7>
            <select id=s2><option id=o4 selected>a<option id=o5 selected>b</select><button id=b1>go</button><button id=b2>no</button>
            <progress id=pr></progress><a id=a1 href=x></a><a id=a2></a><x-y id=xy></x-y><details id=dt open></details>
            <div id=ce contenteditable><b id=cb></b></div></form>
            """)
        func found(_ css: String) -> String { tree.ids("form " + css).joined(separator: " ") }
        #expect(found(":disabled") == "fs i2 s1 o1")
        #expect(found("input:enabled") == "i1 i3 i4 i5 i6 i7")
        #expect(found(":checked") == "i2 o2 i6 o5")
        #expect(found(":required") == "i1")
        #expect(found("select:optional") == "s1 s2")
        #expect(found(":placeholder-shown") == "i3 t1")
        #expect(found("input:read-write") == "i1 i3 i7")
        #expect(found(":read-write:not(input, textarea)") == "ce cb")
        #expect(found(":indeterminate") == "i5 pr")
        #expect(found(":out-of-range") == "i7")
        #expect(found(":default") == "i2 i6 o4 o5 b1")
        #expect(found(":link") == "a1")
        #expect(found(":not(:defined)") == "xy")
        #expect(found(":open") == "dt")
    }

    @Test func `a search below an element takes it as scope and stays inside`() throws {
        let main = try Self.tree.element("main")
        #expect(Self.tree.ids(":scope > p", in: main) == ["p1", "p2", "p3"])
        #expect(Self.tree.ids("body em", in: main) == ["e1", "e2"])
        #expect(Self.tree.ids("main", in: main) == [])
        #expect(Self.tree.ids("ul li", in: main) == [])
    }

    @Test func `first, count, matches, closest and several at once agree`() throws {
        let (p, em) = (try Selector("p"), try Selector("em"))
        #expect(Self.tree.selectFirst(p) == (try Self.tree.element("p1")))
        #expect(Self.tree.count(p) == 3)
        #expect(Self.tree.matches(try Self.tree.element("p1"), p))
        #expect(!Self.tree.matches(try Self.tree.element("e1"), p))
        #expect(Self.tree.closest(try Self.tree.element("e1"), try Selector("main div")) == (try Self.tree.element("d2")))
        #expect(Self.tree.selectAll([p, em]) == [Self.tree.select(p), Self.tree.select(em)])
    }

    @Test func `chains and counts stay linear on long and deep pages`() throws {
        let wide = page("<!DOCTYPE html><ul>" + String(repeating: "<li><b></b></li>", count: 20_000) + "</ul>")
        #expect(wide.count(try Selector("li:nth-child(2n)")) == 10_000)
        #expect(wide.count(try Selector("li:nth-last-child(2n+1) b:nth-of-type(1)")) == 10_000)
        let deep = page("<!DOCTYPE html>" + String(repeating: "<div>", count: 300))
        #expect(deep.count(try Selector("p div div div div div div div div div div div p")) == 0)
    }
}
