package import Expressions
package import Model

/// Why a check cannot be made from its settings.
package struct CheckError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case unknownKind = "check.unknown-kind"
        case badURL = "check.bad-url"
        case badCondition = "check.bad-condition"
        case conditionOutOfReach = "check.condition-out-of-reach"
    }

    package let code: Code
    package let kind: CheckKind
    /// One sentence.
    package let message: String
    package let remedy: String
    /// The fault in the condition, with its place, where it is one.
    package let condition: ConditionError?

    init(_ code: Code, _ kind: CheckKind, _ message: String, _ remedy: String, condition: ConditionError? = nil) {
        self.code = code
        self.kind = kind
        self.message = message
        self.remedy = remedy
        self.condition = condition
    }

    package var description: String { "\(message): \(remedy)" }
}
