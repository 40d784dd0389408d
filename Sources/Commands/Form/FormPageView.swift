import HTML
import Onboarding

/// What `rollcall form --json` writes; docs/forms.md describes it. Absent values are null, never missing.
struct FormPagesView: Encodable {
    var pages: [FormPageView]
}

/// One page.
struct FormPageView: Encodable {
    private let source: String
    private let mapped: MappedPage

    init(source: String, _ mapped: MappedPage) {
        self.source = source
        self.mapped = mapped
    }

    private enum Key: String, CodingKey { case source, url, language, captcha, truncated, forms, controls }

    func encode(to encoder: any Encoder) throws {
        let page = mapped.page
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(source, forKey: .source)
        try container.encode(page.url?.href, forKey: .url)
        try container.encode(page.language, forKey: .language)
        try container.encode(page.captchas, forKey: .captcha)
        try container.encode(page.isCut, forKey: .truncated)
        try container.encode(page.forms.indices.map { FormView($0, mapped) }, forKey: .forms)
        try container.encode(page.controls.map { ControlView($0, mapped) }, forKey: .controls)
    }
}

/// One form.
private struct FormView: Encodable {
    private let index: Int
    private let form: PageForm
    private let mapping: FormMapping

    init(_ index: Int, _ mapped: MappedPage) {
        self.index = index
        form = mapped.page.forms[index]
        mapping = mapped.forms[index]
    }

    private enum Key: String, CodingKey {
        case index, type, confidence, id, name, action, method, encoding, label, heading, buttons, captcha, captchas, multiStep, steps,
            honeypots
        case fingerprint, controls
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(index, forKey: .index)
        try container.encode(mapping.type.rawValue, forKey: .type)
        try container.encode(mapping.confidence.rounded(to: 4), forKey: .confidence)
        try container.encode(form.form.id, forKey: .id)
        try container.encode(form.form.name, forKey: .name)
        try container.encode(form.form.action?.href ?? form.form.actionAttribute, forKey: .action)
        try container.encode(form.form.method.rawValue, forKey: .method)
        try container.encode(form.form.encoding.rawValue, forKey: .encoding)
        try container.encode(form.form.label, forKey: .label)
        try container.encode(form.heading.isEmpty ? nil : form.heading, forKey: .heading)
        try container.encode(form.buttons, forKey: .buttons)
        try container.encode(!mapping.captchas.isEmpty, forKey: .captcha)
        try container.encode(mapping.captchas, forKey: .captchas)
        try container.encode(!mapping.steps.isEmpty, forKey: .multiStep)
        try container.encode(mapping.steps, forKey: .steps)
        try container.encode(mapping.honeypots, forKey: .honeypots)
        try container.encode(mapping.fingerprint, forKey: .fingerprint)
        try container.encode(form.controls, forKey: .controls)
    }
}

/// One control.
private struct ControlView: Encodable {
    private let control: PageControl
    private let mapping: FieldMapping
    private let isHoneypot: Bool

    init(_ control: PageControl, _ mapped: MappedPage) {
        self.control = control
        mapping = mapped.fields[control.ordinal]
        isHoneypot = control.form.map { mapped.forms[$0].honeypots.contains(control.ordinal) } ?? false
    }

    private enum Key: String, CodingKey {
        case ordinal, tag, type, state, id, name, label, form, section, required, visible, honeypot, options, constraints
        case token, confidence, accepted, reasons, runnersUp, appearsWhen
    }

    private enum ConstraintKey: String, CodingKey {
        case pattern, minLength, maxLength, min, max, step, accept, autocomplete, inputMode, placeholder, multiple, readOnly, disabled
    }

    /// One other control that decides whether this one is seen.
    private struct Condition: Encodable {
        var ordinal: Int
        var control: String
        var values: [String]
        var labels: [String]
    }

    private struct Runner: Encodable {
        var token: String
        var confidence: Double
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(control.ordinal, forKey: .ordinal)
        try container.encode(control.tag, forKey: .tag)
        try container.encode(control.type, forKey: .type)
        try container.encode(control.state, forKey: .state)
        try container.encode(control.id, forKey: .id)
        try container.encode(control.name, forKey: .name)
        try container.encode(control.label, forKey: .label)
        try container.encode(control.form, forKey: .form)
        try container.encode(control.legends.last ?? (control.heading.isEmpty ? nil : control.heading), forKey: .section)
        try container.encode(control.constraints.isRequired, forKey: .required)
        try container.encode(control.state != "hidden" && control.concealment == nil && !control.isInert, forKey: .visible)
        try container.encode(isHoneypot, forKey: .honeypot)
        try container.encode(control.options.count, forKey: .options)
        try container.encode(mapping.token, forKey: .token)
        try container.encode(mapping.confidence.rounded(to: 4), forKey: .confidence)
        try container.encode(mapping.isAccepted, forKey: .accepted)
        try container.encode(mapping.reasons, forKey: .reasons)
        try container.encode(
            mapping.runnersUp.map { Runner(token: $0.token, confidence: $0.confidence.rounded(to: 4)) }, forKey: .runnersUp)
        try container.encode(
            control.appearance?.conditions.map {
                Condition(ordinal: $0.ordinal, control: $0.control.text, values: $0.values, labels: $0.labels)
            }, forKey: .appearsWhen)
        var constraints = container.nestedContainer(keyedBy: ConstraintKey.self, forKey: .constraints)
        try encodeConstraints(to: &constraints)
    }

    /// Only what the page demands.
    private func encodeConstraints(to container: inout KeyedEncodingContainer<ConstraintKey>) throws {
        let constraints = control.constraints
        try container.encodeIfPresent(constraints.pattern, forKey: .pattern)
        try container.encodeIfPresent(constraints.minLength, forKey: .minLength)
        try container.encodeIfPresent(constraints.maxLength, forKey: .maxLength)
        try container.encodeIfPresent(constraints.min, forKey: .min)
        try container.encodeIfPresent(constraints.max, forKey: .max)
        try container.encodeIfPresent(constraints.step, forKey: .step)
        try container.encodeIfPresent(constraints.accept, forKey: .accept)
        try container.encodeIfPresent(constraints.autocomplete, forKey: .autocomplete)
        try container.encodeIfPresent(constraints.inputMode, forKey: .inputMode)
        try container.encodeIfPresent(constraints.placeholder, forKey: .placeholder)
        if constraints.isMultiple { try container.encode(true, forKey: .multiple) }
        if constraints.isReadOnly { try container.encode(true, forKey: .readOnly) }
        if constraints.isDisabled { try container.encode(true, forKey: .disabled) }
    }
}

extension Double {
    /// Rounded to so many decimal places.
    fileprivate func rounded(to places: Int) -> Double {
        let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
        return (self * scale).rounded() / scale
    }
}
