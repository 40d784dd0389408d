import HTML
import Yams

extension Recipe {
    /// Reads a recipe's file. Everything in it must be known: a misspelt key is an error that names its line and column.
    package init(yaml text: String) throws(RecipeError) {
        let node: Node
        do {
            guard let composed = try Yams.compose(yaml: text) else {
                throw RecipeError(
                    .syntax, "the recipe is empty", remedy: "write one with `rollcall recipe propose`")
            }
            node = composed
        } catch let error as RecipeError {
            throw error
        } catch let error as YamlError {
            throw RecipeNode.syntax(error)
        } catch {
            throw RecipeError(
                .syntax, "this is no YAML",
                remedy: "compare it with a recipe that `rollcall recipe propose` writes")
        }
        let top = try RecipeNode(node).mapping(["version", "directory", "records", "run", "split", "fields", "next", "rendered"])
        guard let version = top["version"] else { throw RecipeNode(node).missing("version") }
        guard try version.text() == String(Self.version) else {
            throw version.problem("this is not version \(Self.version)", "write version: \(Self.version)")
        }
        guard let records = top["records"] else { throw RecipeNode(node).missing("records") }
        guard let fields = top["fields"] else { throw RecipeNode(node).missing("fields") }
        self.init(
            directory: try top["directory"]?.text(), records: try records.selector(), isRun: try top["run"]?.flag() ?? false,
            split: try top["split"].map { node throws(RecipeError) in try node.split() }, fields: try fields.items().map(Self.field),
            next: try top["next"]?.selector(), isRendered: try top["rendered"]?.flag() ?? false)
        if let split = top["split"], isRun {
            throw split.problem("'run' and 'split' are two ways to tell records", "keep one of them")
        }
        guard !self.fields.isEmpty else {
            throw fields.problem("there are no fields", "name at least one")
        }
    }

