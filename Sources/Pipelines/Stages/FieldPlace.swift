import Directories
import Settings

/// What a stage that looks at one field is told of it: `mx: email`, or a group with `field` and names of fields to write.
struct FieldPlace {
    var field: RecordExpression
    /// By key: the fields that the stage writes.
    var names: [String: String]

    /// Reads a field's name or expression, or a group.
    /// - Parameter example: A field, for the remedy.
    static func read(
        _ node: SettingNode, at path: String, others: [String], example: String, _ reader: inout DocumentReader
    ) -> FieldPlace? {
        if case .scalar = node.content {
            guard let text = reader.value(node, .string("a field or an expression"), at: path) else { return nil }
            return reader.expression(text, node, path).map { FieldPlace(field: $0, names: [:]) }
        }
        guard let group = reader.group(node, at: path, keys: ["field"] + others) else { return nil }
        let before = reader.problems.count
        var names: [String: String] = [:]
        for key in others { names[key] = group.value(key, .string("a field's name"), &reader) }
        guard let node = group.node("field") else {
            reader.missing("field", in: group, remedy: "add field: \(example)")
            return nil
        }
        guard let text = reader.value(node, .string("a field or an expression"), at: group.path("field")),
            let field = reader.expression(text, node, group.path("field")), reader.problems.count == before
        else { return nil }
        return FieldPlace(field: field, names: names)
    }
}

/// The texts of a field that may hold several: a list, or one text with `; ` between them, as exports write them.
enum FieldTexts {
    static func of(_ value: FieldValue?) -> [String] {
        switch value {
        case nil, .null: []
        case .list(let items): items.flatMap { of($0) }
        case .some(let value):
            (value.shownText ?? "").split(separator: "; ").map { RecordFunction.spaced(String($0)) }.filter { !$0.isEmpty }
        }
    }
}
