package import HTML

/// A field's ways, made from one element that a person pointed at.
///
/// What leads from the record to the element is found in the order of trust: the label beside it, the classes (or the microdata) of it and of what is
/// around it, its place. Each way must lead to that very element in that record; a weaker one is kept only where it does not contradict the
/// stronger ones in the other records, since it would be asked where they find nothing.
package struct PointedField: Sendable {
    package let field: Recipe.Field
    /// What the field reads there.
    package let place: RecipeDrawing.Place
    /// The record that the element belongs to, as its place among the page's.
    package let record: Int

    /// A weaker way must agree with the stronger ones in this share of the records that it leads to a value in.
    private static let leastAgreement = 0.9
    /// Records that ways are compared in.
    private static let mostRecords = 400

    /// - Parameters:
    ///   - node: The element, or a text that stands beside elements.
    ///   - kind: What it is to be read as.
    /// - Throws: ``RecipeError`` `target` where the element belongs to no record, or no way leads to it alone.
    package init(
        at node: NodeID, as kind: FieldKind, in recipe: Recipe, _ document: Document, _ options: Extraction.Options = .init()
    ) throws(RecipeError) {
        let page = RecipePage(document, options)
        let records = page.records(by: recipe)
        guard let index = Self.holder(of: node, records, document) else {
            throw RecipeError(.target, "this belongs to no record of the page", remedy: "point at something within a record")
        }
        let target = PointedTarget(node, kind, page, records[index])
        guard !target.text.isEmpty else {
            throw RecipeError(.target, "nothing can be read there", remedy: "point at an element that says something")
        }
        guard let field = Self.field(target, page, records, index) else {
            throw RecipeError(
                .target, "no way leads to this text alone: it has no label, and other text stands in the same element",
                remedy: "point at an element of its own, or name its label with `rollcall recipe edit`")
        }
        guard let place = RecipeDrawing.place(page.ways(to: field, in: records[index]), field, page) else {
            throw RecipeError(.target, "nothing can be read there", remedy: "point at an element that says something")
        }
        self.field = field
        self.place = place
        record = index
    }

    /// The record that a node stands in.
    private static func holder(of node: NodeID, _ records: [RecipePage.Record], _ document: Document) -> Int? {
        var owners: [NodeID: Int] = [:]
        for (index, record) in records.enumerated() { for member in record.members { owners[member] = index } }
        var up: NodeID? = node
        while let current = up {
            if let owner = owners[current] { return owner }
            up = document.parent(of: current)
        }
        return nil
    }

    /// The ways that lead to the target, those that the other records do not speak against.
    private static func field(
        _ target: PointedTarget, _ page: RecipePage, _ records: [RecipePage.Record], _ index: Int
    ) -> Recipe.Field? {
        var field: Recipe.Field?
        for way in [target.label(), target.byClass(), target.position()] {
            guard let way else { continue }
            guard var joined = field else {
                field = way
                continue
            }
            guard agrees(way, with: joined, page, records) else { continue }
            joined.classSelector = joined.classSelector ?? way.classSelector
            joined.position = joined.position ?? way.position
            field = joined
        }
        return field
    }

    private static func agrees(_ way: Recipe.Field, with stronger: Recipe.Field, _ page: RecipePage, _ records: [RecipePage.Record]) -> Bool
    {
        // Two ways may lead to different attributes or texts that say the same.
        var (read, agreed) = (0, 0)
        for record in records.prefix(mostRecords) {
            guard let reading = page.ways(to: way, in: record).best else { continue }
            read += 1
            guard let other = page.ways(to: stronger, in: record).best else { continue }
            let values = [(reading, way), (other, stronger)].map { page.value(of: $0.0, as: $0.1, isConfirmed: false).value.value }
            if values[0] == values[1] || reading.text.hasSuffix(other.text) { agreed += 1 }
        }
        return way.attribute == stronger.attribute && Double(agreed) >= leastAgreement * Double(read)
    }
}

/// What was pointed at, and the ways that lead to it in its record.
private struct PointedTarget {
    private let page: RecipePage
    private let record: RecipePage.Record
    private let kind: FieldKind
    /// What was pointed at, and the element whose text or attribute is read.
    private let node: NodeID
    private let element: NodeID
    private let attribute: String?
    /// What the field is to read.
    let text: String

    private var document: Document { page.document }

    /// Kinds that are found within a longer text.
    private static let recognised: Set<FieldKind> = [.telephone, .faxNumber, .email, .date, .price, .postalCode]

    init(_ node: NodeID, _ kind: FieldKind, _ page: RecipePage, _ record: RecipePage.Record) {
        (self.page, self.record, self.kind, self.node) = (page, record, kind, node)
        let document = page.document
        let around = document.isElement(node) ? node : document.parentElement(of: node) ?? node
        let found = Self.source(around, kind, page, record)
        (element, attribute) = found
        if let attribute = found.attribute {
            text = document.attribute(named: attribute, of: found.element)?.strippingSpace ?? ""
        } else if document.isText(node) {
            text = document.withText(of: node) { String(decoding: $0, as: UTF8.self) }.collapsingSpace.trimmingNoBreakSpace
        } else {
            text = page.text(of: found.element, as: kind)
        }
    }

