import API
import Directories
import HTML
import Listings
import Model
import Rolls

/// How a directory's pages are read: a stored page with the records and fields drawn over it, the fields and how well each fills, and what a
/// corrected field would read. Everything works without a script: elements are chosen from a list then.
struct RecipePage {
    /// What could not be done, and what a person wrote.
    struct Mistake {
        let sentence: String
        let who: String
        let why: String
    }

    struct Version {
        let number: Int
        let made: String
        let author: String
        let reason: String
        let lines: [String]
    }

    let slug: String
    let name: String
    let tabs: [PageValues.Tab]
    let said: String?
    let mistake: String?
    let who: String
    let why: String
    let hasRecipe: Bool
    let version: Int
    let made: String
    let author: String
    let reason: String
    let parts: [PageValues.Tab]
    let pageTabs: [PageValues.Tab]
    /// The stored page that is shown; nil where none is kept any more.
    let stored: StoredPageView?
    let fields: [RecipeFieldLine]
    let adding: RecipeAdding?
    let choice: RecipeChoice?
    let records: RecipeRecords?
    let selector: String
    let recordsHref: String
    let reading: RecipeReading?
    let versions: [Version]
    let hasVersions: Bool

    init(
        _ directory: Directory, _ sight: RecipeDesk.Sight?, _ question: RecipeQuestion, said: String? = nil, who: String = "",
        mistake: Mistake? = nil, review: ReviewForm.Mistake? = nil
    ) {
        (slug, name, self.said) = (directory.slug, directory.name, said)
        (self.who, why) = (mistake?.who ?? who, mistake?.why ?? "")
        // What somebody else has answered meanwhile is not among the questions any more.
        let isAsked = review.map { review in sight?.questions.contains { $0.item.id == review.id } ?? false } ?? true
        self.mistake = mistake?.sentence ?? (isAsked ? nil : review?.sentence)
        tabs = ListingLine.tabs(at: "/directories/\(directory.slug)/recipe", of: directory)
        hasRecipe = sight != nil
        let latest = sight?.versions.first
        (version, author, reason) = (latest?.number ?? 0, latest?.author ?? "", latest?.reason ?? "")
        made = latest.map { TimeElement.ago($0.madeAt) } ?? ""
        guard let sight else {
            (parts, pageTabs, stored, fields, adding, choice, reading, versions, hasVersions) = ([], [], nil, [], nil, nil, nil, [], false)
            (records, selector, recordsHref) = (nil, "", "")
            return
        }
        let slug = directory.slug
        parts = Self.parts(sight, slug, question)
        pageTabs = Self.pageTabs(sight, slug, question)
        stored = sight.page.map { StoredPageView($0, slug, question) }
        fields = sight.recipe.fields.indices.map { RecipeFieldLine($0, sight, slug, question) }
        adding = sight.page == nil ? nil : RecipeAdding(sight, question)
        choice = RecipeChoice(sight, slug, question, who: self.who, review: review)
        records = RecipeRecords(sight, slug, question)
        selector = sight.recipe.records.description
        recordsHref = question.link(slug) {
            $0.wanted = RecipeDesk.Wanted(part: sight.part, page: sight.page?.place.hash, target: .records)
        }
        reading = sight.page == nil ? nil : RecipeReading(sight)
        let recipes = sight.versions.map { try? DirectoryRecipe($0.text, version: $0.number) }
        versions = sight.versions.enumerated().map { place, version in
            let old = place + 1 < recipes.count ? recipes[place + 1] : version.number == 1 ? DirectoryRecipe.none : nil
            return Version(
                number: version.number, made: TimeElement.ago(version.madeAt), author: version.author, reason: version.reason,
                lines: recipes[place].flatMap { new in old.map { new.differences(from: $0) } } ?? [])
        }
        hasVersions = !versions.isEmpty
    }

    private static func parts(_ sight: RecipeDesk.Sight, _ slug: String, _ question: RecipeQuestion) -> [PageValues.Tab] {
        guard sight.whole.list != nil, sight.whole.page != nil else { return [] }
        return RecipeDesk.Part.allCases.map { part in
            PageValues.Tab(
                name: part == .list ? "Lists" : "Listings' own pages",
                href: question.link(slug) { $0.wanted = RecipeDesk.Wanted(part: part) }, current: part == sight.part)
        }
    }

    private static func pageTabs(_ sight: RecipeDesk.Sight, _ slug: String, _ question: RecipeQuestion) -> [PageValues.Tab] {
        guard sight.pages.count > 1 else { return [] }
        return sight.pages.enumerated().map { place, page in
            PageValues.Tab(
                name: "Page \(place + 1)",
                href: question.link(slug) {
                    ($0.wanted.page, $0.wanted.part, $0.wanted.node, $0.wanted.record) = (page.place.hash, sight.part, nil, 0)
                }, current: place == sight.shown)
        }
    }
}

/// The frame with the stored page.
struct StoredPageView {
    let frame: String
    let url: String
    let hash: String
    let source: String?
    let isPlain: Bool
    let otherStyle: String

