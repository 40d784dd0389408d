package import HTML

/// Something in a record that a person may mean: an element with a text of its own, a link, an image, or one text among elements.
package struct PointableNode: Sendable, Hashable {
    package let node: NodeID
    /// `td.phone`; `text in li` for a text beside elements.
    package let name: String
    /// What it says, shortened; for an image where it is, for a link without text where it leads.
    package let text: String

    private static let longest = 120

    /// The pointable nodes of one record, in the order of the page.
    /// - Parameters:
    ///   - record: The record's place among the page's.
    ///   - limit: How many at most.
    package static func of(
        record: Int, by recipe: Recipe, _ document: Document, _ options: Extraction.Options = .init(), limit: Int = 60
    ) -> [PointableNode] {
        let page = RecipePage(document, options, depth: recipe.split == nil ? .none : .whole)
        let records = page.records(by: recipe)
        guard records.indices.contains(record) else { return [] }
        var found: [PointableNode] = []
        for element in page.elements(of: records[record]) where found.count < limit {
            let name = name(of: element, document)
            var texts: [NodeID] = []
            var child = document.firstChild(of: element)
            let isAlone = child.map { document.nextSibling(of: $0) == nil } ?? false
            while let node = child {
                if document.isText(node), !shown(node, document).isEmpty { texts.append(node) }
                child = document.nextSibling(of: node)
            }
            if isAlone, let only = texts.first {
                found.append(PointableNode(node: element, name: name, text: shown(only, document)))
                continue
            }
            if document.isHTML(element, .img) {
                let text = document.attribute(.alt, of: element) ?? document.attribute(.src, of: element) ?? ""
                found.append(PointableNode(node: element, name: name, text: shortened(text.collapsingSpace)))
            } else if document.isHTML(element, .a), let href = document.attribute(.href, of: element) {
                let text = page.text(of: element, as: .text)
                found.append(PointableNode(node: element, name: name, text: shortened(text.isEmpty ? href : text)))
            }
            for text in texts { found.append(PointableNode(node: text, name: "text in \(name)", text: shown(text, document))) }
        }
        return Array(found.prefix(limit))
    }

    /// An element as a person would call it.
    private static func name(of element: NodeID, _ document: Document) -> String {
        let words = RecipeProposal.classes(of: element, document).sorted().prefix(3)
        return document.nameText(of: element) + words.map { "." + $0 }.joined()
    }

    private static func shown(_ text: NodeID, _ document: Document) -> String {
        shortened(
            document.withText(of: text) { String(decoding: $0.prefix(4 * longest), as: UTF8.self) }.collapsingSpace.trimmingNoBreakSpace)
    }

    private static func shortened(_ text: String) -> String {
        text.count > longest ? text.prefix(longest - 1) + "…" : text
    }
}
