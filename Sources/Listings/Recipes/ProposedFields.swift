import HTML

/// The fields of a proposed recipe: those that stand in the same place of most records, and for what these do not lead to as it was found, ways
/// by label, by line, by kind and by the heading above; each is taken only where it reads what was found in nine records of ten.
struct ProposedFields {
    private(set) var fields: [Recipe.Field] = []

    private var examples: [ProposedRecords.Example]
    private let total: Int
    /// A way must be right for this share of the records that it leads to a value in.
    private static let leastPrecision = 0.9
    /// A kind is a field where this share of the records has it.
    private static let leastShare = 0.3
    private static let mostFields = 24
    /// Records of one page that ways are tried on.
    private static let mostRecords = 200

    init(_ frame: Recipe, _ examples: [ProposedRecords.Example], _ options: Extraction.Options) {
        self.examples = examples.map { example in
            var example = example
            example.records = Array(example.records.prefix(Self.mostRecords))
            return example
        }
        total = self.examples.reduce(0) { $0 + $1.records.count }
        fields = placed(isSplit: frame.split != nil)
        for kind in kinds() { settle(kind) }
        fields = Array(fields.prefix(Self.mostFields))
    }

    // MARK: In the same place

    private struct Key: Hashable {
        let kind: FieldKind
        let position: String
        let attribute: String?
    }

    /// Fields whose elements stand in the same place of half of the records.
    private func placed(isSplit: Bool) -> [Recipe.Field] {
        guard !isSplit else { return [] }
        var order: [Key] = []
        var counts: [Key: Int] = [:]
        var labels: [Key: [String: Int]] = [:]
        var classWays: [Key: [String: Int]] = [:]
        for example in examples {
            for (told, found) in example.records {
                var seen = Set<Key>()
                for field in found.fields where !field.isEmbedded {
                    guard let position = RecipeTeaching.position(of: field.value.node, told, example.document) else { continue }
                    let attribute = field.value.kind == .url ? "href" : nil
                    let key = Key(kind: field.value.kind, position: position, attribute: attribute)
                    guard seen.insert(key).inserted else { continue }
                    if counts[key] == nil { order.append(key) }
                    counts[key, default: 0] += 1
                    if attribute == nil, let label = field.label { labels[key, default: [:]][label, default: 0] += 1 }
                    let words = RecipeProposal.classes(of: field.value.node, example.document).sorted()
                    if !words.isEmpty {
                        let way = example.document.nameText(of: field.value.node) + words.map { "." + $0 }.joined()
                        classWays[key, default: [:]][way, default: 0] += 1
                    }
                }
            }
        }
        return order.filter { (counts[$0] ?? 0) * 2 >= total }.prefix(Self.mostFields).map { key in
            let count = counts[key] ?? 0
            func usual(_ ways: [String: Int]?) -> String? {
                ways?.filter { $0.value * 10 >= count * 8 }.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
            }
            return Recipe.Field(
                kind: key.kind, label: usual(labels[key]), classSelector: usual(classWays[key]).flatMap { try? Selector($0) },
                position: try? Selector(key.position), attribute: key.attribute, isRequired: count == total)
        }
    }

    // MARK: As it was found

    /// The kinds that records have, in their order; a text whose kind isn't known is no field of itself.
    private func kinds() -> [FieldKind] {
        var counts: [FieldKind: Int] = [:]
        var order: [FieldKind] = []
        for (_, found) in examples.flatMap(\.records) {
            for kind in Set(found.fields.map(\.value.kind)).sorted(by: { $0.rawValue < $1.rawValue }) where kind != .text {
                if counts[kind] == nil { order.append(kind) }
                counts[kind, default: 0] += 1
            }
        }
        return order.filter { Double(counts[$0] ?? 0) >= max(2, Self.leastShare * Double(total)) }
            .sorted { (rank($0), $0.rawValue) < (rank($1), $1.rawValue) }
    }

    private func rank(_ kind: FieldKind) -> Int { FieldKind.allCases.firstIndex(of: kind) ?? 0 }

    /// How often fields lead to a value, to the one that was found first of its kind, and how often there is one.
    private struct Score {
        var read = 0
        var right = 0
        var wanted = 0

        var isPrecise: Bool { right >= 2 && Double(right) >= leastPrecision * Double(read) }
        var isWhole: Bool { isPrecise && Double(right) >= leastPrecision * Double(wanted) }
    }

    private func score(_ fields: [Recipe.Field], _ kind: FieldKind) -> Score {
        var score = Score()
        for example in examples {
            for (told, found) in example.records {
                let wanted = found.values(kind)
                if !wanted.isEmpty { score.wanted += 1 }
                for field in fields {
                    guard let reading = example.page.ways(to: field, in: told).best else { continue }
                    let value = example.page.value(of: reading, as: field, isConfirmed: false).value
                    score.read += 1
                    if let first = wanted.first, Self.isSame(first, value) { score.right += 1 }
                    break
                }
            }
        }
        return score
    }

    private static func isSame(_ found: FoundValue, _ read: FoundValue) -> Bool {
        found.value == read.value || FoldedText.of(found.text) == FoldedText.of(read.text)
    }

