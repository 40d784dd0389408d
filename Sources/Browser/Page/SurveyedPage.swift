/// A page as its scripts left it, and which of its controls people see only once others have some value.
package struct SurveyedPage: Sendable {
    /// What a control must have in it for another to be seen.
    package struct Condition: Sendable, Hashable {
        /// The mark of the control that decides, of a group of radio buttons its first.
        package var control: Int
        /// The values with which the other is seen; empty for any that is typed in.
        package var values: [String]
        /// What people read instead of these values.
        package var labels: [String]
    }

    /// A control that is not always seen.
    package struct Appearance: Sendable, Hashable {
        /// Its mark.
        package var control: Int
        /// Whether it is seen before anything is filled in: then every condition must hold, else one of them.
        package var isShownFirst: Bool
        /// Whether scripts bring it in: in the markup of `page` it stands where it was, and in the page as it was sent it is not.
        package var isAdded: Bool
        package var conditions: [Condition]
    }

    /// Its markup has every control that was seen at some time; those that matter here have an attribute `mark` with their number.
    package var page: RenderedPage
    /// Unlike any attribute that the page knows of.
    package var mark: String
    package var appearances: [Appearance]
    /// Whether its time was over before everything was tried.
    package var isCut: Bool
}
