package import HTML

extension Document {
    /// The people, organisations, telephone and fax numbers, e-mail addresses, hours and parts of addresses that a page shows, in its order.
    /// `url` is where the document came from; `country` is where its directory is at home, inferred from the page when nil.
    package func entities(_ url: WebURL? = nil, country: Country? = nil) -> [FoundValue] {
        let text = PageText(self)
        let context = ReadingContext(country: country ?? PageCountry.infer(self, text, url: url))
        let items = PageItems(text, context, title: title)
        guard let model = EntityModel.shared else { return [] }
        return items.spans(model.decide(items.features(self)), model.labels).map { found in
            let segment = items.items[found.items.lowerBound].segment
            let node = text.segments[segment].node
            let shown = String(decoding: text.bytes[found.range].map { $0 == PageText.lineEnd ? 0x20 : $0 }, as: UTF8.self).collapsingSpace
            return FoundValue(
                kind: found.kind, text: shown, value: found.value ?? shown, confidence: found.confidence,
                provenance: Provenance(range: text.source(of: found.range), path: nodePath(of: node)), node: parentElement(of: node) ?? node
            )
        }
    }
}

/// The weights of page entities, learned by `ListingsEvaluation contacts --train` from marked pages.
enum EntityModel {
    static let shared = SequenceModel(ModelData.entities)
}

/// The kinds that a page's items are labelled with.
package enum EntityLabels {
    /// By the marks of the pages that the model is learned from.
    package static let kinds: [(mark: String, kind: FieldKind)] = [
        ("ORG", .organization), ("PER", .person), ("FUNC", .jobTitle), ("SUBJ", .department), ("HOURS", .openingHours),
        ("STREET", .streetAddress),
        ("CITY", .addressLocality), ("STATE", .addressRegion), ("ZIPCODE", .postalCode), ("COUNTRY", .addressCountry), ("TEL", .telephone),
        ("FAX", .faxNumber), ("EMAIL", .email),
    ]

    /// `O`, then for each kind where it begins and where it goes on.
    package static let names: [String] = ["O"] + kinds.flatMap { ["B-" + $0.kind.rawValue, "I-" + $0.kind.rawValue] }
}

extension PageItems {
    /// Items that were labelled together.
    package struct Span: Sendable {
        package var kind: FieldKind
        package var items: Range<Int>
        package var range: Range<Int>
        package var value: String?
        package var confidence: Double
    }

    package static let addressParts: Set<FieldKind> = [
        .streetAddress, .addressLocality, .addressRegion, .postalCode, .addressCountry,
    ]

    /// The labelled spans; numbers and e-mail addresses that are sure by themselves are kept whatever the labels say.
    package func spans(_ decisions: [SequenceModel.Decision], _ labels: [String]) -> [Span] {
        var spans: [Span] = []
        var index = 0
        // "Akron OH 44301 - 44328" is no address.
        let areas = Set(items.filter(\.isInRange).map(\.line))
        while index < decisions.count {
            let label = decisions[index].label
            if let span = items[index].span, let whole = whole(span, label > 0 ? labels[label] : "O", decisions[index].confidence, index) {
                spans.append(whole)
                index += 1
                continue
            }
            guard label > 0, items[index].span == nil else {
                index += 1
                continue
            }
            let name = String(labels[label].dropFirst(2))
            var end = index + 1
            var confidence = decisions[index].confidence
            // A number or an e-mail address ends what is around it.
            while end < decisions.count, labels[decisions[end].label] == "I-" + name, items[end].span == nil {
                confidence = min(confidence, decisions[end].confidence)
                end += 1
            }
            // Numbers and e-mail addresses are read whole or not at all.
            let isWhole = [FieldKind.telephone, .faxNumber, .email].contains { $0.rawValue == name }
            if !isWhole, let kind = FieldKind(rawValue: name), !(areas.contains(items[index].line) && Self.addressParts.contains(kind)),
                says(bytes(index..<end), kind)
            {
                spans.append(Span(kind: kind, items: index..<end, range: bytes(index..<end), value: nil, confidence: confidence))
            }
            index = end
        }
        return spans
    }

    /// Whether a span says anything: a sign such as a drawn clock doesn't, and "June 19 at 11:00" is nobody's name and no street.
    private func says(_ range: Range<Int>, _ kind: FieldKind) -> Bool {
        let shown = text.bytes[range]
        let isWord = shown.contains(where: TextBytes.isWord)
        guard isWord,
            shown.contains(where: { $0 < 0x80 && TextBytes.isWord($0) })
                || String(decoding: shown, as: UTF8.self).contains(where: \.isLetter)
        else { return false }
        guard kind == .person || kind == .streetAddress else { return true }
        let words = shown.split(maxSplits: 2, whereSeparator: { !TextBytes.isWord($0) })
        guard words.count >= 2, MonthNames.month(words[0]) != nil, words[1].count <= 2, words[1].allSatisfy(TextBytes.isDigit) else {
            return true
        }
        // "May 12, Oak Lane" would be one; a time or nothing behind the day is none.
        return words.count == 3 && !words[2].contains(UInt8(ascii: ":")) && kind == .streetAddress
    }

    /// A telephone number, an e-mail address: what was read decides, the label tells telephone from fax and speaks for what is unsure.
    private func whole(_ span: RecognizedSpan, _ label: String, _ confidence: Double, _ index: Int) -> Span? {
        switch span.kind {
        case .email:
            return Span(kind: .email, items: index..<(index + 1), range: span.range, value: span.value, confidence: span.confidence)
        case .telephone, .faxNumber:
            var kind = span.kind
            if label.hasSuffix(FieldKind.faxNumber.rawValue) { kind = .faxNumber }
            if label.hasSuffix(FieldKind.telephone.rawValue), items[index].meaning != 2 { kind = .telephone }
            if label == "O", span.confidence < 0.85 { return nil }
            return Span(
                kind: kind, items: index..<(index + 1), range: span.range, value: span.value,
                confidence: label == "O" ? span.confidence * 0.8 : span.confidence)
        default: return nil
        }
    }

    /// The bytes of words labelled together; a bracket that opens in them is closed with them.
    private func bytes(_ range: Range<Int>) -> Range<Int> {
        let low = items[range.lowerBound].range.lowerBound
        var high = items[range.upperBound - 1].range.upperBound
        if high < text.bytes.count, text.bytes[high] == UInt8(ascii: ")"),
            text.bytes[low..<high].count(where: { $0 == UInt8(ascii: "(") })
                > text.bytes[low..<high].count(where: { $0 == UInt8(ascii: ")") })
        {
            high += 1
        }
        return low..<high
    }
}
