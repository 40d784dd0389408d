extension ConditionInput {
    struct Outcome {
        var held: Bool
        /// What was found of the subjects that decided it.
        var found: [String]
    }

    func evaluate(_ tree: ConditionTree) -> Outcome {
        switch tree {
        case .all(let parts):
            for part in parts {
                let outcome = evaluate(part)
                if !outcome.held { return outcome }
            }
            return Outcome(held: true, found: [])
        case .any(let parts):
            var found: [String] = []
            for part in parts {
                let outcome = evaluate(part)
                if outcome.held { return outcome }
                for line in outcome.found where !found.contains(line) { found.append(line) }
            }
            return Outcome(held: false, found: found)
        case .not(let inside):
            let outcome = evaluate(inside)
            return Outcome(held: !outcome.held, found: outcome.found)
        case .comparison(let comparison): return evaluate(comparison)
        }
    }

    private func evaluate(_ comparison: ConditionTree.Comparison) -> Outcome {
        let subject = comparison.subject
        // The visible text is searched where it lies; making a string of it first would cost more than the search.
        if case .text = subject {
            switch comparison.test {
            case .contains(let text, let folded):
                let held = TextFold.contains(foldedText, folded)
                return Outcome(
                    held: held, found: [held ? "\(text.debugDescription) is in the text" : "\(text.debugDescription) is not in the text"])
            case .matches(let pattern):
                let held = pattern.matches(page.text)
                return Outcome(held: held, found: ["/\(pattern.source)/ is \(held ? "" : "not ")in the text"])
            case .exists: return Outcome(held: !page.text.isEmpty, found: [page.text.isEmpty ? "there is no text" : "there is text"])
            default: break
            }
        }
        guard let value = value(of: subject) else {
            return Outcome(held: false, found: [missing(subject)])
        }
        return Outcome(held: holds(value, comparison.test), found: ["\(subject.name) is \(value.shown)"])
    }

    private func missing(_ subject: ConditionSubject) -> String {
        switch subject {
        case .header(let name): "there is no header \(name)"
        case .title: "there is no title"
        case .json: "\(subject.name) is not there"
        default: "\(subject.name) is not known"
        }
    }

    private func holds(_ value: ConditionValue, _ test: ConditionTree.Test) -> Bool {
        switch test {
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
                return !texts.isEmpty && texts.allSatisfy { text in members.contains { holds(.text(text), $0) } }
            }
            return members.contains { holds(value, $0) }
        case .order(let order, let expected):
            switch order {
            case .equal: return equal(value, expected)
            case .unequal: return !equal(value, expected)
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

    private func holds(_ value: ConditionValue, _ member: ConditionTree.Member) -> Bool {
        switch member {
        case .value(let expected): return equal(value, expected)
        case .range(let low, let high):
            guard let found = value.magnitude, let from = low.magnitude, let to = high.magnitude else { return false }
            return from <= found && found <= to
        }
    }

    /// Exact for texts; lists are equal as sets, names in them without case. Magnitudes compare as numbers, so that JSON's plain numbers meet units.
    private func equal(_ value: ConditionValue, _ expected: ConditionValue) -> Bool {
        if let found = value.magnitude, let wanted = expected.magnitude { return found == wanted }
        if case .texts(let texts) = value, case .texts(let wanted) = expected {
            return Set(texts.map { $0.lowercased() }) == Set(wanted.map { $0.lowercased() })
        }
        return value == expected
    }
}
