#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Settings {
    /// What is printed of a secret that is set.
    private static let hidden = "(hidden)"

    private func shown(_ key: AnySettingKey, _ entry: Entry) -> String {
        key.isSecret && entry.text != "null" ? Self.hidden : entry.text
    }

    /// Every key, its value and its source in columns: what `rollcall config show` prints. Secrets are hidden.
    package func table() -> String {
        let rows = catalogue.keys.compactMap { key in entry(at: key.path).map { (key.path, shown(key, $0), $0.source.description) } }
        let pathWidth = rows.map { $0.0.count }.max() ?? 0
        let valueWidth = min(48, rows.map { $0.1.count }.max() ?? 0)
        return rows.map { path, value, source in
            path + spaces(pathWidth - path.count + 2) + value + spaces(max(2, valueWidth - value.count + 2)) + source + "\n"
        }.joined()
    }

    /// The same as JSON: an array of `{"key","value","source","file","line","name","secret"}`; numbers, truth values, lists and groups as such,
    /// durations and sizes as text.
    package func json() -> String {
        struct Row: Encodable {
            var key: String
            var value: ShownValue
            var source: String
            var file: String?
            var line: Int?
            var name: String?
            var secret: Bool
        }
        let rows = catalogue.keys.compactMap { key -> Row? in
            guard let entry = entry(at: key.path) else { return nil }
            var row = Row(
                key: key.path, value: ShownValue(shown(key, entry), isText: key.isSecret), source: "default", secret: key.isSecret)
            switch entry.source {
            case .standard: break
            case .file(let file, let line): (row.source, row.file, row.line) = ("file", file, line)
            case .environment(let name): (row.source, row.name) = ("environment", name)
            case .flag(let name): (row.source, row.name) = ("flag", name)
            }
            return row
        }
        return jsonText(rows)
    }

    /// What `rollcall config check` prints when all is well.
    package func checkText(file: String?) -> String {
        let set = catalogue.keys.count { entry(at: $0.path).map { $0.source != .standard } ?? false }
        let name = file ?? "no configuration file"
        return "\(name): ok; \(set) of \(catalogue.keys.count) settings \(set == 1 ? "is" : "are") set, the rest at their defaults\n"
    }

    /// The same as JSON.
    package func checkJSON(file: String?) -> String {
        jsonText(CheckReport(ok: true, file: file, problems: []))
    }
}

extension SettingsErrors {
    /// What `rollcall config check --json` prints: `{"ok":false,"problems":[…]}`.
    package func json(file: String? = nil) -> String {
        jsonText(CheckReport(ok: false, file: file, problems: problems.map(CheckReport.Problem.init)))
    }
}

/// A value in YAML's flow form, as JSON.
private struct ShownValue: Encodable {
    private enum Content {
        case null, text(String), truth(Bool), number(Double), whole(Int)
        case list([ShownValue])
        case map([(name: String, value: ShownValue)])
    }

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue _: Int) { nil }
    }

    private let content: Content

    /// - Parameter isText: Whether it is a text whatever it looks like.
    init(_ yaml: String, isText: Bool) {
        let root = ConfigurationText(file: "", bytes: Array(yaml.utf8)).root
        if let root, !isText || yaml == "null" { self.init(root) } else { self.init(.text(yaml)) }
    }

    private init(_ content: Content) { self.content = content }

    private init(_ node: SettingNode) {
        switch node.content {
        case .null: content = .null
        case .scalar(let text, quoted: true): content = .text(text)
        case .scalar(let text, quoted: false):
            if text == "true" || text == "false" {
                content = .truth(text == "true")
            } else if let whole = Int(text) {
                content = .whole(whole)
            } else if let number = Double(text), number.isFinite {
                content = .number(number)
            } else {
                content = .text(text)
            }
        case .list(let items): content = .list(items.map { ShownValue($0) })
        case .map(let members): content = .map(members.map { ($0.name, ShownValue($0.value)) })
        }
    }

    func encode(to encoder: any Encoder) throws {
        switch content {
        case .map(let members):
            var container = encoder.container(keyedBy: Name.self)
            for member in members { try container.encode(member.value, forKey: Name(stringValue: member.name)) }
        case .list(let items):
            var container = encoder.unkeyedContainer()
            for item in items { try container.encode(item) }
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .text(let text):
            var container = encoder.singleValueContainer()
            try container.encode(text)
        case .truth(let truth):
            var container = encoder.singleValueContainer()
            try container.encode(truth)
        case .number(let number):
            var container = encoder.singleValueContainer()
            try container.encode(number)
        case .whole(let number):
            var container = encoder.singleValueContainer()
            try container.encode(number)
        }
    }
}

private struct CheckReport: Encodable {
    struct Problem: Encodable {
        var code: String
        var key: String
        var message: String
        var file: String?
        var line: Int?
        var column: Int?
        var variable: String?
        var flag: String?
        var allowed: String?
        var nearest: String?
        var remedy: String?

        init(_ problem: SettingProblem) {
            code = problem.code.rawValue
            key = problem.key
            message = problem.message
            allowed = problem.allowed
            nearest = problem.nearest
            remedy = problem.remedy
            switch problem.place {
            case .file(let file, let line, let column): (self.file, self.line, self.column) = (file, line, column)
            case .environment(let name): variable = name
            case .flag(let name): flag = name
            }
        }
    }

    var ok: Bool
    var file: String?
    var problems: [Problem]
}

private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

private func jsonText(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Strings, numbers and booleans only: encoding them cannot fail.
    guard let data = try? encoder.encode(value) else { return "null\n" }
    return String(decoding: data, as: UTF8.self) + "\n"
}
