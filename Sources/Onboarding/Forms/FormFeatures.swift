import HTML

/// The evidence of what a form is for.
package enum FormFeatures {
    /// The evidence for the form at `index`.
    package static func bag(_ page: FormPage, _ index: Int) -> FeatureBag {
        var bag = FeatureBag()
        let form = page.forms[index]
        let lexicon = Lexicon.standard
        bag.add("f bias", 0, .form)
        bag.add("f method", form.form.method.rawValue.utf8, .form)
        addText(FoldedText(identifier: form.words, limit: 200), "f word", "f wordc", .form, &bag, lexicon)
        addText(FoldedText(identifier: form.form.actionAttribute ?? "", limit: 160), "f action", "f actionc", .name, &bag, lexicon)
        addText(
            FoldedText(prose: form.buttons.prefix(6).joined(separator: " "), limit: 160), "f button", "f buttonc", .label, &bag, lexicon)
        addText(FoldedText(prose: form.heading, limit: 120), "f heading", "f headingc", .section, &bag, lexicon)
        addText(FoldedText(prose: form.form.label ?? "", limit: 80), "f label", "f labelc", .section, &bag, lexicon)
        addText(FoldedText(prose: form.text, limit: 400), "f text", "f textc", .nearby, &bag, lexicon)
        var states: [String: Int] = [:]
        var entries = 0
        for ordinal in form.controls.prefix(200) {
            let control = page.controls[ordinal]
            states[control.state, default: 0] += 1
            if control.isEntry { entries += 1 }
            let isHidden = control.state == "hidden"
            for name in [control.name, control.id] {
                guard let name, !name.isEmpty else { continue }
                addText(
                    FoldedText(identifier: name, limit: 60), isHidden ? "f hidden" : "f name", isHidden ? "f hiddenc" : "f namec", .name,
                    &bag, lexicon)
            }
            if !isHidden {
                let said = [control.label, control.constraints.placeholder].compactMap(\.self).joined(separator: " ")
                addText(FoldedText(prose: said, limit: 80), "f said", "f saidc", .hint, &bag, lexicon)
            }
        }
        // In one order: training adds up in the order of the evidence, and has to come to the same bits.
        for (state, count) in states.sorted(by: { $0.key < $1.key }) {
            bag.add("f state", state.utf8, .type)
            bag.add(FeatureBag.hash(FeatureBag.hash(FeatureBag.seed("f count"), state.utf8), min(count, 4)), .type, .concept)
        }
        bag.add("f entries", entries < 5 ? entries : entries < 9 ? 5 : 6, .type, .concept)
        bag.add("f entryword", (entries < 3 ? entries : 3) * 8 + min(states["password"] ?? 0, 3), .type, .concept)
        if !form.captchas.isEmpty { bag.add("f captcha", 0, .type, .concept) }
        // Searches stand first on a page, newsletters last, and what has a page of its own stands alone.
        bag.add("f forms", min(page.forms.count, 5), .section, .concept)
        bag.add("f index", min(index, 4), .section, .concept)
        bag.add("f last", page.forms.count - index < 2 ? 1 : 0, .section, .concept)
        bag.finish()
        return bag
    }

    private static func addText(
        _ text: FoldedText, _ word: StaticString, _ concept: StaticString, _ group: FeatureBag.Group, _ bag: inout FeatureBag,
        _ lexicon: Lexicon
    ) {
        var previous: ArraySlice<UInt8>?
        for piece in text.bytes.split(separator: 0x20).prefix(60) {
            bag.add(word, piece, group)
            if let previous { bag.add(FeatureBag.hash(FeatureBag.hash(FeatureBag.seed(word), previous) &* 31, piece), group, .gram) }
            previous = piece
        }
        ConceptSet(text, lexicon).forEach { bag.add(concept, $0 * 2 + ($1 ? 1 : 0), group, .concept) }
    }
}
