import Directories
package import Settings

/// Makes fields of others:
///
/// ```yaml
/// - map:
///     set: {name: 'concat(first, " ", last)', email: lower(email)}
///     rename: {zip: postcode}
///     drop: [first, last]        # or keep: [name, email]
/// ```
///
/// All expressions of `set` see the record as it came; then come `rename`, `drop` and `keep`.
package struct MapStage: TransformStage {
    package static let kind = "map"
    let set: [(name: String, value: RecordExpression)]
    let rename: [(from: String, to: String)]
    let drop: Set<String>
    /// In this order; nil keeps all.
    let keep: [String]?

    package static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> MapStage? {
        let names = SettingKind<[String]>.list(of: .string("a field"), "a list of fields", atLeast: 1, isSet: true)
        guard let group = reader.group(node, at: path, keys: ["set", "rename", "drop", "keep"]) else { return nil }
        let before = reader.problems.count
        var set: [(String, RecordExpression)] = []
        if let node = group.node("set") {
            for (name, value) in reader.members(node, at: group.path("set")) {
                let path = DocumentReader.join(group.path("set"), name)
                if let text = reader.value(value, .string("an expression"), at: path), let made = reader.expression(text, value, path) {
                    set.append((name, made))
                }
            }
        }
        var rename: [(String, String)] = []
        if let node = group.node("rename") {
            for (name, value) in reader.members(node, at: group.path("rename")) {
                if let to = reader.value(value, .string("a field's new name"), at: DocumentReader.join(group.path("rename"), name)) {
                    rename.append((name, to))
                }
            }
        }
        let drop = group.value("drop", names, &reader) ?? []
        let keep = group.value("keep", names, &reader)
        if !drop.isEmpty, keep != nil {
            reader.add(.impossibleValue, node, path, "\(path) has both keep and drop", remedy: "keep one of them")
        }
        if reader.problems.count == before, set.isEmpty, rename.isEmpty, drop.isEmpty, keep == nil {
            reader.add(.impossibleValue, node, path, "\(path) changes nothing", remedy: "add set, rename, drop or keep")
        }
        guard reader.problems.count == before else { return nil }
        return MapStage(set: set, rename: rename, drop: Set(drop), keep: keep)
    }

    package func apply(_ record: inout Record) throws(RecordFault) -> Bool {
        if !set.isEmpty {
            let original = record
            for (name, expression) in set { record[name] = .some(try expression.value(of: original) ?? .null) }
        }
        for (from, to) in rename {
            guard let index = record.fields.firstIndex(where: { $0.name == from }) else { continue }
            let value = record.fields[index].value
            if record.fields.contains(where: { $0.name == to }) {
                record.fields.remove(at: index)
                record[to] = value
            } else {
                record.fields[index].name = to
            }
        }
        if !drop.isEmpty { record.fields.removeAll { drop.contains($0.name) } }
        if let keep { record.fields = keep.map { FieldValue.Member($0, record[$0] ?? .null) } }
        return true
    }
}

extension DocumentReader {
    /// The names and nodes of a group whose keys are the user's own.
    mutating func members(_ node: SettingNode, at path: String) -> [(name: String, value: SettingNode)] {
        guard case .map(let members) = node.content else {
            add(.wrongType, node, path, "\(path) is \(node.found)", allowed: "a group of fields", remedy: "write {field: …}")
            return []
        }
        return members.map { ($0.name, $0.value) }
    }
}
