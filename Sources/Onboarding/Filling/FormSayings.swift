/// What was said of a form besides what it says itself.
package struct FormSayings: Sendable, Hashable {
    /// Of its controls, by people.
    package var answers: [ControlKey: Answer]
    /// From which confidence on a control is filled unasked; nil for the model's own measure.
    package var threshold: Double?
    /// Of controls that the model is not sure of, by a second opinion.
    package var opinions: [ControlKey: Opinion]

    package init(answers: [ControlKey: Answer] = [:], threshold: Double? = nil, opinions: [ControlKey: Opinion] = [:]) {
        (self.answers, self.threshold, self.opinions) = (answers, threshold, opinions)
    }
}
