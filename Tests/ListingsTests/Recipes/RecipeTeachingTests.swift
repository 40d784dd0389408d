import HTML
import Testing

@testable import Listings

/// Recipes learned from records that are known.
@Suite struct RecipeTeachingTests {
    private struct Person {
        var number: Int
        var name: String
        var trade: String

        var phone: String { "617-555-01\(number)" }
        var record: KnownRecord {
            KnownRecord(
                values: [.name: [name], .telephone: ["+161755501\(number)"], .category: [trade]],
                page: WebURL("https://a.example/m/\(number)"))
        }
    }

    private static let people = [
        Person(number: 10, name: "Alder Survey", trade: "Surveyors"), Person(number: 11, name: "Birch Brothers", trade: "Timber"),
        Person(number: 12, name: "Cedar Roofing", trade: "Roofs"), Person(number: 13, name: "Dogwood Dental", trade: "Dentists"),
    ]
    private static let url = WebURL("https://a.example/members")
    private static let options = Extraction.Options(url: url, context: ReadingContext(country: Country(rawValue: "US")))

    /// The same people in designs that have nothing in common.
    private static let designs: [String: @Sendable (Person) -> String] = [
        "cards": { "<div class=c><h3><a href=/m/\($0.number)>\($0.name)</a></h3><i>\($0.trade)</i><p>\($0.phone)</p></div>" },
        "rows": { "<table><tr><td><a href=/m/\($0.number)>\($0.name)</a></td><td>\($0.phone)</td><td>\($0.trade)</td></tr></table>" },
        "terms": { "<dt><a href=/m/\($0.number)>\($0.name)</a></dt><dd>Field: \($0.trade)</dd><dd>Ring: \($0.phone)</dd>" },
        "the first line is sometimes missing": {
            "<div><a href=/m/\($0.number)>\($0.name)</a><ul>\($0.number % 2 == 0 ? "<li>Mon-Fri</li>" : "")<li>\($0.phone)</li><li>\($0.trade)</li></ul></div>"
        },
        "links apart": {
            "<li><b>\($0.name)</b> <span>\($0.trade)</span> <span>\($0.phone)</span> <a href=/m/\($0.number)>See more</a></li>"
        },
    ]

    private static func document(_ design: String, _ people: [Person]) -> Document {
        let body = people.map { designs[design]?($0) ?? "" }.joined(separator: "\n")
        let list = design == "terms" ? "<dl>\(body)</dl>" : design == "links apart" ? "<ul>\(body)</ul>" : "<section>\(body)</section>"
        return Document("<html lang=en><body><nav><a href=/>Home</a><a href=/about>About</a></nav><main>\(list)</main></body></html>")
    }

    @Test(arguments: designs.keys.sorted())
    func `whoever is known is found again in any design, and strangers beside them`(_ design: String) throws {
        let url = try #require(Self.url)
        let lesson = RecipeLesson(Self.document(design, Self.people), url: url, records: Self.people.map(\.record))
        let taught = try RecipeTeaching(lists: [lesson], directory: nil, Self.options)
        #expect(taught.records == 4 && taught.reproduced == taught.known)
        let strangers = [
            Person(number: 14, name: "Elm Street Books", trade: "Books"), Person(number: 15, name: "Fir Farm", trade: "Farms"),
        ]
        let run = RecipeRun(taught.recipe, Self.document(design, Self.people + strangers), Self.options)
        #expect(run.set.records.count == 6)
        for (record, stranger) in zip(run.set.records.suffix(2), strangers) {
            #expect(record.values(.name).first?.value == stranger.name)
            #expect(record.values(.telephone).first?.value == "+161755501\(stranger.number)")
            #expect(record.values(.category).first?.value == stranger.trade)
            #expect(record.values(.url).first?.value == "https://a.example/m/\(stranger.number)")
        }
        #expect(try Recipe(yaml: taught.recipe.yaml) == taught.recipe)
    }

    @Test func `pages without anybody known teach nothing`() throws {
        let url = try #require(Self.url)
        let others = [KnownRecord(values: [.name: ["Nobody Here"]]), KnownRecord(values: [.name: ["Nor Here"]])]
        let lesson = RecipeLesson(Self.document("cards", Self.people), url: url, records: others)
        #expect(throws: RecipeError.self) { try RecipeTeaching(lists: [lesson], directory: nil, Self.options) }
        #expect(throws: RecipeError.self) { try RecipeTeaching(lists: [], directory: nil, Self.options) }
        #expect(throws: RecipeError.self) { try RecipeTeaching(pages: [], directory: nil, Self.options) }
    }

    @Test func `a way that is often wrong is not taken`() throws {
        let url = try #require(Self.url)
        var known = Self.people.map(\.record)
        // What is known of half of them stands nowhere: the place of the trade leads to something else there.
        for place in 0..<2 { known[place].values[.category] = ["Gardens \(place)"] }
        let taught = try RecipeTeaching(
            lists: [RecipeLesson(Self.document("cards", Self.people), url: url, records: known)], directory: nil, Self.options)
        #expect(!taught.recipe.fields.contains { $0.kind == .category })
    }

    @Test func `own pages are read by their labels, not by their places`() throws {
        func page(_ person: Person, fax: Bool) -> Document {
            Document(
                "<body><main><h1>\(person.name)</h1><p><b>Trade:</b> <span>\(person.trade)</span></p>\(fax ? "<p><b>Fax:</b> <span>617-555-0000</span></p>" : "")<p><b>Ring:</b> <span>\(person.phone)</span></p></main></body>"
            )
        }
        let lessons = try Self.people.map { person in
            RecipeLesson(page(person, fax: person.number % 2 == 0), url: try #require(person.record.page), records: [person.record])
        }
        let taught = try RecipeTeaching(pages: lessons, directory: nil, Self.options)
        let other = Person(number: 15, name: "Fir Furniture", trade: "Chairs")
        let read = try #require(RecipeRun(taught.recipe, page(other, fax: true), Self.options).set.records.first)
        #expect(read.values(.telephone).map(\.value) == ["+16175550115"] && read.values(.category).map(\.value) == ["Chairs"])
    }

    @Test func `text that nobody meant teaches nothing and ends`() throws {
        let url = try #require(Self.url)
        for seed in UInt64(0)..<40 {
            var bytes = SeededBytes(seed)
            let document = Document.parse(bytes.text(3000), transportEncoding: "utf-8")
            let lesson = RecipeLesson(document, url: url, records: Self.people.map(\.record))
            _ = try? RecipeTeaching(lists: [lesson, lesson], directory: nil, Self.options)
            _ = try? RecipeTeaching(pages: [lesson, lesson], directory: nil, Self.options)
            _ = LabelledPage(document, Self.options)
            _ = document.linkedRecords(Self.options) { _ in true }
        }
    }

    @Test func `records are told apart by the links to their own pages`() throws {
        for design in Self.designs.keys.sorted() {
            let document = Self.document(design, Self.people)
            let sets = document.linkedRecords(Self.options) { $0.path.hasPrefix("/m/") }
            let records = try #require(sets.first).records
            #expect(records.count == 4, "\(design)")
            #expect(records.map { $0.values(.telephone).first?.value } == Self.people.map { "+161755501\($0.number)" }, "\(design)")
        }
    }
}
