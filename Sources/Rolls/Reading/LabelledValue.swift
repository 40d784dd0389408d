import Listings

/// Brings values into their normal form: by what a label announces, or by what they show of themselves.
struct LabelledValue {
    private let context: ReadingContext
    private static let mostBytes = 1000

    init(_ context: ReadingContext) { self.context = context }

    /// The value in its normal form; nil where it is not what was announced.
    func read(_ value: String, as kind: FieldKind) -> String? {
        guard !value.isEmpty, value.utf8.count <= Self.mostBytes else { return nil }
        switch kind {
        case .telephone, .faxNumber:
            return Recognizers.spans(in: value, context).first { $0.kind == .telephone || $0.kind == .faxNumber }?.value
        case .email, .url: return Recognizers.spans(in: value, context).first { $0.kind == kind }?.value
        default: return value
        }
    }

    /// The kind that the label at a text's beginning announces (`Phone: …`, `License No. …`), and what follows it.
    func labelled(_ text: String) -> (kind: FieldKind?, rest: String) {
        guard text.utf8.count <= Self.mostBytes else { return (nil, text) }
        if let colon = text.firstIndex(of: ":"), let kind = DetailLabels.kind(of: String(text[..<colon])) {
            return (kind, PageText.collapsed(String(text[text.index(after: colon)...])))
        }
        if let digit = text.firstIndex(where: \.isNumber), DetailLabels.kind(of: String(text[..<digit])) == .license {
            return (.license, String(text[digit...].prefix { !$0.isWhitespace }))
        }
        return (nil, text)
    }

    /// What a text without a label shows it is: telephone numbers, e-mails, web addresses, and a postal address by its postal code.
    func evident(_ text: String) -> [(FieldKind, String)] {
        guard text.utf8.count <= Self.mostBytes else { return [] }
        let spans = Recognizers.spans(in: text, context)
        var found = spans.filter { [.telephone, .faxNumber, .email, .url].contains($0.kind) }.map { ($0.kind, $0.value) }
        if found.isEmpty, text.utf8.count <= 200, spans.contains(where: { $0.kind == .postalCode }), text.contains(where: \.isLetter) {
            found.append((.address, text))
        }
        return found
    }
}
