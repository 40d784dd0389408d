import HTML

/// The postal address among a record's pieces: the line with the postal code, and those before it that go on to it.
struct AddressLines {
    let context: ReadingContext

    /// An address is one of few lines, and not a paragraph.
    private static let (mostLines, longest) = (5, 200)

    /// The pieces that are the address, in order; nil without one.
    /// - Parameter name: The place of the piece that names the record, which is no part of it.
    func pieces(_ pieces: [RecordPiece], name: Int? = nil) -> Range<Int>? {
        for (place, piece) in pieces.enumerated() where place != name && holdsCode(piece.text) && isFree(piece) {
            let from = first(of: place, pieces, name)
            // A line of its own below: the country.
            var end = place + 1
            if end < pieces.count, end != name, pieces[end].node == piece.node, isFree(pieces[end]), PlaceNames.contains(pieces[end].text),
                !pieces[end].text.utf8.contains(where: TextBytes.isDigit)
            {
                end += 1
            }
            // A code in an element of its own: what goes on behind it on its line is the town.
            if end < pieces.count, end != name, !pieces[end].opensLine, pieces[end].link == nil, pieces[end].text.utf8.count <= 40,
                withoutCode(piece.text).isEmpty, isFree(pieces[end]), !pieces[end].text.utf8.contains(where: TextBytes.isDigit)
            {
                end += 1
            }
            let size = pieces[from..<end].reduce(0) { $0 + $1.text.utf8.count + 2 }
            if size <= Self.longest, pieces[from..<end].contains(where: { $0.text.contains(where: \.isLetter) }), size >= 12 {
                return from..<end
            }
        }
        return nil
    }

    /// The address that has no postal code: a line that is a house's number and a street, and below it the town and the state.
    func street(_ pieces: [RecordPiece], name: Int? = nil) -> Range<Int>? {
        for (place, piece) in pieces.enumerated() where place != name && isFree(piece) && StreetText.opens(piece.text) {
            var end = place + 1
            if end < pieces.count, end != name, isFree(pieces[end]), StreetText.isTown(pieces[end].text) { end += 1 }
            return place..<end
        }
        return nil
    }

    /// The line that is a town that is known and its state, and all that is told of where it is: "Austin, TX".
    func town(_ pieces: [RecordPiece], name: Int? = nil) -> Range<Int>? {
        pieces.indices.first { $0 != name && isFree(pieces[$0]) && StreetText.isKnownTown(pieces[$0].text) }.map { $0..<($0 + 1) }
    }

    /// Pieces of which the lines that one label names as an address are one.
    func joined(_ pieces: [RecordPiece]) -> [RecordPiece] {
        var result: [RecordPiece] = []
        var isOpen = false
        for piece in pieces {
            if isOpen, var last = result.last, last.node == piece.node, last.link == nil, piece.link == nil, piece.opensLine,
                piece.place == nil,
                piece.label == last.label, isFree(piece, besides: last.label), last.text.utf8.count + piece.text.utf8.count < Self.longest
            {
                isOpen = last.label != nil || !holdsCode(piece.text)
                last.text = Self.text(of: [last, piece])
                last.last = piece.last
                result[result.count - 1] = last
                continue
            }
            let bytes = Array(piece.text.utf8)
            let label = piece.label ?? FieldLabels.opening(bytes).map { String(decoding: bytes[$0.label], as: UTF8.self) }
            isOpen =
                label.flatMap { FieldLabels.kind(of: $0) }.map { $0.kind == .address && $0.trust == 1 } ?? false
                && (piece.label != nil || !holdsCode(piece.text))
            result.append(piece)
        }
        return result
    }

    /// The text of an address on several lines.
    static func text(of pieces: some Sequence<RecordPiece>) -> String {
        var text = ""
        for piece in pieces {
            if !text.isEmpty { text += text.utf8.last == UInt8(ascii: ",") ? " " : ", " }
            text += piece.text
        }
        return text
    }

