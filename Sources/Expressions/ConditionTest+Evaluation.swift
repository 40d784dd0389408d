extension ConditionTest {
    /// Whether it holds of a value. Texts are equal exactly; lists are equal as sets, names in them without case. Magnitudes compare as numbers.
    package func holds(of value: ConditionValue) -> Bool {
        switch self {
        case .exists:
            if case .texts(let texts) = value { return !texts.isEmpty }
            return true
        case .isTrue: return value == .flag(true)
        case .contains(_, let folded):
            switch value {
            case .text(let text): return TextFold.contains(TextFold.folded(text), folded)
            case .texts(let texts): return texts.contains { TextFold.folded($0) == folded }
            default: return TextFold.contains(TextFold.folded(value.shown), folded)
            }
        case .matches(let pattern):
            switch value {
            case .text(let text): return pattern.matches(text)
            case .texts(let texts): return texts.contains { pattern.matches($0) }
            default: return pattern.matches(value.shown)
            }
        case .within(let members):
            if case .texts(let texts) = value {
                return !texts.isEmpty && texts.allSatisfy { text in members.contains { Self.holds(.text(text), $0) } }
            }
            return members.contains { Self.holds(value, $0) }
        case .order(let order, let expected):
            switch order {
            case .equal: return Self.equal(value, expected)
            case .unequal: return !Self.equal(value, expected)
            case .less, .lessOrEqual, .greater, .greaterOrEqual:
                guard let found = value.magnitude, let limit = expected.magnitude else { return false }
                return switch order {
                case .less: found < limit
                case .lessOrEqual: found <= limit
                case .greater: found > limit
                default: found >= limit
                }
            }
        }
    }

    private static func holds(_ value: ConditionValue, _ member: Member) -> Bool {
        switch member {
        case .value(let expected): return equal(value, expected)
        case .range(let low, let high):
            guard let found = value.magnitude, let from = low.magnitude, let to = high.magnitude else { return false }
            return from <= found && found <= to
        }
    }

    /// Exact for texts; lists are equal as sets, names in them without case. Magnitudes compare as numbers, so that JSON's plain numbers meet units.
    private static func equal(_ value: ConditionValue, _ expected: ConditionValue) -> Bool {
        if let found = value.magnitude, let wanted = expected.magnitude { return found == wanted }
        if case .texts(let texts) = value, case .texts(let wanted) = expected {
            return Set(texts.map { $0.lowercased() }) == Set(wanted.map { $0.lowercased() })
        }
        return value == expected
    }
}
