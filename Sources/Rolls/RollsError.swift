/// Why a roll could not be taken, or listings not be read.
package struct RollsError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Another process is taking this roll.
        case busy = "rolls.busy"
        /// Another process took this roll over.
        case lost = "rolls.lost"
        /// The directory wants to be left alone for longer than is waited.
        case wait = "rolls.wait"
        /// There is nothing of that name.
        case unknown = "rolls.unknown"
        /// A value that cannot be used.
        case value = "rolls.value"
        /// Somebody else has answered.
        case answered = "rolls.answered"
        /// What is to be written cannot be.
        case output = "rolls.output"
    }

    package var code: Code
    package var message: String
    package var remedy: String

    package init(_ code: Code, _ message: String, remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    package var description: String { "\(message) \(remedy)" }
}
