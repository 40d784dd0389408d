import Synchronization

/// A regular expression that answers "does this occur in the text?" in time linear in the text, whatever the expression: no backtracking.
///
/// The subset (docs/conditions.md): literals, `.`, classes with ranges and negation, `\d \w \s` and their opposites (ASCII), `\b \B`, `^ $`,
/// groups, `|`, `* + ? {m,n}` (a following `?` is accepted and changes nothing), `\n \t \r \f \uXXXX \u{…} \xXX`, and the flags `(?ims)` in front.
/// Look-around and back-references are refused. After Thompson (1968) and Cox, "Regular Expression Matching Can Be Simple And Fast" (2007).
package final class Pattern: Sendable, CustomStringConvertible {
    package let source: String
    private let program: PatternProgram
    // The automaton grows as texts are read; sharing it is worth a lock, since building it costs more than a page.
    private let automaton: Mutex<PatternAutomaton>

    /// Compiles an expression; the error's column counts Unicode scalars from 1.
    package init(_ source: String) throws(PatternError) {
        self.source = source
        let program = try PatternProgram(source)
        self.program = program
        automaton = Mutex(PatternAutomaton())
    }

    package var description: String { source }

    /// Whether the expression matches anywhere in a text of UTF-8 bytes.
    package func matches(_ text: [UInt8]) -> Bool {
        automaton.withLock { $0.search(text, program) }
    }

    package func matches(_ text: String) -> Bool { matches(Array(text.utf8)) }
}

/// Why a text is not an expression of ``Pattern``.
package struct PatternError: Error, Hashable, Sendable {
    package let message: String
    package let remedy: String
    /// Column of the fault in the expression, in Unicode scalars from 1.
    package let column: Int
}
