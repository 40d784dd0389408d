package import HTML

/// What a page's forms are made of: every form, every control in document order, and where sections begin. Pure; nothing is decided yet.
package struct FormPage: Sendable {
    package let url: WebURL?
    /// The page's language as its markup says it, lower case, first part only: `de`; nil when it says none.
    package let language: String?
    package let title: String
    package let forms: [PageForm]
    /// All controls, by `ordinal`.
    package let controls: [PageControl]
    /// What tells of captchas, in words: `reCAPTCHA`, `hCaptcha` …
    package let captchas: [String]
    /// Whether the page had more controls than are read.
    package let isCut: Bool
}

extension FormPage {
    /// The check boxes, or the radio buttons, of one name in one form, of which this is one.
    func group(of control: PageControl) -> [PageControl] {
        guard let name = control.name, !name.isEmpty, control.state == "checkbox" || control.state == "radio" else { return [control] }
        return controls.filter { $0.state == control.state && $0.name == name && $0.form == control.form && !$0.isInert }
    }
}

/// One form with the controls it owns.
package struct PageForm: Sendable {
    package let form: Form
    /// Indices in `FormPage.controls`.
    package let controls: [Int]
    /// The texts of its buttons, in document order.
    package let buttons: [String]
    /// The heading before it, or its first inside.
    package let heading: String
    /// `id`, `name` and `class` of the form.
    package let words: String
    /// The visible text in it, its beginning.
    package let text: String
    /// The captchas inside it, in words.
    package let captchas: [String]
}
