package import Settings

/// `filter: state == "CA" and email exists`: records of which the condition does not hold go no further.
package struct FilterStage: TransformStage {
    package static let kind = "filter"
    let condition: RecordCondition

    package static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> FilterStage? {
        reader.value(node, .string("a condition"), at: path).flatMap { reader.condition($0, node, path) }.map { FilterStage(condition: $0) }
    }

    package func apply(_ record: inout Record) throws(RecordFault) -> Bool { try condition.holds(of: record) }
}
