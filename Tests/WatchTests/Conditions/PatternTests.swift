import Expressions
import Testing

@testable import Watch

@Suite struct PatternTests {
    /// Expression, text, and what Python's `re.search` says of it (with `\Z` for `$`, and in ASCII mode).
    @Test(arguments: [
        ("abc", "xabcx", true), ("abc", "ab", false), ("^abc", "xabc", false), ("abc$", "xabc", true), ("a.c", "a\nc", false),
        ("(?s)a.c", "a\nc", true),
        ("a*", "", true), ("a+b", "aaab", true), ("a{2,3}b", "ab", false), ("a{2,3}b", "aaab", true), ("^a{2}$", "aaa", false),
        ("x{2,}", "xxxx", true),
        ("colou?r", "color", true), ("(cat|dog)s", "dogs", true), ("[a-c]+$", "xyzabc", true), ("[^a-c]", "abc", false),
        ("[]a]", "]", true),
        ("[a-]", "-", true), ("\\d{3}-\\d{4}", "call 555-1234", true), ("\\bcat\\b", "a cat.", true), ("\\bcat\\b", "concat", false),
        ("\\Bcat", "concat", true), ("(?i)STRASSE", "Strasse", true), ("(?i)MÜLLER", "müller", true), ("m.ller", "müller", true),
        ("^.$", "😀", true),
        ("[à-ü]", "é", true), ("[^x]", "é", true), ("(?m)^b", "a\nb", true), ("^b", "a\nb", false), ("(?m)a$", "a\nb", true),
        ("a|", "zzz", true),
        ("(a|b)*c", "ababac", true), ("(?:ab){3}", "abab", false), ("\\$\\d+\\.\\d\\d", "costs $12.50", true), ("{name}", "{name}", true),
        ("a{,2}", "a{,2}", true), ("\\u00e9", "é", true), ("\\x41", "A", true), ("\\w+@\\w+\\.com", "me@site.com", true),
        ("\\s\\S", " x", true),
        ("(((a)))", "a", true), ("$^", "", true), ("^$", "x", false), ("a??b", "b", true), (".*.*.*x", "yyyy", false),
        ("[\\d\\-]+z", "1-2z", true),
    ])
    func answersAsPythonDoes(_ expression: String, _ text: String, _ found: Bool) throws {
        #expect(try Pattern(expression).matches(text) == found)
    }

    @Test(arguments: [
        ("(a", 1), ("a)", 2), ("[a", 1), ("*a", 1), ("a**", 3), ("a\\", 2), ("(?=x)", 1), ("(?<n>x)", 1), ("(a)\\1", 4), ("\\q", 1),
        ("a{3,2}", 2),
        ("a{5000}", 2), ("[b-a]", 2), ("[\\d-x]", 2), ("\\xZZ", 1), ("^*", 2), ("((((a{99}){99}){99}){99})", 1),
    ])
    func faultsHaveAColumn(_ expression: String, _ column: Int) {
        let error = #expect(throws: PatternError.self) { try Pattern(expression) }
        #expect(error?.column == column)
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            "(a+)+$", "(a|a)*b", "(a|aa)+$", "(.*a){20}b", "a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaac", "(x+x+)+y",
            "^(([a-z])+.)+[A-Z]([a-z])+$",
        ])
    func catastrophesStayLinear(_ expression: String) throws {
        let pattern = try Pattern(expression)
        let text = Array(repeating: UInt8(ascii: "a"), count: 200_000) + [UInt8(ascii: "!")]
        // A backtracking engine would not end within the age of the universe.
        #expect(!pattern.matches(text))
    }

    @Test func garbageCompilesOrIsRefused() {
        let pieces = [
            "a", "b", "(", ")", "[", "]", "*", "+", "?", "{", "}", "2", ",", "|", "^", "$", ".", "\\", "d", "-", "(?:", "(?i)", "é", "😀",
        ]
        var state: UInt64 = 7
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        for _ in 0..<5000 {
            let text = (0..<next(12)).map { _ in pieces[next(pieces.count)] }.joined()
            do { _ = try Pattern(text).matches("aabb22-éab") } catch {
                #expect(error.column >= 1 && error.column <= text.unicodeScalars.count + 1)
            }
        }
    }
}
