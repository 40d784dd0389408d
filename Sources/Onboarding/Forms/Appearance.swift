package import Browser
import HTML

/// When people see a control that is not always there: as others are filled in, in a browser.
package struct Appearance: Sendable, Hashable {
    /// What another control must have in it.
    package struct Condition: Sendable, Hashable {
        /// The other's ordinal; of a group of radio buttons that of the first.
        package var ordinal: Int
        package var control: ControlKey
        /// Values of the form's data; empty for any that is typed in.
        package var values: [String]
        /// What people read instead of these values.
        package var labels: [String]
    }

    /// Whether it is seen before anything is filled in: then every condition must hold, else one of them.
    package var isShownFirst: Bool
    /// Whether the page, as it was sent, does not have it at all.
    package var isAdded: Bool
    package var conditions: [Condition]

    /// In words: `seen when "kind" is "Firm"`.
    package var words: String {
        let said = conditions.prefix(3).map { condition in
            let values = zip(condition.labels, condition.values).map { "\"\(($0.isEmpty ? $1 : $0).cut(40))\"" }
            let what = values.isEmpty ? "filled in" : values.prefix(4).joined(separator: " or ") + (values.count > 4 ? " or others" : "")
            return "\"\(condition.control.text.cut(40))\" is \(what)"
        }
        return "seen when " + said.joined(separator: isShownFirst ? " and " : " or ")
    }
}

/// What a browser found out of a page's controls, in terms of its markup: attributes that only that browser has set.
package struct SurveyMarks: Sendable {
    let attribute: String
    let appearances: [Int: SurveyedPage.Appearance]

    /// Nil where every control is always seen, or never.
    package init?(_ survey: SurveyedPage) {
        guard !survey.appearances.isEmpty else { return nil }
        attribute = survey.mark
        appearances = Dictionary(survey.appearances.map { ($0.control, $0) }) { first, _ in first }
    }

    /// The number that the browser gave a control; nil for one of no interest.
    func number(of node: NodeID, in document: Document) -> Int? { document.attribute(named: attribute, of: node).flatMap { Int($0) } }

    /// Tells the controls what was found out of them.
    func apply(to controls: inout [PageControl], _ document: Document) {
        var ordinals: [Int: Int] = [:]
        for control in controls { if let number = number(of: control.node, in: document) { ordinals[number] = control.ordinal } }
        for (number, ordinal) in ordinals {
            guard let found = appearances[number] else { continue }
            let conditions = found.conditions.compactMap { condition in
                ordinals[condition.control].map {
                    Appearance.Condition(
                        ordinal: $0, control: ControlKey(controls[$0]), values: condition.values, labels: condition.labels)
                }
            }
            guard !conditions.isEmpty else { continue }
            controls[ordinal].appearance = Appearance(
                isShownFirst: found.isShownFirst, isAdded: found.isAdded, conditions: conditions)
            // A style sheet may hide it, and what was added stands in sight.
            if !found.isShownFirst, controls[ordinal].concealment == nil { controls[ordinal].concealment = .unshown }
        }
    }
}
