/// Why records cannot be checked.
package struct CleaningError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// A file of rules is not written as it must be.
        case invalidRules = "invalid_rules"
        /// A column or a kind of field that was named doesn't exist.
        case notFound = "not_found"
        /// No column holds anything that can be checked.
        case nothingToCheck = "nothing_to_check"
    }

    package var code: Code
    /// What is wrong, in one sentence without a full stop.
    package var message: String
    /// What to do, in one sentence without a full stop.
    package var remedy: String

    package init(_ code: Code, _ message: String, remedy: String) {
        (self.code, self.message, self.remedy) = (code, message, remedy)
    }

    package var description: String { "\(message). \(remedy)." }
}
