import Testing

@testable import Console

@Suite struct TemplateTests {
    private struct Context {
        struct Row {
            let name: String
            let note: String?
        }

        let title: String
        let missing: String?
        let yes: Bool
        let rows: [Row]
        let none: [Row]
        let words: [String]
        let number: Int64
    }

    private static let context = Context(
        title: "<b>&'\"", missing: nil, yes: true, rows: [Context.Row(name: "a", note: nil), Context.Row(name: "b", note: "n")], none: [],
        words: ["x", "y<"], number: 7)

    @Test(arguments: [
        ("{{title}}", "&lt;b&gt;&amp;&#39;&quot;"), ("{{{title}}}", "<b>&'\""), ("{{number}}", "7"), ("{{missing}}", ""),
        ("{{#yes}}1{{/yes}}{{^yes}}0{{/yes}}", "1"), ("{{#missing}}1{{/missing}}{{^missing}}0{{/missing}}", "0"),
        ("{{#rows}}{{name}}{{#note}}({{note}}){{/note}};{{/rows}}", "a;b(n);"), ("{{#none}}1{{/none}}{{^none}}0{{/none}}", "0"),
        ("{{#words}}[{{.}}]{{/words}}", "[x][y&lt;]"),
        ("{{#rows}}{{title}}{{/rows}}", "&lt;b&gt;&amp;&#39;&quot;&lt;b&gt;&amp;&#39;&quot;"),
        ("{ {{number}} } }}", "{ 7 } }}"), ("", ""), ("{{#rows}}{{>row}}{{/rows}}", "<a><b>"),
    ])
    func `a template is filled`(source: String, expected: String) throws {
        #expect(try Template(source, partials: ["row": "<{{name}}>"]).render(TemplateValue(Self.context)) == expected)
    }

    @Test(arguments: ["{{#open}}", "{{/closed}}", "{{#a}}{{/b}}", "{{name", "{{>nobody}}"])
    func `a template that cannot be read is an error`(source: String) {
        #expect(throws: Template.Malformed.self) { try Template(source) }
    }
}
