import Expressions
import HTML

/// Whether a value satisfies what its control demands, as a browser would judge it before it sends (HTML standard, "Constraints").
struct ConstraintCheck {
    private let control: PageControl

    init(_ control: PageControl) { self.control = control }

    /// Why the value would be refused, in words that complete "its …"; nil where it is well.
    func refusal(of value: String) -> String? {
        let demands = control.constraints
        if value.isEmpty { return demands.isRequired ? "it is required" : nil }
        // Lengths count UTF-16 code units; a line break is sent as two characters but counts as one.
        let length = value.utf16.count
        if Self.hasLength.contains(control.state) {
            if let most = demands.maxLength, length > most { return "at most \(most) characters are taken, and it has \(length)" }
            if let least = demands.minLength, length < least { return "at least \(least) characters are wanted, and it has \(length)" }
        }
        if let pattern = demands.pattern, Self.hasPattern.contains(control.state), Self.matches(value, pattern) == false {
            return "the pattern \(pattern.cut(80)) is not met" + (demands.title.map { " (\($0.collapsed.cut(80)))" } ?? "")
        }
        switch control.state {
        case "email":
            let parts = demands.isMultiple ? value.split(separator: ",").map { String($0).strippingSpace } : [value]
            return parts.allSatisfy(ValueRules.isEmail) ? nil : "it is no e-mail address"
        case "url": return WebURL(value) == nil ? "it is no absolute URL" : nil
        case "number", "range": return numberRefusal(value)
        case "date": return dateRefusal(value)
        case "month": return DateValue(value)?.month == nil || DateValue(value)?.day != nil ? "it is no month" : nil
        case "select-one", "select-multiple":
            return control.options.contains { $0.value == value && !$0.isDisabled } ? nil : "it is none of its options"
        case "text", "search", "tel", "password":
            return value.utf8.contains { $0 == 0x0A || $0 == 0x0D } ? "it takes one line" : nil
        default: return nil
        }
    }

    /// Whether the control's pattern is one that cannot be judged here: look-around, back-references.
    var hasUnreadablePattern: Bool { control.constraints.pattern.map { Self.compiled($0) == nil } ?? false }

    private static let hasLength: Set<String> = ["text", "search", "url", "tel", "email", "password", "textarea"]
    private static let hasPattern: Set<String> = ["text", "search", "url", "tel", "email", "password"]

    /// Whether the whole value matches; nil where the pattern cannot be read (a browser ignores one that is no expression).
    private static func matches(_ value: String, _ pattern: String) -> Bool? { compiled(pattern)?.matches(value) }

    /// Patterns match the whole value (HTML standard, "The pattern attribute"). Bounded: longer ones than 500 bytes are not read.
    private static func compiled(_ pattern: String) -> Pattern? {
        guard pattern.utf8.count <= 500 else { return nil }
        return try? Pattern("^(?:\(pattern))$")
    }

    private func numberRefusal(_ value: String) -> String? {
        guard let number = Double(value), number.isFinite else { return "it is no number" }
        let demands = control.constraints
        let least = demands.min.flatMap(Double.init)
        if let least, number < least { return "it is less than \(demands.min ?? "")" }
        if let most = demands.max.flatMap(Double.init), number > most { return "it is more than \(demands.max ?? "")" }
        guard demands.step?.lowercased() != "any" else { return nil }
        let step = demands.step.flatMap(Double.init).flatMap { $0 > 0 ? $0 : nil } ?? 1
        let steps = (number - (least ?? 0)) / step
        return abs(steps - steps.rounded()) > 1e-6 ? "it is not in steps of \(demands.step ?? "1")" : nil
    }

    private func dateRefusal(_ value: String) -> String? {
        guard let date = DateValue(value), date.day != nil else { return "it is no day" }
        if let least = control.constraints.min, date.iso < least { return "it is before \(least)" }
        if let most = control.constraints.max, date.iso > most { return "it is after \(most)" }
        return nil
    }
}