    private static func field(_ node: RecipeNode) throws(RecipeError) -> Field {
        let keys = try node.mapping(["kind", "label", "class", "position", "line", "part", "anywhere", "above", "attribute", "required"])
        guard let name = keys["kind"] else { throw node.missing("kind") }
        guard let kind = FieldKind(rawValue: try name.text()) else {
            throw name.problem(
                "there is no kind '\(try name.text())'",
                "use one of \(FieldKind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let field = Field(
            kind: kind, label: try keys["label"]?.text(), classSelector: try keys["class"]?.selector(),
            position: try keys["position"]?.selector(), line: try keys["line"].map { node throws(RecipeError) in try node.lines() },
            part: try keys["part"].map { node throws(RecipeError) in try node.lines().lowerBound },
            isAnywhere: try keys["anywhere"]?.flag() ?? false, above: try keys["above"]?.selector(),
            attribute: try keys["attribute"]?.text(), isRequired: try keys["required"]?.flag() ?? false)
        guard field.hasWay else {
            throw node.problem("no way leads to this field", "give it a label, a class, a position or a line")
        }
        if field.isAnywhere, !RecipePage.isRecognised(kind) {
            throw node.problem(
                "a value of the kind '\(kind.rawValue)' is not known by itself", "give it a label, a class, a position or a line")
        }
        return field
    }

    /// The file that says the same.
    package var yaml: String {
        var lines = [
            "# How the records of these pages are read. Each field is looked for by its label, then by its class, its position, its line."
        ]
        lines.append("version: \(Self.version)")
        if let directory { lines.append("directory: \(Self.quoted(directory))") }
        lines.append("records: \(Self.quoted(records.description))")
        if isRun { lines.append("run: true") }
        if let split { lines.append("split: \(Self.quoted(split.description))") }
        if isRendered { lines.append("rendered: true") }
        lines.append("fields:")
        for field in fields {
            lines.append("  - kind: \(field.kind.rawValue)")
            if let label = field.label { lines.append("    label: \(Self.quoted(label))") }
            if let selector = field.classSelector {
                lines.append("    class: \(Self.quoted(selector.description))")
            }
            if let selector = field.position {
                lines.append("    position: \(Self.quoted(selector.description))")
            }
            if let line = field.line {
                let text = line.count == 1 ? "\(line.lowerBound)" : Self.quoted("\(line.lowerBound)-\(line.upperBound)")
                lines.append("    line: \(text)")
            }
            if let part = field.part { lines.append("    part: \(part)") }
            if field.isAnywhere { lines.append("    anywhere: true") }
            if let selector = field.above { lines.append("    above: \(Self.quoted(selector.description))") }
            if let attribute = field.attribute {
                lines.append("    attribute: \(Self.quoted(attribute))")
            }
            if field.isRequired { lines.append("    required: true") }
        }
        if let next { lines.append("next: \(Self.quoted(next.description))") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A text in double quotes as YAML 1.2 reads it.
    private static func quoted(_ text: String) -> String { JSONValue.string(text).json }
}

/// A place of a recipe's file, and what is to stand there.
struct RecipeNode {
    let node: Node

    init(_ node: Node) { self.node = node }

    func problem(_ message: String, _ remedy: String, code: RecipeError.Code = .badValue)
        -> RecipeError
    {
        RecipeError(code, message, line: node.mark?.line, column: node.mark?.column, remedy: remedy)
    }

    func missing(_ key: String) -> RecipeError {
        problem("'\(key)' is missing", "add it", code: .missingKey)
    }

    func mapping(_ known: [String]) throws(RecipeError) -> [String: RecipeNode] {
        guard case .mapping(let mapping) = node else {
            throw problem("keys and values are wanted here", "write key: value")
        }
        var values: [String: RecipeNode] = [:]
        for (key, value) in mapping {
            guard let name = key.string, known.contains(name) else {
                throw RecipeNode(key).problem(
                    "there is no key '\(key.string ?? "")' here", "use \(known.joined(separator: ", "))",
                    code: .unknownKey)
            }
            values[name] = RecipeNode(value)
        }
        return values
    }

    func items() throws(RecipeError) -> [RecipeNode] {
        guard case .sequence(let sequence) = node else {
            throw problem("a list is wanted here", "begin each item with a dash")
        }
        return sequence.map { RecipeNode($0) }
    }

    func text() throws(RecipeError) -> String {
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
            throw problem("a text is wanted here", "write it in quotes")
        }
        return scalar.string
    }

    func flag() throws(RecipeError) -> Bool {
        switch try text() {
        case "true": return true
        case "false": return false
        default: throw problem("true or false is wanted here", "write true or false")
        }
    }

    func split() throws(RecipeError) -> Recipe.Split {
        guard let split = Recipe.Split(try text()) else {
            throw problem("this parts no records", "use br, 'br br', hr, or a label that each record begins with, such as 'Name:'")
        }
        return split
    }

    /// A line's number, or the first and the last of several: `2-4`.
    func lines() throws(RecipeError) -> ClosedRange<Int> {
        let numbers = try text().split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(numbers.count), let first = numbers[0], let last = numbers[numbers.count - 1], (1...1_000).contains(first),
            (first...1_000).contains(last)
        else { throw problem("this is no line", "count from 1, and write several lines as 2-4") }
        return first...last
    }

    func selector() throws(RecipeError) -> Selector {
        let source = try text()
        do { return try Selector(source) } catch {
            throw problem("'\(source)' is no selector: \(error.message)", error.remedy)
        }
    }

    static func syntax(_ error: YamlError) -> RecipeError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            RecipeError(
                .syntax, "this is no YAML: \(problem)", line: mark.line, column: mark.column,
                remedy: "look at the indentation and the quotes there")
        default:
            RecipeError(
                .syntax, "this is no YAML",
                remedy: "compare it with a recipe that `rollcall recipe propose` writes")
        }
    }
}
