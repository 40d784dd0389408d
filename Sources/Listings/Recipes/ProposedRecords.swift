import HTML

/// The records of a page as they are found without a recipe, and how a recipe would tell them.
struct ProposedRecords {
    let document: Document
    let page: RecipePage
    let records: [ExtractedRecord]
    /// The node that each record is or begins with.
    private let leaders: [NodeID]
    /// The elements that hold records.
    private let holders: [NodeID]
    /// Whether each record is one element.
    private let areElements: Bool
    private let split: Recipe.Split?

    /// Nil where nothing was found, or what was found is not the page's own markup.
    init?(_ document: Document, _ options: Extraction.Options) {
        let finder = RecordFinder(document)
        guard let set = finder.sets(limit: 1).first else { return nil }
        let records = Extraction(document, options).sets.first?.records ?? []
        guard records.count == set.spans.count else { return nil }
        let outline = finder.outline
        self.document = document
        self.records = records
        page = RecipePage(document, options)
        leaders = set.spans.map { outline.items[Int($0.range.lowerBound)].node }
        areElements = set.spans.allSatisfy { span in
            let item = outline.items[Int(span.range.lowerBound)]
            return item.end == span.range.upperBound && !item.isText
        }
        var seen: Set<Int32> = []
        holders = set.spans.compactMap { $0.parent >= 0 && seen.insert($0.parent).inserted ? outline.items[Int($0.parent)].node : nil }
        split = areElements ? nil : CandidateSets(outline, document).split(of: set)
    }

    /// A page, its records as a recipe tells them, each beside what was found of it.
    struct Example {
        let document: Document
        let page: RecipePage
        var records: [(told: RecipePage.Record, found: ExtractedRecord)]
        let all: [ExtractedRecord]
    }

    /// The recipe without fields that tells the records of the pages: as elements, by what they begin with, or parted. Pages whose records are
    /// told otherwise than those of the first are left out.
    static func frame(_ samples: [ProposedRecords]) -> (Recipe, [Example])? {
        guard let first = samples.first else { return nil }
        let alike = samples.filter { $0.areElements == first.areElements && $0.split == first.split }
        let opening = RecipeProposal.container(alike.map { .init(document: $0.document, nodes: $0.leaders, records: []) })
        var frames: [Recipe] = []
        if first.areElements {
            if let opening { frames.append(Recipe(records: opening, fields: [])) }
        } else {
            if let opening, alike.allSatisfy({ one in one.leaders.allSatisfy { one.document.isElement($0) } }) {
                frames.append(Recipe(records: opening, isRun: true, fields: []))
            }
            if let split = first.split,
                let holder = RecipeProposal.container(alike.map { .init(document: $0.document, nodes: $0.holders, records: []) })
            {
                frames.insert(Recipe(records: holder, split: split, fields: []), at: split.isLabel ? 0 : frames.count)
            }
        }
        for frame in frames {
            let examples = alike.map { $0.example(frame) }
            let found = alike.reduce(0) { $0 + $1.records.count }
            let told = examples.reduce(0) { $0 + $1.records.count }
            // One that is told as an element may have neighbours like it; what only begins one must begin nothing else.
            let extra = zip(alike, examples).reduce(0) { $0 + $1.0.page.records(by: frame).count - $1.1.records.count }
            if told == found, first.areElements || extra * 10 <= found || frame.split != nil && extra * 2 <= found {
                return (frame, examples)
            }
        }
        return nil
    }

    private func example(_ frame: Recipe) -> Example {
        let places = Dictionary(zip(leaders, records), uniquingKeysWith: { first, _ in first })
        let told = page.records(by: frame).compactMap { record in record.members.first.flatMap { places[$0] }.map { (record, $0) } }
        return Example(document: document, page: page, records: told, all: records)
    }
}

extension Recipe.Split {
    var isLabel: Bool { if case .label = self { true } else { false } }
}
