package import HTML

/// A recipe applied to a page.
package struct RecipeRun: Sendable {
    /// How often each way led to a field's value, and how often two ways that did agreed.
    package struct Tally: Sendable, Hashable {
        package var records = 0
        package var found = 0
        package var byLabel = 0
        package var byClass = 0
        package var byPosition = 0
        /// Records in which at least two ways led to a value.
        package var compared = 0
        package var agreed = 0
    }

    package private(set) var set: ExtractedRecordSet
    /// For each field of the recipe.
    package private(set) var tallies: [Tally]
    /// The link to the next page as written; nil without one.
    package private(set) var next: String?

    package init(_ recipe: Recipe, _ document: Document, _ options: Extraction.Options = .init()) {
        let paths = NodePaths(document)
        let base = document.baseURL(options.url)
        var context = options.context
        if context.language == nil { context.language = document.pageInfo(options.url).language }
        let needsLabels = recipe.fields.contains { $0.label != nil }
        let outline = needsLabels ? PageOutline(document) : nil
        let tables = outline.map { TableHeads(outline: $0, document: document) }
        var tallies = recipe.fields.map { _ in Tally() }
        var records: [ExtractedRecord] = []
        let elements = document.select(recipe.records)
        let starts = Set(
            elements.compactMap { element in outline.map { $0.indexOfNode[Int(element.rawValue)] } })
        for element in elements.prefix(RecordReader.maximumRecords) {
            var pieces: [RecordPiece] = []
            if let outline, let tables {
                let index = outline.indexOfNode[Int(element.rawValue)]
                if index >= 0 {
                    let item = outline.items[Int(index)]
                    let heads = item.tag == .tr ? tables.heads(of: index) { starts.contains($0) } : []
                    pieces = RecordPieces(outline: outline, document: document).pieces(
                        RecordSpan(range: index..<item.end, parent: item.parent), heads: heads)
                }
            }
            var fields: [RecordField] = []
            for (place, field) in recipe.fields.enumerated() {
                let ways = Ways(field, element, pieces, document)
                tallies[place].add(ways)
                guard let chosen = ways.best else { continue }
                fields.append(
                    Self.read(chosen, field, isConfirmed: ways.isConfirmed, document, paths, base, context))
            }
            guard !fields.isEmpty else { continue }
            records.append(
                ExtractedRecord(
                    fields: fields, confidence: 0.95,
                    provenance: Provenance(
                        range: document.sourceRange(of: element), path: paths.path(of: element))))
        }
        let holder = elements.first.flatMap { document.parentElement(of: $0) }
        set = ExtractedRecordSet(
            records: records, isMain: true, confidence: records.isEmpty ? 0 : 0.95,
            path: holder.map { paths.path(of: $0) } ?? "")
        self.tallies = tallies
        next = recipe.next.flatMap { document.selectFirst($0) }.flatMap {
            document.attribute(.href, of: $0)
        }
    }

    /// A text or an attribute that a way led to.
    struct Reading {
        var node: NodeID
        var text: String
    }

    /// Where the ways to a field lead in one record.
    struct Ways {
        var label: Reading?
        var byClass: Reading?
        var position: Reading?

        init(_ field: Recipe.Field, _ record: NodeID, _ pieces: [RecordPiece], _ document: Document) {
            func reading(_ selector: Selector?) -> Reading? {
                guard let selector else { return nil }
                for node in document.select(selector, in: record) {
                    if let name = field.attribute {
                        if let text = document.attribute(named: name, of: node) {
                            return Reading(node: node, text: text.strippingSpace)
                        }
                    } else {
                        let text = document.textContent(of: node).collapsingSpace.trimmingNoBreakSpace
                        if !text.isEmpty { return Reading(node: node, text: text) }
                    }
                }
                return nil
            }
            byClass = reading(field.classSelector)
            position = reading(field.position)
            guard let wanted = field.label.map({ FieldLabels.words(of: $0) }) else { return }
            for piece in pieces {
                let bytes = Array(piece.text.utf8)
                var text = piece.text
                if let label = piece.label, FieldLabels.words(of: label) == wanted {
                    // As it stands.
                } else if let opening = FieldLabels.opening(bytes),
                    FieldLabels.words(of: String(decoding: bytes[opening.label], as: UTF8.self)) == wanted
                {
                    text = String(decoding: bytes[opening.value...], as: UTF8.self)
                } else {
                    continue
                }
                if let name = field.attribute {
                    guard let value = document.attribute(named: name, of: piece.node) else { continue }
                    label = Reading(node: piece.node, text: value.strippingSpace)
                } else {
                    label = Reading(node: piece.node, text: text)
                }
                break
            }
        }

        var best: Reading? { label ?? byClass ?? position }

        private var all: [Reading] { [label, byClass, position].compactMap(\.self) }

        var isCompared: Bool { all.count >= 2 }

        /// Whether two ways lead to the same text.
        var isConfirmed: Bool {
            guard let best, isCompared else { return false }
            return all.count { $0.text == best.text || $0.text.hasSuffix(best.text) } >= 2
        }
    }

    private static func read(
        _ reading: Reading, _ field: Recipe.Field, isConfirmed: Bool, _ document: Document,
        _ paths: NodePaths, _ base: WebURL?, _ context: ReadingContext
    ) -> RecordField {
        var value = reading.text
        switch field.kind {
        case .url, .image, .sameAs: value = WebURL(reading.text, base: base)?.href ?? reading.text
        case .telephone, .faxNumber, .email, .date, .price, .postalCode:
            let wanted: FieldKind = field.kind == .faxNumber ? .telephone : field.kind
            let spans = Recognizers.spans(in: reading.text, context)
            if let span = spans.first(where: { $0.kind == wanted || $0.kind == field.kind }) {
                value = span.value
            }
        default: break
        }
        return RecordField(
            label: field.label,
            value: FoundValue(
                kind: field.kind, text: reading.text, value: value, confidence: isConfirmed ? 0.98 : 0.9,
                provenance: Provenance(
                    range: document.sourceRange(of: reading.node), path: paths.path(of: reading.node)),
                node: reading.node))
    }
}

extension RecipeRun.Tally {
    mutating func add(_ ways: RecipeRun.Ways) {
        records += 1
        if ways.best != nil { found += 1 }
        if ways.label != nil { byLabel += 1 }
        if ways.byClass != nil { byClass += 1 }
        if ways.position != nil { byPosition += 1 }
        if ways.isCompared { compared += 1 }
        if ways.isConfirmed { agreed += 1 }
    }
}
