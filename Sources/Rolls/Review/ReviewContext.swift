package import HTML
import Model

/// Where a value stands, in words: the text of its element with some of what is around it, for a person to judge by.
package struct ReviewContext: Sendable, Hashable {
    package let before: String
    /// What the value's element says.
    package let text: String
    package let after: String

    /// Bytes of the element's text, and of what stands on either side, that are shown.
    private static let (mostText, mostSide) = (400, 160)
    /// Elements around it that are looked at.
    private static let mostSteps = 12

    /// Nil where the page has no such element any more, or it says nothing.
    package init?(_ item: ReviewStore.Item, in document: Document) {
        guard let selector = try? Selector(item.path), let element = document.selectFirst(selector) else { return nil }
        func words(_ node: NodeID) -> String { document.visibleText(of: node).collapsingSpace.strippingSpace }
        let text = words(element)
        guard !text.isEmpty else { return nil }
        var (whole, around, steps) = (text, element, 0)
        while whole.utf8.count < text.utf8.count + Self.mostSide, steps < Self.mostSteps, let outer = document.parentElement(of: around) {
            (whole, around, steps) = (words(outer), outer, steps + 1)
        }
        self.text = text.clipped(to: Self.mostText)
        let sides = whole.firstRange(of: text).map { (whole[..<$0.lowerBound], whole[$0.upperBound...]) } ?? ("", "")
        // Of what stands before it, the end.
        before = String(String(String(sides.0).reversed()).clipped(to: Self.mostSide).reversed())
        after = String(sides.1).clipped(to: Self.mostSide)
    }
}

extension StoredPages {
    /// Bytes of pages that are read for the values of one look.
    private static let mostContext = 4 << 20

    /// Where values stand, by their numbers; of those whose page has left the cache, or is too large, nothing is said.
    package func contexts(of items: [ReviewStore.Item]) async -> [Int64: ReviewContext] {
        var contexts: [Int64: ReviewContext] = [:]
        var (rest, seen): (Int, Set<String>) = (Self.mostContext, [])
        for hash in items.map(\.pageHash) where seen.insert(hash).inserted {
            guard let document = await document(hash: hash, within: &rest) else { continue }
            for item in items where item.pageHash == hash { contexts[item.id] = ReviewContext(item, in: document) }
        }
        return contexts
    }
}
