/// Why records could not be compared or checked.
package struct MatchingError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// A file holds no record that can be read.
        case noRecords = "no_records"
        /// A column, record or country that was named is not there.
        case notFound = "not_found"
        /// A file of rules or of decisions by hand is not written as it must be.
        case invalidFile = "invalid_file"
        /// No two columns can be compared, or nothing is left to compare by.
        case nothingToCompare = "nothing_to_compare"
    }

    package var code: Code
    /// What is wrong, in one sentence without a full stop.
    package var message: String
    /// What to do, in one sentence without a full stop.
    package var remedy: String

    package init(_ code: Code, _ message: String, remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    package var description: String { "\(message). \(remedy)." }
}
