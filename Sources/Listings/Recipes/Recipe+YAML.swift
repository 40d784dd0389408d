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
        let top = try RecipeNode(node).mapping(["version", "directory", "records", "run", "fields", "next", "rendered"])
        guard let version = top["version"] else { throw RecipeNode(node).missing("version") }
        guard try version.text() == String(Self.version) else {
            throw version.problem("this is not version \(Self.version)", "write version: \(Self.version)")
        }
        guard let records = top["records"] else { throw RecipeNode(node).missing("records") }
        guard let fields = top["fields"] else { throw RecipeNode(node).missing("fields") }
        self.init(
            directory: try top["directory"]?.text(), records: try records.selector(), isRun: try top["run"]?.flag() ?? false,
            fields: try fields.items().map(Self.field),
            next: try top["next"]?.selector(), isRendered: try top["rendered"]?.flag() ?? false)
        guard !self.fields.isEmpty else {
            throw fields.problem("there are no fields", "name at least one")
        }
    }

    private static func field(_ node: RecipeNode) throws(RecipeError) -> Field {
        let keys = try node.mapping(["kind", "label", "class", "position", "attribute", "required"])
        guard let name = keys["kind"] else { throw node.missing("kind") }
        guard let kind = FieldKind(rawValue: try name.text()) else {
            throw name.problem(
                "there is no kind '\(try name.text())'",
                "use one of \(FieldKind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let field = Field(
            kind: kind, label: try keys["label"]?.text(), classSelector: try keys["class"]?.selector(),
            position: try keys["position"]?.selector(),
            attribute: try keys["attribute"]?.text(), isRequired: try keys["required"]?.flag() ?? false)
        guard field.label != nil || field.classSelector != nil || field.position != nil else {
            throw node.problem("no way leads to this field", "give it a label, a class or a position")
        }
        return field
    }

    /// The file that says the same.
    package var yaml: String {
        var lines = [
            "# How the records of these pages are read. Each field is looked for by its label, then by its class, then by its position."
        ]
        lines.append("version: \(Self.version)")
        if let directory { lines.append("directory: \(Self.quoted(directory))") }
        lines.append("records: \(Self.quoted(records.description))")
        if isRun { lines.append("run: true") }
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
