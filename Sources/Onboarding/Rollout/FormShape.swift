import HTML

/// What a form asked for when it was mapped: enough to tell in words how it has changed. Stored with a mapping's version.
package struct FormShape: Codable, Sendable, Hashable {
    package struct Control: Codable, Sendable, Hashable {
        /// See ``ControlKey``.
        package var key: String
        package var label: String
        /// `text`, `email`, `select-one` …
        package var state: String
        /// What it takes of a profile; nil for nothing known.
        package var term: String?
        package var isRequired: Bool
        package var pattern: String?
        package var maxLength: Int?
        /// The options' labels, without those that stand for nothing.
        package var options: [String]
        /// What else it demands; nil where that was not kept.
        package var demands: Demands?
    }

    /// What a control demands besides a value, a pattern and a greatest length: its attributes as they are written.
    package struct Demands: Codable, Sendable, Hashable {
        package var minLength: Int?
        package var min: String?
        package var max: String?
        package var step: String?
        package var accept: String?
        package var autocomplete: String?
        package var inputMode: String?

        init(_ constraints: FormControl.Constraints) {
            (minLength, accept) = (constraints.minLength, constraints.accept?.cut(300))
            (min, max, step) = (constraints.min?.cut(40), constraints.max?.cut(40), constraints.step?.cut(40))
            (autocomplete, inputMode) = (constraints.autocomplete?.cut(80), constraints.inputMode?.cut(40))
        }
    }

    package var controls: [Control]
    package var captchas: [String]
    package var hasSteps: Bool
    package var method: String
    /// Host and path that it is sent to.
    package var target: String
    /// What is asked for it, as it is written; nil for nothing.
    package var price: String?
    package var fingerprint: String
    /// The steps after this one, as far as they are shown without filling in; nil where they were not looked for.
    package var further: [FormShape]?
    /// True where further steps are only shown once those before are sent, so that nobody knows them; else nil.
    package var hasUnseen: Bool?

    /// What all its steps ask for.
    var fingerprints: [String] { [fingerprint] + (further ?? []).map(\.fingerprint) }

    /// What the form has in common with those of other sites that are made alike: its controls' names, labels, states and options, wherever it is sent.
    var likeness: String {
        FormFingerprint.digits(of: controls.map { "\($0.key)|\($0.label)|\($0.state)|\($0.options.joined(separator: ","))" }.sorted())
    }

    /// Most options of one control that are kept.
    private static let mostOptions = 300

    /// - Parameter price: What the page asks for, where it does.
    package init(_ page: MappedPage, form index: Int, price: String? = nil) {
        let form = page.page.forms[index]
        let terms = TermMap(page, form: index)
        let traps = Set(page.forms[index].honeypots)
        controls = form.controls.compactMap { ordinal in
            let control = page.page.controls[ordinal]
            guard control.isField, !control.isInert, !traps.contains(ordinal) else { return nil }
            let options = control.options.filter { !$0.value.isEmpty }.prefix(Self.mostOptions).map { $0.label.cut(80) }
            return Control(
                key: ControlKey(control).text, label: (control.label ?? control.before).collapsed.cut(80), state: control.state,
                term: terms[ordinal]?.term, isRequired: control.constraints.isRequired || control.saysRequired,
                pattern: control.constraints.pattern?.cut(200), maxLength: control.constraints.maxLength, options: options,
                demands: Demands(control.constraints))
        }
        captchas = page.forms[index].captchas
        hasSteps = !page.forms[index].steps.isEmpty
        method = form.form.method.rawValue
        target = form.form.action.map { ($0.host ?? "") + $0.path } ?? form.form.actionAttribute ?? ""
        self.price = price
        fingerprint = page.forms[index].fingerprint
    }
}
