import HTML

/// Where known values stand in one record.
struct ValueFinder {
    /// An element whose text or attribute is the value, or a labelled text within it.
    struct Place {
        var node: NodeID
        var attribute: String?
        var label: String?
        /// Whether the element says more than the value, so that only the label leads to it.
        var isLabelOnly = false
        var order: Int
    }

    private struct Entry {
        var node: NodeID
        var text: String
        var folded: String
        var spans: [RecognizedSpan]
        var order: Int
    }

    private let page: RecipePage
    private let record: RecipePage.Record
    /// Elements with short texts, the innermost of those that say the same.
    private var entries: [Entry] = []
    private var links: [(node: NodeID, href: String, order: Int)] = []
    private static let longest = 400

    init(_ page: RecipePage, _ record: RecipePage.Record) {
        self.page = page
        self.record = record
        let leader = record.members.first
        for (order, node) in page.elements(of: record).enumerated() {
            if page.document.isHTML(node, .a), let href = page.document.attribute(.href, of: node)?.strippingSpace, !href.isEmpty {
                links.append((node, href, order))
            }
            guard node != leader || record.members.count > 1 else { continue }
            let text = page.text(of: node, as: .address)
            guard !text.isEmpty, text.utf8.count <= Self.longest else { continue }
            let spans = TextBytes.mayHoldValue(Array(text.utf8)) ? Recognizers.spans(in: text, page.context) : []
            let entry = Entry(node: node, text: text, folded: FoldedText.of(text), spans: spans, order: order)
            // Of nested elements that say the same, the inner one.
            if let last = entries.last, last.folded == entry.folded, page.document.isInclusiveAncestor(last.node, of: node) {
                entries[entries.count - 1] = entry
            } else {
                entries.append(entry)
            }
        }
    }

    /// Whether two values are one to a reader.
    static func isSame(_ known: String, _ read: String, _ kind: FieldKind) -> Bool {
        switch kind {
        case .telephone, .faxNumber: known == read
        case .email: known.lowercasedASCII == read.lowercasedASCII
        case .url, .sameAs, .image: known == read || known + "/" == read || known == read + "/"
        default: FoldedText.of(known) == FoldedText.of(read)
        }
    }

    /// Whether an address is a page of the same site.
    static func isOwnPage(_ value: String, _ page: RecipePage) -> Bool {
        guard let url = WebURL(value), url.isHTTP, let base = page.base else { return false }
        return url.origin == base.origin && url.withoutFragment != base.withoutFragment
    }

    func places(of value: String, as kind: FieldKind) -> [Place] {
        var places: [Place] = []
        let folded = FoldedText.of(value)
        let isRecognised = [FieldKind.telephone, .faxNumber, .email].contains(kind)
        for entry in entries {
            if isRecognised {
                let own = entry.spans.filter { $0.kind == kind || kind == .faxNumber && $0.kind == .telephone }
                // Further words beside a number are its label; a text with several numbers says nothing of which it is.
                if own.count == 1, entry.text.utf8.count <= 80, Self.isSame(value, own[0].value, kind) {
                    places.append(Place(node: entry.node, order: entry.order))
                }
            } else if kind == .url || kind == .sameAs {
                if Self.isSame(value, entry.text, kind) { places.append(Place(node: entry.node, order: entry.order)) }
            } else if entry.folded == folded {
                places.append(Place(node: entry.node, order: entry.order))
            }
        }
        for (place, piece) in record.pieces.enumerated() {
            for (label, text) in labelled(piece, at: place) {
                let isIt =
                    isRecognised
                    ? Recognizers.spans(in: text, page.context).contains { Self.isSame(value, $0.value, kind) }
                    : FoldedText.of(text) == folded || (kind == .url && Self.isSame(value, text, kind))
                if isIt { places.append(Place(node: piece.node, label: label, isLabelOnly: true, order: place)) }
            }
        }
        for link in links {
            let isIt =
                switch kind {
                case .email: link.href.lowercasedASCII.hasPrefix("mailto:") && Self.isSame(value, RecipePage.withoutScheme(link.href), kind)
                case .telephone:
                    link.href.lowercasedASCII.hasPrefix("tel:")
                        && Recognizers.spans(in: RecipePage.withoutScheme(link.href), page.context).contains { $0.value == value }
                case .url, .sameAs: WebURL(link.href, base: page.base).map { Self.isSame(value, $0.href, kind) } ?? false
                default: false
                }
            if isIt { places.append(Place(node: link.node, attribute: "href", order: link.order)) }
        }
        return places
    }

    /// Links to pages of the same site, in the order of the record.
    func ownPages() -> [Place] {
        links.filter { link in WebURL(link.href, base: page.base).map { Self.isOwnPage($0.href, page) } ?? false }
            .map { Place(node: $0.node, attribute: "href", order: $0.order) }
    }

    /// A piece's labels, beside it or at its beginning, each with the text that it names; further lines are included.
    private func labelled(_ piece: RecordPiece, at place: Int) -> [(label: String, text: String)] {
        var rest = ""
        for next in record.pieces[(place + 1)...] {
            guard next.node == piece.node else { break }
            rest += " " + next.text
        }
        var found: [(label: String, text: String)] = []
        if let label = piece.label, !FieldLabels.words(of: label).isEmpty { found.append((label, piece.text + rest)) }
        let bytes = Array(piece.text.utf8)
        if let opening = FieldLabels.opening(bytes) {
            let label = String(decoding: bytes[opening.label], as: UTF8.self)
            if !FieldLabels.words(of: label).isEmpty {
                found.append((label, String(decoding: bytes[opening.value...], as: UTF8.self) + rest))
            }
        }
        return found
    }
}
