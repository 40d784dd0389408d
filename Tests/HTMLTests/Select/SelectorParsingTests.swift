import HTML
import Testing

@Suite struct SelectorParsingTests {
    @Test(
        "a valid selector compiles",
        arguments: [
            "*", "div", "DIV#a.b", "a > b + c ~ d e", "a>b+c~d", "a,b , c", "#a\\:b", ".\\31 23", "#\\000031x", ".é", "--x", "-a", "_a",
            "[a]", "[ a = 'b' ]", "[a=b i]", "[a=\"b\"s]", "[a~=b][a|=b][a^=b][a$=b][a*=b]", "[*|a]", "[|a]", "[a|='b']", "*|a", "|a",
            "*|*",
            ":is()", ":where(,)", ":is(a, ::before, !, b)", ":not(a, b > c)", ":has(> a, + b, ~ c, d)", ":is(:has(a))", ":not(:has(a))",
            ":nth-child(odd)", ":nth-child(EVEN)", ":nth-child( 2n + 1 )", ":nth-child(-n+3)", ":nth-child(n)", ":nth-child(+3)",
            ":nth-child(n-1)",
            ":nth-child(2n- 1)", ":nth-child(2n -1)", ":nth-child(2 of .a, b)", ":nth-last-child(-2n+3 of li.x)", ":nth-of-type(2)",
            ":nth-child(even of.a)",
            ":lang(en, 'de-CH', \\*-FR)", ":dir(rtl)", ":hover", "a:visited", "::before", "a:before", "p::first-line:hover", "::slotted(a)",
            "::-webkit-scrollbar", ":host", ":host(a)", "&", "& > a", ":scope > a", "a/**/.b", "/* x */a", ":not(.a", "[a='b", "[a",
            ":nth-child(2", "  a  ", "a\n>\tb", "a b\u{0C}c",
        ])
    func compiles(css: String) {
        #expect(throws: Never.self) { try Selector(css) }
    }

    @Test(
        "a fault is found at its column",
        arguments: [
            ("", 1, SelectorError.Code.empty), ("   ", 4, .empty), ("a,", 3, .empty), ("a,,b", 3, .unexpected), (",a", 1, .unexpected),
            ("> a", 1, .unexpected), ("a >", 4, .unexpected), ("a > > b", 5, .unexpected), ("a)", 2, .unexpected), ("a b!", 4, .unexpected),
            ("#", 2, .unexpected), ("#1a", 2, .unexpected), (".", 2, .unexpected), (".5cm", 2, .unexpected), ("a#b*", 4, .unexpected),
            (".é.7", 4, .unexpected), ("[", 2, .unexpected), ("[a=]", 4, .unexpected), ("[a=1]", 4, .unexpected),
            ("[a!=b]", 3, .unexpected),
            ("[a=b x]", 6, .unexpected), ("[a b]", 4, .unexpected), ("[a='b\nc']", 4, .unclosed), ("[a='b' i i]", 10, .unclosed),
            ("svg|a", 1, .namespace), ("[xlink|href]", 2, .namespace), (":foo", 1, .unknownPseudo), ("a :hover:first", 9, .unknownPseudo),
            ("p:contains('x')", 2, .unknownPseudo), ("::foo", 1, .unknownPseudo), (":", 2, .unexpected), ("a::", 4, .unexpected),
            (":not()", 6, .empty), (":not(a,)", 8, .empty), (":has()", 6, .empty), (":has(:has(a))", 6, .badArgument),
            (":has(::before)", 6, .unexpected),
            (":not(::before)", 6, .unexpected), (":nth-child()", 12, .badArgument), (":nth-child(2n+)", 12, .badArgument),
            (":nth-child(+ 2)", 12, .badArgument), (":nth-child(n2)", 12, .badArgument), (":nth-child(2 3)", 12, .badArgument),
            (":nth-of-type(2 of a)", 14, .badArgument), (":nth-child(2 of)", 16, .empty), (":root()", 1, .badArgument),
            (":lang()", 7, .badArgument),
            (":first-child(2)", 1, .badArgument), ("::before.a", 9, .unexpected), ("a || b", 3, .unexpected), (":is(a) b)", 9, .unexpected),
            ("a/* x */b", 9, .unexpected),
        ])
    func locates(css: String, column: Int, code: SelectorError.Code) {
        let error = #expect(throws: SelectorError.self) { try Selector(css) }
        #expect(error?.column == column, "\(error?.description ?? "")")
        #expect(error?.code == code, "\(error?.description ?? "")")
    }

    @Test func `an error says what to write instead and points at the place`() {
        let error = #expect(throws: SelectorError.self) { try Selector("li:eq(2)") }
        #expect(
            error?.description
                == "there is no pseudo-class ':eq' at column 3 of \"li:eq(2)\": use ':nth-child(…)' or take it from the result")
        #expect(error?.excerpt == "li:eq(2)\n  ^")
    }

    @Test func `nesting and chaining are bounded`() {
        let deep = String(repeating: ":not(", count: 100) + "a"
        #expect(throws: SelectorError.self) { try Selector(deep) }
        let forgiving = String(repeating: ":is(", count: 10_000) + "a"
        #expect(throws: SelectorError.self) { try Selector(forgiving) }
        let long = String(repeating: "a ", count: 10_000)
        #expect(throws: SelectorError.self) { try Selector(long) }
        let huge = String(repeating: "a,", count: 100_000) + "a"
        #expect(throws: SelectorError.self) { try Selector(huge) }
    }
}
