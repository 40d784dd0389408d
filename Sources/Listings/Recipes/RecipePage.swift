import HTML

/// A page made ready for recipes: its records by a recipe's selector, and where the ways to a field lead in each.
struct RecipePage {
    /// One record: the element that the selector matches, and in a run the siblings that belong to it; where one element holds several, the
    /// elements and texts of one.
    struct Record {
        var members: [NodeID]
        var pieces: [RecordPiece]
        /// The headings above it, by the selectors of the fields that they are.
        var headings: [String: NodeID] = [:]
    }

    /// A text or an attribute that a way led to.
    struct Reading {
        var node: NodeID
        var text: String
    }

    let document: Document
    let paths: NodePaths
    let base: WebURL?
    let context: ReadingContext
    private let outline: PageOutline?

    /// How much of the page is laid out: nothing, for ways by class and position; its elements and texts, for labels and lines; or all of
    /// what records are found by, for those that an element holds several of.
    enum Depth { case none, texts, whole }

    /// Elements that one record of a run may have.
    private static let longestRun = 64

    init(_ document: Document, _ options: Extraction.Options, depth: Depth = .whole) {
        self.document = document
        paths = NodePaths(document)
        base = document.baseURL(options.url)
        var context = options.context
        if context.language == nil, let root = document.rootElement {
            context.language = document.attribute(.lang, of: root)?.strippingSpace
            if context.language?.isEmpty == true { context.language = nil }
        }
        self.context = context
        outline = depth == .none ? nil : PageOutline(document, isBare: depth == .texts)
    }

    // MARK: Records

    /// The records of the page, in its order.
    func records(by recipe: Recipe) -> [Record] {
        let selectors = recipe.fields.compactMap(\.above)
        let headings = selectors.map { ($0.source, document.select($0)) }
        var records: [Record]
        if let split = recipe.split {
            records = parts(of: document.select(recipe.records), split)
        } else {
            records = self.records(
                of: document.select(recipe.records), isRun: recipe.isRun, endingBefore: Set(headings.flatMap { $0.1 }))
        }
        for (source, nodes) in headings { note(nodes, as: source, above: &records) }
        return records
    }

    /// Notes for each record the last of some headings that stands before it.
    func note(_ headings: [NodeID], as source: String, above records: inout [Record]) {
        guard let outline else { return }
        let places = headings.map { (place: outline.indexOfNode[Int($0.rawValue)], node: $0) }.filter { $0.place >= 0 }
        var next = 0
        for index in records.indices {
            guard let leader = records[index].members.first else { continue }
            let place = outline.indexOfNode[Int(leader.rawValue)]
            while next < places.count, places[next].place < place { next += 1 }
            if next > 0 { records[index].headings[source] = places[next - 1].node }
        }
    }

    /// The records that each of some elements holds several of.
    private func parts(of holders: [NodeID], _ split: Recipe.Split) -> [Record] {
        guard let outline else { return [] }
        let sets = CandidateSets(outline, document)
        let taker = RecordPieces(outline: outline, document: document)
        var records: [Record] = []
        for holder in holders {
            let item = outline.indexOfNode[Int(holder.rawValue)]
            guard item >= 0 else { continue }
            for span in sets.parts(of: item, split) where records.count < RecordReader.maximumRecords {
                var members: [NodeID] = []
                var at = span.range.lowerBound
                while at < span.range.upperBound {
                    members.append(outline.items[Int(at)].node)
                    at = outline.items[Int(at)].end
                }
                records.append(Record(members: members, pieces: taker.pieces(span)))
            }
        }
        return records
    }

    /// The same for elements that are known to be records, or to open them.
    /// - Parameter ends: What belongs to no record of a run, and ends it.
    func records(of elements: [NodeID], isRun: Bool, endingBefore ends: Set<NodeID> = []) -> [Record] {
        let elements = Array(elements.prefix(RecordReader.maximumRecords))
        let leaders = Set(elements)
        var longest = 0
        var records: [Record] = []
        records.reserveCapacity(elements.count)
        for element in elements {
            var members = [element]
            var isLast = false
            if isRun {
                var after = document.nextElement(after: element)
                while let next = after, !leaders.contains(next), !ends.contains(next), members.count < Self.longestRun {
                    members.append(next)
                    after = document.nextElement(after: next)
                }
                isLast = after == nil
                // Nothing ends the last of them but what the others are like.
                if isLast, longest > 0 { members = Array(members.prefix(longest)) }
                if !isLast { longest = max(longest, members.count) }
            }
            records.append(Record(members: members, pieces: []))
        }
        guard let outline else { return records }
        let starts = Set(elements.map { outline.indexOfNode[Int($0.rawValue)] })
        let tables = TableHeads(outline: outline, document: document)
        let taker = RecordPieces(outline: outline, document: document)
        for index in records.indices {
            let from = outline.indexOfNode[Int(records[index].members[0].rawValue)]
            let last = records[index].members.reversed().lazy.map { outline.indexOfNode[Int($0.rawValue)] }.first { $0 >= 0 }
            guard from >= 0, let last else { continue }
            let item = outline.items[Int(from)]
            let heads = item.tag == .tr ? tables.heads(of: from) { starts.contains($0) } : []
            let span = RecordSpan(range: from..<max(item.end, outline.items[Int(last)].end), parent: item.parent)
            records[index].pieces = taker.pieces(span, heads: heads)
        }
        return records
    }

