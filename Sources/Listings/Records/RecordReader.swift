import HTML

/// Reads the values of the records of a set, aligns them, and says what each of them is.
struct RecordReader {
    let finder: RecordFinder
    let paths: NodePaths
    let base: WebURL?
    let context: ReadingContext

    private var outline: PageOutline { finder.outline }
    private var document: Document { finder.document }

    /// More records of one page are cut off.
    static let maximumRecords = 20_000

    func read(_ set: RecordSet, isMain: Bool) -> ExtractedRecordSet {
        let spans = Array(set.spans.prefix(Self.maximumRecords))
        let starts = Set(spans.map(\.range.lowerBound))
        let taker = RecordPieces(outline: outline, document: document)
        let tables = TableHeads(outline: outline, document: document)
        var headsOfParent: [Int32: [String?]] = [:]
        var rows: [(span: RecordSpan, pieces: [RecordPiece])] = []
        for span in spans {
            var heads: [String?] = []
            if outline.items[Int(span.range.lowerBound)].tag == .tr {
                if let known = headsOfParent[span.parent] {
                    heads = known
                } else {
                    heads = tables.heads(of: span.range.lowerBound) { starts.contains($0) }
                    headsOfParent[span.parent] = heads
                }
            }
            let pieces = AddressLines(context: context).joined(LabelPieces.given(taker.pieces(span, heads: heads)))
            if !pieces.isEmpty { rows.append((span, pieces)) }
        }
        var parted = rows.map(\.pieces)
        LineParts.split(&parted, context)
        for place in rows.indices { rows[place].pieces = parted[place] }
        let columns = ColumnScores(parted)
        let headings = GroupHeadings(outline, document).headings(of: rows.map(\.span))
        var records: [ExtractedRecord] = []
        var heading: (item: Int32, parent: Int32)?
        var last: RecordSpan?
        let confidence = Self.confidence(set)
        for (row, above) in zip(rows, headings) {
            var fields = fields(row.pieces, columns)
            if !fields.contains(where: { $0.value.kind == .date && !$0.isEmbedded }) {
                let isNext = last.map { $0.parent == row.span.parent && $0.range.upperBound == row.span.range.lowerBound } ?? false
                if !isNext || heading == nil {
                    if let item = finder.datedHeading(row.span, after: last?.range.upperBound ?? 0) { heading = (item, row.span.parent) }
                }
                if let heading { fields += dates(of: heading.item) }
            }
            for heading in above where !fields.contains(where: { $0.value.kind == heading.kind && !$0.isEmbedded }) {
                fields.append(
                    RecordField(
                        label: nil,
                        value: found(heading.kind, text: heading.text, value: heading.text, heading.confidence, node: heading.node)))
            }
            last = row.span
            let first = outline.items[Int(row.span.range.lowerBound)].node
            records.append(
                ExtractedRecord(
                    fields: fields, confidence: confidence, provenance: Provenance(range: range(of: row.span), path: paths.path(of: first)))
            )
        }
        let holder = set.spans.first.map { $0.parent >= 0 ? outline.items[Int($0.parent)].node : document.root } ?? document.root
        return ExtractedRecordSet(records: records, isMain: isMain, confidence: confidence, path: paths.path(of: holder))
    }

    /// How much of a set looks like records: regular, with links, dates or ways to reach somebody, not in navigation.
    static func confidence(_ set: RecordSet) -> Double {
        let traits = set.traits
        let held =
            0.4 * max(traits.linked, traits.reached) + 0.4 * min(1, max(traits.dated + traits.inherited, traits.reached)) + 0.2
            * min(1, traits.meanText / 80)
        return min(0.99, max(0.05, (0.35 + 0.65 * held) * (0.5 + 0.5 * traits.regular) * (1 - 0.8 * traits.aside)))
    }

    private func range(of span: RecordSpan) -> Range<Int>? {
        var start: Int?
        var end: Int?
        var at = span.range.lowerBound
        while at < span.range.upperBound {
            if let range = document.sourceRange(of: outline.items[Int(at)].node) {
                start = min(start ?? range.lowerBound, range.lowerBound)
                end = max(end ?? range.upperBound, range.upperBound)
            }
            at = outline.items[Int(at)].end
        }
        guard let start, let end else { return nil }
        return start..<end
    }

    // MARK: Values