    /// The element and the attribute that a kind is read from where somebody points at an element: an address from the link, a picture from
    /// the image, anything else from the text.
    private static func source(
        _ node: NodeID, _ kind: FieldKind, _ page: RecipePage, _ record: RecipePage.Record
    ) -> (element: NodeID, attribute: String?) {
        let document = page.document
        func near(_ name: Atom, with attribute: Atom) -> NodeID? {
            var up: NodeID? = node
            while let element = up {
                if document.isHTML(element, name), document.hasAttribute(attribute, of: element) { return element }
                if record.members.contains(element) { break }
                up = document.parentElement(of: element)
            }
            var next = document.firstElement(in: node)
            while let element = next {
                if document.isHTML(element, name), document.hasAttribute(attribute, of: element) { return element }
                next = document.elementAfter(element, within: node)
            }
            return nil
        }
        switch kind {
        case .url, .sameAs: if let link = near(.a, with: .href) { return (link, "href") }
        case .image: if let image = near(.img, with: .src) { return (image, "src") }
        case .email, .telephone:
            // The number or the address may stand in the link alone: "Call us".
            let scheme = kind == .email ? "mailto:" : "tel:"
            let shown = Recognizers.spans(in: page.text(of: node, as: kind), page.context).contains { $0.kind == kind }
            if !shown, let link = near(.a, with: .href), document.attribute(.href, of: link)?.lowercasedASCII.hasPrefix(scheme) == true {
                return (link, "href")
            }
        default: break
        }
        return (node, nil)
    }

    // MARK: Ways

    /// The label beside the text, or at its beginning.
    func label() -> Recipe.Field? {
        var labels: [String] = []
        for piece in record.pieces where stands(piece) {
            if let label = piece.label { labels.append(label) }
            let bytes = Array(piece.text.utf8)
            if let opening = FieldLabels.opening(bytes) { labels.append(String(decoding: bytes[opening.label], as: UTF8.self)) }
        }
        // Of several lines that were pointed at together, the one whose label announces the kind.
        labels = labels.filter { !FieldLabels.words(of: $0).isEmpty }
        let announced = labels.filter { FieldLabels.kind(of: $0)?.kind == kind }
        for label in announced + (labels.count == 1 ? labels : []) {
            let field = Recipe.Field(kind: kind, label: label.strippingSpace, attribute: attribute)
            if let reading = page.ways(to: field, in: record).label, leads(reading) { return field }
        }
        return nil
    }

    /// Whether a piece's text is what was pointed at, or a part of it.
    private func stands(_ piece: RecordPiece) -> Bool {
        if document.isText(node) { return (piece.first.rawValue...max(piece.first.rawValue, piece.last.rawValue)).contains(node.rawValue) }
        return document.isInclusiveAncestor(node, of: piece.first)
            || document.isInclusiveAncestor(piece.node, of: node) && piece.node == element
    }

    /// Microdata, or the classes of the element, of what is around it as well where those alone lead elsewhere.
    func byClass() -> Recipe.Field? {
        guard element != record.members.first || record.members.count > 1 else { return nil }
        let name = document.nameText(of: element)
        var steps: [String] = []
        if let property = document.attribute(named: "itemprop", of: element), RecipeProposal.isWord(property) {
            steps.append("\(name)[itemprop=\"\(property)\"]")
        }
        let words = RecipeProposal.classes(of: element, document).sorted()
        if !words.isEmpty { steps.append(name + words.map { "." + $0 }.joined()) }
        if attribute == "href", let href = document.attribute(.href, of: element)?.lowercasedASCII {
            for scheme in ["mailto:", "tel:"] where href.hasPrefix(scheme) { steps.append("a[href^=\"\(scheme)\"]") }
        }
        var candidates = steps
        var around = document.parentElement(of: element)
        while let outer = around, !record.members.contains(outer), candidates.count < 24 {
            let words = RecipeProposal.classes(of: outer, document).sorted()
            if !words.isEmpty {
                let prefix = document.nameText(of: outer) + words.map { "." + $0 }.joined()
                for step in steps { candidates.append("\(prefix) \(step)") }
                candidates.append("\(prefix) \(name)")
            }
            around = document.parentElement(of: outer)
        }
        for text in candidates {
            guard let selector = try? Selector(text) else { continue }
            let field = Recipe.Field(kind: kind, classSelector: selector, attribute: attribute)
            if let reading = page.ways(to: field, in: record).byClass, reading.node == element, leads(reading) { return field }
        }
        return nil
    }

    /// The way down from the record by places alone.
    func position() -> Recipe.Field? {
        let text =
            element == record.members.first ? RecipePage.itself : RecipeTeaching.position(of: element, record, document)
        guard let text, let selector = try? Selector(text) else { return nil }
        let field = Recipe.Field(kind: kind, position: selector, attribute: attribute)
        guard let reading = page.ways(to: field, in: record).position, reading.node == element, leads(reading) else { return nil }
        return field
    }

    /// Whether a reading is what was pointed at: the same text, or within a longer one the same value.
    private func leads(_ reading: RecipePage.Reading) -> Bool {
        if reading.text == text { return true }
        if Self.recognised.contains(kind), attribute == nil {
            let wanted: FieldKind = kind == .faxNumber ? .telephone : kind
            func first(_ text: String) -> String? {
                Recognizers.spans(in: text, page.context).first { $0.kind == wanted || $0.kind == kind }?.value
            }
            if let value = first(reading.text), value == first(text) { return true }
        }
        // A label's text is what stands behind it.
        let isLabelled = text.utf8.count > reading.text.utf8.count && text.hasSuffix(reading.text)
        return !reading.text.isEmpty && isLabelled && FieldLabels.opening(Array(text.utf8)) != nil
    }
}