    /// Sees to it that a kind's first value is read as it was found, as far as a way leads to it.
    private mutating func settle(_ kind: FieldKind) {
        let own = fields.filter { $0.kind == kind }
        let before = score(own, kind)
        if before.isWhole { return }
        var best: (field: Recipe.Field, score: Score)?
        var joined = Recipe.Field(kind: kind)
        for way in ways(to: kind) {
            let score = score([way], kind)
            guard score.isPrecise else { continue }
            joined = Self.join(joined, way)
            if score.right > best?.score.right ?? 0 { best = (way, score) }
        }
        guard let best else {
            // What leads to something else more often than to what it is called misleads.
            if !before.isPrecise, before.right * 2 < before.read, kind != .url { fields.removeAll { $0.kind == kind && !$0.isRequired } }
            return
        }
        let together = score([joined], kind)
        var (field, result) = together.isPrecise && together.right >= best.score.right ? (joined, together) : best
        guard result.right > before.right || before.read > before.right && result.right == before.right else { return }
        field.isRequired = result.right == total
        let place = fields.firstIndex { $0.kind == kind } ?? fields.count
        let kept = fields.filter { $0.kind != kind || score([$0], kind).isPrecise || kind == .url && $0.attribute != nil }
        fields = kept
        fields.insert(field, at: min(place, fields.count))
    }

    private static func join(_ field: Recipe.Field, _ way: Recipe.Field) -> Recipe.Field {
        var field = field
        guard field.attribute == way.attribute || !field.hasWay else { return field }
        field.attribute = way.attribute
        field.label = field.label ?? way.label
        field.classSelector = field.classSelector ?? way.classSelector
        // A part is one of its own line.
        if way.part != field.part, field.hasWay { return field }
        (field.line, field.part) = (field.line ?? way.line, way.part)
        field.isAnywhere = field.isAnywhere || way.isAnywhere
        field.above = field.above ?? way.above
        return field
    }

    /// Ways that may lead to a kind's first value: by the labels, classes and lines that it has, by its kind, by a heading.
    private mutating func ways(to kind: FieldKind) -> [Recipe.Field] {
        var counts: [Way: Int] = [:]
        var headings: [RecipeProposal.Example] = []
        for example in examples {
            var above: [NodeID] = []
            for (told, found) in example.records {
                guard let field = found.fields.first(where: { $0.value.kind == kind }) else { continue }
                if let label = field.label, !FieldLabels.words(of: label).isEmpty { counts[.label(label), default: 0] += 1 }
                let node = field.value.node
                if !told.members.contains(where: { example.document.isInclusiveAncestor($0, of: node) }),
                    !told.pieces.contains(where: { $0.node == node })
                {
                    if !above.contains(node) { above.append(node) }
                    continue
                }
                let words = RecipeProposal.classes(of: node, example.document).sorted()
                if !words.isEmpty {
                    counts[.byClass(example.document.nameText(of: node) + words.map { "." + $0 }.joined()), default: 0] += 1
                }
                if let lines = Self.lines(of: field.value, told) { counts[lines, default: 0] += 1 }
            }
            if !above.isEmpty { headings.append(.init(document: example.document, nodes: above, records: [])) }
        }
        var ways = counts.sorted { ($1.value, $0.key.order) < ($0.value, $1.key.order) }.prefix(8).compactMap { $0.key.field(kind) }
        if RecipePage.isRecognised(kind) { ways.append(Recipe.Field(kind: kind, isAnywhere: true)) }
        if !headings.isEmpty, let selector = RecipeProposal.container(headings) {
            for index in examples.indices {
                var records = examples[index].records.map(\.told)
                let nodes = examples[index].document.select(selector)
                examples[index].page.note(nodes, as: selector.source, above: &records)
                for place in records.indices { examples[index].records[place].told = records[place] }
            }
            ways.append(Recipe.Field(kind: kind, above: selector))
        }
        return ways
    }

    private enum Way: Hashable {
        case label(String)
        case byClass(String)
        case line(ClosedRange<Int>, part: Int?)

        var order: String {
            switch self {
            case .label(let text): "1" + text
            case .byClass(let text): "2" + text
            case .line(let lines, let part): "3\(lines.lowerBound)-\(lines.upperBound) \(part ?? 0)"
            }
        }

        func field(_ kind: FieldKind) -> Recipe.Field? {
            switch self {
            case .label(let label): Recipe.Field(kind: kind, label: label)
            case .byClass(let text): (try? Selector(text)).map { Recipe.Field(kind: kind, classSelector: $0) }
            case .line(let lines, let part): Recipe.Field(kind: kind, line: lines, part: part)
            }
        }
    }

    /// The lines of a record whose text a value is, or in which it stands.
    private static func lines(of value: FoundValue, _ record: RecipePage.Record) -> Way? {
        var line = 0
        var first: Int?
        var rest = FoldedText.of(value.text)
        for (place, piece) in record.pieces.enumerated() {
            if piece.opensLine || place == 0 { line += 1 }
            let text = FoldedText.of(piece.text)
            guard !text.isEmpty, rest.hasPrefix(text) else {
                if first != nil { return nil }
                guard piece.text.contains(value.text) else { continue }
                if let part = LineParts.parts(of: piece.text).firstIndex(of: value.text) { return .line(line...line, part: part + 1) }
                if RecipePage.isRecognised(value.kind), value.kind != .address { return .line(line...line, part: nil) }
                continue
            }
            rest = String(rest.dropFirst(text.count)).strippingSpace
            first = first ?? line
            if rest.isEmpty { return .line((first ?? line)...line, part: nil) }
        }
        return nil
    }
}
