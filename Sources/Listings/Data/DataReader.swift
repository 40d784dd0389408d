import HTML

/// Reads records of data as `RecordReader` reads those of markup: the same pieces, columns, labels and recognisers.
struct DataReader {
    let document: Document
    let reader: RecordReader

    func read(_ set: DataSet, isMain: Bool) -> ExtractedRecordSet {
        let node = set.part.script ?? document.root
        let rows = set.items.map { item in pieces(item, set, node) }
        let columns = ColumnScores(rows)
        let held = 0.4 * set.linked + 0.4 * min(1, set.dated + set.inherited) + 0.2
        let confidence = min(0.99, 0.35 + 0.6 * held)
        var records: [ExtractedRecord] = []
        for (item, pieces) in zip(set.items, rows) where !pieces.isEmpty {
            var fields = reader.fields(pieces, columns)
            if !fields.contains(where: { $0.value.kind == .date }), let leaf = DataLeaves.date(above: item) {
                fields += reader.fields([piece(leaf, leaf.text, set, node)], columns)
            }
            let path = set.part.script == nil ? item.pointer : set.part.path
            records.append(
                ExtractedRecord(fields: fields, confidence: confidence, provenance: Provenance(range: item.node.range, path: path)))
        }
        let path = set.part.script == nil ? set.items.first.map { Self.parent($0.pointer) } ?? "" : set.part.path
        return ExtractedRecordSet(records: records, isMain: isMain, confidence: confidence, path: path)
    }

    private static func parent(_ pointer: String) -> String {
        pointer.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(pointer[..<$0]) } ?? ""
    }

    private func pieces(_ item: DataSet.Item, _ set: DataSet, _ node: NodeID) -> [RecordPiece] {
        var pieces: [RecordPiece] = []
        for leaf in DataLeaves.leaves(of: item.node, pointer: item.pointer) {
            if DataLeaves.isLink(leaf) {
                var piece = piece(leaf, "", set, node)
                piece.href = leaf.text
                pieces.append(piece)
            } else if leaf.text.utf8.contains(UInt8(ascii: "<")) && leaf.text.utf8.contains(UInt8(ascii: ">")) {
                pieces += markup(leaf, set, node)
            } else {
                pieces.append(piece(leaf, Self.plain(leaf.text), set, node))
            }
        }
        return pieces
    }

    /// The texts and links of a value that is a part of a page.
    private func markup(_ leaf: DataLeaf, _ set: DataSet, _ node: NodeID) -> [RecordPiece] {
        let fragment = Document.parse(fragment: leaf.text)
        var pieces: [RecordPiece] = []
        var next = fragment.firstElement(in: fragment.root)
        var isFirst = true
        func add(_ text: String, _ href: String?) {
            var piece = piece(leaf, text, set, node)
            piece.column = piece.column &+ UInt64(min(pieces.count, 12)) &* 0x9E37_79B9
            piece.href = href
            pieces.append(piece)
        }
        while let element = next {
            next = fragment.elementAfter(element, within: fragment.root)
            let name = fragment.name(of: element)
            if name == .script || name == .style { continue }
            if name == .a, let href = fragment.attribute(.href, of: element) { add("", href) }
            var child = fragment.firstChild(of: element)
            while let text = child {
                child = fragment.nextSibling(of: text)
                guard fragment.isText(text) else { continue }
                let words = fragment.withText(of: text) { String(decoding: $0, as: UTF8.self) }.collapsingSpace.trimmingNoBreakSpace
                if !words.isEmpty { add(words, nil) }
            }
            isFirst = false
        }
        return isFirst ? [piece(leaf, Self.plain(leaf.text), set, node)] : pieces
    }

    /// A text whose character references are read; a moment without its time of day.
    private static func plain(_ text: String) -> String {
        var text = text
        if text.utf8.contains(UInt8(ascii: "&")), text.utf8.contains(UInt8(ascii: ";")) {
            let fragment = Document.parse(fragment: text)
            text = fragment.textContent(of: fragment.root)
        }
        return day(text.collapsingSpace.trimmingNoBreakSpace)
    }

    /// The day of "2025-09-17T18:32:31.597Z" and "2025-12-04 00:00:00.000000", as it stands there.
    private static func day(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.count > 10, bytes.count <= 40, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == 0x20,
            bytes[11...].allSatisfy({ TextBytes.isDigit($0) || ":.+-Z".utf8.contains($0) })
        else { return text }
        return String(decoding: bytes[..<10], as: UTF8.self)
    }

    private func piece(_ leaf: DataLeaf, _ text: String, _ set: DataSet, _ node: NodeID) -> RecordPiece {
        var piece = RecordPiece(
            node: node, first: node, last: node, text: text, link: nil, column: ClassShape.hash(leaf.way.utf8), label: leaf.label,
            opensLine: true)
        piece.place = Provenance(range: leaf.range, path: set.part.script == nil ? leaf.pointer : set.part.path)
        return piece
    }
}
