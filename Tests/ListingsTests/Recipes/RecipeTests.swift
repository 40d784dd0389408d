import HTML
import Testing

@testable import Listings

@Suite struct RecipeTests {
    private static func page(_ names: [String], start: Int) -> Document {
        let cards = names.enumerated().map { place, name in
            """
            <div class="member"><h3 class="who"><a href="/m/\(start + place)">\(name)</a></h3><p><b>Phone:</b> <span class="tel">617-555-01\(start + place)</span></p>\
            <p><b>Joined:</b> 3 May 20\(start + place)</p></div>
            """
        }
        return Document(
            "<html lang=en><body><nav><a href=/>Home</a><a href=/a>About</a></nav><main>\(cards.joined())</main></body></html>"
        )
    }

    private static let first = page(
        ["Alder Survey", "Birch Brothers", "Cedar Roofing", "Dogwood Dental"], start: 10)
    private static let second = page(
        ["Elm Street Books", "Fir Furniture", "Gorse Gardens"], start: 20)

    @Test func `a recipe learned from two pages reads their records again, and a third page's`()
        throws
    {
        let proposal = try RecipeProposal([Self.first, Self.second])
        #expect(proposal.found == 7)
        #expect(proposal.reproduced == 7)
        let third = Self.page(["Hazel Hats", "Ivy Inns"], start: 30)
        let run = RecipeRun(
            proposal.recipe, third, .init(context: ReadingContext(country: Country(rawValue: "US"))))
        #expect(run.set.records.map { $0.values(.name).first?.text } == ["Hazel Hats", "Ivy Inns"])
        #expect(run.set.records.map { $0.values(.url).first?.text } == ["/m/30", "/m/31"])
    }

    private static let pagers: [(String, String, String?)] = [
        ("<a rel=next href=/p3>Next</a>", "<a rel=prev href=/p2>Previous</a>", "/p3"),
        ("<div class=pager><a class='btn next-page' href='?page=3'>Next page</a></div>", "<div class=pager></div>", "?page=3"),
        ("<ul class=pagination><li><a href='?page=1'>1</a></li><li class=next><a href='?page=3'>Next</a></li></ul>", "", "?page=3"),
        ("", "", nil),
    ]

    @Test(arguments: pagers) func `the link to the next page is learned where every page agrees`(
        _ pager: String, _ last: String, _ expected: String?
    ) throws {
        func with(_ pager: String, _ names: [String], start: Int) -> Document {
            let html = Self.page(names, start: start).innerHTML()
            return Document(html.replacing("</main>", with: "</main>" + pager))
        }
        let pages = [
            with(pager, ["Alder Survey", "Birch Brothers", "Cedar Roofing"], start: 10),
            with(pager, ["Dogwood Dental", "Elm Street Books", "Fir Furniture"], start: 20),
            with(last, ["Gorse Gardens", "Hazel Hats", "Ivy Inns"], start: 30),
        ]
        let recipe = try RecipeProposal(pages).recipe
        #expect(RecipeRun(recipe, pages[0]).next == expected)
        #expect(RecipeRun(recipe, pages[2]).next == nil)
        #expect(try Recipe(yaml: recipe.yaml) == recipe)
    }

    @Test func `a written recipe is read as it was`() throws {
        let recipe = try RecipeProposal([Self.first, Self.second], directory: "Guild \"A\"").recipe
        #expect(try Recipe(yaml: recipe.yaml) == recipe)
    }

    @Test func `the label is trusted before the class, the class before the position`() throws {
        let recipe = try Recipe(
            yaml: """
                version: 1
                records: div.member
                fields:
                  - {kind: telephone, label: Phone, class: .who, position: ":scope > p:nth-of-type(2)"}
                  - {kind: name, class: .who, position: ":scope > p:nth-of-type(1)"}
                """)
        let run = RecipeRun(recipe, Self.first)
        #expect(run.set.records.first?.values(.telephone).first?.text == "617-555-0110")
        #expect(run.set.records.first?.values(.name).first?.text == "Alder Survey")
        #expect(run.tallies[0].byLabel == 4)
        #expect(run.tallies[0].agreed == 0)
    }

    private static let faults: [(String, RecipeError.Code, Int?)] = [
        ("", .syntax, nil),
        ("version: 1\nrecords: [", .syntax, 3),
        ("version: 2\nrecords: a\nfields: []", .badValue, 1),
        ("version: 1\nfields: []", .missingKey, 1),
        ("version: 1\nrecord: a\nfields: []", .unknownKey, 2),
        ("version: 1\nrecords: 'a['\nfields: []", .badValue, 2),
        ("version: 1\nrecords: a\nfields: []", .badValue, 3),
        ("version: 1\nrecords: a\nfields:\n  - kind: nonsense\n    class: a", .badValue, 4),
        ("version: 1\nrecords: a\nfields:\n  - kind: name", .badValue, 4),
        (
            "version: 1\nrecords: a\nfields:\n  - kind: name\n    class: a\n    required: maybe",
            .badValue, 6
        ),
    ]

    @Test(arguments: faults) func `a fault is named with its place`(
        _ text: String, _ code: RecipeError.Code, _ line: Int?
    ) {
        let error = #expect(throws: RecipeError.self) { try Recipe(yaml: text) }
        #expect(error?.code == code)
        if line != nil { #expect(error?.line == line) }
    }

    @Test func `pages without records yield no recipe`() {
        #expect(throws: RecipeError.self) { try RecipeProposal([Document("<p>Nothing here</p>")]) }
    }

    @Test func `differences are told field by field`() throws {
        let old = try Recipe(
            yaml:
                "version: 1\nrecords: li\nfields:\n  - {kind: name, class: .a}\n  - {kind: email, class: .b}"
        )
        let new = try Recipe(
            yaml:
                "version: 1\nrecords: tr\nfields:\n  - {kind: name, class: .c}\n  - {kind: date, class: .b}"
        )
        #expect(RecipeDifference(old, old).lines.isEmpty)
        #expect(
            RecipeDifference(old, new).lines == [
                "~ records: li → tr", "~ name class: .a → .c", "- email", "+ date",
            ])
    }

    @Test func `a recipe survives pages that have nothing to do with it`() throws {
        let recipe = try RecipeProposal([Self.first]).recipe
        for html in [
            "", "<table><tr><td>", "<div class=member>",
            String(repeating: "<div class=member>", count: 2_000),
        ] {
            _ = RecipeRun(recipe, Document(html))
        }
    }
}
