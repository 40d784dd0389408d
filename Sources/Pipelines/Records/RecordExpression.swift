package import Directories
package import Expressions

/// A value computed from a record: a field, a literal, a function of others. Written in the language of docs/pipelines.md, parsed once.
package struct RecordExpression: Sendable, CustomStringConvertible {
    /// As written.
    package let source: String
    let tree: ValueTree

    /// Parses an expression; the error has column, carets and a remedy.
    package init(_ source: String) throws(ConditionError) {
        var cursor = try TokenCursor(source)
        if cursor.token.kind == .end { throw cursor.error(.empty, "the expression is empty", "write for example trim(name)") }
        let tree = try ValueTree.read(&cursor, 0)
        guard cursor.token.kind == .end else {
            throw cursor.error(.unexpected, "\(cursor.token.shown) is not expected here", "write an operator, a comma or ) before it")
        }
        self.source = source
        self.tree = tree
    }

    package var description: String { source }

    /// What it is of a record; nil for what is missing.
    /// - Throws: ``RecordFault`` where a function cannot do its work.
    package func value(of record: Record) throws(RecordFault) -> FieldValue? { try tree.value(of: record) }
}

/// What must hold of a record, in the language of conditions with fields for subjects.
package struct RecordCondition: Sendable, CustomStringConvertible {
    /// As written.
    package let source: String
    let tree: ConditionTree<RecordSubject>

    package init(_ source: String) throws(ConditionError) {
        tree = try ConditionParser<RecordSubject>.parse(source)
        self.source = source
    }

    package var description: String { source }

    /// Whether it holds of a record. What is missing makes every comparison false.
    /// - Throws: ``RecordFault`` where a function cannot do its work.
    package func holds(of record: Record) throws(RecordFault) -> Bool { try tree.holds(of: record) }
}

/// Why a stage could not do its work with one record; what follows from it is the stage's error policy.
package struct RecordFault: Error, Sendable, Hashable {
    package var message: String

    package init(_ message: String) { self.message = message }
}

/// A value that a condition asks about.
struct RecordSubject: ConditionSubject {
    static let example = "state == \"CA\""
    let name: String
    let tree: ValueTree

    var type: ConditionType { .json }
    var plainUnit: Double? { nil }

    static func read(_ cursor: inout TokenCursor) throws(ConditionError) -> RecordSubject {
        let start = cursor.token.start
        let tree = try ValueTree.read(&cursor, 0)
        let scalars = cursor.source.unicodeScalars
        let end = cursor.lastEnd
        let name = String(String.UnicodeScalarView(scalars.dropFirst(start).prefix(max(0, end - start))))
        return RecordSubject(name: name, tree: tree)
    }
}

extension ConditionTree<RecordSubject> {
    func holds(of record: Record) throws(RecordFault) -> Bool {
        switch self {
        case .all(let parts):
            for part in parts where try !part.holds(of: record) { return false }
            return true
        case .any(let parts):
            for part in parts where try part.holds(of: record) { return true }
            return false
        case .not(let inside): return try !inside.holds(of: record)
        case .comparison(let comparison):
            guard let value = try comparison.subject.tree.value(of: record), let found = Self.value(value, for: comparison.test) else {
                return false
            }
            return comparison.test.holds(of: found)
        }
    }

    /// A field as a value of the language. Files like CSV know texts only: one that is compared with numbers is read as one.
    private static func value(_ value: FieldValue, for test: ConditionTest) -> ConditionValue? {
        switch value {
        case .null: return nil
        case .bool(let flag): return .flag(flag)
        case .number(let text): return value.magnitude.map { .number($0) } ?? .text(text)
        case .text(let text):
            switch test.wanted {
            case .number: return value.magnitude.map { .number($0) } ?? .text(text)
            case .flag where text == "true" || text == "false": return .flag(text == "true")
            default: return .text(text)
            }
        case .list(let items):
            let texts = items.compactMap(\.scalarText)
            return texts.count == items.count ? .texts(texts) : .text(value.json)
        case .map: return .text(value.json)
        }
    }
}

extension ConditionTest {
    fileprivate enum Wanted { case number, flag, other }

    /// What the other side of the comparison is.
    fileprivate var wanted: Wanted {
        func kind(_ value: ConditionValue) -> Wanted { value.magnitude != nil ? .number : value.type == .flag ? .flag : .other }
        switch self {
        case .order(_, let value): return kind(value)
        case .isTrue: return .flag
        case .within(let members):
            switch members.first {
            case .value(let value): return kind(value)
            case .range: return .number
            case nil: return .other
            }
        case .contains, .matches, .exists: return .other
        }
    }
}
