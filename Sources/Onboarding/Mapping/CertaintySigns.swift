import HTML

/// What a control, its form and its page show besides what the passes think of the control itself: answers about nameless or doubled controls,
/// and those on pages on which much is unsure, are wrong more often than their probabilities tell.
package struct CertaintySigns: Sendable, Equatable {
    /// How likely the best tokens of the entries near it are, on average.
    package var around: Float = 0.5
    /// The same of all entries of the page.
    package var page: Float = 0.5
    /// How many entries its page has, its form, and how many of the form's were mapped.
    package var entries = 1
    package var group = 1
    package var mapped = 0
    /// Whether it was mapped to a token that another entry of its form was mapped to as well.
    package var isDoubled = false
    /// Whether it has an id or a name.
    package var isNamed = true
    /// Whether it has an `autocomplete`, and whether that is the very token.
    package var hasAutocomplete = false
    package var agrees = false
    /// Whether an option is picked rather than a text typed.
    package var isPicked = false

    package init() {}

    /// How many numbers say it, but for what is around.
    static let count = 9

    /// About -3 to 3 each.
    var inputs: [Float] {
        [
            Certainty.Answer.odds(page), Self.size(entries), Self.size(group), Float(mapped) / Float(max(group, 1)), isDoubled ? 1 : 0,
            isNamed ? 1 : 0, hasAutocomplete ? 1 : 0, agrees ? 1 : 0, isPicked ? 1 : 0,
        ]
    }

    private static func size(_ count: Int) -> Float { FormModelMath.log2(Float(1 + count)) / 6 }

    /// The signs of each of a page's controls, by ordinal, once the passes have spoken.
    package static func of(
        _ page: FormPage, _ features: FieldFeatures, _ passes: [FormMapper.Passes], tokens: [String]
    ) -> [CertaintySigns] {
        let around = FormMapper.around(passes, features)
        var shared = CertaintySigns()
        (shared.entries, shared.group) = (0, 0)
        var forms = [CertaintySigns](repeating: shared, count: page.forms.count + 1)
        // How often each form's entries got each token; the last row is of those outside of every form.
        var counts = [Int](repeating: 0, count: forms.count * tokens.count)
        var sum: Float = 0
        for control in page.controls {
            guard let best = passes[control.ordinal].best else { continue }
            let form = control.form ?? page.forms.count
            shared.entries += 1
            sum += passes[control.ordinal].said
            forms[form].group += 1
            forms[form].mapped += best > 0 ? 1 : 0
            counts[form * tokens.count + best] += 1
        }
        if shared.entries > 0 { shared.page = sum / Float(shared.entries) }
        return page.controls.map { control in
            guard let best = passes[control.ordinal].best else { return CertaintySigns() }
            let form = control.form ?? page.forms.count
            var signs = forms[form]
            (signs.page, signs.entries, signs.around) = (shared.page, shared.entries, around[control.ordinal])
            signs.isDoubled = best > 0 && counts[form * tokens.count + best] > 1
            signs.take(control, token: tokens[best])
            return signs
        }
    }

    private mutating func take(_ control: PageControl, token: String) {
        isNamed = control.name?.isEmpty == false || control.id?.isEmpty == false
        let last = control.constraints.autocomplete?.split(separator: " ").last
        hasAutocomplete = last != nil
        agrees = last.map { TokenForms.plain($0.lowercased()) == TokenForms.plain(token) } ?? false
        isPicked = control.tag == "select"
    }
}
