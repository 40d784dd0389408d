import Directories
import Foundation

/// The functions of value expressions. Missing arguments make the result missing, except where it is said otherwise.
enum RecordFunction: String, CaseIterable, Sendable {
    /// Texts one after the other; what is missing counts as empty.
    case concat
    /// Without white space around it.
    case trim
    case lower, upper
    /// With white space in runs of one space, and none around it.
    case space
    /// Characters of a text, items of a list.
    case length
    /// `replace(text, what, with)`, every time it occurs.
    case replace
    /// `slice(text, from, length)`: characters from the 0th; negative counts from the end.
    case slice
    /// `split(text, separator)`: a list.
    case split
    /// `part(text, separator, index)`: one piece; negative counts from the end.
    case part
    /// `join(list, separator)`
    case join
    case number, text
    /// `round(number, digits)`
    case round
    /// The first argument that is there and not empty.
    case `default`

    var takes: ClosedRange<Int> {
        switch self {
        case .concat, .default: 1...64
        case .trim, .lower, .upper, .space, .length, .number, .text: 1...1
        case .round: 1...2
        case .split, .join: 2...2
        case .replace, .part: 3...3
        case .slice: 2...3
        }
    }

    var example: String {
        switch self {
        case .concat: "concat(first, \" \", last)"
        case .default: "default(nickname, name)"
        case .trim, .lower, .upper, .space, .length, .number, .text: "\(rawValue)(name)"
        case .round: "round(price, 2)"
        case .split: "split(tags, \",\")"
        case .join: "join(tags, \", \")"
        case .replace: "replace(phone, \"-\", \"\")"
        case .part: "part(name, \" \", 0)"
        case .slice: "slice(zip, 0, 5)"
        }
    }

    func value(_ arguments: [FieldValue?]) throws(RecordFault) -> FieldValue? {
        if self == .concat { return .text(arguments.map { $0?.shownText ?? "" }.joined()) }
        var given: [FieldValue] = []
        for argument in arguments {
            guard let argument else { return nil }
            given.append(argument)
        }
        guard let first = given.first else { return nil }
        switch self {
        case .concat, .default: return first
        case .length:
            if case .list(let items) = first { return .number(String(items.count)) }
            return .number(String((first.shownText ?? "").count))
        case .join:
            guard case .list(let items) = first else { return first }
            return .text(items.compactMap(\.shownText).joined(separator: given[1].shownText ?? ""))
        case .number:
            guard let number = first.magnitude.flatMap(FieldValue.number) else { throw RecordFault("\(first.json) is no number") }
            return number
        case .round:
            guard let number = first.magnitude else { throw RecordFault("\(first.json) is no number") }
            let digits = given.count > 1 ? try Self.whole(given[1]) : 0
            let scale = pow(10, Double(min(max(digits, 0), 12)))
            return FieldValue.number((number * scale).rounded() / scale)
        default: return try textual(first.shownText ?? "", given)
        }
    }

    private func textual(_ text: String, _ given: [FieldValue]) throws(RecordFault) -> FieldValue? {
        switch self {
        case .trim: return .text(text.trimmingCharacters(in: .whitespacesAndNewlines))
        case .lower: return .text(text.lowercased())
        case .upper: return .text(text.uppercased())
        case .space: return .text(Self.spaced(text))
        case .text: return .text(text)
        case .replace:
            let what = given[1].shownText ?? ""
            return .text(what.isEmpty ? text : text.replacing(what, with: given[2].shownText ?? ""))
        case .split: return .list(Self.pieces(text, given[1].shownText ?? "").map { .text($0) })
        case .part:
            let pieces = Self.pieces(text, given[1].shownText ?? "")
            let index = try Self.whole(given[2])
            let place = index < 0 ? pieces.count + index : index
            return pieces.indices.contains(place) ? .text(pieces[place]) : nil
        case .slice:
            let characters = Array(text)
            let from = try Self.whole(given[1])
            let start = min(max(from < 0 ? characters.count + from : from, 0), characters.count)
            let length = given.count > 2 ? max(0, try Self.whole(given[2])) : characters.count
            return .text(String(characters[start..<start + min(length, characters.count - start)]))
        default: return nil
        }
    }

    static func spaced(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static func pieces(_ text: String, _ separator: String) -> [String] {
        separator.isEmpty ? text.map(String.init) : text.components(separatedBy: separator)
    }

    private static func whole(_ value: FieldValue) throws(RecordFault) -> Int {
        guard let number = value.magnitude, let whole = Int(exactly: number.rounded()), abs(whole) < 1_000_000_000 else {
            throw RecordFault("\(value.json) is no whole number")
        }
        return whole
    }
}
