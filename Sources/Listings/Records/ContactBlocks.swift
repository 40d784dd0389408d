import HTML

/// Blocks of lines that tell how someone is reached: a name on the first line, and below it an address, telephones, an e-mail. Written as
/// lines parted by `br` or as blocks, in a cell, a list or a paragraph.
struct ContactBlocks {
    let finder: RecordFinder
    let paths: NodePaths
    let context: ReadingContext

    private var outline: PageOutline { finder.outline }
    private var document: Document { finder.document }

    /// More blocks of one page are cut off.
    static let maximumBlocks = 5_000
    private static let maximumLines = 14

    private struct Line {
        var text: String
        var node: NodeID
        var first: NodeID
        var last: NodeID
        var item: Int32
        var isStrong: Bool
        var isItalic: Bool
        /// The item of the block, cell or list item around the line.
        var block: Int32
        /// Whether an empty line or the beginning of a block stands before it.
        var isApart: Bool
    }

    /// The blocks of the page, in order.
    func records() -> [ExtractedRecord] {
        var records: [ExtractedRecord] = []
        var group: [Line] = []
        func close() {
            if let record = record(group), records.count < Self.maximumBlocks { records.append(record) }
            group = []
        }
        for line in lines() {
            let isSecondName =
                line.isStrong && !line.isItalic && group.contains { !$0.isStrong } && !line.text.utf8.contains(UInt8(ascii: ":"))
            if line.isApart || group.last.map({ $0.block != line.block }) ?? false || isSecondName { close() }
            if group.count < Self.maximumLines { group.append(line) }
        }
        close()
        return records
    }

    // MARK: Lines

    private func lines() -> [Line] {
        var lines: [Line] = []
        var current: Line?
        var breaks = 0
        var lastBlock: Int32 = -1
        func close() {
            if let line = current { lines.append(line) }
            current = nil
        }
        for (index, item) in outline.items.enumerated() {
            guard item.isText else {
                if item.tag == .br {
                    close()
                    breaks += 1
                } else if !RecordPieces.isInline(item.tag) {
                    close()
                }
                continue
            }
            let text = document.withText(of: item.node) { String(decoding: $0.prefix(400), as: UTF8.self) }.collapsingSpace
                .trimmingNoBreakSpace
            guard !text.isEmpty else { continue }
            var block = item.parent
            var isStrong = false
            var isItalic = false
            while block >= 0, RecordPieces.isInline(outline.items[Int(block)].tag) {
                let tag = outline.items[Int(block)].tag
                if tag == .b || tag == .strong { isStrong = true }
                if tag == .i || tag == .em { isItalic = true }
                block = outline.items[Int(block)].parent
            }
            if var line = current, line.block == block {
                line.text += " " + text
                line.last = item.node
                current = line
            } else {
                close()
                current = Line(
                    text: text, node: item.parent >= 0 ? outline.items[Int(item.parent)].node : item.node, first: item.node,
                    last: item.node,
                    item: Int32(index), isStrong: isStrong, isItalic: isItalic, block: block, isApart: breaks >= 2 || block != lastBlock)
            }
            breaks = 0
            lastBlock = block
        }
        close()
        return lines
    }

    // MARK: Reading a block

    private func record(_ group: [Line]) -> ExtractedRecord? {
        guard group.count >= 2 else { return nil }
        var lines = group[...]
        // A part in italics, "Debtor", stands before the name.
        var role: Line?
        if let first = lines.first, first.isItalic, lines.count >= 3 {
            role = first
            lines = lines.dropFirst()
        }
        guard let name = lines.first, Self.isName(name.text) else { return nil }
        var fields: [RecordField] = []
        var places = 0
        var contacts = 0
        for line in lines.dropFirst() {
            let read = values(of: line)
            for field in read {
                switch field.value.kind {
                case .telephone, .faxNumber, .email: contacts += 1
                case .postalCode: places += 1
                default: break
                }
            }
            fields += read
        }
        guard contacts + places > 0 else { return nil }
        let whole = field(.person, name.text, name.text, contacts > 0 ? 0.85 : 0.7, name)
        if let role { fields.append(field(.category, role.text, role.text, 0.6, role)) }
        let range = lines.compactMap { document.sourceRange(of: $0.first) }
        let span = range.first.flatMap { first in range.last.map { first.lowerBound..<max(first.lowerBound, $0.upperBound) } }
        return ExtractedRecord(
            fields: [whole] + fields, confidence: contacts > 0 ? 0.85 : 0.6,
            provenance: Provenance(range: span, path: paths.path(of: name.node)))
    }

