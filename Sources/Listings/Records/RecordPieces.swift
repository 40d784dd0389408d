import HTML

/// A piece of a record: text that stands together, and the link it stands in.
struct RecordPiece: Sendable {
    /// The element that holds the text.
    var node: NodeID
    /// The text nodes, first and last.
    var first: NodeID
    var last: NodeID
    /// White space collapsed.
    var text: String
    /// The link around it.
    var link: NodeID?
    /// Where the piece stands in the record, alike in all records of a set.
    var column: UInt64
    /// The text of a label beside or above it.
    var label: String?
    /// Whether it is set off: a heading, strong text, a link.
    var isHeading = false
    var isStrong = false
    /// The first of its line, block or cell.
    var opensLine = false
    /// Where a value of data stands, and where it leads; nil for texts of the page.
    var place: Provenance?
    var href: String?
}

/// Takes a record apart into pieces, and gives labels to the values they stand beside.
struct RecordPieces {
    let outline: PageOutline
    let document: Document

    /// The pieces of a stretch in order. `heads` names columns of the table that the record is a row of.
    func pieces(_ span: RecordSpan, heads: [String?] = []) -> [RecordPiece] {
        var pieces: [RecordPiece] = []
        /// For each item of the span: the hash of its way down from the record, and its cell.
        var ways = [UInt64](repeating: 0, count: span.range.count)
        var cells = [Int32](repeating: -1, count: span.range.count)
        var counts: [UInt64: Int] = [:]
        var columnOfCell: [Int32: Int] = [:]
        var nextColumn: [Int32: Int] = [:]
        /// The label that waits for values, and the block it stands in.
        var pending: (text: String, block: Int32, isHead: Bool)?
        var lastBlock: Int32 = -1
        var lastLine = -1
        var line = 0
        var previousHolder: Int32 = -2
        for index in span.range {
            let item = outline.items[Int(index)]
            let place = Int(index - span.range.lowerBound)
            let parentPlace = item.parent >= span.range.lowerBound ? Int(item.parent - span.range.lowerBound) : -1
            let above = parentPlace >= 0 ? ways[parentPlace] : 0
            cells[place] = parentPlace >= 0 ? cells[parentPlace] : -1
            guard item.isText else {
                let tag = UInt64(UInt32(bitPattern: item.tag.rawValue))
                let isCell = item.tag == .td || item.tag == .th
                var ordinal = 0
                if isCell {
                    ordinal = nextColumn[item.parent, default: 0]
                    if let reaching = outline.spanning[item.parent] { ordinal = RowSpans.column(ordinal, besides: reaching) }
                    nextColumn[item.parent] = ordinal + RowSpans.number(.colspan, of: item.node, document, most: 100)
                    columnOfCell[index] = ordinal
                    cells[place] = index
                } else {
                    let key = above &* 31 &+ tag
                    ordinal = min(counts[key, default: 0], 6)
                    counts[key, default: 0] += 1
                }
                ways[place] = (above &* 1_000_003 &+ tag &* 64 &+ UInt64(ordinal)) &* 0x9E37_79B9_7F4A_7C15
                if item.tag == .br || item.tag == .hr || !Self.isInline(item.tag) { line += 1 }
                continue
            }
            ways[place] = above
            // The element that the text is a piece of: marks of emphasis don't part.
            var holder = item.parent
            var isStrong = false
            var isHeading = false
            var link: Int32?
            var block: Int32 = item.parent
            do {
                var up = item.parent
                while up >= span.range.lowerBound {
                    let tag = outline.items[Int(up)].tag
                    if tag == .a, document.hasAttribute(.href, of: outline.items[Int(up)].node) { link = up }
                    if Self.isHeading(tag) { isHeading = true }
                    if tag == .b || tag == .strong { isStrong = true }
                    up = outline.items[Int(up)].parent
                }
                while holder > span.range.lowerBound, Self.isEmphasis(outline.items[Int(holder)].tag) {
                    holder = outline.items[Int(holder)].parent
                }
                if let link { holder = link }
                while block > span.range.lowerBound, Self.isInline(outline.items[Int(block)].tag) {
                    block = outline.items[Int(block)].parent
                }
            }
            let opensLine = line != lastLine
            let raw = document.withText(of: item.node) { String(decoding: $0, as: UTF8.self) }
            let text = raw.collapsingSpace.trimmingNoBreakSpace
            guard !text.isEmpty else { continue }
            lastLine = line
            if !opensLine, holder == previousHolder, var piece = pieces.last, block == lastBlock {
                // More of the same piece, around a mark of emphasis.
                piece.text += Self.needsSpace(piece.text, raw) ? " " + text : text
                piece.last = item.node
                pieces[pieces.count - 1] = piece
                continue
            }
            previousHolder = holder
            lastBlock = block
            let holderWay = holder >= span.range.lowerBound ? ways[Int(holder - span.range.lowerBound)] : 0
            var piece = RecordPiece(
                node: outline.items[Int(max(holder, 0))].node, first: item.node, last: item.node, text: text,
                link: link.map { outline.items[Int($0)].node },
                column: holderWay, label: nil, isHeading: isHeading, isStrong: isStrong || isHeading, opensLine: opensLine)
            piece.column = piece.column &+ (opensLine ? 1 : 0)
            let cell = cells[place]
            if cell >= 0, let column = columnOfCell[cell], column < heads.count { piece.label = heads[column] }
            // A term or a label names what follows it.
            let holderTag = outline.items[Int(max(block, 0))].tag
            if let open = pending, open.block != block, !open.isHead { pending = nil }
            if let open = pending { piece.label = open.text }
            let isColon = text.utf8.last == UInt8(ascii: ":") && text.utf8.count <= 48
            if holderTag == .dt || (holderTag == .th && cell >= 0) || (cell >= 0 && isLabel(cell, text, of: span)) {
                pending = (isColon ? String(text.dropLast()) : text, block, true)
                piece.label = nil
            } else if isColon {
                pending = (String(text.dropLast()), block, false)
                piece.label = nil
            }
            pieces.append(piece)
        }
        return reaching(into: span, heads, ways.first ?? 0) + pieces
    }

