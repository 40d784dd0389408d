import HTML
import Listings

/// Reads the fields of one record of a list: values that show what they are, and values whose label, column or link says it. What shows
/// nothing of the kind is left out.
struct RecordFields {
    private let document: Document
    private let values: LabelledValue
    /// Kinds of the columns, for records that are rows of a table.
    private let columns: [FieldKind?]
    private static let mostPieces = 200

    init(_ document: Document, _ context: ReadingContext, columns: [FieldKind?]) {
        self.document = document
        values = LabelledValue(context)
        self.columns = columns
    }

    func fields(of record: LinkedRecords.Record) -> ListingFields {
        var fields = ListingFields([.name: [record.name]])
        var label: FieldKind?
        for piece in pieces(of: record) {
            if let announced = label ?? piece.kind {
                label = nil
                if let value = values.read(piece.text, as: announced) {
                    fields.add(value, as: announced)
                    continue
                }
            }
            let (kind, rest) = values.labelled(piece.text)
            if let kind {
                if rest.isEmpty { label = kind } else if let value = values.read(rest, as: kind) { fields.add(value, as: kind) }
                continue
            }
            if piece.followsName, piece.text.hasPrefix(",") {
                fields.add(PageText.collapsed(String(piece.text.dropFirst())), as: .organization)
                continue
            }
            for (kind, value) in values.evident(piece.text) { fields.add(value, as: kind) }
        }
        return fields
    }

    private struct Piece {
        var text: String
        /// What the column or the link says of it.
        var kind: FieldKind?
        /// Whether it stands behind the name in the same element.
        var followsName = false
    }

    /// The texts of a record in the order of the page; lines parted by `br` are one, as addresses are written.
    private func pieces(of record: LinkedRecords.Record) -> [Piece] {
        var pieces: [Piece] = []
        var isAfterName = false
        var lastParent: NodeID?
        func visit(_ node: NodeID, column: FieldKind?, depth: Int) {
            guard pieces.count < Self.mostPieces, depth < 40 else { return }
            if node == record.link {
                isAfterName = true
                lastParent = nil
                return
            }
            if document.isText(node) {
                let text = PageText.collapsed(document.textContent(of: node))
                guard !text.isEmpty, let parent = document.parentElement(of: node) else { return }
                if parent == lastParent, let last = pieces.indices.last {
                    pieces[last].text += ", " + text
                } else {
                    let follows = isAfterName && parent == document.parentElement(of: record.link)
                    pieces.append(Piece(text: text, kind: column, followsName: follows))
                    lastParent = parent
                }
                return
            }
            guard document.isElement(node) else { return }
            if document.isHTML(node, .br) { return }
            lastParent = nil
            if document.isHTML(node, .a), let href = document.attribute(.href, of: node), let piece = linked(href, node) {
                pieces.append(piece)
                return
            }
            var index = 0
            var child = document.firstChild(of: node)
            while let next = child {
                var own = column
                if document.isHTML(node, .tr), document.isElement(next) {
                    own = index < columns.count ? columns[index] : nil
                    index += 1
                }
                visit(next, column: own, depth: depth + 1)
                child = document.nextSibling(of: next)
            }
        }
        for part in record.parts {
            lastParent = nil
            visit(part, column: nil, depth: 0)
        }
        return pieces
    }

    /// A link that says itself what it is.
    private func linked(_ href: String, _ node: NodeID) -> Piece? {
        let text = PageText.collapsed(document.visibleText(of: node))
        if href.hasPrefix("tel:") { return Piece(text: text.isEmpty ? String(href.dropFirst(4)) : text, kind: .telephone) }
        if href.hasPrefix("mailto:") { return Piece(text: String(href.dropFirst(7).prefix { $0 != "?" }), kind: .email) }
        if href.hasPrefix("http"), WebURL(href) != nil { return Piece(text: href, kind: .url) }
        return nil
    }
}
