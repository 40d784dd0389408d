import HTML
import Testing

@testable import Listings

/// Records found by pointing at one or two of them.
@Suite struct PointedRecordsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var html: String
        /// Selectors of what is pointed at.
        var points: [String]
        var records: String
        var count: Int
        var isRun = false
        var isList = true
    }

    private static func rows(_ numbers: ClosedRange<Int>, _ row: (Int) -> String) -> String { numbers.map(row).joined() }

    private static let menu = "<nav><ul><li><a href=/>Home</a></li><li><a href=/a>About</a></li><li><a href=/c>Contact</a></li></ul></nav>"

    static let cases = [
        Case(
            testDescription: "one name in a list beside a menu of the same elements",
            html: menu + "<ul class=all>"
                + rows(1...6) { "<li><a href=/p/\($0)>Person \($0)</a><br>512-555-010\($0)<br>1\($0) Oak St</li>" } + "</ul>",
            points: ["ul.all li:nth-child(2) a"], records: "ul.all > li", count: 6),
        Case(
            testDescription: "two rows, of which one is marked as special",
            html: "<div class=list>"
                + rows(1...5) { "<div class='row\($0 == 2 ? " featured" : "")'><b>Person \($0)</b> <i>512-555-010\($0)</i></div>" }
                + "</div><div class=foot><b>Legal</b></div>",
            points: ["div.featured b", "div.row:nth-child(4) b"], records: "div.row", count: 5),
        Case(
            testDescription: "one that is special alone stands for its like",
            html: "<div class=list>"
                + rows(1...5) { "<div class='row\($0 == 2 ? " featured" : "")'><b>Person \($0)</b> <i>512-555-010\($0)</i></div>" }
                + "</div>",
            points: ["div.featured i"], records: "div.row", count: 5),
        Case(
            testDescription: "two in different groups",
            html: rows(1...3) { group in
                "<section><h2>Town \(group)</h2><ul class=t\(group)>"
                    + rows(1...4) { "<li><a href=/p/\(group)\($0)>Person \(group)\($0)</a> <b>512-555-01\(group)\($0)</b></li>" }
                    + "</ul></section>"
            }, points: ["section:nth-of-type(1) li:nth-child(2)", "section:nth-of-type(3) li:nth-child(1)"], records: "li", count: 12),
        Case(
            testDescription: "rows of a table",
            html: "<table><tbody>"
                + rows(1...5) { "<tr><td>Person \($0)</td><td>512-555-010\($0)</td><td>1\($0) Oak St</td></tr>" } + "</tbody></table>",
            points: ["tr:nth-child(3) td:nth-child(2)"], records: "tr", count: 5),
        Case(
            testDescription: "titles with what follows each",
            html: "<dl>" + rows(1...4) { "<dt>Person \($0)</dt><dd>512-555-010\($0)</dd><dd>1\($0) Oak St, Austin</dd>" } + "</dl>",
            points: ["dt:nth-of-type(1)", "dt:nth-of-type(3)"], records: "dt", count: 4, isRun: true),
        Case(
            testDescription: "a page of its own", html: menu + "<main><h1>Person 1</h1><p>512-555-0101</p></main><footer><p>x</p></footer>",
            points: ["main"], records: "main", count: 1, isList: false),
    ]

    private static func pointed(_ page: Case) throws -> PointedRecords {
        let document = Document.parse(Array("<!doctype html><html><body>\(page.html)</body></html>".utf8))
        let nodes = try page.points.map { try #require(document.selectFirst(try Selector($0))) }
        return try PointedRecords(at: nodes[0], and: nodes.dropFirst().first, in: document, isList: page.isList)
    }

    @Test(arguments: cases) func `what is alike is found`(page: Case) throws {
        let pointed = try Self.pointed(page)
        let choice = pointed.choices[pointed.usual]
        #expect(choice.selector.description == page.records)
        #expect(choice.count == page.count && choice.isRun == page.isRun)
        #expect(pointed.choices.map(\.count).allSatisfy { $0 > 0 })
    }

    @Test(arguments: [
        ("<ul><li><b>a</b></li><li>b</li></ul>", ["li", "b"]), ("<ul><li>a</li><li>b</li></ul>", ["li", "li"]),
        ("<div><h2>a</h2><p>b</p></div>", ["h2", "p"]), ("<main><h1>alone</h1></main>", ["h1"]), ("text", ["body"]),
    ])
    func `what has no like is refused with what to do`(html: String, points: [String]) {
        let page = Case(testDescription: "", html: html, points: points, records: "", count: 0)
        let error = #expect(throws: RecipeError.self) { try Self.pointed(page) }
        #expect(error?.code == .target && error?.remedy.contains("record") == true)
    }

    @Test(arguments: 0..<12) func `any two nodes of garbage end in choices or in a refusal`(seed: UInt64) throws {
        var bytes = SeededBytes(seed)
        let text = String(decoding: bytes.text(3_000), as: UTF8.self)
        let document = Document("<body><div><span>\(text)</div><div>\(text)</body>")
        for number in stride(from: 0, to: document.nodeCount, by: 11) {
            guard let node = document.node(numbered: number) else { continue }
            for other in [nil, document.node(numbered: (number * 7 + 3) % document.nodeCount)] {
                guard let pointed = try? PointedRecords(at: node, and: other, in: document) else { continue }
                #expect(pointed.choices.indices.contains(pointed.usual))
                #expect(pointed.choices.allSatisfy { document.count($0.selector) == $0.count })
            }
        }
    }
}

/// What other records would change, before they are saved.
@Suite struct RecordsTrialTests {
    private static let url = WebURL("https://a.example/")
    private static let context = ReadingContext(country: Country(rawValue: "US"))

    @Test func `fields that the new records lack are found again from where they stand`() throws {
        // The recipe reads the rows and the row of advertising; a person points at people.
        let rows = (1...4).map { "<div class=row><div class=person><b>Person \($0)</b><i>512-555-010\($0)</i></div></div>" }.joined()
        let document = Document.parse(Array("<!doctype html><body><div class=row><b>Buy now</b></div>\(rows)</body>".utf8))
        let old = Recipe(
            records: try Selector("div.row"),
            fields: [
                Recipe.Field(kind: .name, classSelector: try Selector("b")),
                Recipe.Field(kind: .telephone, position: try Selector(":scope > div > i"), isRequired: true),
            ])
        let trial = RecordsTrial(
            old, records: try Selector("div.person"), isRun: false, on: [(document, try #require(Self.url))], shown: 0, Self.context)
        #expect(trial.pages == [.init(before: 5, after: 4)] && trial.gained == 0 && trial.lost == 1)
        #expect(trial.rows.first == RecordsTrial.Row(page: 0, name: "Buy now", isBefore: true, isAfter: false))
        #expect(trial.before.map(\.found) == [5, 4] && trial.after.map(\.found) == [4, 4])
        #expect(trial.recipe.fields[1].position?.description == ":scope > i:nth-of-type(1)" && trial.recipe.fields[1].isRequired)
    }

    @Test func `what is not in every record is no longer required`() throws {
        let document = Document.parse(Array("<!doctype html><body><ul><li><b>A</b><i>x</i></li><li><b>B</b></li></ul></body>".utf8))
        let old = Recipe(
            records: try Selector("li:first-child"),
            fields: [Recipe.Field(kind: .category, classSelector: try Selector("i"), isRequired: true)])
        let trial = RecordsTrial(
            old, records: try Selector("li"), isRun: false, on: [(document, try #require(Self.url))], shown: 0, Self.context)
        #expect(trial.recipe.fields.map(\.isRequired) == [false] && trial.gained == 1)
    }
}
