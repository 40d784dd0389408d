import Listings

/// Postal addresses among a record's unlabelled texts: lines of one element that hold a postal code between them.
enum AddressLines {
    private static let longest = 200

    static func addresses(_ fields: [RecordField], _ context: ReadingContext) -> [FoundValue] {
        var found: [FoundValue] = []
        var lines: [FoundValue] = []
        func settle() {
            defer { lines = [] }
            guard let first = lines.first, let last = lines.last else { return }
            let text = lines.map(\.text).joined(separator: ", ")
            guard text.utf8.count <= longest, text.utf8.count >= 10, text.contains(where: \.isLetter),
                Recognizers.spans(in: text, context).contains(where: { $0.kind == .postalCode })
            else { return }
            var whole = first
            whole.kind = .address
            whole.text = text
            whole.value = text
            whole.confidence = 0.75
            if let from = first.provenance.range, let to = last.provenance.range, from.lowerBound <= to.upperBound {
                whole.provenance.range = from.lowerBound..<to.upperBound
            }
            found.append(whole)
        }
        for field in fields where !field.isEmbedded {
            guard field.value.kind == .text || field.value.kind == .identifier else { continue }
            if let last = lines.last, last.node != field.value.node { settle() }
            lines.append(field.value)
        }
        settle()
        return found
    }
}
