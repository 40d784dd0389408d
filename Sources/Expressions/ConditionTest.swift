/// What a comparison asks of the value of its subject.
package enum ConditionTest: Sendable {
    /// How two values stand to each other.
    package enum Order: String, Sendable {
        case equal = "==", unequal = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
    }

    case order(Order, ConditionValue)
    case within([Member])
    /// The text as written, and folded.
    case contains(String, folded: [UInt8])
    case matches(Pattern)
    case exists
    /// A flag that stands alone.
    case isTrue

    /// One member of a list after `in`.
    package enum Member: Sendable {
        case value(ConditionValue)
        case range(ConditionValue, ConditionValue)
    }
}