    /// Letters in two words or more, at most one digit among them, no label.
    private static func isName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard (4...100).contains(bytes.count), bytes.contains(where: { $0 == 0x20 }), !bytes.contains(UInt8(ascii: "@")),
            bytes.count(where: TextBytes.isDigit) <= 1, bytes.last != UInt8(ascii: ":"), bytes.first != UInt8(ascii: "("),
            bytes.first != UInt8(ascii: "[")
        else { return false }
        return bytes.count(where: { TextBytes.isLetter($0) || $0 >= 0x80 }) * 10 >= bytes.count * 7
    }

    private func values(of line: Line) -> [RecordField] {
        let bytes = Array(line.text.utf8)
        var fields: [RecordField] = []
        let label = FieldLabels.opening(bytes).map { String(decoding: bytes[$0.label], as: UTF8.self) }
        let announced = label.flatMap { FieldLabels.kind(of: $0)?.kind }
        for span in TextBytes.mayHoldValue(bytes) ? Recognizers.spans(in: line.text, context) : [] {
            let cut = String(decoding: bytes[span.range], as: UTF8.self)
            var kind = span.kind
            if kind == .telephone, announced == .faxNumber { kind = .faxNumber }
            switch kind {
            case .telephone, .faxNumber, .email, .postalCode, .url:
                fields.append(field(kind, cut, span.value, span.confidence, line, label: label))
            default: break
            }
        }
        if let code = fields.first(where: { $0.value.kind == .postalCode }), fields.count == 1 {
            fields += place(bytes, before: code.value.text, line)
        } else if fields.isEmpty {
            if let first = bytes.first, TextBytes.isDigit(first) || line.text.hasPrefix("P.O.") || line.text.hasPrefix("PO ") {
                fields.append(field(.streetAddress, line.text, line.text, 0.7, line))
            } else if bytes.first != UInt8(ascii: "("), bytes.first != UInt8(ascii: "["), label == nil {
                fields.append(field(.text, line.text, line.text, 0.5, line))
            }
        }
        return fields
    }

    /// "Boston, MA 02115": what stands before the code.
    private func place(_ bytes: [UInt8], before code: String, _ line: Line) -> [RecordField] {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.firstRange(of: code)?.lowerBound else { return [] }
        let head = text[..<end].trimmingSpaces
        guard let comma = head.lastIndex(of: ",") else { return [] }
        let city = head[..<comma].trimmingSpaces
        let region = head[head.index(after: comma)...].trimmingSpaces
        var fields: [RecordField] = []
        if !city.isEmpty, !city.utf8.contains(where: TextBytes.isDigit) { fields.append(field(.addressLocality, city, city, 0.75, line)) }
        if (2...20).contains(region.utf8.count), !region.utf8.contains(where: TextBytes.isDigit) {
            fields.append(field(.addressRegion, region, region, 0.75, line))
        }
        return fields
    }

    private func field(_ kind: FieldKind, _ text: String, _ value: String, _ confidence: Double, _ line: Line, label: String? = nil)
        -> RecordField
    {
        var range = document.sourceRange(of: line.first)
        if let from = range, let to = document.sourceRange(of: line.last), from.lowerBound <= to.upperBound {
            range = from.lowerBound..<to.upperBound
        }
        return RecordField(
            label: label,
            value: FoundValue(
                kind: kind, text: text, value: value, confidence: confidence,
                provenance: Provenance(range: range, path: paths.path(of: line.node)),
                node: line.node))
    }
}
