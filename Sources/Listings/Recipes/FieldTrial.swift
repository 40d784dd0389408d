package import HTML

/// What a changed field would read from every record of some pages, beside what it reads by now.
package struct FieldTrial: Sendable {
    /// One record of one page.
    package struct Row: Sendable, Hashable {
        /// The page's place among those tried.
        package var page: Int
        /// What the record is called by the recipe's other fields; empty where they do not say.
        package var name: String
        package var before: RecipeDrawing.Place?
        package var after: RecipeDrawing.Place?

        package var isChanged: Bool { before?.value != after?.value }
    }

    package private(set) var records = 0
    /// Records in which another value is read.
    package private(set) var changed = 0
    /// Those of them in which there was none before, and in which there is none after.
    package private(set) var gained = 0
    package private(set) var lost = 0
    /// Records with a value before and after, and values after that have not the form of their kind.
    package private(set) var before = 0
    package private(set) var after = 0
    package private(set) var doubtful = 0
    /// Records, those that change first.
    package private(set) var rows: [Row] = []

    /// - Parameters:
    ///   - old: The field as it is; nil for one that is new.
    ///   - new: The field as it would be; nil for one that would be removed.
    ///   - mostRecords: Records of one page that are read.
    ///   - mostRows: Records that are shown.
    package init(
        _ recipe: Recipe, old: Recipe.Field?, new: Recipe.Field?, on pages: [(document: Document, url: WebURL)],
        _ context: ReadingContext, mostRecords: Int = 500, mostRows: Int = 60
    ) {
        var same: [Row] = []
        let namer = recipe.fields.first { [.name, .person, .organization].contains($0.kind) }
        let depth: RecipePage.Depth =
            recipe.split != nil ? .whole : [old, new, namer].contains { $0?.needsPieces == true } ? .texts : .none
        for (place, one) in pages.enumerated() {
            let page = RecipePage(one.document, Extraction.Options(url: one.url, context: context), depth: depth)
            func read(_ field: Recipe.Field?, _ record: RecipePage.Record) -> RecipeDrawing.Place? {
                field.flatMap { RecipeDrawing.place(page.ways(to: $0, in: record), $0, page) }
            }
            for record in page.records(by: recipe).prefix(mostRecords) {
                let row = Row(
                    page: place, name: read(namer, record)?.value ?? "", before: read(old, record), after: read(new, record))
                records += 1
                if row.before != nil { before += 1 }
                if let value = row.after {
                    after += 1
                    if value.isDoubtful { doubtful += 1 }
                }
                if row.isChanged {
                    changed += 1
                    if row.before == nil { gained += 1 }
                    if row.after == nil { lost += 1 }
                }
                if row.isChanged, rows.count < mostRows { rows.append(row) } else if same.count < mostRows { same.append(row) }
            }
        }
        rows += same.prefix(mostRows - rows.count)
    }
}
