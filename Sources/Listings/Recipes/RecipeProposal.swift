package import HTML

/// Learns a recipe from pages of one directory.
///
/// The records that are found without a recipe say which elements are records or begin them, and where one element holds several how it is
/// parted; the selector is the least special one that matches them and nothing else on every page. A field's ways are those that most records
/// share; a way that does not lead to the same values is left out.
package struct RecipeProposal: Sendable {
    package private(set) var recipe: Recipe
    /// What was seen of each field over all pages when the recipe was run on them.
    package private(set) var tallies: [RecipeRun.Tally]
    /// Records found without the recipe and with it.
    package private(set) var found = 0
    package private(set) var reproduced = 0

    /// - Throws: ``RecipeError`` where the pages have no records, or none that a selector tells.
    package init(
        _ pages: [Document], directory: String? = nil, _ options: Extraction.Options = .init()
    ) throws(RecipeError) {
        let samples = pages.compactMap { ProposedRecords($0, options) }
        guard !samples.isEmpty else {
            throw RecipeError(
                .noRecords, "no records were found on these pages",
                remedy: "name pages that list several records, or write the recipe by hand")
        }
        guard let (frame, examples) = ProposedRecords.frame(samples) else {
            throw RecipeError(
                .noRecords, "no selector matches the records of all pages",
                remedy: "name pages of one directory and one design")
        }
        recipe = frame
        recipe.directory = directory
        recipe.fields = ProposedFields(frame, examples, options).fields
        recipe.next = RecipeNext.selector(examples.map { .init(document: $0.document, url: options.url) })
        guard !recipe.fields.isEmpty else {
            throw RecipeError(
                .noRecords, "the records have no field in common",
                remedy: "name pages that list several records")
        }
        tallies = recipe.fields.map { _ in RecipeRun.Tally() }
        for example in examples {
            let run = RecipeRun(recipe, example.document, options)
            found += example.all.count
            reproduced += run.set.records.count { record in
                let name = record.provenance.path
                return example.all.contains { $0.provenance.path == name }
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
        return best.flatMap { told($0.selector, by: $0.excess, examples) }
    }

    /// A selector that matches too much, made to ask for what all records hold (`p:has(> br)`), where that matches less.
    private static func told(_ selector: Selector, by excess: Int, _ examples: [Example]) -> Selector {
        var best = (selector: selector, excess: excess)
        var held: Set<String>?
        for example in examples {
            for node in example.nodes.prefix(200) {
                var names: Set<String> = []
                var counts: [String: Int] = [:]
                var child = example.document.firstElement(in: node)
                while let element = child, names.count < 24 {
                    child = example.document.nextElement(after: element)
                    let name = example.document.nameText(of: element)
                    counts[name, default: 0] += 1
                    let count = counts[name] ?? 1
                    names.insert(count == 1 ? name : name + ":nth-of-type(\(count))")
                    if element == example.document.firstElement(in: node), child == nil { names.insert(name + ":only-child") }
                    for word in classes(of: element, example.document) { names.insert(name + "." + word) }
                }
                held = held?.intersection(names) ?? names
            }
        }
        for name in (held ?? []).sorted() {
            guard let asking = try? Selector(selector.source + ":has(> \(name))") else { continue }
            let matched = examples.reduce(0) { $0 + $1.document.count(asking) - $1.nodes.count }
            if matched < best.excess { best = (asking, matched) }
        }
        return best.selector
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

    /// The way down from a record: `:scope > td:nth-of-type(2) > a:nth-of-type(1)`; `:scope` where the record itself holds the value.
    /// - Parameter fromEnd: Counted from the last of each name.
    static func position(of node: NodeID, below record: NodeID, _ document: Document, fromEnd: Bool = false) -> String? {
        func beside(_ element: NodeID) -> NodeID? {
            fromEnd ? document.nextElement(after: element) : document.previousElement(before: element)
        }
        var steps: [String] = []
        var current = node
        while current != record {
            let name = document.nameText(of: current)
            var place = 1
            var sibling = beside(current)
            while let other = sibling, place < 1_000 {
                if document.name(of: other) == document.name(of: current) { place += 1 }
                sibling = beside(other)
            }
            steps.append("\(name):\(fromEnd ? "nth-last-of-type" : "nth-of-type")(\(place))")
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
        byLine += other.byLine
        anywhere += other.anywhere
        above += other.above
        compared += other.compared
        agreed += other.agreed
    }
}
