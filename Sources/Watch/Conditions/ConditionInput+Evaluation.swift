import Expressions

extension ConditionInput {
    struct Outcome {
        var held: Bool
        /// What was found of the subjects that decided it.
        var found: [String]
    }

    func evaluate(_ tree: ConditionTree<ProbeSubject>) -> Outcome {
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

    private func evaluate(_ comparison: ConditionTree<ProbeSubject>.Comparison) -> Outcome {
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
        return Outcome(held: comparison.test.holds(of: value), found: ["\(subject.name) is \(value.shown)"])
    }

    private func missing(_ subject: ProbeSubject) -> String {
        switch subject {
        case .header(let name): "there is no header \(name)"
        case .title: "there is no title"
        case .json: "\(subject.name) is not there"
        default: "\(subject.name) is not known"
        }
    }
}
