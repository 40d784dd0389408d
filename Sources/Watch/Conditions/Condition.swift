package import Expressions
package import Model

/// One condition: what must hold of an observation, in the language of docs/conditions.md.
///
/// Parsed once, judged often. ``needs`` says what work judging it takes.
package struct Condition: Sendable, CustomStringConvertible {
    /// As written.
    package let source: String
    package let needs: Needs
    let tree: ConditionTree<ProbeSubject>

    /// Parses and checks a condition; the error has column, carets and a remedy.
    package init(_ source: String) throws(ConditionError) {
        let tree = try ConditionParser<ProbeSubject>.parse(source)
        self.source = source
        self.tree = tree
        needs = tree.needs
    }

    package var description: String { source }

    /// Whether the condition holds of what was seen, and if not, what was found instead.
    package func judge(_ input: ConditionInput) -> Evidence.Condition {
        let outcome = input.evaluate(tree)
        return Evidence.Condition(text: source, held: outcome.held, found: outcome.held ? nil : outcome.found.joined(separator: "; "))
    }
}
