package import HTML

/// The page of one listing, read as one record without being told anything of it: what its labels name, and its heading as the name.
///
/// Values without a label are not taken: they may be the site's own telephone, or another listing's.
package struct LabelledPage: Sendable {
    package private(set) var record: ExtractedRecord

    /// Nil where the page names no value.
    package init?(_ document: Document, _ options: Extraction.Options = .init()) {
        let finder = RecordFinder(document)
        let outline = finder.outline
        let paths = NodePaths(document)
        var context = options.context
        if context.language == nil { context.language = document.pageInfo(options.url).language }
        guard let frame = Self.frame(outline) else { return nil }
        let reader = RecordReader(finder: finder, paths: paths, base: document.baseURL(options.url), context: context)
        let span = RecordSpan(range: frame..<outline.items[Int(frame)].end, parent: outline.items[Int(frame)].parent)
        let set = reader.read(RecordSet(shape: .elements(path: outline.items[Int(frame)].path), spans: [span]), isMain: true)
        guard var read = set.records.first else { return nil }
        read.fields = read.fields.filter { field in
            guard let label = field.label, !field.isEmbedded, let announced = FieldLabels.kind(of: label) else { return false }
            // The kind that the label announces, or at least one that is a value of itself.
            return field.value.kind == announced.kind || field.value.kind == .faxNumber && announced.kind == .telephone
        }
        guard !read.fields.isEmpty else { return nil }
        if let name = Self.name(outline, document, frame, paths) { read.fields.insert(name, at: 0) }
        read.confidence = 0.8
        record = read
    }

    /// What the page is about: `main`, else the only article, else all of it.
    private static func frame(_ outline: PageOutline) -> Int32? {
        for tag in [Atom.main, .article] {
            let found = outline.items.indices.filter { outline.items[$0].tag == tag }
            if found.count == 1 { return Int32(found[0]) }
        }
        return outline.items.isEmpty ? nil : 0
    }

    private static func name(_ outline: PageOutline, _ document: Document, _ frame: Int32, _ paths: NodePaths) -> RecordField? {
        let range = Int(frame)..<Int(outline.items[Int(frame)].end)
        let headings = range.filter { outline.items[$0].tag == .h1 && !outline.items[$0].isAside }
        guard headings.count == 1 else { return nil }
        let node = outline.items[headings[0]].node
        let text = document.textContent(of: node).collapsingSpace.trimmingNoBreakSpace
        guard !text.isEmpty, text.utf8.count <= 200 else { return nil }
        return RecordField(
            label: nil,
            value: FoundValue(
                kind: .name, text: text, value: text, confidence: 0.8,
                provenance: Provenance(range: document.sourceRange(of: node), path: paths.path(of: node)), node: node))
    }
}
