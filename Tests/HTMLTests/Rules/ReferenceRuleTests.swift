import Testing

/// Character references by name and by number, in text and in attributes.
@Suite struct ReferenceRuleTests {
    @Test(
        "names, the longest that fits, some without their semicolon",
        arguments: [
            ("&amp;", "&"), ("&AMP;", "&"), ("&amp", "&"), ("&ampx", "&x"), ("&Amp;", "&Amp;"), ("&lt&gt", "<>"), ("&quot;&apos;", "\"'"),
            ("&nbsp;", "\u{A0}"), ("&notin;", "∉"), ("&notit;", "¬it;"), ("&not", "¬"), ("&hellip", "&hellip"), ("&hellip;", "…"),
            ("&auml;&Auml;&aumlx", "äÄäx"), ("&NotEqualTilde;", "\u{2242}\u{338}"), ("&fjlig;", "fj"), ("&Afr;", "𝔄"),
            ("&CounterClockwiseContourIntegral;", "∳"), ("&x;", "&x;"), ("&;", "&;"), ("&", "&"), ("& a", "& a"), ("&&amp;", "&&"),
            ("&1;", "&1;"), ("a&b=c", "a&b=c"), ("&copy=1", "©=1"), ("&euro", "&euro"), ("&amp;amp;", "&amp;"),
        ])
    func named(reference: String, text: String) { #expect(Outline.body("<p>" + reference) == "p('" + text + "')") }

    @Test(
        "in attributes a name without semicolon stands for itself before letters, digits and =",
        arguments: [
            ("&amp;", "&"), ("&amp", "&"), ("&ampx", "&ampx"), ("&amp1", "&amp1"), ("&amp=", "&amp="), ("&amp-", "&-"), ("&notin;", "∉"),
            ("&notit;", "&notit;"), ("?a=b&copy=1&lt;", "?a=b&copy=1<"), ("&copy;=1", "©=1"), ("&#65x", "Ax"), ("&#65=", "A="),
            ("&x", "&x"), ("&", "&"),
        ])
    func inAttributes(reference: String, value: String) {
        #expect(Outline.body("<p a=\"\(reference)\">") == "p[a=\(value)]")
        #expect(Outline.body("<p a='\(reference)'>") == "p[a=\(value)]")
        #expect(Outline.body("<p a=\(reference)>") == "p[a=\(value)]")
    }

    @Test(
        "numbers, and what stands in for those that are no characters",
        arguments: [
            ("&#65;", "A"), ("&#x41;", "A"), ("&#X4a;", "J"), ("&#65", "A"), ("&#65a", "Aa"), ("&#x41g", "Ag"), ("&#128512;", "😀"),
            ("&#x1F600;", "😀"), ("&#0065;", "A"), ("&#0;", "\u{FFFD}"), ("&#xD800;", "\u{FFFD}"), ("&#xDFFF;", "\u{FFFD}"),
            ("&#x110000;", "\u{FFFD}"), ("&#99999999999999999999;", "\u{FFFD}"), ("&#xFFFFFFFFFFFFFFFFFFFF;", "\u{FFFD}"),
            ("&#128;", "€"), ("&#x80;", "€"), ("&#x9F;", "Ÿ"), ("&#x81;", "\u{81}"), ("&#x8A;", "Š"), ("&#x92;", "’"), ("&#xA0;", "\u{A0}"),
            ("&#xFFFE;", "\u{FFFE}"), ("&#1;", "\u{1}"), ("&#;", "&#;"), ("&#x;", "&#x;"), ("&#xg;", "&#xg;"), ("&#", "&#"), ("&#x", "&#x"),
            ("&#a;", "&#a;"), ("&#-1;", "&#-1;"), ("&#10;", "\n"), ("&#13;", "\r"),
        ])
    func numeric(reference: String, text: String) { #expect(Outline.body("<p>" + reference) == "p('" + text + "')") }
}
