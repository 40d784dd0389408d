/// Why a text is not a condition, and where.
package struct ConditionError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case empty = "condition.empty"
        case unexpected = "condition.unexpected"
        case unclosed = "condition.unclosed"
        case unknownSubject = "condition.unknown-subject"
        case unknownUnit = "condition.unknown-unit"
        case wrongType = "condition.wrong-type"
        case badArgument = "condition.bad-argument"
        case tooComplex = "condition.too-complex"
    }

    package let code: Code
    /// One sentence on the fault, without the place.
    package let message: String
    /// What to write instead.
    package let remedy: String
    /// Where the fault stands: counted from 1 in Unicode scalars; one past the end for something missing there.
    package let column: Int
    /// How many scalars are at fault, at least 1.
    package let length: Int
    /// The text that was to be a condition.
    package let source: String

    package init(code: Code, message: String, remedy: String, column: Int, length: Int, source: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.column = column
        self.length = length
        self.source = source
    }

    /// Message, place and remedy, on one line.
    package var description: String { "\(message) at column \(column) of \(source.debugDescription): \(remedy)" }

    /// The source with carets below the fault, for a terminal.
    package var excerpt: String {
        let line = String(String.UnicodeScalarView(source.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
        return line + "\n" + String(repeating: " ", count: max(0, column - 1)) + String(repeating: "^", count: max(1, length))
    }
}
