package import HTML

/// Learns a recipe from pages of one directory.
///
/// The records that are found without a recipe say which elements are records; the selector is the least special one that matches them and
/// nothing else on every page. A field's ways are those that most records share; a way that does not lead to the same values is left out.
package struct RecipeProposal: Sendable {
    package private(set) var recipe: Recipe
    /// What was seen of each field over all pages when the recipe was run on them.
    package private(set) var tallies: [RecipeRun.Tally]
    /// Records found without the recipe and with it.
    package private(set) var found = 0
    package private(set) var reproduced = 0

    /// - Throws: ``RecipeError`` where the pages have no records, or none that are one element each.
    package init(
        _ pages: [Document], directory: String? = nil, _ options: Extraction.Options = .init()
    ) throws(RecipeError) {
        var examples: [Example] = []
        for document in pages {
            let finder = RecordFinder(document)
            guard let set = finder.sets(limit: 1).first else { continue }
            let nodes = set.spans.compactMap { span -> NodeID? in
                let item = finder.outline.items[Int(span.range.lowerBound)]
                return item.end == span.range.upperBound && !item.isText ? item.node : nil
            }
            guard nodes.count == set.spans.count else { continue }
            let records = Extraction(document, options).records
            guard records.count == nodes.count else { continue }
            examples.append(Example(document: document, nodes: nodes, records: records))
        }
        guard !examples.isEmpty else {
            throw RecipeError(
                .noRecords, "no records that are one element each were found on these pages",
                remedy: "name pages that list several records, or write the recipe by hand")
        }
        guard let selector = Self.container(examples) else {
            throw RecipeError(
                .noRecords, "no selector matches the records of all pages",
                remedy: "name pages of one directory and one design")
        }
        recipe = Recipe(
            directory: directory, records: selector, fields: Self.fields(examples),
            next: RecipeNext.selector(examples.map { .init(document: $0.document, url: options.url) }))
        guard !recipe.fields.isEmpty else {
            throw RecipeError(
                .noRecords, "the records have no field in common",
                remedy: "name pages that list several records")
        }
        tallies = recipe.fields.map { _ in RecipeRun.Tally() }
        for example in examples {
            let run = RecipeRun(recipe, example.document, options)
            found += example.records.count
            reproduced += run.set.records.count { record in
                let name = record.provenance.path
                return example.records.contains { $0.provenance.path == name }
            }
            for (place, tally) in run.tallies.enumerated() { tallies[place].add(tally) }
        }
    }

    struct Example {
        let document: Document
        let nodes: [NodeID]
        let records: [ExtractedRecord]
    }

    // MARK: Records

    static func container(_ examples: [Example]) -> Selector? {
        guard let example = examples.first, let node = example.nodes.first else { return nil }
        let document = example.document
        var steps: [String] = []
        var best: (selector: Selector, excess: Int)?
        var current: NodeID? = node
        while let element = current, steps.count < 8 {
            steps.insert(step(element, document, examples), at: 0)
            if let selector = try? Selector(steps.joined(separator: " > ")) {
                var excess = 0
                var missing = 0
                for example in examples {
                    let matched = Set(example.document.select(selector))
                    missing += example.nodes.count { !matched.contains($0) }
                    excess += matched.count - example.nodes.count { matched.contains($0) }
                }
                if missing == 0, excess < best?.excess ?? .max { best = (selector, excess) }
                if missing == 0, excess == 0 { return selector }
                if missing > 0, best != nil { break }
            }
            current = document.parentElement(of: element)
        }
        return best?.selector
    }

    /// An element's name, with the id or the classes that all examples of it share.
    private static func step(_ element: NodeID, _ document: Document, _ examples: [Example]) -> String {
        let name = document.nameText(of: element)
        if name == "html" || name == "body" { return name }
        // A record's own classes must be those of all records.
        var words = classes(of: element, document)
        if examples.first?.nodes.first == element {
            for example in examples {
                for node in example.nodes { words.formIntersection(classes(of: node, example.document)) }
            }
        } else if let id = document.attribute(.id, of: element), isWord(id) {
            return name + "#" + id
        }
        return name + words.sorted().map { "." + $0 }.joined()
    }

    static func classes(of element: NodeID, _ document: Document) -> Set<String> {
        Set((document.attribute(.class, of: element) ?? "").words.filter(isWord))
    }

    /// Whether a class or id can stand in a selector as it is, and isn't that of one of many.
    static func isWord(_ text: String) -> Bool {
        guard let first = text.utf8.first, TextBytes.isLetter(first), text.utf8.count <= 60 else {
            return false
        }
        return text.utf8.allSatisfy {
            TextBytes.isLetter($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
    }

    // MARK: Fields

    private struct Key: Hashable {
        let kind: FieldKind
        let position: String
        let attribute: String?
    }

    private static func fields(_ examples: [Example]) -> [Recipe.Field] {
        var order: [Key] = []
        var counts: [Key: Int] = [:]
        var labels: [Key: [String: Int]] = [:]
        var classWays: [Key: [String: Int]] = [:]
        var total = 0
        for example in examples {
            for (node, record) in zip(example.nodes, example.records) {
                total += 1
                var seen = Set<Key>()
                for field in record.fields where !field.isEmbedded {
                    guard let position = position(of: field.value.node, below: node, example.document) else {
                        continue
                    }
                    let attribute = field.value.kind == .url ? "href" : nil
                    let key = Key(kind: field.value.kind, position: position, attribute: attribute)
                    guard seen.insert(key).inserted else { continue }
                    if counts[key] == nil { order.append(key) }
                    counts[key, default: 0] += 1
                    if attribute == nil, let label = field.label {
                        labels[key, default: [:]][label, default: 0] += 1
                    }
                    let words = classes(of: field.value.node, example.document).sorted()
                    if !words.isEmpty {
                        let way =
                            example.document.nameText(of: field.value.node) + words.map { "." + $0 }.joined()
                        classWays[key, default: [:]][way, default: 0] += 1
                    }
                }
            }
        }
        return order.filter { (counts[$0] ?? 0) * 2 >= total }.prefix(24).map { key in
            let count = counts[key] ?? 0
            func usual(_ ways: [String: Int]?) -> String? {
                ways?.filter { $0.value * 10 >= count * 8 }.max { ($0.value, $1.key) < ($1.value, $0.key) }?
                    .key
            }
            return Recipe.Field(
                kind: key.kind, label: usual(labels[key]),
                classSelector: usual(classWays[key]).flatMap { try? Selector($0) },
                position: try? Selector(key.position), attribute: key.attribute, isRequired: count == total)
        }
    }

    /// The way down from a record: `:scope > td:nth-of-type(2) > a:nth-of-type(1)`; `:scope` where the record itself holds the value.
    static func position(of node: NodeID, below record: NodeID, _ document: Document)
        -> String?
    {
        var steps: [String] = []
        var current = node
        while current != record {
            let name = document.nameText(of: current)
            var place = 1
            var sibling = document.previousElement(before: current)
            while let other = sibling, place < 1_000 {
                if document.name(of: other) == document.name(of: current) { place += 1 }
                sibling = document.previousElement(before: other)
            }
            steps.append("\(name):nth-of-type(\(place))")
            guard let parent = document.parentElement(of: current), steps.count < 20 else { return nil }
            current = parent
        }
        return steps.isEmpty ? nil : ":scope > " + steps.reversed().joined(separator: " > ")
    }
}

extension RecipeRun.Tally {
    /// Adds what was seen on another page.
    package mutating func add(_ other: RecipeRun.Tally) {
        records += other.records
        found += other.found
        byLabel += other.byLabel
        byClass += other.byClass
        byPosition += other.byPosition
        compared += other.compared
        agreed += other.agreed
    }
}
