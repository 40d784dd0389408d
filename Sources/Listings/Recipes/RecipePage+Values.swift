import HTML

// What was read, in its normal form.
extension RecipePage {
    /// A value whose kind has a normal form and that shows none of it.
    static let doubtful = 0.3

    /// The value in its normal form.
    func value(of reading: Reading, as field: Recipe.Field, isConfirmed: Bool) -> RecordField {
        var value = reading.text
        var confidence = isConfirmed ? 0.98 : 0.9
        switch field.kind {
        case .url, .image, .sameAs: value = WebURL(reading.text, base: base)?.href ?? reading.text
        case .telephone, .faxNumber, .email, .date, .price, .postalCode:
            let wanted: FieldKind = field.kind == .faxNumber ? .telephone : field.kind
            let spans = Recognizers.spans(in: Self.withoutScheme(reading.text), context, for: wanted)
            if let span = spans.first(where: { $0.kind == wanted || $0.kind == field.kind }) {
                value = span.value
            } else {
                confidence = Self.doubtful
            }
        default: break
        }
        return RecordField(
            label: field.label,
            value: FoundValue(
                kind: field.kind, text: reading.text, value: value, confidence: confidence,
                provenance: Provenance(range: document.sourceRange(of: reading.node), path: paths.path(of: reading.node)),
                node: reading.node))
    }

    /// What a `mailto:` or `tel:` reference says.
    static func withoutScheme(_ text: String) -> String {
        for scheme in ["mailto:", "tel:"] where text.lowercasedASCII.hasPrefix(scheme) {
            return PercentCoding.decode(String(text.dropFirst(scheme.utf8.count).prefix { $0 != "?" }))
        }
        return text
    }
}
