package import HTML

/// What a recipe would read of some pages if other elements were records, beside what it reads by now.
package struct RecordsTrial: Sendable {
    /// The records of one page, by now and then.
    package struct Page: Sendable, Hashable {
        package var before: Int
        package var after: Int
    }

    /// Somebody who is found by now, or would be.
    package struct Row: Sendable, Hashable {
        /// The page's place among those tried.
        package var page: Int
        package var name: String
        package var isBefore: Bool
        package var isAfter: Bool
    }

    /// The recipe with those records. A field whose ways lead nowhere in them is found again from where its values stand by now; one that is
    /// not in all of them is no longer required.
    package private(set) var recipe: Recipe
    package private(set) var pages: [Page] = []
    /// For each field of the recipe, by now and then.
    package private(set) var before: [RecipeRun.Tally]
    package private(set) var after: [RecipeRun.Tally]
    /// Who comes and who goes, those first, then the others.
    package private(set) var rows: [Row] = []
    package private(set) var gained = 0
    package private(set) var lost = 0

    /// Records of one page that are read, and records that are shown.
    private static let (mostRecords, mostRows) = (1_000, 60)

    /// - Parameter shown: The place of the page that was pointed at.
    package init(
        _ old: Recipe, records selector: Selector, isRun: Bool, on pages: [(document: Document, url: WebURL)], shown: Int,
        _ context: ReadingContext
    ) {
        recipe = old
        (recipe.records, recipe.isRun, recipe.split) = (selector, isRun, nil)
        before = old.fields.map { _ in RecipeRun.Tally() }
        after = before
        func draw(_ recipe: Recipe, _ page: (document: Document, url: WebURL)) -> RecipeDrawing {
            RecipeDrawing(recipe, page.document, Extraction.Options(url: page.url, context: context), limit: Self.mostRecords)
        }
        if pages.indices.contains(shown) {
            let now = draw(old, pages[shown])
            carry(now, pages[shown].document, Extraction.Options(url: pages[shown].url, context: context))
        }
        var same: [Row] = []
        for (place, page) in pages.enumerated() {
            let (now, then) = (draw(old, page), draw(recipe, page))
            self.pages.append(Page(before: now.records.count, after: then.records.count))
            for field in old.fields.indices {
                before[field].add(now.tallies[field])
                after[field].add(then.tallies[field])
            }
            compare(Self.names(now, old), Self.names(then, recipe), place, &same)
        }
        for field in recipe.fields.indices where after[field].found < after[field].records { recipe.fields[field].isRequired = false }
        rows += same.prefix(Self.mostRows - rows.count)
    }

    /// Finds fields again whose ways were made for other records.
    private mutating func carry(_ now: RecipeDrawing, _ document: Document, _ options: Extraction.Options) {
        let then = RecipeDrawing(recipe, document, options, limit: Self.mostRecords)
        for index in recipe.fields.indices where then.tallies[index].found < min(then.records.count, now.tallies[index].found) {
            let (old, kind) = (recipe.fields[index], recipe.fields[index].kind)
            // The first may be an odd one.
            for place in now.records.lazy.compactMap({ $0.places[index] }).prefix(3) {
                guard let pointed = try? PointedField(at: place.node, as: kind, in: recipe, document, options) else { continue }
                var fresh = recipe
                fresh.fields = [pointed.field]
                guard
                    RecipeDrawing(fresh, document, options, limit: Self.mostRecords).tallies[0].found > then.tallies[index].found
                else { continue }
                recipe.fields[index] = pointed.field
                recipe.fields[index].isRequired = old.isRequired
                break
            }
        }
    }

    /// What the records of a page are called: by a name, or else by the first thing that is read of them.
    private static func names(_ drawing: RecipeDrawing, _ recipe: Recipe) -> [String] {
        let namer = recipe.fields.firstIndex { [.name, .person, .organization].contains($0.kind) }
        return drawing.records.map { record in
            (namer.flatMap { record.places[$0] } ?? record.places.lazy.compactMap(\.self).first)?.value ?? ""
        }
    }

    private mutating func compare(_ now: [String], _ then: [String], _ page: Int, _ same: inout [Row]) {
        var rest: [String: Int] = [:]
        for name in now { rest[FoldedText.of(name), default: 0] += 1 }
        func note(_ row: Row) { if rows.count < Self.mostRows { rows.append(row) } }
        for name in then {
            let key = FoldedText.of(name)
            if rest[key, default: 0] > 0 {
                rest[key, default: 0] -= 1
                if same.count < Self.mostRows { same.append(Row(page: page, name: name, isBefore: true, isAfter: true)) }
            } else {
                gained += 1
                note(Row(page: page, name: name, isBefore: false, isAfter: true))
            }
        }
        // Of namesakes the last ones are those that go.
        for name in now.reversed() where rest[FoldedText.of(name), default: 0] > 0 {
            rest[FoldedText.of(name), default: 0] -= 1
            lost += 1
            note(Row(page: page, name: name, isBefore: true, isAfter: false))
        }
    }
}

/// Elements of a page that are alike and may be its records, for somebody who does not point: the likeliest first.
package struct RecordGroup: Sendable, Hashable {
    /// The first element of the first two.
    package let first: NodeID
    package let second: NodeID
    package let count: Int
    /// What the first says, shortened.
    package let text: String

    private static let longest = 120

    package static func of(_ document: Document, limit: Int = 6) -> [RecordGroup] {
        let finder = RecordFinder(document)
        let page = RecipePage(document, Extraction.Options(), depth: .none)
        return finder.sets(limit: limit).compactMap { set in
            let openings = set.spans.prefix(2).map { finder.outline.items[Int($0.range.lowerBound)].node }.filter(document.isElement)
            guard openings.count == 2 else { return nil }
            let text = page.text(of: openings[0], as: .text)
            return RecordGroup(
                first: openings[0], second: openings[1], count: set.spans.count,
                text: text.count > longest ? text.prefix(longest - 1) + "…" : text)
        }
    }
}