    func fields(_ pieces: [RecordPiece], _ columns: ColumnScores) -> [RecordField] {
        let name = columns.name(among: pieces)
        var named: [RecordField] = []
        var others: [RecordField] = []
        var links = Set<NodeID>()
        for (place, piece) in pieces.enumerated() {
            if let href = piece.href {
                let value = found(
                    .url, text: href, value: WebURL(href, base: base)?.href ?? href, 0.9, node: piece.node, place: piece.place)
                others.append(RecordField(label: piece.label, value: value))
                continue
            }
            var own = values(of: piece, isName: place == name)
            if let link = piece.link, links.insert(link).inserted, var value = url(of: link) {
                var isSaid = false
                if value.kind == .telephone {
                    if piece.label.flatMap({ FieldLabels.kind(of: $0) })?.kind == .faxNumber { value.kind = .faxNumber }
                    if place != name { own = dialled(own, piece, value) }
                    isSaid = own.contains { $0.value.kind == .telephone || $0.value.kind == .faxNumber }
                }
                if !isSaid { own.append(RecordField(label: piece.text, value: value)) }
            }
            if place == name { named += own } else { others += own }
        }
        let lines = named + others
        if !lines.contains(where: { $0.value.kind == .address || $0.value.kind == .streetAddress }), let address = address(pieces, name) {
            others.append(address)
        }
        return Self.leadingWithWholeDates(Self.withoutRepeats(named + others))
    }

    /// What a link dials is a telephone number where the page shows one, however it is written there.
    private func dialled(_ own: [RecordField], _ piece: RecordPiece, _ number: FoundValue) -> [RecordField] {
        func isNumber(_ field: RecordField) -> Bool { field.value.kind == .telephone || field.value.kind == .faxNumber }
        guard !own.contains(where: isNumber), own.count == 1, let shown = own.first, DialledText.isNumber(shown.value.text) else {
            return own
        }
        let value = found(
            number.kind, text: shown.value.text, value: number.value, 0.9, node: piece.node, first: piece.first, last: piece.last,
            place: piece.place)
        return [RecordField(label: shown.label, value: value)]
    }

    /// The fields without what was said before: an address as a text and as its link's `mailto:`, a date as a whole and in a longer text.
    private static func withoutRepeats(_ fields: [RecordField]) -> [RecordField] {
        struct Said: Hashable {
            let kind: FieldKind
            let value: String
        }
        var said = Set<Said>()
        return fields.filter { field in
            let kind = field.value.kind
            let value: String
            switch kind {
            case .email: value = field.value.value.lowercasedASCII
            case .telephone, .faxNumber:
                value = String(decoding: field.value.value.utf8.filter(TextBytes.isDigit).suffix(10), as: UTF8.self)
            case .url: value = field.value.value
            case .date where field.isEmbedded || field.label == nil: value = field.value.value
            default: return true
            }
            return said.insert(Said(kind: kind, value: value)).inserted
        }
    }

    /// The address that a record's lines say together.
    private func address(_ pieces: [RecordPiece], _ name: Int?) -> RecordField? {
        let lines = AddressLines(context: context)
        let whole = lines.pieces(pieces, name: name)
        let town = whole == nil ? lines.town(pieces, name: name) : nil
        let street = whole == nil ? lines.street(pieces, name: name) : nil
        guard let range = whole ?? street ?? town else { return nil }
        let (first, last) = (pieces[range.lowerBound], pieces[range.upperBound - 1])
        let text = AddressLines.text(of: pieces[range])
        var place = first.place
        if let from = first.place?.range, let to = last.place?.range, from.lowerBound <= to.upperBound {
            place?.range = from.lowerBound..<to.upperBound
        }
        return RecordField(
            label: nil,
            value: found(
                .address, text: text, value: text, street == nil ? 0.75 : 0.6, node: first.node, first: first.first, last: last.last,
                place: place))
    }

    /// The fields with the dates that stand for themselves before those that are a part of a longer text: "filed 1 May" in a summary isn't the
    /// record's own date where it has one.
    private static func leadingWithWholeDates(_ fields: [RecordField]) -> [RecordField] {
        let places = fields.indices.filter { fields[$0].value.kind == .date }
        guard places.count >= 2 else { return fields }
        var ordered = fields
        let dates = places.filter { !fields[$0].isEmbedded } + places.filter { fields[$0].isEmbedded }
        for (place, date) in zip(places, dates) { ordered[place] = fields[date] }
        return ordered
    }