    /// The bytes of the page from the record's first element to its last.
    func range(of record: Record) -> Range<Int>? {
        let ranges = record.members.compactMap { document.sourceRange(of: $0) }
        guard let first = ranges.first, let last = ranges.last, first.lowerBound <= last.upperBound else { return ranges.first }
        return first.lowerBound..<last.upperBound
    }

    /// The elements of a record in document order, itself first.
    func elements(of record: Record, limit: Int = 600) -> [NodeID] {
        var found: [NodeID] = []
        for member in record.members {
            found.append(member)
            var next = document.firstElement(in: member)
            while let element = next, found.count < limit {
                found.append(element)
                next = document.elementAfter(element, within: member)
            }
        }
        return found
    }

    // MARK: Ways

    /// Where the ways to a field lead in one record.
    struct Ways {
        var label: Reading?
        var byClass: Reading?
        var position: Reading?
        var line: Reading?
        var anywhere: Reading?
        var above: Reading?

        var best: Reading? { label ?? byClass ?? position ?? line ?? anywhere ?? above }

        /// The way that ``best`` goes.
        var way: RecipeDrawing.Way {
            let ways: [(Reading?, RecipeDrawing.Way)] = [
                (label, .label), (byClass, .byClass), (position, .position), (line, .line), (anywhere, .anywhere),
            ]
            return ways.first { $0.0 != nil }?.1 ?? .above
        }

        private var all: [Reading] { [label, byClass, position, line, anywhere, above].compactMap(\.self) }

        var isCompared: Bool { all.count >= 2 }

        /// Whether two ways lead to the same text.
        var isConfirmed: Bool {
            guard let best, isCompared else { return false }
            return all.count { $0.text == best.text || $0.text.hasSuffix(best.text) } >= 2
        }
    }

    func ways(to field: Recipe.Field, in record: Record) -> Ways {
        Ways(
            label: labelled(field, record.pieces), byClass: reading(field.classSelector, field, record),
            position: reading(field.position, field, record), line: field.line.flatMap { lines($0, field, record) },
            anywhere: field.isAnywhere ? recognised(field.kind, record) : nil,
            above: field.above.flatMap { record.headings[$0.source] }.flatMap { reading(of: $0, field) })
    }

    /// The record's lines, as people see them.
    private func lines(_ wanted: ClosedRange<Int>, _ field: Recipe.Field, _ record: Record) -> Reading? {
        var line = 0
        var text = ""
        var node: NodeID?
        for (place, piece) in record.pieces.enumerated() {
            if piece.opensLine || place == 0 { line += 1 }
            guard wanted.contains(line) else { continue }
            if let name = field.attribute {
                guard let link = piece.link, let value = document.attribute(named: name, of: link) else { continue }
                return Reading(node: link, text: value.strippingSpace)
            }
            text =
                text.isEmpty
                ? piece.text : piece.opensLine ? Self.joined(text, piece.text, Self.separator(of: field.kind)) : text + " " + piece.text
            node = node ?? piece.node
        }
        return node.flatMap { text.isEmpty ? nil : part(Reading(node: $0, text: text), field) }
    }

    /// Whether values of a kind are known by themselves.
    static func isRecognised(_ kind: FieldKind) -> Bool {
        switch kind {
        case .telephone, .faxNumber, .email, .date, .price, .postalCode, .address: true
        default: false
        }
    }

    /// The first value of a kind that a record holds; a number that a label calls a fax is no telephone, and no other is a fax.
    private func recognised(_ kind: FieldKind, _ record: Record) -> Reading? {
        if kind == .address {
            guard let range = AddressLines(context: context).pieces(record.pieces) else { return nil }
            return Reading(node: record.pieces[range.lowerBound].node, text: AddressLines.text(of: record.pieces[range]))
        }
        for piece in record.pieces {
            let bytes = Array(piece.text.utf8)
            guard TextBytes.mayHoldValue(bytes) else { continue }
            let label = piece.label ?? FieldLabels.opening(bytes).map { String(decoding: bytes[$0.label], as: UTF8.self) }
            let isFax = label.flatMap { FieldLabels.kind(of: $0)?.kind } == .faxNumber
            for span in Recognizers.spans(in: piece.text, context) {
                let found: FieldKind = span.kind == .telephone && isFax ? .faxNumber : span.kind
                if found == kind { return Reading(node: piece.node, text: String(decoding: bytes[span.range], as: UTF8.self)) }
            }
        }
        return nil
    }

    /// The selector of the record's own element, whose text holds what no element within it does.
    static let itself = ":scope"

