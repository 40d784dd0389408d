import Directories
import Expressions
import Foundation
package import Settings

/// Refuses records that are not what they should be; the error policy says what becomes of them.
///
/// ```yaml
/// - validate:
///     fields:
///       email: {required: true, is: email}
///       name: {required: true, longest: 200}
///       state: {one_of: [CA, OR, WA]}
///       price: {is: number, min: 0}
///     that:
///       - not name contains "test"
///   on_error: divert
/// ```
package struct ValidateStage: TransformStage {
    package static let kind = "validate"
    let fields: [(name: String, rule: FieldRule)]
    let that: [RecordCondition]

    package static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> ValidateStage? {
        guard let group = reader.group(node, at: path, keys: ["fields", "that"]) else { return nil }
        let before = reader.problems.count
        var fields: [(String, FieldRule)] = []
        if let node = group.node("fields") {
            for (name, value) in reader.members(node, at: group.path("fields")) {
                if let rule = FieldRule.read(value, at: DocumentReader.join(group.path("fields"), name), &reader) {
                    fields.append((name, rule))
                }
            }
        }
        var conditions: [RecordCondition] = []
        if let node = group.node("that") {
            let nodes: [SettingNode] = if case .list(let items) = node.content { items } else { [node] }
            for (index, item) in nodes.enumerated() {
                let path = "\(group.path("that"))[\(index)]"
                if let text = reader.value(item, .string("a condition"), at: path), let made = reader.condition(text, item, path) {
                    conditions.append(made)
                }
            }
        }
        if reader.problems.count == before, fields.isEmpty, conditions.isEmpty {
            reader.add(.impossibleValue, node, path, "\(path) asks for nothing", remedy: "add fields or that")
        }
        return reader.problems.count == before ? ValidateStage(fields: fields, that: conditions) : nil
    }

    package func apply(_ record: inout Record) throws(RecordFault) -> Bool {
        for (name, rule) in fields {
            if let problem = rule.problem(record.value(at: [name])) { throw RecordFault("\(name) \(problem)") }
        }
        for condition in that where try !condition.holds(of: record) {
            throw RecordFault("it does not hold that \(condition.source)")
        }
        return true
    }
}

/// What one field must be.
struct FieldRule: Sendable {
    enum Form: String, CaseIterable, Sendable { case text, number, integer, email, url, phone, date }

    var isRequired = false
    var form: Form?
    var pattern: Pattern?
    var least: Double?
    var most: Double?
    var longest: Int?
    var oneOf: [String]?

    static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> FieldRule? {
        let keys = ["required", "is", "matches", "min", "max", "longest", "one_of"]
        guard let group = reader.group(node, at: path, keys: keys) else { return nil }
        let before = reader.problems.count
        var rule = FieldRule()
        let number = SettingKind<Double>.number(in: -1e15...1e15)
        rule.isRequired = group.value("required", .boolean, &reader) ?? false
        rule.form = group.value("is", .choice(of: Form.self), &reader)
        rule.least = group.value("min", number, &reader)
        rule.most = group.value("max", number, &reader)
        rule.longest = group.value("longest", .integer(in: 1...1_000_000), &reader)
        rule.oneOf = group.value("one_of", .list(of: .string("a text"), "a list of texts", atLeast: 1), &reader)
        if let node = group.node("matches"), let text = reader.value(node, .string("a regular expression"), at: group.path("matches")) {
            do throws(PatternError) { rule.pattern = try Pattern(text) } catch {
                reader.add(
                    .impossibleValue, node, group.path("matches"), "\(group.path("matches")): \(error.message)", remedy: error.remedy,
                    offset: error.column - 1, width: 1)
            }
        }
        return reader.problems.count == before ? rule : nil
    }

    /// What is wrong with a value, as the end of a sentence; nil where nothing is.
    func problem(_ value: FieldValue?) -> String? {
        guard let value, value != .null, value != .text("") else { return isRequired ? "is missing" : nil }
        let text = value.shownText ?? ""
        let shown = text.count > 60 ? "\(text.prefix(57))…" : text
        if let form, !form.holds(text, value) { return "is no \(form.rawValue): \(shown)" }
        if let longest, text.count > longest { return "is longer than \(longest) characters" }
        if let oneOf, !oneOf.contains(text) { return "is none of \(oneOf.joined(separator: ", ")): \(shown)" }
        if let pattern, !pattern.matches(text) { return "does not match \(pattern.source): \(shown)" }
        if least != nil || most != nil {
            guard let number = value.magnitude else { return "is no number: \(shown)" }
            if let least, number < least { return "is less than \(ConditionValue.plain(least)): \(shown)" }
            if let most, number > most { return "is more than \(ConditionValue.plain(most)): \(shown)" }
        }
        return nil
    }
}

extension FieldRule.Form {
    func holds(_ text: String, _ value: FieldValue) -> Bool {
        switch self {
        case .text: return true
        case .number: return value.magnitude != nil
        case .integer: return value.magnitude.map { $0 == $0.rounded() } ?? false
        case .email: return Normaliser.email(text) != nil
        case .url: return Normaliser.url(text) != nil
        case .phone: return Normaliser.phone(text, region: nil) != nil
        case .date: return Normaliser.date(text) != nil
        }
    }
}