    /// How far back the lines go from that of the code: to the one that begins or ends with the house's number.
    private func first(of place: Int, _ pieces: [RecordPiece], _ name: Int?) -> Int {
        if opensAddress(withoutCode(pieces[place].text)) { return place }
        var from = place
        var at = place - 1
        while at >= 0, at != name, place - at < Self.mostLines {
            let piece = pieces[at]
            guard isFree(piece), piece.text.utf8.count <= 80 else { break }
            let opens = opensAddress(piece.text)
            if opens || piece.text.utf8.contains(where: TextBytes.isDigit) {
                from = at
                if opens { return from }
            } else if !(at > 0 && at - 1 != name && opensAddress(pieces[at - 1].text) && isFree(pieces[at - 1])) {
                break
            }
            at -= 1
        }
        // No house has a number: all that its element says, where that is lines of an address and nothing else.
        let node = pieces[place].node
        let same = pieces.indices.filter { pieces[$0].node == node }
        if same.count <= Self.mostLines, same.allSatisfy({ $0 != name && isFree(pieces[$0]) }), let first = same.first, first < from {
            return first
        }
        return from
    }

    private func holdsCode(_ text: String) -> Bool {
        text.utf8.count <= Self.longest && text.utf8.contains(where: TextBytes.isDigit)
            && Recognizers.spans(in: text, context).contains { $0.kind == .postalCode }
    }

    /// The line of the code without it: "Manchester M7 3AS" ends with no house's number.
    private func withoutCode(_ text: String) -> String {
        guard let code = Recognizers.spans(in: text, context).first(where: { $0.kind == .postalCode }) else { return text }
        var bytes = Array(text.utf8)
        bytes.removeSubrange(code.range)
        return String(decoding: bytes, as: UTF8.self).strippingSpace
    }

    /// "12 Main Street", "P.O. Box 7", "Hauptstraße 12", "12 bis, rue".
    private func opensAddress(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, bytes.contains(where: TextBytes.isLetter) else { return false }
        let lower = text.prefix(8).lowercased()
        if ["p.o.", "po box", "p o box", "postfach", "box "].contains(where: { lower.hasPrefix($0) }) { return true }
        if TextBytes.isDigit(first) {
            // A code before its town opens nothing: "78701 Austin", "75001 Paris".
            return bytes.prefix(while: { TextBytes.isDigit($0) }).count <= 4 || bytes.filter { TextBytes.isDigit($0) }.count > 5
        }
        if ["suite", "ste", "unit", "floor", "apt", "room", "bldg", "#"].contains(where: { lower.hasPrefix($0) }) { return false }
        // A street and its number behind it; not a state and its code.
        guard let last = bytes.last(where: { TextBytes.isWord($0) }) else { return false }
        let tail = bytes.reversed().prefix { !TextBytes.isSpace($0) }
        return (TextBytes.isDigit(last) || tail.count <= 4) && tail.contains(where: TextBytes.isDigit)
            && tail.count(where: TextBytes.isDigit) <= 3 && !bytes.contains(UInt8(ascii: ","))
    }

    /// Whether a piece is a text without a label that is no other value.
    private func isFree(_ piece: RecordPiece, besides label: String? = nil) -> Bool {
        guard piece.label.map({ $0 == label || FieldLabels.kind(of: $0) == nil }) ?? true, piece.href == nil,
            piece.text.utf8.last != UInt8(ascii: ":"), piece.text.utf8.count <= Self.longest
        else {
            return false
        }
        let bytes = Array(piece.text.utf8)
        if let opening = FieldLabels.opening(bytes), FieldLabels.kind(of: String(decoding: bytes[opening.label], as: UTF8.self)) != nil {
            return false
        }
        guard TextBytes.mayHoldValue(bytes) else { return true }
        return !Recognizers.spans(in: piece.text, context).contains { span in
            switch span.kind {
            case .telephone, .email, .url, .date, .price: true
            default: false
            }
        }
    }
}
