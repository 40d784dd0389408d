/// Compares pairs of records field by field, and weighs what it finds by a model.
struct Comparer: Sendable {
    let columns: [FieldColumn]
    /// Pairs of fields that people confuse: given and family name, first and second line of an address.
    private let swaps: [(Int, Int)]
    /// Records of one entity in these files, as far as is known: how often a value is there through copies of one entity alone.
    var copies = 2.0

    init(_ columns: [FieldColumn]) {
        self.columns = columns
        var swaps: [(Int, Int)] = []
        for (i, first) in columns.enumerated() {
            for (j, second) in columns.enumerated().dropFirst(i + 1) {
                let person =
                    first.kind == .givenName && second.kind == .familyName || first.kind == .familyName && second.kind == .givenName
                let lines = first.kind == .address && second.kind == .address
                if person || lines { swaps.append((i, j)) }
            }
        }
        self.swaps = swaps
    }

    func compare(_ a: Int, _ b: Int) -> [Outcome] {
        var outcomes = Array(repeating: Outcome.missing, count: columns.count)
        compare(a, b, into: &outcomes)
        return outcomes
    }

    /// - Parameter outcomes: One place for each field; used again and again, since this is what is done most.
    func compare(_ a: Int, _ b: Int, into outcomes: inout [Outcome]) {
        for field in columns.indices {
            let column = columns[field]
            outcomes[field] = column.compare(column.cells[a], column.cells[b])
        }
        for (i, j) in swaps where outcomes[i].level <= 1 && outcomes[j].level <= 1 && (outcomes[i].level == 1 || outcomes[j].level == 1) {
            let (first, second) = (columns[i], columns[j])
            let (ai, aj, bi, bj) = (first.cells[a], second.cells[a], first.cells[b], second.cells[b])
            let crossed = Self.equal(first, ai, second, bj)
            let back = Self.equal(first, bi, second, aj)
            // Both crossed, or one crossed while the other place is empty.
            guard crossed && back || crossed && bi == 0 || back && ai == 0 || crossed && aj == 0 || back && bj == 0 else { continue }
            let level: UInt8 = first.kind == .address ? 6 : 3
            if outcomes[i].level == 1 { outcomes[i] = Outcome(level: level) }
            if outcomes[j].level == 1 { outcomes[j] = Outcome(level: level) }
        }
    }

    private static func equal(_ x: FieldColumn, _ a: UInt32, _ y: FieldColumn, _ b: UInt32) -> Bool {
        a != 0 && b != 0 && x.bytes(of: a).elementsEqual(y.bytes(of: b))
    }

    /// Bits for and against two records being one, by field; the prior is not among them.
    /// - Parameter places: the record whose value was compared, field by field: one record may have several rows.
    func evidence(_ places: [Int], _ outcomes: [Outcome], _ model: MatchModel) -> [Double] {
        var evidence = outcomes.indices.map { bits($0, places[$0], outcomes[$0], model) }
        let regions = evidence.indices.filter { isRegional($0, outcomes[$0]) && evidence[$0] > 0 }
        let strongest = regions.max { (evidence[$0], $1) < (evidence[$1], $0) }
        for field in regions where field != strongest { evidence[field] = 0 }
        let place = evidence.indices.reduce(0) { columns[$1].kind.isPlace ? $0 + evidence[$1] : $0 }
        let isNamed = outcomes.indices.contains { columns[$0].kind.isIdentity && outcomes[$0].level > 0 }
        if isNamed, place > model.placeLimit {
            for field in evidence.indices where columns[field].kind.isPlace { evidence[field] *= model.placeLimit / place }
        }
        return evidence
    }

    /// The sum of the evidence, without the prior.
    func weigh(_ a: Int, _ outcomes: [Outcome], _ model: MatchModel) -> Double {
        var place = 0.0
        var region = 0.0
        var rest = 0.0
        var isNamed = false
        for field in outcomes.indices {
            let kind = columns[field].kind
            let bits = bits(field, a, outcomes[field], model)
            if bits > 0, isRegional(field, outcomes[field]) {
                region = max(region, bits)
            } else if kind.isPlace {
                place += bits
            } else {
                rest += bits
            }
            if kind.isIdentity, outcomes[field].level > 0 { isNamed = true }
        }
        // Where nothing says who it is, nothing need be held back.
        return rest + (isNamed ? min(place + region, model.placeLimit) : place + region)
    }

    /// Whether what a field says follows from the region alone: town, state and postal code agree together, and so do the first digits of
    /// telephones. Only the strongest of them counts.
    private func isRegional(_ field: Int, _ outcome: Outcome) -> Bool {
        let kind = columns[field].kind
        return kind.isRegion || kind == .phone && outcome.level < 4
    }

    /// Whether two records are in one place: one address, or one telephone.
    func sharePlace(_ outcomes: [Outcome]) -> Bool {
        for (field, outcome) in outcomes.enumerated() {
            let kind = columns[field].kind
            if kind == .address && outcome.level >= 7 || kind == .phone && outcome.level == kind.same { return true }
        }
        return false
    }

    private func bits(_ field: Int, _ record: Int, _ outcome: Outcome, _ model: MatchModel) -> Double {
        let weight = model.bits[field][Int(outcome.level)]
        return outcome.level > 1 ? weight + rarity(field, record, outcome, model) : weight
    }

    /// What the rarity of that which they share adds or takes.
    private func rarity(_ field: Int, _ record: Int, _ outcome: Outcome, _ model: MatchModel) -> Double {
        let column = columns[field]
        let table = model.fields[field]
        let level = Int(outcome.level)
        if outcome.level == column.kind.same, outcome.rarity == 0 {
            let usual = table.others[level - 1]
            let count = Double(column.counts[Int(column.cells[record])])
            let size = Double(max(2, column.filled))
            let share = max((count / copies - 1) / size, min(usual, 0.5 / size))
            return max(-6, min(6, Logarithm.bits(usual / share)))
        }
        guard outcome.rarity > 0 else { return 0 }
        return max(-3, min(3, 0.5 * Double(outcome.rarity - table.usualRarity[level])))
    }
}
