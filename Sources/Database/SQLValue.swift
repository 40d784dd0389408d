package import Model

/// A value bound to a parameter.
package enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case double(Double)
    case text(String)
    case bytes([UInt8])

    /// An integer, or NULL for nil.
    package static func optional(_ value: Int64?) -> SQLValue { value.map { .integer($0) } ?? .null }
    /// An integer, or NULL for nil.
    package static func optional(_ value: Int?) -> SQLValue { value.map { .integer(Int64($0)) } ?? .null }
    /// Text, or NULL for nil.
    package static func optional(_ value: String?) -> SQLValue { value.map { .text($0) } ?? .null }
    /// Milliseconds since 1970, or NULL for nil.
    package static func optional(_ value: Timestamp?) -> SQLValue { value.map { .integer($0.milliseconds) } ?? .null }

    /// An integer.
    package static func int(_ value: Int) -> SQLValue { .integer(Int64(value)) }
    /// 1 for true, 0 for false: the engines share no truth values.
    package static func bool(_ value: Bool) -> SQLValue { .integer(value ? 1 : 0) }
    /// Milliseconds since 1970.
    package static func time(_ value: Timestamp) -> SQLValue { .integer(value.milliseconds) }
}

extension SQLValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(stringLiteral value: String) { self = .text(value) }
    package init(nilLiteral: ()) { self = .null }
}