    private func url(of link: NodeID) -> FoundValue? {
        guard let href = document.attribute(.href, of: link)?.strippingSpace, !href.isEmpty, !href.hasPrefix("#"),
            !href.lowercasedASCII.hasPrefix("javascript:")
        else { return nil }
        if href.lowercasedASCII.hasPrefix("mailto:") {
            let address = PercentCoding.decode(String(href.dropFirst(7).prefix { $0 != "?" })).strippingSpace
            guard address.utf8.contains(UInt8(ascii: "@")) else { return nil }
            return found(.email, text: href, value: address, 0.97, node: link)
        }
        if href.lowercasedASCII.hasPrefix("tel:") {
            let number = PercentCoding.decode(String(href.dropFirst(4)))
            let span = Recognizers.whole(number, context)
            return found(.telephone, text: href, value: span?.kind == .telephone ? span?.value ?? number : number, 0.95, node: link)
        }
        return found(.url, text: href, value: WebURL(href, base: base)?.href ?? href, 0.95, node: link)
    }

    private func found(
        _ kind: FieldKind, text: String, value: String, _ confidence: Double, node: NodeID, first: NodeID? = nil, last: NodeID? = nil,
        place: Provenance? = nil
    ) -> FoundValue {
        if let place { return FoundValue(kind: kind, text: text, value: value, confidence: confidence, provenance: place, node: node) }
        var range = document.sourceRange(of: node)
        if let first, let last, let from = document.sourceRange(of: first), let to = document.sourceRange(of: last),
            from.lowerBound <= to.upperBound
        {
            range = from.lowerBound..<to.upperBound
        }
        return FoundValue(
            kind: kind, text: text, value: value, confidence: confidence, provenance: Provenance(range: range, path: paths.path(of: node)),
            node: node)
    }

    /// The dates of a heading that stands above records.
    private func dates(of item: Int32) -> [RecordField] {
        let node = outline.items[Int(item)].node
        let text = document.withText(of: node) { String(decoding: $0, as: UTF8.self) }.collapsingSpace
        let bytes = Array(text.utf8)
        return Recognizers.spans(in: text, context).filter { $0.kind == .date }.map { span in
            RecordField(
                label: nil,
                value: found(
                    .date, text: String(decoding: bytes[span.range], as: UTF8.self), value: span.value, span.confidence * 0.9, node: node))
        }
    }

    /// What a piece says: as a whole one value, or a text with values in it.
    private func values(of piece: RecordPiece, isName: Bool) -> [RecordField] {
        if piece.text.utf8.last == UInt8(ascii: ":"), piece.text.utf8.count <= 48, !isName { return [] }
        var text = piece.text
        var label = piece.label
        var fields: [RecordField] = []
        func field(_ kind: FieldKind, _ text: String, _ value: String, _ confidence: Double) -> RecordField {
            RecordField(
                label: label,
                value: found(
                    kind, text: text, value: value, confidence, node: piece.node, first: piece.first, last: piece.last, place: piece.place))
        }
        let bytes = Array(text.utf8)
        if let opening = FieldLabels.opening(bytes) {
            let words = String(decoding: bytes[opening.label], as: UTF8.self)
            let rest = String(decoding: bytes[opening.value...], as: UTF8.self)
            if bytes[opening.label].contains(where: TextBytes.isDigit) {
                // "Case No. 16-0775: A v. B": the label is a value itself.
                let number =
                    FieldLabels.opening(Array(words.utf8)).map { String(decoding: Array(words.utf8)[$0.value...], as: UTF8.self) } ?? words
                fields.append(field(.identifier, number, number, 0.8))
                text = rest
            } else if FieldLabels.kind(of: words) != nil || !isName {
                label = words
                text = rest
            }
        }
        if isName {
            return [field(.name, text, text, 0.8)] + fields + embedded(text, piece, label: label)
        }
        if TextBytes.mayHoldValue(bytes), let whole = Recognizers.whole(text, context) {
            let cut = String(decoding: Array(text.utf8)[whole.range], as: UTF8.self)
            let announced = label.flatMap { FieldLabels.kind(of: $0) }
            let kind: FieldKind = whole.kind == .telephone && announced?.kind == .faxNumber ? .faxNumber : whole.kind
            if kind == .telephone || kind == .postalCode, let announced, announced.kind == .identifier || announced.kind == .license {
                fields.append(field(announced.kind, text, text, 0.85))
            } else if kind == .postalCode, label != nil, announced == nil {
                // "Precinct: 11003" is a number of something else.
                fields.append(field(.identifier, text, text, 0.6))
            } else {
                // What the label says as well is no guess any more.
                fields.append(field(kind, cut, whole.value, announced?.kind == kind ? max(whole.confidence, 0.85) : whole.confidence))
            }
            return fields
        }
        let kind = kind(of: text, label: label)
        let within = embedded(text, piece, label: label)
        if kind == .telephone || kind == .faxNumber, !within.contains(where: { $0.value.kind == .telephone || $0.value.kind == .faxNumber })
        {
            fields.append(field(kind, text, DialledText.digits(text), 0.6))
            return fields
        }
        // "13 May 2013, 17:59" is when, and no number.
        let announced = label.flatMap { FieldLabels.kind(of: $0) }?.kind
        let isWhen = kind == .identifier && announced != kind && within.contains { $0.value.kind == .date }
        let shown: FieldKind = kind == .telephone || kind == .faxNumber || isWhen ? .text : kind
        fields.append(field(shown, text, text, shown == .text ? 0.5 : 0.75))
        return fields + within
    }

