/// Why entities could not be read or changed.
package struct EntitiesError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// There is nothing of that number.
        case unknown = "entities.unknown"
        /// A value that cannot be used.
        case value = "entities.value"
        /// Somebody else is changing the same.
        case busy = "entities.busy"
        /// Nothing was assigned yet.
        case unbuilt = "entities.unbuilt"
    }

    package var code: Code
    /// What is wrong, in one sentence.
    package var message: String
    /// What to do, in one sentence.
    package var remedy: String

    package init(_ code: Code, _ message: String, remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    package var description: String { "\(message) \(remedy)" }

    static func unknown(_ noun: String, _ number: Int64) -> EntitiesError {
        EntitiesError(.unknown, "There is no \(noun) \(number).", remedy: "See `rollcall entities list`.")
    }
}
