import Model

/// The types of the language.
package enum ConditionType: String, Sendable {
    case number, duration, size, text, flag, texts, json

    package var name: String {
        switch self {
        case .number: "a number"
        case .duration: "a duration"
        case .size: "a size"
        case .text: "a text"
        case .flag: "true or false"
        case .texts: "a list of texts"
        case .json: "a JSON value"
        }
    }

    package var example: String {
        switch self {
        case .number: "200"
        case .duration: "2s"
        case .size: "10KB"
        case .text: "\"text\""
        case .flag: "true"
        case .texts: "[\"a\", \"b\"]"
        case .json: "\"text\" or 3"
        }
    }
}

/// A value that was written or found.
package enum ConditionValue: Hashable, Sendable {
    case number(Double)
    /// In milliseconds.
    case duration(Double)
    /// In bytes.
    case size(Double)
    case text(String)
    case flag(Bool)
    case texts([String])

    package var type: ConditionType {
        switch self {
        case .number: .number
        case .duration: .duration
        case .size: .size
        case .text: .text
        case .flag: .flag
        case .texts: .texts
        }
    }

    /// The number of a value that has one.
    package var magnitude: Double? {
        switch self {
        case .number(let value), .duration(let value), .size(let value): value
        case .text, .flag, .texts: nil
        }
    }

    /// As a person reads it.
    package var shown: String {
        switch self {
        case .number(let value): Self.plain(value)
        case .duration(let value): Self.duration(value)
        case .size(let value): Self.bytes(value)
        case .text(let text):
            text.utf8.count > 120 ? "\"\(text.clipped(to: 117))…\"" : "\"\(text)\""
        case .flag(let value): value ? "true" : "false"
        case .texts(let values): values.isEmpty ? "nothing" : values.prefix(8).joined(separator: ", ") + (values.count > 8 ? ", …" : "")
        }
    }

    package static func plain(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "no number" : "infinite" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        let scaled = (value * 100).rounded() / 100
        return abs(scaled) < 1e15 && scaled != 0 ? String(scaled) : String(value)
    }

    /// Milliseconds in the unit that suits them.
    package static func duration(_ milliseconds: Double) -> String {
        let size = abs(milliseconds)
        if size >= 86_400_000 { return plain((milliseconds / 8_640_000).rounded() / 10) + " d" }
        if size >= 3_600_000 { return plain((milliseconds / 360_000).rounded() / 10) + " h" }
        if size >= 60_000 { return plain((milliseconds / 6_000).rounded() / 10) + " min" }
        if size >= 1000 { return plain((milliseconds / 10).rounded() / 100) + " s" }
        return plain(size >= 10 ? milliseconds.rounded() : (milliseconds * 10).rounded() / 10) + " ms"
    }

    package static func bytes(_ bytes: Double) -> String {
        if abs(bytes) >= 1_000_000 { return plain((bytes / 10_000).rounded() / 100) + " MB" }
        if abs(bytes) >= 10_000 { return plain((bytes / 100).rounded() / 10) + " KB" }
        return plain(bytes) + " bytes"
    }
}
