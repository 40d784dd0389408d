/// What conditions of one sort can ask about: facts of a probe, fields of a record. It brings its names; the rest of the language is shared.
package protocol ConditionSubject: Sendable {
    /// A whole condition, for messages: `status == 200`.
    static var example: String { get }
    /// As written.
    var name: String { get }
    var type: ConditionType { get }
    /// What a number without a unit means, where a unit would do; nil where one must be written.
    var plainUnit: Double? { get }
    /// Reads one where the cursor stands.
    static func read(_ cursor: inout TokenCursor) throws(ConditionError) -> Self
}
