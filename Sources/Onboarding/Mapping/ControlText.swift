import HTML

/// A control's texts folded, and the concepts that the lexicon finds in each; made once a control and read by its neighbours too.
struct ControlText: Sendable {
    /// `id` and `name` as words.
    var identifiers: [FoldedText] = []
    /// What it is called: its label, or the text just before it where it has none.
    var label = FoldedText()
    var hasLabel = false
    /// Placeholder, title and description.
    var hint = FoldedText()
    /// What stands in the element that is the control's alone.
    var inside = FoldedText()
    var before = FoldedText()
    var after = FoldedText()
    var heading = FoldedText()
    var wrapper = FoldedText()
    var other = FoldedText()
    var identifierConcepts = ConceptSet()
    var labelConcepts = ConceptSet()
    var hintConcepts = ConceptSet()
    var insideConcepts = ConceptSet()
    var beforeConcepts = ConceptSet()
    var afterConcepts = ConceptSet()
    var headingConcepts = ConceptSet()
    var wrapperConcepts = ConceptSet()
    /// Concepts of what names the control itself.
    private(set) var own = ConceptSet()

    init(_ control: PageControl, _ lexicon: Lexicon) {
        for text in [control.id, control.name] {
            guard let text, !text.isEmpty else { continue }
            let folded = FoldedText(identifier: text, limit: 80)
            if !identifiers.contains(where: { $0.bytes == folded.bytes }) { identifiers.append(folded) }
        }
        before = FoldedText(prose: control.before.end(80))
        after = FoldedText(prose: control.after, limit: 60)
        let called = control.labelSource == .placeholder || control.labelSource == .title ? nil : control.label
        hasLabel = called?.isEmpty == false
        label = FoldedText(
            prose: [called, control.labelText == called ? nil : control.labelText].compactMap(\.self).joined(separator: " "), limit: 100)
        inside = FoldedText(prose: control.inside, limit: 60)
        if label.bytes.isEmpty {
            hasLabel = false
            label = inside.bytes.isEmpty ? FoldedText(prose: control.before.end(48)) : inside
        }
        let hints = [control.constraints.placeholder, control.constraints.title, control.description].compactMap(\.self)
        hint = FoldedText(prose: hints.joined(separator: " "), limit: 100)
        heading = FoldedText(prose: ([control.heading] + control.legends).joined(separator: " "), limit: 120)
        wrapper = FoldedText(identifier: control.wrapper, limit: 120)
        other = FoldedText(identifier: control.other, limit: 120)
        for identifier in identifiers { identifierConcepts = identifierConcepts.union(ConceptSet(identifier, lexicon)) }
        identifierConcepts = identifierConcepts.union(ConceptSet(other, lexicon))
        labelConcepts = ConceptSet(label, lexicon)
        hintConcepts = ConceptSet(hint, lexicon)
        insideConcepts = inside.bytes == label.bytes ? labelConcepts : ConceptSet(inside, lexicon)
        beforeConcepts = ConceptSet(before, lexicon)
        afterConcepts = ConceptSet(after, lexicon)
        headingConcepts = ConceptSet(heading, lexicon)
        wrapperConcepts = ConceptSet(wrapper, lexicon)
        own = identifierConcepts.union(labelConcepts).union(hintConcepts)
    }
}

/// Concepts of the lexicon that a text holds: those whose words stand whole, and those found as parts of other words.
struct ConceptSet: Sendable {
    private(set) var whole: UInt128 = 0
    private(set) var part: UInt128 = 0

    init() {}

    /// Of words inside longer ones only the longest counts: an "email address" is no street.
    init(_ text: FoldedText, _ lexicon: Lexicon) {
        guard !text.bytes.isEmpty else { return }
        var found: [Lexicon.Match] = []
        lexicon.matches(in: text) { found.append($0) }
        for match in found {
            let end = match.start + match.length
            let isInside = found.contains { other in
                other.length > match.length && other.start <= match.start && end <= other.start + other.length
                    && (other.isWhole || !match.isWhole)
            }
            if isInside { continue }
            if match.isWhole { whole |= 1 << UInt128(match.concept) } else { part |= 1 << UInt128(match.concept) }
        }
        part &= ~whole
    }

    func union(_ other: ConceptSet) -> ConceptSet {
        var all = self
        all.whole |= other.whole
        all.part = (part | other.part) & ~all.whole
        return all
    }

    var isEmpty: Bool { whole == 0 && part == 0 }
    var all: UInt128 { whole | part }

    /// The concepts, each with whether its word stands whole.
    func forEach(_ body: (Int, Bool) -> Void) {
        var rest = whole | part
        while rest != 0 {
            let concept = rest.trailingZeroBitCount
            rest &= rest - 1
            body(concept, whole >> UInt128(concept) & 1 == 1)
        }
    }
}
