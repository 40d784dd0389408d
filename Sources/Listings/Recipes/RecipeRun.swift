package import HTML

/// A recipe applied to a page.
package struct RecipeRun: Sendable {
    /// How often each way led to a field's value, and how often two ways that did agreed.
    package struct Tally: Sendable, Hashable {
        package var records = 0
        package var found = 0
        package var byLabel = 0
        package var byClass = 0
        package var byPosition = 0
        package var byLine = 0
        package var anywhere = 0
        package var above = 0
        /// Records in which at least two ways led to a value.
        package var compared = 0
        package var agreed = 0

        package init() {}
    }

    package private(set) var set: ExtractedRecordSet
    /// For each field of the recipe.
    package private(set) var tallies: [Tally]
    /// The link to the next page as written; nil without one.
    package private(set) var next: String?

    package init(_ recipe: Recipe, _ document: Document, _ options: Extraction.Options = .init()) {
        let page = RecipePage(document, options, depth: recipe.depth)
        var tallies = recipe.fields.map { _ in Tally() }
        var records: [ExtractedRecord] = []
        let found = page.records(by: recipe)
        for record in found {
            var fields: [RecordField] = []
            let read = recipe.fields.map { page.ways(to: $0, in: record) }
            if recipe.split != nil, Self.isStranger(read, recipe) { continue }
            for (place, field) in recipe.fields.enumerated() {
                let ways = read[place]
                tallies[place].add(ways)
                guard let chosen = ways.best else { continue }
                fields.append(page.value(of: chosen, as: field, isConfirmed: ways.isConfirmed))
            }
            guard !fields.isEmpty, let first = record.members.first else { continue }
            records.append(
                ExtractedRecord(
                    fields: fields, confidence: 0.95,
                    provenance: Provenance(range: page.range(of: record), path: page.paths.path(of: first))))
        }
        let holder = found.first?.members.first.flatMap { document.parentElement(of: $0) }
        set = ExtractedRecordSet(
            records: records, isMain: true, confidence: records.isEmpty ? 0 : 0.95, path: holder.map { page.paths.path(of: $0) } ?? "")
        self.tallies = tallies
        next = recipe.next.flatMap { document.selectFirst($0) }.flatMap { document.attribute(.href, of: $0) }
    }

    /// Whether a part of an element that holds records is none of them: what stands before the first or behind the last lacks most of what
    /// every record has.
    private static func isStranger(_ ways: [RecipePage.Ways], _ recipe: Recipe) -> Bool {
        let required = zip(recipe.fields, ways).filter(\.0.isRequired)
        return required.count >= 2 && required.count { $0.1.best == nil } * 2 >= required.count
    }
}

extension RecipeRun.Tally {
    mutating func add(_ ways: RecipePage.Ways) {
        records += 1
        if ways.best != nil { found += 1 }
        if ways.label != nil { byLabel += 1 }
        if ways.byClass != nil { byClass += 1 }
        if ways.position != nil { byPosition += 1 }
        if ways.line != nil { byLine += 1 }
        if ways.anywhere != nil { anywhere += 1 }
        if ways.above != nil { above += 1 }
        if ways.isCompared { compared += 1 }
        if ways.isConfirmed { agreed += 1 }
    }
}
