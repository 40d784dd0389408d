/// A condition as written.
indirect enum ConditionTree: Sendable {
    case all([ConditionTree])
    case any([ConditionTree])
    case not(ConditionTree)
    case comparison(Comparison)

    struct Comparison: Sendable {
        var subject: ConditionSubject
        var test: Test
    }

    enum Order: String, Sendable { case equal = "==", unequal = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">=" }

    enum Test: Sendable {
        case order(Order, ConditionValue)
        case within([Member])
        /// The text as written, and folded.
        case contains(String, folded: [UInt8])
        case matches(Pattern)
        case exists
        /// A flag that stands alone.
        case isTrue
    }

    /// One member of a list after `in`.
    enum Member: Sendable {
        case value(ConditionValue)
        case range(ConditionValue, ConditionValue)
    }

    var needs: Needs {
        switch self {
        case .all(let parts), .any(let parts): parts.reduce(into: Needs()) { $0.formUnion($1.needs) }
        case .not(let inside): inside.needs
        case .comparison(let comparison): comparison.subject.needs
        }
    }

    /// Every comparison in the tree, in the order written.
    var comparisons: [Comparison] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.comparisons)
        case .not(let inside): inside.comparisons
        case .comparison(let comparison): [comparison]
        }
    }
}
