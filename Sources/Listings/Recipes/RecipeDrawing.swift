package import HTML

/// What a recipe reads of a page, and where each of it stands: drawn over the page, it shows a person what the recipe does.
package struct RecipeDrawing: Sendable {
    /// How a value was come to, the most trusted first.
    package enum Way: String, Sendable, Hashable, CaseIterable { case label, byClass = "class", position, line, anywhere, above }

    /// A field's value in one record.
    package struct Place: Sendable, Hashable {
        package var node: NodeID
        /// In its normal form.
        package var value: String
        package var way: Way
        /// Whether two ways lead to it.
        package var isConfirmed: Bool
        /// Whether it has not the form of its kind.
        package var isDoubtful: Bool
    }

    package struct Record: Sendable {
        /// The record's element, or in a run all of them.
        package var members: [NodeID]
        /// For each field of the recipe, in its order; nil where no way leads to a value.
        package var places: [Place?]
    }

    package private(set) var records: [Record] = []
    /// For each field of the recipe.
    package private(set) var tallies: [RecipeRun.Tally]

    /// - Parameter limit: Records that are read.
    package init(_ recipe: Recipe, _ document: Document, _ options: Extraction.Options = .init(), limit: Int = .max) {
        let page = RecipePage(document, options, depth: recipe.depth)
        tallies = recipe.fields.map { _ in RecipeRun.Tally() }
        for record in page.records(by: recipe).prefix(limit) {
            var places: [Place?] = []
            for (index, field) in recipe.fields.enumerated() {
                let ways = page.ways(to: field, in: record)
                tallies[index].add(ways)
                places.append(Self.place(ways, field, page))
            }
            records.append(Record(members: record.members, places: places))
        }
    }

    /// The same with the first records alone.
    package func first(_ count: Int) -> RecipeDrawing {
        var drawing = self
        drawing.records = Array(records.prefix(count))
        return drawing
    }

    static func place(_ ways: RecipePage.Ways, _ field: Recipe.Field, _ page: RecipePage) -> Place? {
        guard let best = ways.best else { return nil }
        let value = page.value(of: best, as: field, isConfirmed: ways.isConfirmed).value
        return Place(
            node: best.node, value: value.value, way: ways.way,
            isConfirmed: ways.isConfirmed, isDoubtful: value.confidence <= RecipePage.doubtful)
    }
}
