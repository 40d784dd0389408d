package import Directories

/// What flows through a pipeline: fields in their order, with JSON's values.
package struct Record: Sendable, Hashable {
    package var fields: [FieldValue.Member]
    /// Where it was read: its number in the run's source, from 1. Stages keep it.
    package var number: Int64
    /// The line of the file on which it begins; 0 where that means nothing.
    package var line: Int

    package init(_ fields: [FieldValue.Member], number: Int64 = 0, line: Int = 0) {
        self.fields = fields
        self.number = number
        self.line = line
    }

    /// A field by name; nil where there is none. Setting nil removes it, setting a new one appends it.
    package subscript(name: String) -> FieldValue? {
        get { fields.first { $0.name == name }?.value }
        set {
            if let index = fields.firstIndex(where: { $0.name == name }) {
                if let newValue { fields[index].value = newValue } else { fields.remove(at: index) }
            } else if let newValue {
                fields.append(FieldValue.Member(name, newValue))
            }
        }
    }

    /// The value at a path of names; nil where it leads nowhere.
    package func value(at path: [String]) -> FieldValue? {
        guard let first = path.first, var value = self[first] else { return nil }
        for name in path.dropFirst() {
            guard case .map(let members) = value, let inner = members.first(where: { $0.name == name }) else { return nil }
            value = inner.value
        }
        return value
    }

    /// The record as one line of JSON, without its line end.
    package func writeJSON(to out: inout [UInt8]) { FieldValue.map(fields).writeJSON(to: &out) }
}

extension FieldValue {
    /// The text of a scalar, the JSON of anything else; nil for null.
    package var shownText: String? {
        if case .null = self { return nil }
        return scalarText ?? json
    }

    /// The number of a number, or of a text that is one.
    package var magnitude: Double? {
        switch self {
        case .number(let text), .text(let text):
            guard let first = text.utf8.first, first <= UInt8(ascii: "9"), let number = Double(text), number.isFinite else { return nil }
            return number
        default: return nil
        }
    }

    /// A number as JSON writes it; nil for one that JSON cannot write.
    package static func number(_ value: Double) -> FieldValue? {
        guard value.isFinite else { return nil }
        if let whole = Int64(exactly: value), abs(value) < 1e15 { return .number(String(whole)) }
        return .number(String(value))
    }
}
