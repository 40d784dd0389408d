/// A condition as written, about subjects of one sort.
package indirect enum ConditionTree<Subject: ConditionSubject>: Sendable {
    case all([ConditionTree<Subject>])
    case any([ConditionTree<Subject>])
    case not(ConditionTree<Subject>)
    case comparison(Comparison)

    package struct Comparison: Sendable {
        package var subject: Subject
        package var test: ConditionTest
    }

    /// Every comparison in the tree, in the order written.
    package var comparisons: [Comparison] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.comparisons)
        case .not(let inside): inside.comparisons
        case .comparison(let comparison): [comparison]
        }
    }
}
