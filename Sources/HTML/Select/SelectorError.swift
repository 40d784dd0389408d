/// Why a text is not a selector, and where.
package struct SelectorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of fault it is; stable, for programs.
    package enum Code: String, Sendable {
        case empty = "selector.empty"
        case unexpected = "selector.unexpected"
        case unclosed = "selector.unclosed"
        case unknownPseudo = "selector.unknown-pseudo"
        case badArgument = "selector.bad-argument"
        case namespace = "selector.namespace"
        case tooComplex = "selector.too-complex"
    }

    package let code: Code
    /// One sentence on the fault, without the place.
    package let message: String
    /// What to write instead.
    package let remedy: String
    /// Where the fault stands: the column, counted from 1 in Unicode scalars.
    package let column: Int
    /// The text that was to be a selector.
    package let source: String

    /// Message, place and remedy, on one line.
    package var description: String { "\(message) at column \(column) of \(source.debugDescription): \(remedy)" }

    /// The source with a caret below the fault, for a terminal.
    package var excerpt: String { source + "\n" + String(repeating: " ", count: column - 1) + "^" }
}