    init(_ page: StoredPages.Kept, _ slug: String, _ question: RecipeQuestion) {
        frame = PageValues.link("/directories/\(slug)/recipe/pages/\(page.place.hash)", [("plain", question.isPlain ? "true" : nil)])
        (url, hash, isPlain) = (page.place.url, page.place.hash, question.isPlain)
        source = ListingLine.web(page.place.url)
        otherStyle = question.link(slug) { $0.isPlain.toggle() }
    }
}

/// One field of the recipe, and how well it fills.
struct RecipeFieldLine {
    let index: Int
    let colour: Int
    let label: String
    let href: String
    let current: Bool
    let required: Bool
    let found: String
    let records: String
    let share: String
    /// For the width of a bar, from 0 to 100.
    let percent: Int
    let ways: [String]
    let agreement: String
    let questions: Int
    let hasQuestions: Bool

    init(_ index: Int, _ sight: RecipeDesk.Sight, _ slug: String, _ question: RecipeQuestion) {
        let (field, tally) = (sight.recipe.fields[index], sight.tallies[index])
        self.index = index
        (colour, label, required) = (index % RecipeReading.colours, ListingLine.label(field.kind.rawValue), field.isRequired)
        href = question.link(slug) { ($0.wanted.part, $0.wanted.target, $0.wanted.node) = (sight.part, .field(index), nil) }
        current = question.wanted.target == .field(index)
        (found, records) = (Figures.count(tally.found), Figures.count(tally.records))
        share = Figures.share(tally.found, of: tally.records)
        percent = tally.records > 0 ? tally.found * 100 / tally.records : 0
        ways = Self.ways(field)
        agreement =
            tally.compared > 0 ? "two ways agree in \(Figures.count(tally.agreed)) of \(Figures.count(tally.compared))" : "one way only"
        questions = sight.waiting[field.kind.rawValue] ?? 0
        hasQuestions = questions > 0
    }

    /// The ways to a field in words.
    static func ways(_ field: Recipe.Field) -> [String] {
        var ways: [String] = []
        if let label = field.label { ways.append("label “\(label)”") }
        if let selector = field.classSelector { ways.append("class \(selector)") }
        if let selector = field.position { ways.append("position \(selector)") }
        if let line = field.line {
            ways.append(line.count == 1 ? "line \(line.lowerBound)" : "lines \(line.lowerBound) to \(line.upperBound)")
        }
        if let part = field.part { ways.append("part \(part) of it") }
        if field.isAnywhere { ways.append("the first in the record") }
        if let selector = field.above { ways.append("heading \(selector) above the record") }
        if let attribute = field.attribute { ways.append("read from \(attribute)") }
        return ways
    }
}

/// The form that begins a new field: of which kind.
struct RecipeAdding {
    struct Kind {
        let value: String
        let name: String
        let chosen: Bool
    }

    let part: String
    let page: String
    let plain: String?
    let kinds: [Kind]

    init(_ sight: RecipeDesk.Sight, _ question: RecipeQuestion) {
        (part, page, plain) = (sight.part.rawValue, sight.page?.place.hash ?? "", question.isPlain ? "true" : nil)
        var chosen: FieldKind?
        if case .new(let kind) = question.wanted.target { chosen = kind }
        let used = Set(sight.recipe.fields.map(\.kind))
        // What the recipe does not read yet stands first.
        let kinds = FieldKind.allCases.filter { $0 != .text }
        self.kinds = (kinds.filter { !used.contains($0) } + kinds.filter(used.contains)).map {
            Kind(value: $0.rawValue, name: ListingLine.label($0.rawValue), chosen: $0 == chosen)
        }
    }
}

/// What the recipe reads of the shown page. The script draws it over the page: each cell names its node.
struct RecipeReading {
    struct Cell: TemplateRecord {
        let index: Int
        let label: String
        let place: RecipeDrawing.Place?

        var fields: [(name: String, value: TemplateValue)] {
            [
                ("index", .text("\(index)")), ("label", .text(label)), ("colour", .text("\(index % RecipeReading.colours)")),
                ("node", .optional(place.map { "\($0.node.rawValue)" })), ("value", .optional(place?.value)),
                ("doubtful", .flag(place?.isDoubtful ?? false)),
            ]
        }
    }

    struct Row: TemplateRecord {
        let number: Int
        let nodes: String
        let cells: [Cell]

        var fields: [(name: String, value: TemplateValue)] {
            [
                ("number", .text("\(number)")), ("nodes", .text(nodes)), ("cells", .list(cells.map { .record($0.fields) })),
            ]
        }
    }

    /// Colours that fields have in turn.
    static let colours = 8

    /// Whether this is what would be read.
    let isTrial: Bool
    let heads: [String]
    let rows: [Row]
    let hasRows: Bool

    init(_ sight: RecipeDesk.Sight) {
        let labels = sight.recipe.fields.map { ListingLine.label($0.kind.rawValue) }
        heads = labels
        isTrial = sight.records != nil
        rows = sight.drawing.records.enumerated().map { number, record in
            Row(
                number: number + 1, nodes: record.members.map { "\($0.rawValue)" }.joined(separator: " "),
                cells: record.places.enumerated().map { Cell(index: $0, label: labels[$0], place: $1) })
        }
        hasRows = !rows.isEmpty
    }
}
