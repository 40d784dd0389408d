/// The evidence of the second pass: what the first pass thought of a control and of those around it. Tokens come in runs (street, city, state),
/// one token is rarely asked for twice in a row, and a house number's own control tells what the street's control is.
package struct JointFeatures: Sendable {
    private let features: FieldFeatures
    private let page: FormPage
    /// The first pass's probabilities by control; empty for those that are no entries.
    private let first: [[Float]]
    private let best: [Int]
    /// The tokens that the first pass thinks possible for each control, the likeliest first.
    private let likely: [[Likely]]
    /// How likely each token is anywhere on the page.
    private let anywhere: [Float]

    private struct Likely {
        var token: Int
        var probability: Float
    }

    package init(_ page: FormPage, _ features: FieldFeatures, first: [[Float]]) {
        self.page = page
        self.features = features
        self.first = first
        likely = first.map(Self.likely)
        best = likely.map { $0.first?.token ?? -1 }
        var anywhere: [Float] = []
        for list in likely {
            for one in list {
                while anywhere.count <= one.token { anywhere.append(0) }
                anywhere[one.token] = max(anywhere[one.token], one.probability)
            }
        }
        self.anywhere = anywhere
    }

    private static func likely(_ probabilities: [Float]) -> [Likely] {
        var list: [Likely] = []
        for (token, probability) in probabilities.enumerated() where probability > 0.01 {
            list.append(Likely(token: token, probability: probability))
        }
        if list.isEmpty, let best = probabilities.best { list.append(Likely(token: best, probability: probabilities[best])) }
        list.sort { $0.probability > $1.probability || $0.probability == $1.probability && $0.token < $1.token }
        return list
    }

    /// The evidence for a control.
    package func bag(_ ordinal: Int) -> FeatureBag {
        var bag = FeatureBag(room: 160)
        guard !first[ordinal].isEmpty else { return bag }
        let own = likely[ordinal]
        let top = best[ordinal]
        bag.add("j bias", 0, .type)
        for (rank, one) in own.prefix(4).enumerated() where one.probability > 0.02 {
            bag.add("j0", (one.token * 8 + Self.bin(one.probability)) * 4 + (rank == 0 ? 0 : 1), .neighbours, .concept)
        }
        if own.count > 1 { bag.add("j01", own[0].token * 128 + own[1].token, .neighbours, .concept) }
        for one in own { bag.add("d0", one.token, .name, .concept, level: Self.shade(one.probability)) }
        for (distance, kinds) in Self.kinds {
            let neighbour = features.neighbour(of: ordinal, distance)
            let other = neighbour.map { best[$0] } ?? -1
            if abs(distance) < 3 {
                bag.add(kinds.alone, other, .neighbours)
                bag.add(kinds.with, top * 128 + other + 1, .neighbours, .concept)
            }
            guard let neighbour else {
                bag.add(kinds.shade, -1, .section, .concept)
                continue
            }
            for one in likely[neighbour] { bag.add(kinds.shade, one.token, .section, .concept, level: Self.shade(one.probability)) }
        }
        addWindow(ordinal, top, &bag)
        for (token, probability) in anywhere.enumerated() where probability > 0.05 {
            bag.add("dany", token, .form, .concept, level: probability)
        }
        features.concepts(of: ordinal).forEach { bag.add("jc", $0 * 2 + ($1 ? 1 : 0), .label, .concept) }
        bag.add("js", page.controls[ordinal].state.utf8, .type, .concept)
        if let language = page.language { bag.add("jl", Array(language.utf8) + [UInt8(truncatingIfNeeded: top)], .form) }
        bag.finish()
        return bag
    }

    /// What stands within a dozen entries of the control: the tokens that are there at all, and how often its own was before it and comes after.
    private func addWindow(_ ordinal: Int, _ top: Int, _ bag: inout FeatureBag) {
        let group = features.group(of: ordinal)
        guard let place = features.place(of: ordinal) else { return }
        let window = max(0, place - 12)..<min(group.count, place + 13)
        var present: UInt128 = 0
        var before = 0, after = 0
        var shades: [(before: Float, after: Float)] = []
        for index in window where index != place {
            for one in likely[group[index]] {
                while shades.count <= one.token { shades.append((0, 0)) }
                if index < place {
                    shades[one.token].before = max(shades[one.token].before, one.probability)
                } else {
                    shades[one.token].after = max(shades[one.token].after, one.probability)
                }
            }
            let other = best[group[index]]
            guard other > 0, first[group[index]][other] > 0.4 else { continue }
            present |= 1 << UInt128(other)
            if other == top { if index < place { before += 1 } else { after += 1 } }
        }
        for (token, shade) in shades.enumerated() {
            if shade.before > 0.05 { bag.add("dbefore", token, .nearby, .concept, level: shade.before) }
            if shade.after > 0.05 { bag.add("dafter", token, .nearby, .concept, level: shade.after) }
        }
        bag.add("jn", (top * 4 + min(before, 2)) * 4 + min(after, 2), .neighbours, .concept)
        while present != 0 {
            let token = present.trailingZeroBitCount
            present &= present - 1
            bag.add("jw", token, .neighbours)
            bag.add("jwx", top * 128 + token, .neighbours, .concept)
        }
    }

    /// A probability as a share of what evidence may count: 1 for what is certain, 0 for one in a hundred.
    private static func shade(_ probability: Float) -> Float {
        // Bits of a float rise about as its logarithm does.
        let doublings = Float(Int32(bitPattern: probability.bitPattern) - Int32(bitPattern: Float(0.01).bitPattern)) / Float(1 << 23)
        return max(0.02, min(1, doublings / 6.64))
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

    private static let kinds: [(Int, (alone: StaticString, with: StaticString, shade: StaticString))] = [
        (-1, ("jp1", "jp1x", "dp1")), (1, ("jn1", "jn1x", "dn1")), (-2, ("jp2", "jp2x", "dp2")), (2, ("jn2", "jn2x", "dn2")),
        (-3, ("jp3", "jp3x", "dp3")), (3, ("jn3", "jn3x", "dn3")),
    ]
}
