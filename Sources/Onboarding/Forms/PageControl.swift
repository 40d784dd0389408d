package import HTML

/// One `input`, `select` or `textarea` of a page, with everything around it that tells what it asks for.
package struct PageControl: Sendable {
    /// Its place among all `input`, `select` and `textarea` elements of the page in document order, hidden ones and buttons included; from 0.
    package let ordinal: Int
    package let node: NodeID
    /// `input`, `select` or `textarea`.
    package let tag: String
    /// The `type` attribute as written; nil without one.
    package let type: String?
    /// What scripts see as `type`: `text`, `email`, `select-one`, `textarea` …
    package let state: String
    package let id: String?
    package let name: String?
    /// What the control is called: label, `aria-label`, `title` or placeholder.
    package let label: String?
    package let labelSource: FormControl.LabelSource?
    /// All texts of `label` elements, joined.
    package let labelText: String
    package let description: String?
    package let legends: [String]
    package let options: [FormControl.Option]
    package let constraints: FormControl.Constraints
    package let value: String
    /// The index of the form that owns it, in `FormPage.forms`; nil outside of every form.
    package let form: Int?
    /// The text between the control before and this one, its end; at most `PageReader.nearby` bytes.
    package internal(set) var before = ""
    /// The text between this control and the next one, its beginning.
    package internal(set) var after = ""
    /// All text in the largest element that holds no other field, where it is short: the label of a control that names none.
    package internal(set) var inside = ""
    /// The last heading or legend before it.
    package internal(set) var heading = ""
    /// `class` and `id` of the elements that hold this control and no other.
    package internal(set) var wrapper = ""
    /// Values of other attributes that tend to name a field: `data-*`, `formcontrolname`, `ng-model` …
    package internal(set) var other = ""
    /// Whether a style, `hidden` or a class of the page's own markup keeps people from seeing it.
    package internal(set) var concealment: Concealment?
    /// When people see it, where that hangs on others; nil where it does not, or nobody has looked.
    package internal(set) var appearance: Appearance?
    /// Whether it is inside a `template`: scripts may copy it, nothing sends it.
    package let isInert: Bool

    /// How a control is kept out of sight while its type is not `hidden`.
    package enum Concealment: String, Sendable {
        /// `display: none`, `visibility: hidden` or the `hidden` attribute, on it or around it.
        case unshown
        /// Moved out of the window, made transparent or without size by its style.
        case displaced
        /// `aria-hidden` on it or around it.
        case unspoken
    }

    /// Whether people fill it in: no hidden input and no button.
    package var isField: Bool { tag != "input" || !Self.unfilled.contains(state) }

    /// Whether a text is typed in or an option is picked, the controls a profile's value may go to.
    package var isEntry: Bool { isField && state != "checkbox" && state != "radio" && state != "file" }

    /// What people read beside a box or a button to tick.
    var caption: String { (label ?? (after.isEmpty ? value : after)).collapsed }

    private static let unfilled: Set<String> = ["hidden", "submit", "button", "image", "reset"]
}
