/// A form as it stands in the page, with the controls that belong to it by the standard's rules of ownership.
package struct Form: Hashable, Sendable {
    package let node: NodeID
    package let id: String?
    package let name: String?
    /// Where it is sent: `action` resolved, or the page itself when it is empty; nil when that is no URL.
    package let action: WebURL?
    /// `action` as written.
    package let actionAttribute: String?
    package let method: Method
    package let encoding: Encoding
    package let target: String?
    /// Whether the browser checks the constraints before it sends.
    package let isValidated: Bool
    package let autocomplete: String?
    package let acceptCharset: String?
    /// What the form is called: `aria-label`, `aria-labelledby` or `title`; nil without any.
    package let label: String?
    /// In tree order, buttons included.
    package let controls: [FormControl]
    /// Whether it is no `form` at all, but controls that stand together in another element: only scripts can send them.
    package let isLoose: Bool

    package enum Method: String, Hashable, Sendable { case get, post, dialog }

    package enum Encoding: String, Hashable, Sendable {
        case urlEncoded = "application/x-www-form-urlencoded"
        case multipart = "multipart/form-data"
        case plain = "text/plain"
    }
}

/// One control of a form.
package struct FormControl: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case input, textarea, select, button, output, object
    }

    /// Where a label was found; the first that applies counts.
    package enum LabelSource: String, Hashable, Sendable {
        case ariaLabelledBy = "aria-labelledby"
        case ariaLabel = "aria-label"
        case label
        /// A button's own text or value, an image's `alt`.
        case content
        case title, placeholder
    }

    package let node: NodeID
    package let kind: Kind
    /// `text`, `email`, …; `select-one`, `select-multiple`, `textarea`; `submit`, `reset` or `button` for buttons: what scripts see as `type`.
    package let type: String
    /// The state of an `input`, nil for other kinds.
    package let inputType: InputType?
    package let name: String?
    package let id: String?
    /// The value in the page as loaded: of a `select` the first selected option's.
    package let value: String
    /// Of check boxes and radio buttons.
    package let isChecked: Bool
    /// Of a `select`, or of the `datalist` that an `input` names.
    package let options: [Option]
    /// The texts of all `label` elements of this control, in tree order.
    package let labels: [String]
    /// What the control is called, and where that was found; nil when nothing names it.
    package let label: String?
    package let labelSource: LabelSource?
    /// The text that `aria-describedby` points at.
    package let description: String?
    /// The legends of the field sets around it, outermost first.
    package let legends: [String]
    package let constraints: Constraints

    /// What the page demands of a value.
    package struct Constraints: Hashable, Sendable {
        package var isRequired = false
        package var isReadOnly = false
        /// By itself, its field set or its group: a disabled control is not sent.
        package var isDisabled = false
        package var isMultiple = false
        package var pattern: String?
        package var minLength: Int?
        package var maxLength: Int?
        package var min: String?
        package var max: String?
        package var step: String?
        package var accept: String?
        package var autocomplete: String?
        package var inputMode: String?
        package var placeholder: String?
        package var title: String?

        /// No demands.
        package init() {}
    }

    package struct Option: Hashable, Sendable {
        package let node: NodeID
        package let value: String
        package let label: String
        /// The label of its `optgroup`.
        package let group: String?
        package let isSelected: Bool
        package let isDisabled: Bool
    }

    /// Whether it is a button rather than a field.
    package var isButton: Bool { kind == .button || inputType?.isButton == true }
}
