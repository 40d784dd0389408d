/// A few records among many, compared by what was learned from all: by which keys they may meet others, how probable it is that two are one,
/// which of them are, and why. A record may have several values of a field: of each field the pair of values counts that agrees best.
package struct Neighbourhood: Sendable {
    /// What records are compared by.
    package struct Field: Sendable, Hashable {
        package var name: String
        package var kind: ColumnKind

        package init(_ name: String, _ kind: ColumnKind) { (self.name, self.kind) = (name, kind) }
    }

    private let table: RecordTable
    private let comparer: Comparer
    private let model: MatchModel
    /// The rows of each record, one for each value of the field that has most.
    private let rows: [Range<Int>]

    /// Values of one field that are compared.
    private static let mostValues = 4

    /// - Parameters:
    ///   - records: the values of each field of each record, in the order of the fields that the knowledge was learned with.
    ///   - population: among how many records these are.
    package init(_ records: [[[String]]], knowledge: MatchKnowledge, population: Int) {
        var table = RecordTable(name: "", columns: knowledge.fields.map(\.name))
        var rows: [Range<Int>] = []
        rows.reserveCapacity(records.count)
        for values in records {
            let start = table.count
            for row in 0..<max(1, min(Self.mostValues, values.map(\.count).max() ?? 1)) {
                table.append(values.map { row < $0.count ? $0[row] : "" }, line: table.count + 1)
            }
            rows.append(start..<table.count)
        }
        let plain = table
        comparer = Comparer(
            knowledge.fields.enumerated().map { place, field in
                FieldColumn(
                    ColumnPlan.Field(name: field.name, kind: field.kind, places: [place]), [plain], background: field.frequencies)
            })
        model = knowledge.model(population: population)
        self.table = table
        self.rows = rows
    }

    /// Learns from records, one value of each field.
    package static func learn(_ records: [[String]], fields: [Field]) -> MatchKnowledge {
        var table = RecordTable(name: "", columns: fields.map(\.name))
        for values in records { table.append(values, line: table.count + 1) }
        let plan = ColumnPlan(fields: fields.enumerated().map { ColumnPlan.Field(name: $1.name, kind: $1.kind, places: [$0]) }, tables: 1)
        return Matcher([table], plan: plan, linking: false).knowledge()
    }

    /// A number for a text, the same in every process.
    package static func mark(_ text: String) -> UInt64 { ValueStore.stableHash(text.utf8) }

    // MARK: Pairs

    /// The odds that two records are one, in bits.
    package func bits(_ a: Int, _ b: Int) -> Double {
        let (outcomes, places) = compare(a, b)
        return comparer.evidence(places, outcomes, model).reduce(model.priorBits, +)
    }

    /// Why two records are taken for one, or not.
    package func explanation(_ a: Int, _ b: Int) -> Explanation {
        var partners = [Int](repeating: rows[b].lowerBound, count: comparer.columns.count)
        let (outcomes, places) = compare(a, b) { partners[$0] = $1 }
        let bits = comparer.evidence(places, outcomes, model)
        let fields = comparer.columns.indices.map { field in
            let column = comparer.columns[field]
            return Explanation.Field(
                field: column.name, kind: column.kind, first: table.value(places[field], field),
                second: table.value(partners[field], field),
                level: column.kind.levels[Int(outcomes[field].level)], bits: bits[field])
        }
        return Explanation(fields: fields, priorBits: model.priorBits, bits: bits.reduce(model.priorBits, +))
    }

    /// The best agreement of each field, and the row of the first record that has it.
    private func compare(_ a: Int, _ b: Int, _ met: (_ field: Int, _ row: Int) -> Void = { _, _ in }) -> ([Outcome], [Int]) {
        var outcomes = [Outcome](repeating: .missing, count: comparer.columns.count)
        var places = [Int](repeating: rows[a].lowerBound, count: comparer.columns.count)
        for (field, column) in comparer.columns.enumerated() {
            for x in rows[a] where column.cells[x] != 0 {
                for y in rows[b] where column.cells[y] != 0 {
                    let outcome = column.compare(column.cells[x], column.cells[y])
                    guard (outcome.level, outcome.rarity) > (outcomes[field].level, outcomes[field].rarity) else { continue }
                    outcomes[field] = outcome
                    places[field] = x
                    met(field, y)
                }
            }
        }
        return (outcomes, places)
    }

    // MARK: Groups

    /// Two records that belong together, or must not, whatever is probable.
    package struct Tie: Sendable, Hashable {
        package var first: Int
        package var second: Int

        package init(_ first: Int, _ second: Int) { (self.first, self.second) = (first, second) }
    }

    /// All records in their groups, those that stand alone as groups of one: the surest pairs first, and only where the groups agree as a whole.
    /// - Parameters:
    ///   - pairs: those that may be one.
    ///   - least: the odds, in bits, from which two are one.
    ///   - most: records of one group.
    package func groups(_ pairs: [ScoredPair], same: [Tie], different: [Tie], least: Double, most: Int) -> [[Int]] {
        var clustering = Clustering(
            count: rows.count, same: same.map { ($0.first, $0.second) }, different: different.map { ($0.first, $0.second) }, most: most)
        let sure = pairs.filter { $0.bits >= least }.sorted { ($1.bits, $0.first, $0.second) < ($0.bits, $1.first, $1.second) }
        clustering.add(sure, least: least) { bits($0, $1) }
        let groups = clustering.groups
        let taken = Set(groups.joined())
        return (groups + rows.indices.filter { !taken.contains($0) }.map { [$0] }).sorted { $0[0] < $1[0] }
    }

    // MARK: Keys

    /// The keys of every record: two that share none are not worth a comparison. The same in every process.
    package func keys() -> [[UInt64]] {
        let columns = comparer.columns
        let strong = columns.enumerated().map { place, column -> BlockingKeys? in
            switch column.kind {
            // So many share them that they lead nowhere.
            case .code, .category, .place, .postalCode, .houseNumber: nil
            default: BlockingKeys(column, .strong, salt: UInt64(place))
            }
        }
        let names = columns.indices.filter { columns[$0].kind == .name }
        let regions = columns.indices.filter { columns[$0].kind == .place || columns[$0].kind == .postalCode }
        let coarse = Dictionary(
            uniqueKeysWithValues: (names + regions).map { ($0, BlockingKeys(columns[$0], .coarse, salt: UInt64($0))) })
        return rows.map { rows in
            var keys: Set<UInt64> = []
            for (place, column) in columns.enumerated() {
                for row in rows { if let strong = strong[place] { keys.formUnion(strong[column.cells[row]]) } }
            }
            for name in names {
                for region in regions {
                    for (x, y) in rows.flatMap({ x in rows.map { (x, $0) } }) {
                        for first in coarse[name]?[columns[name].cells[x]] ?? [] {
                            for second in coarse[region]?[columns[region].cells[y]] ?? [] {
                                keys.insert(BlockingKeys.together(first, second))
                            }
                        }
                    }
                }
            }
            return keys.sorted()
        }
    }
}
