import HTML

/// Learns a recipe from pages on which records are known: after a redesign those of the roll before, at first those that were read without
/// a recipe and joined with their own pages.
///
/// The known values are looked for in each record's elements; what led to them (a label, a class, a place) becomes a way to the field where
/// it leads to the right value in at least nine records of ten. Nothing is taken for a field that no known value confirms. Where records have
/// no element of their own (lines, address blocks, groups below headings) a recipe that was proposed is held against what is known instead.
package struct RecipeTeaching: Sendable {
    package private(set) var recipe: Recipe
    /// Known records that were found on the pages, values that were known of them, and those that the recipe reads as they were known.
    package private(set) var records = 0
    package private(set) var known = 0
    package private(set) var reproduced = 0

    /// A way must be right for this share of the records that it leads to a value in.
    private static let leastPrecision = 0.9
    /// Records of one page that are looked at.
    private static let mostRecords = 400

    /// A record of a lesson with what is known of it.
    private struct Example {
        var page: Int
        var record: RecipePage.Record
        var known: KnownRecord
    }

    /// The recipe of lists.
    /// - Throws: ``RecipeError`` where no two known records are found on a page, or nothing is alike between them.
    package init(lists lessons: [RecipeLesson], directory: String? = nil, _ options: Extraction.Options = .init()) throws(RecipeError) {
        var pages: [RecipePage] = []
        var taught: [(lesson: RecipeLesson, sightings: [RecordSightings.Sighting])] = []
        for lesson in lessons {
            var options = options
            options.url = lesson.url
            let page = RecipePage(lesson.document, options)
            let sightings = RecordSightings(lesson, page, PageOutline(lesson.document)).sightings
            guard sightings.count >= 2 else { continue }
            pages.append(page)
            taught.append((lesson, Array(sightings.prefix(Self.mostRecords))))
        }
        guard !taught.isEmpty else { throw Self.nothingKnown }
        let samples = taught.map { RecipeProposal.Example(document: $0.lesson.document, nodes: $0.sightings.map(\.element), records: []) }
        guard let selector = RecipeProposal.container(samples) else { throw Self.nothingAlike }
        let isRun = Self.isRun(pages, taught)
        var examples: [Example] = []
        for (place, one) in taught.enumerated() {
            let elements = Dictionary(one.sightings.map { ($0.element, $0.known) }, uniquingKeysWith: { first, _ in first })
            for record in pages[place].records(of: one.lesson.document.select(selector), isRun: isRun) {
                guard let first = record.members.first, let known = elements[first] else { continue }
                examples.append(Example(page: place, record: record, known: one.lesson.records[known]))
            }
        }
        let taughtFields = Self.fields(examples, pages, isList: true)
        guard !taughtFields.isEmpty else { throw Self.nothingAlike }
        recipe = Recipe(
            directory: directory, records: selector, isRun: isRun, fields: taughtFields,
            next: RecipeNext.selector(taught.map { .init(document: $0.lesson.document, url: $0.lesson.url) }))
        count(examples, pages)
    }

    /// The recipe of pages that tell of one record each: every lesson has exactly one.
    /// - Throws: ``RecipeError`` where no value is read alike on several pages.
    package init(pages lessons: [RecipeLesson], directory: String? = nil, _ options: Extraction.Options = .init()) throws(RecipeError) {
        var examples: [Example] = []
        var pages: [RecipePage] = []
        guard let selector = Self.frame(lessons) else { throw Self.nothingAlike }
        for lesson in lessons {
            guard let known = lesson.records.first else { continue }
            var options = options
            options.url = lesson.url
            let page = RecipePage(lesson.document, options)
            guard let record = page.records(of: lesson.document.select(selector), isRun: false).first else { continue }
            examples.append(Example(page: pages.count, record: record, known: known))
            pages.append(page)
        }
        let taught = Self.fields(examples, pages, isList: false)
        guard !taught.isEmpty else { throw Self.nothingKnown }
        recipe = Recipe(directory: directory, records: selector, fields: taught)
        count(examples, pages)
    }

    /// A recipe of lists that was made without knowing anybody on them, held against who is known.
    /// - Throws: ``RecipeError`` where it reads nobody who is known.
    package init(_ recipe: Recipe, heldAgainst lessons: [RecipeLesson], _ options: Extraction.Options = .init()) throws(RecipeError) {
        self.recipe = recipe
        for lesson in lessons {
            var options = options
            options.url = lesson.url
            count(RecipeRun(recipe, lesson.document, options).set.records, lesson)
        }
        guard records >= 2 else { throw Self.nothingKnown }
    }

    private static let nothingKnown = RecipeError(
        .noRecords, "no known records were found on these pages", remedy: "take a roll first, or write the recipe by hand")
    private static let nothingAlike = RecipeError(
        .noRecords, "the known records have nothing in common on these pages", remedy: "name pages of one directory and one design")

    // MARK: Records

    /// Whether what is known of records stands beside their elements rather than in them.
    private static func isRun(_ pages: [RecipePage], _ taught: [(lesson: RecipeLesson, sightings: [RecordSightings.Sighting])]) -> Bool {
        var (alone, run) = (0, 0)
        for (place, one) in taught.enumerated() {
            let page = pages[place]
            let elements = one.sightings.map(\.element)
            for (sighting, record) in zip(one.sightings, page.records(of: elements, isRun: true)) {
                let values = one.lesson.records[sighting.known].values.flatMap { $0.value.map(FoldedText.of) }
                func seen(_ members: some Sequence<NodeID>) -> Int {
                    let text = members.map { FoldedText.of(page.text(of: $0, as: .text)) }.joined(separator: " ")
                    return values.count { !$0.isEmpty && text.contains($0) }
                }
                alone += seen(record.members.prefix(1))
                run += seen(record.members)
            }
        }
        return Double(run) > Double(alone) * 1.2
    }

    /// The least element that each of the pages has once, and that holds what they are about.
    private static func frame(_ lessons: [RecipeLesson]) -> Selector? {
        for text in ["main", "[role=main]", "article", "body"] {
            guard let selector = try? Selector(text) else { continue }
            if lessons.allSatisfy({ $0.document.count(selector) == 1 }) { return selector }
        }
        return nil
    }

    // MARK: Fields

    /// What a field is to hold: a listing's link to its own page is told from its website.
    private struct Target: Hashable {
        var kind: FieldKind
        var isOwnPage = false
    }

    /// One way to a field.
    private struct Way: Hashable {
        enum Kind: Int { case label, byClass, position }
        var kind: Kind
        var text: String
        var attribute: String?
        /// A place counted from the end: taken where it is right more often, since what stands before it is sometimes missing.
        var isFromEnd = false
    }

    private static func fields(_ examples: [Example], _ pages: [RecipePage], isList: Bool) -> [Recipe.Field] {
        var counts: [Target: [Way: Int]] = [:]
        var order: [Target: Int] = [:]
        for example in examples.prefix(mostRecords) {
            let page = pages[example.page]
            let finder = ValueFinder(page, example.record)
            var found: [(Target, [ValueFinder.Place])] = []
            for (kind, values) in example.known.values {
                var places: [ValueFinder.Place] = []
                for value in values { places += finder.places(of: value, as: kind) }
                found.append((Target(kind: kind), places))
            }
            if isList { found.append((Target(kind: .url, isOwnPage: true), finder.ownPages())) }
            for (target, places) in found {
                var seen: Set<Way> = []
                for place in places {
                    order[target] = min(order[target] ?? .max, place.order)
                    for way in ways(of: place, example.record, page) { seen.insert(way) }
                }
                for way in seen { counts[target, default: [:]][way, default: 0] += 1 }
            }
        }
        let ordered = counts.keys.sorted { (order[$0] ?? 0, $0.kind.rawValue) < (order[$1] ?? 0, $1.kind.rawValue) }
        return ordered.compactMap { target in field(target, counts[target] ?? [:], examples, pages) }
    }

    private static func ways(of place: ValueFinder.Place, _ record: RecipePage.Record, _ page: RecipePage) -> [Way] {
        var ways: [Way] = []
        if let label = place.label { ways.append(Way(kind: .label, text: label, attribute: place.attribute)) }
        guard !place.isLabelOnly, let leader = record.members.first else { return ways }
        let name = page.document.nameText(of: place.node)
        let words = RecipeProposal.classes(of: place.node, page.document).sorted()
        if !words.isEmpty, place.node != leader || record.members.count > 1 {
            ways.append(Way(kind: .byClass, text: name + words.map { "." + $0 }.joined(), attribute: place.attribute))
        }
        if place.attribute == "href", let href = page.document.attribute(.href, of: place.node) {
            for scheme in ["mailto:", "tel:"] where href.lowercasedASCII.hasPrefix(scheme) {
                ways.append(Way(kind: .byClass, text: "a[href^=\"\(scheme)\"]", attribute: "href"))
            }
        }
        if let position = position(of: place.node, record, page.document) {
            ways.append(Way(kind: .position, text: position, attribute: place.attribute))
        }
        if record.members.count == 1,
            let position = RecipeProposal.position(of: place.node, below: leader, page.document, fromEnd: true)
        {
            ways.append(Way(kind: .position, text: position, attribute: place.attribute, isFromEnd: true))
        }
        return ways
    }

    /// The way down from a record; in a run first along its members.
    static func position(of node: NodeID, _ record: RecipePage.Record, _ document: Document) -> String? {
        guard let leader = record.members.first else { return nil }
        if record.members.count == 1 { return RecipeProposal.position(of: node, below: leader, document) }
        for (place, member) in record.members.enumerated() {
            let along = record.members[..<(place + 1)].dropFirst().map { " + " + document.nameText(of: $0) }.joined()
            if member == node { return place == 0 ? nil : ":scope" + along }
            if let below = RecipeProposal.position(of: node, below: member, document), document.isInclusiveAncestor(member, of: node) {
                return ":scope" + along + below.dropFirst(":scope".count)
            }
        }
        return nil
    }

    /// The field whose ways are right most often; nil where none is right often enough.
    private static func field(_ target: Target, _ counts: [Way: Int], _ examples: [Example], _ pages: [RecipePage]) -> Recipe.Field? {
        let most = counts.values.max() ?? 0
        guard most >= 2 else { return nil }
        var best: (field: Recipe.Field, right: Int)?
        for attribute in Set(counts.keys.map(\.attribute)).sorted(by: { ($0 ?? "") < ($1 ?? "") }) {
            var field = Recipe.Field(kind: target.kind, attribute: attribute)
            for kind in [Way.Kind.label, .byClass, .position] {
                let likely = counts.filter { $0.key.attribute == attribute && $0.key.kind == kind }
                    .sorted { a, b in
                        (b.value, a.key.isFromEnd ? 1 : 0, a.key.text) < (a.value, b.key.isFromEnd ? 1 : 0, b.key.text)
                    }
                    .prefix(3)
                var chosen: (way: Way, right: Int)?
                for (way, count) in likely where count >= 2 && count > (chosen?.right ?? 0) {
                    guard let alone = set(way, in: Recipe.Field(kind: target.kind, attribute: attribute)) else { continue }
                    let score = score(alone, target, examples, pages)
                    guard Double(score.right) >= leastPrecision * Double(score.read), score.right >= 2 else { continue }
                    if score.right > chosen?.right ?? 0 { chosen = (way, score.right) }
                }
                if let chosen { field = set(chosen.way, in: field) ?? field }
            }
            guard field.label != nil || field.classSelector != nil || field.position != nil else { continue }
            let score = score(field, target, examples, pages)
            field.isRequired = score.right == examples.count
            if score.right > best?.right ?? 0 { best = (field, score.right) }
        }
        return best?.field
    }

    private static func set(_ way: Way, in field: Recipe.Field) -> Recipe.Field? {
        var field = field
        switch way.kind {
        case .label: field.label = way.text
        case .byClass:
            guard let selector = try? Selector(way.text) else { return nil }
            field.classSelector = selector
        case .position:
            guard let selector = try? Selector(way.text) else { return nil }
            field.position = selector
        }
        return field
    }

    /// In how many records a field leads to a value, and in how many to the one that is known.
    private static func score(
        _ field: Recipe.Field, _ target: Target, _ examples: [Example], _ pages: [RecipePage]
    ) -> (read: Int, right: Int) {
        var (read, right) = (0, 0)
        for example in examples.prefix(mostRecords) {
            let page = pages[example.page]
            if example.known.isPartial, !target.isOwnPage, example.known.values[target.kind] == nil { continue }
            guard let reading = page.ways(to: field, in: example.record).best else { continue }
            read += 1
            let value = page.value(of: reading, as: field, isConfirmed: false).value
            if target.isOwnPage {
                if ValueFinder.isOwnPage(value.value, page) { right += 1 }
            } else if example.known.values[target.kind]?.contains(where: { ValueFinder.isSame($0, value.value, target.kind) }) == true {
                right += 1
            }
        }
        return (read, right)
    }

    /// Counts records that are known by a mark which nobody else has.
    private mutating func count(_ read: [ExtractedRecord], _ lesson: RecipeLesson) {
        var holders: [KnownRecord.Mark: Int?] = [:]
        for (place, known) in lesson.records.enumerated() {
            for mark in known.marks { holders[mark] = holders[mark] == nil ? .some(place) : .some(nil) }
        }
        var seen: Set<Int> = []
        for record in read {
            let values = Dictionary(grouping: record.fields.map(\.value), by: \.kind).mapValues { $0.map(\.value) }
            let marks = KnownRecord(values: values).marks
            guard let place = marks.compactMap({ holders[$0] ?? nil }).min(), seen.insert(place).inserted else { continue }
            records += 1
            for (kind, wanted) in lesson.records[place].values {
                guard let value = values[kind]?.first else { continue }
                known += 1
                if wanted.contains(where: { ValueFinder.isSame($0, value, kind) }) { reproduced += 1 }
            }
        }
    }

    private mutating func count(_ examples: [Example], _ pages: [RecipePage]) {
        records = examples.count
        for example in examples {
            let page = pages[example.page]
            for field in recipe.fields {
                guard let values = example.known.values[field.kind], let reading = page.ways(to: field, in: example.record).best else {
                    continue
                }
                let value = page.value(of: reading, as: field, isConfirmed: false).value.value
                if field.kind == .url, ValueFinder.isOwnPage(value, page) { continue }
                known += 1
                if values.contains(where: { ValueFinder.isSame($0, value, field.kind) }) { reproduced += 1 }
            }
        }
    }
}
