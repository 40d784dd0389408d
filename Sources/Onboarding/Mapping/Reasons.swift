import HTML

/// Why a control was mapped as it was, in words: the kinds of evidence that the model weighed most, each with what it saw.
struct Reasons {
    let model: FormModel
    let page: FormPage
    let features: FieldFeatures
    let tokens: [String?]

    /// Why a control that takes no text is none of a profile's fields.
    static func unfilled(_ control: PageControl) -> String {
        switch control.state {
        case "hidden": "hidden: the page fills it in"
        case "checkbox", "radio": "a \(control.state == "radio" ? "radio button" : "check box") takes no text"
        case "file": "takes a file"
        default: "a button"
        }
    }

    /// At most three reasons for the class `best` against the class `second`.
    func words(_ control: PageControl, best: Int, second: Int, _ evidence: SparseNetwork.Known) -> [String] {
        let shares = model.first.contrast(evidence, best, second)
        let total = shares.reduce(0) { $0 + max($1, 0) }
        let groups = FeatureBag.Group.allCases.filter { shares[Int($0.rawValue)] > 0.12 * total }
            .sorted { shares[Int($0.rawValue)] > shares[Int($1.rawValue)] }
        var reasons: [String] = []
        for group in groups where reasons.count < 3 {
            if let reason = reason(control, group), !reasons.contains(reason) { reasons.append(reason) }
        }
        if best == 0, reasons.isEmpty { reasons.append("nothing about it names a field of a profile") }
        if best != 0, reasons.isEmpty { reasons.append("the form as a whole") }
        return reasons
    }

    private func reason(_ control: PageControl, _ group: FeatureBag.Group) -> String? {
        switch group {
        case .type:
            if let length = control.constraints.maxLength, length <= 20 { return "type \(control.state), at most \(length) characters" }
            return control.state == "text" ? nil : "type \(control.state)"
        case .autocomplete: return control.constraints.autocomplete.map { "autocomplete=\"\($0.cut(60))\"" }
        case .name:
            let names = [control.name, control.id].compactMap(\.self).filter { !$0.isEmpty }
            return names.first.map { "named \"\($0.cut(60))\"" } ?? (control.other.isEmpty ? nil : "marked \"\(control.other.cut(60))\"")
        case .label:
            if let label = control.label, !label.isEmpty { return "labelled \"\(label.cut(60))\"" }
            return control.before.isEmpty ? nil : "the text before it: \"\(control.before.end(40))\""
        case .hint:
            return (control.constraints.placeholder ?? control.constraints.title ?? control.description).map { "hint \"\($0.cut(60))\"" }
        case .nearby:
            return control.before.isEmpty ? nil : "the text around it: \"\(control.before.end(40))\""
        case .options:
            return control.options.isEmpty
                ? nil : "its \(control.options.count) options, such as \"\(control.options[control.options.count / 2].label.cut(30))\""
        case .neighbours:
            let before = features.neighbour(of: control.ordinal, -1).flatMap { tokens[$0] }
            let after = features.neighbour(of: control.ordinal, 1).flatMap { tokens[$0] }
            switch (before, after) {
            case (let before?, let after?): return "stands between \(before) and \(after)"
            case (let before?, nil): return "follows \(before)"
            case (nil, let after?): return "comes before \(after)"
            case (nil, nil): return nil
            }
        case .section: return control.heading.isEmpty ? nil : "under \"\(control.heading.cut(60))\""
        case .form: return page.language.map { "a form in language \($0)" }
        }
    }
}
