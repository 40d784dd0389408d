import HTML

/// Known records found again on a page: which elements tell of each, without being told how the page is made.
///
/// The records' marks (names, own pages, e-mails, numbers) are looked for in texts and links; a record is the largest element around its mark
/// that holds no other record's, and all records stand in places alike.
struct RecordSightings {
    struct Sighting {
        /// The place in the lesson's records.
        var known: Int
        /// The record's element, or the first of its run.
        var element: NodeID
    }

    private(set) var sightings: [Sighting] = []

    private let document: Document
    /// How far up a record is looked for.
    private static let deepest = 60

    /// - Parameter only: The one kind of mark that is gone by; nil for the one that finds most.
    init(_ lesson: RecipeLesson, _ page: RecipePage, _ outline: PageOutline, only: KnownRecord.Mark.Kind? = nil) {
        document = lesson.document
        var owners: [KnownRecord.Mark: Int] = [:]
        for (place, record) in lesson.records.enumerated() {
            for mark in record.marks { owners[mark] = owners[mark] == nil ? place : -1 }
        }
        var hits: [KnownRecord.Mark.Kind: [(known: Int, node: NodeID)]] = [:]
        func note(_ kind: KnownRecord.Mark.Kind, _ text: String, _ node: NodeID) {
            if let owner = owners[KnownRecord.Mark(kind: kind, text: text)], owner >= 0 { hits[kind, default: []].append((owner, node)) }
        }
        for item in outline.items where !item.isAside {
            if item.isText {
                guard let holder = document.parentElement(of: item.node) else { continue }
                let text = document.withText(of: item.node) { String(decoding: $0, as: UTF8.self) }.collapsingSpace.trimmingNoBreakSpace
                guard text.utf8.count <= 300 else { continue }
                note(.name, FoldedText.of(text), holder)
                if TextBytes.mayHoldValue(Array(text.utf8)) {
                    for span in Recognizers.spans(in: text, page.context) {
                        if span.kind == .email { note(.email, span.value.lowercasedASCII, holder) }
                        if span.kind == .telephone { note(.telephone, span.value, holder) }
                    }
                }
            } else if item.tag == .a, let href = document.attribute(.href, of: item.node) {
                if let url = WebURL(href, base: page.base) { note(.page, url.withoutFragment.href, item.node) }
                // A name that is parted by marks of emphasis.
                note(.name, FoldedText.of(page.text(of: item.node, as: .name)), item.node)
            } else if RecordPieces.isHeading(item.tag) {
                note(.name, FoldedText.of(page.text(of: item.node, as: .name)), item.node)
            }
        }
        var best: [Sighting] = []
        for kind in KnownRecord.Mark.Kind.allCases where only == nil || kind == only {
            let found = alike(hits[kind] ?? [])
            if found.count > best.count { best = found }
        }
        sightings = best
    }

    /// The records of hits that stand in places alike, each once.
    private func alike(_ hits: [(known: Int, node: NodeID)]) -> [Sighting] {
        guard !hits.isEmpty else { return [] }
        // Of each ancestor, the one record below it; -1 for several.
        var below: [NodeID: Int] = [:]
        for hit in hits { forEachAncestor(of: hit.node) { below[$0] = below[$0] == nil || below[$0] == hit.known ? hit.known : -1 } }
        var groups: [String: [Sighting]] = [:]
        for hit in hits {
            var top = hit.node
            forEachAncestor(of: hit.node) { if below[$0] == hit.known { top = $0 } }
            // Alone on its page a record has no end: what holds all of the page is none.
            guard !document.isHTML(top, .body), !document.isHTML(top, .html) else { continue }
            let place = place(of: top)
            if groups[place]?.contains(where: { $0.known == hit.known }) == true { continue }
            groups[place, default: []].append(Sighting(known: hit.known, element: top))
        }
        let best = groups.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.value ?? []
        return best.count >= 2 ? best : []
    }

    /// Where an element stands, by names alone.
    private func place(of element: NodeID) -> String {
        var names = document.nameText(of: element)
        forEachAncestor(of: element) { names += "<" + document.nameText(of: $0) }
        return names
    }

    private func forEachAncestor(of node: NodeID, _ body: (NodeID) -> Void) {
        var up = document.parentElement(of: node)
        var depth = 0
        while let element = up, depth < Self.deepest {
            body(element)
            up = document.parentElement(of: element)
            depth += 1
        }
    }
}
