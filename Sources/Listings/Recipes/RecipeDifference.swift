import HTML

/// What differs between two recipes, one line for each difference.
package struct RecipeDifference: Sendable, Hashable {
    package private(set) var lines: [String] = []

    package init(_ old: Recipe, _ new: Recipe) {
        compare("directory", old.directory, new.directory)
        compare("records", old.records.description, new.records.description)
        compare("run", String(old.isRun), String(new.isRun))
        compare("split", old.split?.description, new.split?.description)
        compare("rendered", String(old.isRendered), String(new.isRendered))
        compare("next", old.next?.description, new.next?.description)
        for (name, field) in Self.named(old) {
            guard let other = Self.named(new).first(where: { $0.0 == name })?.1 else {
                lines.append("- \(name)")
                continue
            }
            compare("\(name) label", field.label, other.label)
            compare("\(name) class", field.classSelector?.description, other.classSelector?.description)
            compare("\(name) position", field.position?.description, other.position?.description)
            compare("\(name) line", field.line.map(Self.text), other.line.map(Self.text))
            compare("\(name) part", field.part.map(String.init), other.part.map(String.init))
            compare("\(name) anywhere", String(field.isAnywhere), String(other.isAnywhere))
            compare("\(name) above", field.above?.description, other.above?.description)
            compare("\(name) attribute", field.attribute, other.attribute)
            compare("\(name) required", String(field.isRequired), String(other.isRequired))
        }
        let known = Set(Self.named(old).map(\.0))
        for (name, _) in Self.named(new) where !known.contains(name) { lines.append("+ \(name)") }
    }

    private mutating func compare(_ name: String, _ old: String?, _ new: String?) {
        if old != new { lines.append("~ \(name): \(old ?? "none") → \(new ?? "none")") }
    }

    private static func text(_ lines: ClosedRange<Int>) -> String { "\(lines.lowerBound)-\(lines.upperBound)" }

    /// The fields by their kinds, numbered where a kind comes again.
    private static func named(_ recipe: Recipe) -> [(String, Recipe.Field)] {
        var counts: [FieldKind: Int] = [:]
        return recipe.fields.map { field in
            counts[field.kind, default: 0] += 1
            let number = counts[field.kind] ?? 1
            return (number == 1 ? field.kind.rawValue : "\(field.kind.rawValue) \(number)", field)
        }
    }
}
