import HTML
import Testing

@testable import Listings

/// A field corrected by pointing at an element of the page.
@Suite struct PointedFieldTests {
    private static let options = Extraction.Options(
        url: WebURL("https://a.example/members"), context: ReadingContext(country: Country(rawValue: "US")))

    private static func recipe(_ records: String, isRun: Bool = false) throws -> Recipe {
        Recipe(records: try Selector(records), isRun: isRun, fields: [Recipe.Field(kind: .name, position: try Selector("a"))])
    }

    /// Where a person points: an element by its selector, or a text by its beginning.
    private static func node(_ pointed: String, _ document: Document) throws -> NodeID {
        guard pointed.hasPrefix("text ") else { return try #require(document.selectFirst(try Selector(pointed))) }
        let wanted = pointed.dropFirst("text ".count)
        for number in 0..<document.nodeCount {
            guard let node = document.node(numbered: number), document.isText(node) else { continue }
            if document.textContent(of: node).drop(while: \.isWhitespace).hasPrefix(wanted) { return node }
        }
        throw Missing(pointed: pointed)
    }

    private struct Missing: Error { let pointed: String }

    private struct Case: Sendable {
        var name: String
        var rows: [String]
        var records = "li"
        var isRun = false
        var pointed: String
        var kind: FieldKind
        var label: String?
        var byClass: String?
        var position: String?
        var attribute: String?
        var value: String
    }

    private static let cases = [
        Case(
            name: "a class and a place", rows: (1...4).map { "<li><a href=/\($0)>P\($0)</a><b class='tel odd'>512-555-010\($0)</b></li>" },
            pointed: "li:nth-child(2) b", kind: .telephone, byClass: "b.odd.tel", position: ":scope > b:nth-of-type(1)",
            value: "+15125550102"),
        Case(
            name: "a label at the text's beginning",
            rows: (1...4).map { "<li><a href=/\($0)>P\($0)</a><p>Phone: 512-555-010\($0)</p></li>" },
            pointed: "li p", kind: .telephone, label: "Phone", position: ":scope > p:nth-of-type(1)", value: "+15125550101"),
        Case(
            name: "a line with a label among others",
            rows: (1...4).map { "<li><a href=/\($0)>P\($0)</a><br>\($0) Oak St<br>Phone: 512-555-010\($0)<br>Fax: 512-555-020\($0)</li>" },
            pointed: "text Fax", kind: .faxNumber, label: "Fax", value: "+15125550201"),
        Case(
            name: "a term and what it names",
            rows: (1...3).map { "<li><a href=/\($0)>P\($0)</a><dl><dt>Hours</dt><dd>9 to \($0)</dd><dt>Fee</dt><dd>$\($0)</dd></dl></li>" },
            pointed: "dd", kind: .openingHours, label: "Hours", position: ":scope > dl:nth-of-type(1) > dd:nth-of-type(1)", value: "9 to 1"),
        Case(
            name: "one of two alike, by the class around it",
            rows: (1...3).map {
                "<li><a href=/\($0)>P\($0)</a><div class=home><i class=v>Elm \($0)</i></div><div class=work><i class=v>Oak \($0)</i></div></li>"
            }, pointed: "div.work i", kind: .streetAddress, byClass: "div.work i.v",
            position: ":scope > div:nth-of-type(2) > i:nth-of-type(1)", value: "Oak 1"),
        Case(
            name: "a link, read where it leads",
            rows: (1...3).map { "<li><b>P\($0)</b> <a class=site href='https://p\($0).example/'>site</a></li>" },
            pointed: "a", kind: .url, byClass: "a.site", position: ":scope > a:nth-of-type(1)", attribute: "href",
            value: "https://p1.example/"),
        Case(
            name: "an address that stands in the link alone",
            rows: (1...3).map { "<li><b>P\($0)</b> <a href='mailto:p\($0)@a.example'>write</a></li>" }, pointed: "a", kind: .email,
            byClass: "a[href^=\"mailto:\"]", position: ":scope > a:nth-of-type(1)", attribute: "href", value: "p1@a.example"),
        Case(
            name: "microdata before classes", rows: (1...3).map { "<li><b>P\($0)</b><i class=x itemprop=jobTitle>Judge \($0)</i></li>" },
            pointed: "i", kind: .jobTitle, byClass: "i[itemprop=\"jobTitle\"]", position: ":scope > i:nth-of-type(1)", value: "Judge 1"),
        Case(
            name: "a place that other records contradict is left out",
            rows: ["<li><a>P1</a><i class=trade>Roofs</i></li>", "<li><a>P2</a><i>open</i><i class=trade>Timber</i></li>"],
            pointed: "i.trade", kind: .category, byClass: "i.trade", value: "Roofs"),
        Case(
            name: "the record's own text, for a kind that is found within it", rows: (1...3).map { "<li>P\($0)<br>512-555-010\($0)</li>" },
            pointed: "text 512", kind: .telephone, position: ":scope", value: "+15125550101"),
        Case(
            name: "in a run along its members", rows: (1...3).map { "<dt><a>P\($0)</a></dt><dd>Elm \($0)</dd><dd class=t>Roofs</dd>" },
            records: "dt",
            isRun: true, pointed: "dd.t", kind: .category, byClass: "dd.t", position: ":scope + dd + dd", value: "Roofs"),
    ]

    @Test(arguments: cases.indices) func `the ways to what was pointed at stand in the order of trust`(index: Int) throws {
        let test = Self.cases[index]
        let list = test.records == "dt" ? "dl" : "ul"
        let document = Document("<html lang=en><body><\(list)>\(test.rows.joined())</\(list)></body></html>")
        let recipe = try Self.recipe(test.records, isRun: test.isRun)
        let pointed = try PointedField(at: try Self.node(test.pointed, document), as: test.kind, in: recipe, document, Self.options)
        #expect(pointed.field.label == test.label, "\(test.name)")
        #expect(pointed.field.classSelector?.description == test.byClass, "\(test.name)")
        #expect(pointed.field.position?.description == test.position, "\(test.name)")
        #expect(pointed.field.attribute == test.attribute && pointed.place.value == test.value, "\(test.name): \(pointed.place.value)")
        // What is proposed is what a recipe's file can say, and reads the same.
        var changed = recipe
        changed.fields.append(pointed.field)
        #expect(try Recipe(yaml: changed.yaml) == changed)
        let run = RecipeDrawing(changed, document, Self.options)
        #expect(run.records[pointed.record].places.last??.value == test.value)
    }

    @Test(arguments: [("h1", "belongs to no record"), ("text 1 Oak", "no way leads"), ("li i", "nothing can be read")])
    func `what cannot be read alone is refused with a reason`(pointed: String, reason: String) throws {
        let rows = (1...3).map { "<li><a>P\($0)</a><br>\($0) Oak St<br>more<i></i></li>" }.joined()
        let document = Document("<body><h1>Members</h1><ul>\(rows)</ul></body>")
        let node = try Self.node(pointed, document)
        #expect {
            try PointedField(at: node, as: .streetAddress, in: try Self.recipe("li"), document, Self.options)
        } throws: { error in
            (error as? RecipeError)?.code == .target && "\(error)".contains(reason)
        }
    }

