/// Two versions of a mapping side by side, and what differs in words.
package struct MappingComparison: Sendable, Hashable {
    /// One control in both versions.
    package struct Row: Sendable, Hashable {
        package var control: String
        package var label: String
        /// Nil where that version has no such control.
        package var left: OnboardingMapping.Line?
        package var right: OnboardingMapping.Line?

        /// Whether both versions take the same, as sure.
        package var isSame: Bool { left?.term == right?.term && left?.isAccepted == right?.isAccepted && (left == nil) == (right == nil) }
    }

    /// In the order of the right version's form; what only the left one has comes last.
    package let rows: [Row]
    /// What differs, each without a capital and a full stop; empty where nothing does.
    package let differences: [String]

    package init(_ left: OnboardingMapping, _ right: OnboardingMapping) {
        // Steps that only one of them has kept are not new.
        let isWhole = left.further != nil && right.further != nil
        let (older, newer) = isWhole ? (left.steps.flatMap(\.self), right.steps.flatMap(\.self)) : (left.lines, right.lines)
        let before = Dictionary(older.map { ($0.control, $0) }, uniquingKeysWith: { first, _ in first })
        var seen: Set<String> = []
        var rows = newer.filter { seen.insert($0.control).inserted }.map {
            Row(control: $0.control, label: $0.label, left: before[$0.control], right: $0)
        }
        rows += older.filter { seen.insert($0.control).inserted }.map {
            Row(control: $0.control, label: $0.label, left: $0, right: nil)
        }
        self.rows = rows
        var said = FormDrift(from: left.shape, to: right.shape).changes.map(\.words)
        for row in rows {
            guard let old = row.left, let new = row.right, !row.isSame else { continue }
            let name = "`\((row.label.isEmpty ? row.control : row.label).cut(40))`"
            if old.term != new.term {
                said.append("\(name) takes \(new.term ?? "nothing") instead of \(old.term ?? "nothing")")
            } else {
                said.append("\(name) is \(new.isAccepted ? "filled unasked" : "no longer filled unasked")")
            }
        }
        for key in Set(left.answers.keys).union(right.answers.keys).sorted() where left.answers[key] != right.answers[key] {
            said.append("of `\(key.cut(40))` was said: \(Self.words(right.answers[key])) instead of \(Self.words(left.answers[key]))")
        }
        if left.threshold != right.threshold {
            said.append("filled unasked \(Self.words(right.threshold)) instead of \(Self.words(left.threshold))")
        }
        differences = said
    }

    private static func words(_ answer: Answer?) -> String {
        switch answer {
        case nil: "nothing"
        case .term(let term): "it takes \(term.cut(40))"
        case .value(let value): "\"\(value.cut(40))\""
        case .leave: "it stays as it is"
        }
    }

    private static func words(_ threshold: Double?) -> String {
        threshold.map { "from \(Int(($0 * 100).rounded())) % on" } ?? "where the model is sure"
    }
}
