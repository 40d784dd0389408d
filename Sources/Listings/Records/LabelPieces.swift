import HTML

/// Labels that stand as texts of their own before the values, without a colon: "Telefax" in one element, the number in the next.
enum LabelPieces {
    /// A longer text is no label.
    private static let longest = 24

    /// The pieces with the labels given to what they stand before, and no longer among them.
    static func given(_ pieces: [RecordPiece]) -> [RecordPiece] {
        let kinds = pieces.map(kind)
        guard let label = kinds.firstIndex(where: { $0 != nil }) else { return pieces }
        // Where a number comes before the first label, labels stand behind: "555-0100 Phone 555-0101 Fax".
        let isBehind = pieces[..<label].contains { DialledText.isNumber($0.text) || $0.text.utf8.contains(UInt8(ascii: "@")) }
        guard !isBehind else { return pieces }
        var result: [RecordPiece] = []
        var open: (label: String, kind: FieldKind, node: RecordPiece?)?
        for (place, piece) in pieces.enumerated() {
            if let kind = kinds[place], place + 1 < pieces.count, kinds[place + 1] == nil, fits(pieces[place + 1], kind) {
                open = (piece.text, kind, nil)
                continue
            }
            var piece = piece
            if let current = open {
                // The value, and what its element says beside it.
                if kinds[place] == nil, fits(piece, current.kind), current.node == nil || current.node?.node == piece.node {
                    piece.label = current.label
                    open = (current.label, current.kind, piece)
                } else {
                    open = nil
                }
            }
            result.append(piece)
        }
        return result
    }

    /// What a piece announces that is nothing but a label.
    private static func kind(_ piece: RecordPiece) -> FieldKind? {
        guard piece.label == nil, piece.link == nil, piece.href == nil, (2...longest).contains(piece.text.utf8.count),
            piece.text.utf8.last != UInt8(ascii: ":"), !piece.text.utf8.contains(where: TextBytes.isDigit),
            let (kind, trust) = FieldLabels.kind(of: piece.text), trust == 1
        else { return nil }
        switch kind {
        case .telephone, .faxNumber, .email, .address, .openingHours, .license: return kind
        case .url: return piece.text.lowercasedASCII.hasPrefix("web") ? kind : nil
        default: return nil
        }
    }

    /// Whether a piece may be the value.
    private static func fits(_ piece: RecordPiece, _ kind: FieldKind) -> Bool {
        guard piece.label == nil, piece.href == nil else { return false }
        let text = piece.text
        if text.utf8.last == UInt8(ascii: ":") { return false }
        switch kind {
        case .telephone, .faxNumber: return DialledText.isNumber(text)
        case .email: return text.utf8.contains(UInt8(ascii: "@")) || piece.link != nil
        case .url: return text.utf8.contains(UInt8(ascii: "."))
        case .address: return piece.link == nil && text.utf8.count <= 200
        case .openingHours, .license: return text.utf8.contains(where: TextBytes.isDigit)
        default: return false
        }
    }
}
