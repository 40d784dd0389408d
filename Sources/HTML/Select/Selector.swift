/// A compiled list of CSS selectors (Selectors 4, as far as a document at rest can answer).
///
/// Compile once, match often: matching allocates nothing but its result. Tags and attribute names fold case on HTML elements;
/// ids and classes fold in quirks mode. Namespaces: `*|a` is `a`, `|a` matches nothing, other prefixes are errors.
/// Dynamic pseudo-classes (`:hover`, `:visited`, `:valid`) and pseudo-elements are accepted and match nothing.
package struct Selector: Hashable, Sendable, CustomStringConvertible {
    /// The text it was compiled from.
    package let source: String
    let program: SelectorProgram

    /// Compiles `css`. The error names the column and the remedy.
    package init(_ css: String) throws(SelectorError) {
        program = try SelectorParser.parse(css)
        source = css
    }

    /// Whether what it matches depends on the text of a document, as with `:empty`.
    package var readsText: Bool {
        program.tests.contains { test in
            switch test {
            case .direction, .pseudo(.empty), .pseudo(.placeholderShown): true
            default: false
            }
        }
    }

    package static func == (a: Selector, b: Selector) -> Bool { a.source == b.source }

    package func hash(into hasher: inout Hasher) { hasher.combine(source) }

    package var description: String { source }
}