    /// Whether a cell names the one beside it: the first of two in a row of a record that has several rows.
    private func isLabel(_ cell: Int32, _ text: String, of span: RecordSpan) -> Bool {
        let row = outline.items[Int(cell)].parent
        guard row > span.range.lowerBound, outline.items[Int(row)].tag == .tr else {
            guard row == span.range.lowerBound, outline.items[Int(row)].end < span.range.upperBound else { return false }
            return isFirst(cell, of: row) && FieldLabels.kind(of: text)?.trust == 1
        }
        return isFirst(cell, of: row) && (text.utf8.last == UInt8(ascii: ":") || FieldLabels.kind(of: text)?.trust == 1)
    }

    private func isFirst(_ cell: Int32, of row: Int32) -> Bool {
        cell == row + 1 && outline.children(of: row).count == 2 && outline.sums(cell..<outline.items[Int(cell)].end).leaves == 1
    }

    /// What cells of earlier rows say of a row that they reach into.
    private func reaching(into span: RecordSpan, _ heads: [String?], _ way: UInt64) -> [RecordPiece] {
        (outline.spanning[span.range.lowerBound] ?? []).compactMap { cell in
            let texts = document.texts(in: cell.node)
            let text = document.textContent(of: cell.node).collapsingSpace.trimmingNoBreakSpace
            guard let first = texts.first, let last = texts.last, (1...Self.longestReaching).contains(text.utf8.count) else { return nil }
            let tag = UInt64(UInt32(bitPattern: document.name(of: cell.node).rawValue))
            let column = (way &* 1_000_003 &+ tag &* 64 &+ UInt64(cell.column)) &* 0x9E37_79B9_7F4A_7C15
            return RecordPiece(
                node: cell.node, first: first, last: last, text: text, column: column &+ 1,
                label: cell.column < heads.count ? heads[cell.column] : nil, opensLine: true)
        }
    }

    /// A cell that says more is no heading of its rows.
    private static let longestReaching = 120

    private static func needsSpace(_ before: String, _ raw: String) -> Bool {
        guard let first = raw.utf8.first, let last = before.utf8.last else { return false }
        return TextBytes.isSpace(first) || (first != UInt8(ascii: ",") && last == UInt8(ascii: ","))
    }

    static func isHeading(_ tag: Atom) -> Bool { tag == .h1 || tag == .h2 || tag == .h3 || tag == .h4 || tag == .h5 || tag == .h6 }

    private static func isEmphasis(_ tag: Atom) -> Bool {
        tag == .i || tag == .em || tag == .u || tag == .sup || tag == .sub || tag == .small || tag == .font || tag == .mark || tag == .wbr
            || tag == .abbr
            || tag == .big
    }

    static func isInline(_ tag: Atom) -> Bool {
        switch tag {
        case .a, .b, .strong, .span, .label, .time, .q, .cite, .code, .img, .i, .em, .u, .sup, .sub, .small, .font, .mark, .wbr, .abbr,
            .big, .bdi, .bdo,
            .data, .del, .ins, .s, .kbd, .samp, .input, .button, .tt, .acronym, .strike, .nobr:
            true
        default: false
        }
    }
}

extension Document {
    /// The texts below a node that say something, in order.
    func texts(in node: NodeID) -> [NodeID] {
        var texts: [NodeID] = []
        var next = firstChild(of: node)
        while let current = next {
            if isText(current), withText(of: current, { $0.contains { !TextBytes.isSpace($0) } }) { texts.append(current) }
            if let child = firstChild(of: current) {
                next = child
                continue
            }
            var up = current
            next = nil
            while up != node {
                if let sibling = nextSibling(of: up) {
                    next = sibling
                    break
                }
                guard let parent = parent(of: up) else { break }
                up = parent
            }
        }
        return texts
    }
}

extension String {
    /// The text without white space and no-break spaces at its ends.
    var trimmingNoBreakSpace: String {
        guard utf8.contains(0xC2) else { return self }
        var bytes = Array(utf8)[...]
        while true {
            if let first = bytes.first, TextBytes.isSpace(first) {
                bytes = bytes.dropFirst()
            } else if bytes.starts(with: [0xC2, 0xA0]) {
                bytes = bytes.dropFirst(2)
            } else if let last = bytes.last, TextBytes.isSpace(last) {
                bytes = bytes.dropLast()
            } else if bytes.count >= 2, bytes.suffix(2).elementsEqual([0xC2, 0xA0]) {
                bytes = bytes.dropLast(2)
            } else {
                return String(decoding: bytes, as: UTF8.self)
            }
        }
    }
}
