package import HTML

/// Which elements of a page are records, from one or two of them that a person pointed at.
///
/// Somebody who points at a name may mean the name, its row, or the table: every element around what was pointed at is tried, with its like (of its
/// name, with the classes that they share). Two points say more than one: what holds both is no record, and what they do not share is no mark of
/// one. The finder that needs no recipe (`RecordFinder`) says which of them is the likeliest.
package struct PointedRecords: Sendable {
    /// Elements that may be meant.
    package struct Choice: Sendable, Hashable {
        /// What matches each record, or opens it.
        package let selector: Selector
        /// Whether the siblings up to the next one belong to it.
        package let isRun: Bool
        /// Elements of the page that it matches.
        package let count: Int
    }

    /// From the smallest to the largest.
    package let choices: [Choice]
    /// The place of the likeliest.
    package let usual: Int

    /// Elements around what was pointed at that are tried, and siblings that are looked at.
    private static let (deepest, mostSiblings) = (12, 2_000)

    /// - Parameters:
    ///   - other: Something in another record.
    ///   - isList: Whether the pages are lists; else each is about one record.
    /// - Throws: ``RecipeError`` `target` where nothing like it is found.
    package init(at node: NodeID, and other: NodeID? = nil, in document: Document, isList: Bool = true) throws(RecipeError) {
        let levels = try Self.levels(node, other, document)
        var found: [(choice: Choice, element: NodeID)] = []
        for level in levels {
            let like = isList ? Self.like(level, document) : level
            guard !isList || like.count >= 2, let element = level.first,
                let selector = RecipeProposal.container([.init(document: document, nodes: like, records: [])])
            else { continue }
            let count = document.count(selector)
            guard isList || count == 1, !found.contains(where: { $0.choice.selector == selector }) else { continue }
            if isList, Self.standsBetween(like, document) { found.append((Choice(selector: selector, isRun: true, count: count), element)) }
            found.append((Choice(selector: selector, isRun: false, count: count), element))
        }
        guard !found.isEmpty else {
            throw RecipeError(
                .target, "nothing else on the page is like this", remedy: "point at the same thing in two records, one after the other")
        }
        choices = found.map { $0.choice }
        usual = Self.usual(found, node, other, document, isList: isList)
    }

    // MARK: Levels

    /// The elements that may be the record of what was pointed at, from the inside out; of two points, both records'.
    private static func levels(_ node: NodeID, _ other: NodeID?, _ document: Document) throws(RecipeError) -> [[NodeID]] {
        let chain = chain(node, document)
        guard let other else { return Array(chain.prefix(deepest)).map { [$0] } }
        let second = Self.chain(other, document)
        let shared = Set(chain)
        // Where they meet; at the page's body where nowhere before.
        let common = second.first { shared.contains($0) }
        let here = common.flatMap { chain.firstIndex(of: $0) } ?? chain.count
        let there = common.flatMap { second.firstIndex(of: $0) } ?? second.count
        guard here > 0, there > 0 else {
            throw RecipeError(.target, "one of these stands in the other", remedy: "point at the same thing in two records")
        }
        // From what holds both downwards, for as long as both ways go alike.
        var pairs: [[NodeID]] = []
        for (a, b) in zip(chain[..<here].reversed(), second[..<there].reversed()) {
            guard document.name(of: a) == document.name(of: b), pairs.count < deepest else { break }
            pairs.append([a, b])
        }
        guard !pairs.isEmpty else {
            throw RecipeError(
                .target, "these two stand in different kinds of elements", remedy: "point at the same thing in two records")
        }
        return pairs.reversed()
    }

    /// The element that a node is or stands in, and those around it, without what every page has.
    private static func chain(_ node: NodeID, _ document: Document) -> [NodeID] {
        var chain: [NodeID] = []
        var up = document.isElement(node) ? node : document.parentElement(of: node)
        while let element = up, !document.isHTML(element, .body), !document.isHTML(element, .html) {
            chain.append(element)
            up = document.parentElement(of: element)
        }
        return chain
    }

    /// The siblings of each that have its name and the classes that all of them share; of one alone, the classes that most of its siblings of
    /// that name have.
    private static func like(_ elements: [NodeID], _ document: Document) -> [NodeID] {
        guard let first = elements.first else { return [] }
        var families: [[NodeID]] = []
        var parents: Set<NodeID> = []
        for element in elements {
            guard let parent = document.parentElement(of: element), parents.insert(parent).inserted else { continue }
            var family: [NodeID] = []
            var next = document.firstElement(in: parent)
            while let sibling = next, family.count < mostSiblings {
                if document.name(of: sibling) == document.name(of: first) { family.append(sibling) }
                next = document.nextElement(after: sibling)
            }
            families.append(family)
        }
        var words = elements.dropFirst().reduce(RecipeProposal.classes(of: first, document)) {
            $0.intersection(RecipeProposal.classes(of: $1, document))
        }
        if elements.count == 1, let family = families.first {
            words = words.filter { word in
                family.count { RecipeProposal.classes(of: $0, document).contains(word) } * 2 >= family.count
            }
        }
        return families.joined().filter { words.isSubset(of: RecipeProposal.classes(of: $0, document)) }
    }

    /// Whether something else stands between every two of them: titles, each with what follows it.
    private static func standsBetween(_ like: [NodeID], _ document: Document) -> Bool {
        let all = Set(like)
        var pairs = 0
        for element in like {
            guard let next = document.nextElement(after: element) else { continue }
            if all.contains(next) { return false }
            pairs += 1
        }
        return pairs * 2 >= like.count
    }

    // MARK: The likeliest

    private static func usual(
        _ found: [(choice: Choice, element: NodeID)], _ node: NodeID, _ other: NodeID?, _ document: Document, isList: Bool
    ) -> Int {
        // The least that holds what was pointed at and is alone of its kind on the page.
        guard isList else { return 0 }
        let finder = RecordFinder(document)
        for set in finder.sets(limit: 6) {
            func span(of node: NodeID) -> RecordSpan? {
                let element = document.isElement(node) ? node : document.parentElement(of: node) ?? node
                let index = finder.outline.indexOfNode[Int(element.rawValue)]
                return index < 0 ? nil : set.spans.first { $0.range.contains(index) }
            }
            guard let here = span(of: node) else { continue }
            if let other, span(of: other).map({ $0 == here }) ?? true { continue }
            let opening = finder.outline.items[Int(here.range.lowerBound)]
            let isRun = opening.end < here.range.upperBound
            if let place = found.firstIndex(where: { $0.element == opening.node && $0.choice.isRun == isRun })
                ?? found.firstIndex(where: { $0.element == opening.node })
            {
                return place
            }
        }
        // The largest of which there are several; of two points, the largest that keeps them apart.
        let largest = found[other != nil ? found.count - 1 : found.lastIndex { $0.choice.count >= 3 } ?? found.count - 1]
        return found.firstIndex { $0.choice.selector == largest.choice.selector } ?? 0
    }
}
