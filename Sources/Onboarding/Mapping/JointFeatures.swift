/// The evidence of the second pass: what the first pass thought of a control and of those around it. Tokens come in runs (street, city, state),
/// one token is rarely asked for twice in a row, and a house number's own control tells what the street's control is.
package struct JointFeatures: Sendable {
    private let features: FieldFeatures
    private let page: FormPage
    /// The first pass's probabilities by control; empty for those that are no entries.
    private let first: [[Float]]
    private let best: [Int]

    package init(_ page: FormPage, _ features: FieldFeatures, first: [[Float]]) {
        self.page = page
        self.features = features
        self.first = first
        best = first.map { probabilities in probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? -1 }
    }

    /// The evidence for a control.
    package func bag(_ ordinal: Int) -> FeatureBag {
        var bag = FeatureBag()
        let own = first[ordinal]
        guard !own.isEmpty else { return bag }
        let order = own.indices.sorted { own[$0] > own[$1] || own[$0] == own[$1] && $0 < $1 }.prefix(4)
        let top = best[ordinal]
        for (rank, token) in order.enumerated() where own[token] > 0.02 {
            bag.add("j0", (token * 8 + Self.bin(own[token])) * 4 + (rank == 0 ? 0 : 1), .neighbours, .concept)
        }
        if order.count > 1 { bag.add("j01", order[0] * 128 + order[1], .neighbours, .concept) }
        for (distance, kinds) in Self.kinds {
            let other = features.neighbour(of: ordinal, distance).map { best[$0] } ?? -1
            bag.add(kinds.alone, other, .neighbours)
            bag.add(kinds.with, top * 128 + other + 1, .neighbours, .concept)
        }
        addWindow(ordinal, top, &bag)
        if let language = page.language { bag.add("jl", Array(language.utf8) + [UInt8(truncatingIfNeeded: top)], .form) }
        bag.finish()
        return bag
    }

    /// What stands within a dozen entries of the control: the tokens that are there at all, and how often its own was before it and comes after.
    private func addWindow(_ ordinal: Int, _ top: Int, _ bag: inout FeatureBag) {
        let group = features.group(of: ordinal)
        guard let place = group.firstIndex(of: ordinal) else { return }
        let window = max(0, place - 12)..<min(group.count, place + 13)
        var present: UInt128 = 0
        var before = 0, after = 0
        for index in window where index != place {
            let other = best[group[index]]
            guard other > 0, first[group[index]][other] > 0.4 else { continue }
            present |= 1 << UInt128(other)
            if other == top { if index < place { before += 1 } else { after += 1 } }
        }
        bag.add("jn", (top * 4 + min(before, 2)) * 4 + min(after, 2), .neighbours, .concept)
        while present != 0 {
            let token = present.trailingZeroBitCount
            present &= present - 1
            bag.add("jw", token, .neighbours)
            bag.add("jwx", top * 128 + token, .neighbours, .concept)
        }
    }

    private static func bin(_ probability: Float) -> Int {
        switch probability {
        case 0.995...: 7
        case 0.97...: 6
        case 0.9...: 5
        case 0.7...: 4
        case 0.4...: 3
        case 0.2...: 2
        case 0.07...: 1
        default: 0
        }
    }

    private static let kinds: [(Int, (alone: StaticString, with: StaticString))] = [
        (-1, ("jp1", "jp1x")), (1, ("jn1", "jn1x")), (-2, ("jp2", "jp2x")), (2, ("jn2", "jn2x")),
    ]
}
