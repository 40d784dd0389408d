import HTML

/// Makes answers about controls agree that a page calls the same and that stand apart, as the city of the shipping and that of the billing address
/// do: what one shows the other may lack. Neighbours that share a label (the parts of a telephone number, the lines of an address) ask for
/// different things, and are left alone.
package enum Agreement {
    /// How far from each other, in controls, those must stand that are taken for the same asked again.
    private static let apart = 3

    /// What makes two controls of a page the same.
    private struct Kind: Hashable {
        let label: [UInt8]
        let state: String
    }

    /// Moves what the passes think of each such control half of the way to the mean of all of them; geometric, as the mean of the passes is.
    package static func settle(_ passes: inout [FormMapper.Passes], _ page: FormPage) {
        var groups: [Kind: [Int]] = [:]
        for control in page.controls where passes[control.ordinal].best != nil {
            guard let label = control.label, !label.isEmpty else { continue }
            let folded = FoldedText(prose: label).bytes
            if !folded.isEmpty { groups[Kind(label: folded, state: control.state), default: []].append(control.ordinal) }
        }
        for group in groups.values where group.count > 1 && zip(group, group.dropFirst()).allSatisfy({ $1 - $0 >= apart }) {
            settle(&passes, group)
        }
    }

    private static func settle(_ passes: inout [FormMapper.Passes], _ group: [Int]) {
        let logarithms = group.map { passes[$0].both.map { FormModelMath.log2(max($0, 1e-6)) } }
        guard var mean = logarithms.first else { return }
        for other in logarithms.dropFirst() { for at in mean.indices { mean[at] += other[at] } }
        for at in mean.indices { mean[at] /= Float(group.count) }
        for (index, ordinal) in group.enumerated() {
            var both = logarithms[index]
            for at in both.indices { both[at] = (both[at] + mean[at]) / 2 * 0.693_147_18 }
            FormModelMath.softmax(&both)
            passes[ordinal].both = both
            passes[ordinal].best = both.best
        }
    }
}