    private func kind(of text: String, label: String?) -> FieldKind {
        if let label, let announced = FieldLabels.kind(of: label) {
            switch announced.kind {
            case .identifier, .license: if text.utf8.contains(where: TextBytes.isDigit) { return announced.kind }
            case .telephone, .faxNumber: if announced.trust == 1, DialledText.isNumber(text) { return announced.kind }
            case .date, .email, .url: break
            default: return announced.kind
            }
        }
        return IdentifierShape.names(Array(text.utf8)) ? .identifier : .text
    }

    /// Values that stand in a longer text.
    private func embedded(_ text: String, _ piece: RecordPiece, label: String?) -> [RecordField] {
        guard text.utf8.count <= 4000 else { return [] }
        let bytes = Array(text.utf8)
        guard TextBytes.mayHoldValue(bytes) else { return [] }
        return Recognizers.spans(in: text, context).compactMap { span in
            guard span.kind != .postalCode, span.kind != .url || bytes.count < 300 else { return nil }
            let cut = String(decoding: bytes[span.range], as: UTF8.self)
            return RecordField(
                label: label, isEmbedded: true,
                value: found(
                    span.kind, text: cut, value: span.value, span.confidence * 0.95, node: piece.node, first: piece.first, last: piece.last,
                    place: piece.place)
            )
        }
    }
}

/// Whether a text has the shape of a number or code that names a record: "16-0775", "2 CA-CR 2013-0296", "SC20733".
enum IdentifierShape {
    static func fits(_ text: [UInt8]) -> Bool {
        guard (2...40).contains(text.count) else { return false }
        let digits = text.count(where: TextBytes.isDigit)
        let spaces = text.count(where: TextBytes.isSpace)
        let lower = text.count { TextBytes.isLetter($0) && !TextBytes.isUpper($0) }
        return digits >= 2 && spaces <= 4 && lower <= max(3, digits) && digits * 4 >= text.count - spaces
    }

    /// Whether such a text names a record by itself, and isn't how much or how many there is of something, or when: "7.0", "12 %", "20 m²",
    /// "10 min.", "(133)", "16.", "1:30pm".
    static func names(_ text: [UInt8]) -> Bool {
        guard fits(text), let first = text.first, let last = text.last else { return false }
        if !text.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "$") }) { return false }
        let letters = text.count(where: TextBytes.isLetter)
        let digits = text.filter(TextBytes.isDigit).count
        if letters == 0 {
            // Counts, places in a list, marks, sizes.
            if digits <= 3 || last == UInt8(ascii: ".") || first == UInt8(ascii: "(") && last == UInt8(ascii: ")") { return false }
            let marks = text.filter { !TextBytes.isDigit($0) && !TextBytes.isSpace($0) }
            if marks == [UInt8(ascii: ",")] || marks == [UInt8(ascii: ":")] { return false }
            return true
        }
        let words = text.split(whereSeparator: TextBytes.isSpace)
        // An amount and its unit.
        if let amount = words.first, words.count >= 2, TextBytes.isDigit(first), amount.allSatisfy({ !TextBytes.isLetter($0) }),
            words.dropFirst().allSatisfy({ word in word.allSatisfy { !TextBytes.isUpper($0) } && word.contains(where: TextBytes.isLetter) })
        {
            return false
        }
        let lower = text.map(TextBytes.lowercased)
        let isTime = lower.contains(UInt8(ascii: ":")) && lower.allSatisfy { !TextBytes.isLetter($0) || "apm".utf8.contains($0) }
        return !isTime
    }
}