    @Test func `a trial tells what every record would say, those that change first`() throws {
        let rows = (1...4).map { "<li><a>P\($0)</a><i>\($0 == 2 ? "none" : "512-555-010\($0)")</i><b>512-555-010\($0 % 2)</b></li>" }
            .joined()
        let document = Document("<body><ul>\(rows)</ul></body>")
        let url = try #require(WebURL("https://a.example/"))
        let recipe = try Self.recipe("li")
        let old = Recipe.Field(kind: .telephone, position: try Selector("i"))
        let new = Recipe.Field(kind: .telephone, position: try Selector("b"))
        let context = ReadingContext(country: Country(rawValue: "US"))
        let trial = FieldTrial(recipe, old: old, new: new, on: [(document, url), (document, url)], context)
        #expect(trial.records == 8 && trial.changed == 6 && trial.gained == 0 && trial.lost == 0 && trial.doubtful == 0)
        #expect(trial.rows.prefix(6).allSatisfy(\.isChanged) && trial.rows.first?.name == "P2")
        let gone = FieldTrial(recipe, old: old, new: nil, on: [(document, url)], context)
        #expect(gone.lost == 4 && gone.changed == 4 && gone.after == 0)
        let fresh = FieldTrial(recipe, old: nil, new: old, on: [(document, url)], context, mostRows: 2)
        #expect(fresh.gained == 4 && fresh.doubtful == 1 && fresh.rows.count == 2)
    }

    @Test func `whatever somebody may mean can be chosen from a list`() throws {
        let document = Document(
            "<body><ul><li><a class=n href=/1>Ada <b>Byron</b></a><br>12 Oak St<img src=a.png alt=Face><p> </p><i>x</i></li></ul></body>")
        let nodes = PointableNode.of(record: 0, by: try Self.recipe("li"), document, Self.options)
        #expect(nodes.map(\.name) == ["text in li", "a.n", "text in a.n", "b", "img", "i"])
        #expect(nodes.map(\.text) == ["12 Oak St", "Ada Byron", "Ada", "Byron", "Face", "x"])
        #expect(PointableNode.of(record: 1, by: try Self.recipe("li"), document, Self.options).isEmpty)
    }

    @Test(arguments: 0..<12) func `garbage is pointed at without harm`(seed: UInt64) throws {
        var bytes = SeededBytes(seed)
        let text = String(decoding: bytes.text(3_000), as: UTF8.self)
        let document = Document("<body><div><span>\(text)</div><div>\(text)</body>")
        for records in ["div", "span", "p"] {
            let recipe = try Self.recipe(records)
            for number in stride(from: 0, to: document.nodeCount, by: 7) {
                guard let node = document.node(numbered: number) else { continue }
                for kind in [FieldKind.telephone, .name, .url] {
                    guard let pointed = try? PointedField(at: node, as: kind, in: recipe, document, Self.options) else { continue }
                    #expect(!pointed.place.value.isEmpty)
                }
            }
        }
    }
}