    private func reading(_ selector: Selector?, _ field: Recipe.Field, _ record: Record) -> Reading? {
        guard let selector, let leader = record.members.first else { return nil }
        // The first that matches mostly says something; all of them are only looked for where it does not.
        if record.members.count == 1, selector.source != Self.itself {
            guard let first = document.selectFirst(selector, in: leader) else { return nil }
            if let reading = reading(of: first, field) { return reading }
        }
        let nodes =
            selector.source == Self.itself
            ? [leader]
            : record.members.count == 1
                ? document.select(selector, in: leader) : elements(of: record).filter { document.matches($0, selector, scope: leader) }
        for node in nodes { if let reading = reading(of: node, field) { return reading } }
        return nil
    }

    private func reading(of node: NodeID, _ field: Recipe.Field) -> Reading? {
        if let name = field.attribute {
            return document.attribute(named: name, of: node).map { Reading(node: node, text: $0.strippingSpace) }
        }
        let text = text(of: node, as: field.kind)
        return text.isEmpty ? nil : part(Reading(node: node, text: text), field)
    }

    /// Of a reading the part that a field asks for.
    private func part(_ reading: Reading, _ field: Recipe.Field) -> Reading? {
        guard let number = field.part else { return reading }
        let parts = LineParts.parts(of: reading.text)
        return number <= parts.count ? Reading(node: reading.node, text: parts[number - 1]) : nil
    }

    private func labelled(_ field: Recipe.Field, _ pieces: [RecordPiece]) -> Reading? {
        guard let wanted = field.label.map({ FieldLabels.words(of: $0) }) else { return nil }
        for (place, piece) in pieces.enumerated() {
            var text = piece.text
            let isLabelled = piece.label.map { FieldLabels.words(of: $0) == wanted } ?? false
            if !isLabelled {
                let bytes = Array(piece.text.utf8)
                guard let opening = FieldLabels.opening(bytes),
                    FieldLabels.words(of: String(decoding: bytes[opening.label], as: UTF8.self)) == wanted
                else { continue }
                text = String(decoding: bytes[opening.value...], as: UTF8.self)
            }
            if let name = field.attribute {
                guard let value = document.attribute(named: name, of: piece.node) else { continue }
                return Reading(node: piece.node, text: value.strippingSpace)
            }
            // Further lines of the same text, up to the next label.
            for next in pieces[(place + 1)...] {
                guard next.node == piece.node, next.label == piece.label, !next.opensLine || Self.isOfLines(field.kind),
                    !isLabelled || next.text.utf8.last != UInt8(ascii: ":"), FieldLabels.opening(Array(next.text.utf8)) == nil
                else { break }
                text = Self.joined(text, next.text, Self.separator(of: field.kind))
            }
            return part(Reading(node: piece.node, text: text), field)
        }
        return nil
    }

    /// The text of an element as people see it; lines are parted as the kind writes them.
    func text(of node: NodeID, as kind: FieldKind) -> String {
        var text = ""
        var isNewLine = false
        var endsWithSpace = false
        let separator = Self.separator(of: kind)
        var next = document.firstChild(of: node)
        var depth = 0
        while let current = next {
            if document.isText(current) {
                let raw = document.withText(of: current) { String(decoding: $0, as: UTF8.self) }
                let part = raw.collapsingSpace.trimmingNoBreakSpace
                if !part.isEmpty {
                    let opensWithSpace = raw.utf8.first.map(TextBytes.isSpace) ?? false
                    if isNewLine {
                        text = Self.joined(text, part, separator)
                    } else {
                        text += text.isEmpty || !(opensWithSpace || endsWithSpace) ? part : " " + part
                    }
                    isNewLine = false
                    endsWithSpace = raw.utf8.last.map(TextBytes.isSpace) ?? false
                } else if !raw.isEmpty {
                    endsWithSpace = true
                }
            } else if document.isElement(current), !RecordPieces.isInline(document.name(of: current)) {
                isNewLine = true
            }
            if let child = document.firstChild(of: current), depth < 200 {
                next = child
                depth += 1
                continue
            }
            var up = current
            next = nil
            while up != node {
                if document.isElement(up), !RecordPieces.isInline(document.name(of: up)) { isNewLine = true }
                if let sibling = document.nextSibling(of: up) {
                    next = sibling
                    break
                }
                guard let parent = document.parent(of: up) else { break }
                up = parent
                depth -= 1
            }
            if text.utf8.count > 20_000 { break }
        }
        return text
    }

    private static func joined(_ text: String, _ part: String, _ separator: String) -> String {
        guard !text.isEmpty else { return part }
        return text + (text.utf8.last == UInt8(ascii: ",") ? " " : separator) + part
    }

    /// Whether values of a kind go on over several lines.
    private static func isOfLines(_ kind: FieldKind) -> Bool {
        switch kind {
        case .telephone, .faxNumber, .email, .url, .date, .price, .postalCode, .license, .identifier, .name, .person: false
        default: true
        }
    }

    private static func separator(of kind: FieldKind) -> String {
        switch kind {
        case .address, .streetAddress, .openingHours: ", "
        default: " "
        }
    }
}

extension Document {
    /// Whether a node is the other or stands above it.
    func isInclusiveAncestor(_ ancestor: NodeID, of node: NodeID) -> Bool {
        var current: NodeID? = node
        while let up = current {
            if up == ancestor { return true }
            current = parent(of: up)
        }
        return false
    }
}
