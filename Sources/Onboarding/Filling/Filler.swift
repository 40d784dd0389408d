import HTML

/// Computes what a form would be sent with for a profile. Pure: nothing but the page, the profile and people's answers goes in.
package struct Filler {
    let page: MappedPage
    let index: Int
    let profile: Profile
    let answers: [ControlKey: Answer]
    let terms: TermMap
    private let values: ProfileValues
    var fields: [FillPlan.Field] = []
    private var problems: [FillPlan.Problem] = []

    private init(_ page: MappedPage, form: Int, profile: Profile, sayings: FormSayings) {
        (self.page, index, self.profile, answers) = (page, form, profile, sayings.answers)
        terms = TermMap(page, form: form, sayings: sayings)
        var values = ProfileValues(profile: profile)
        // A further step may ask for the place.
        if !page.leadsOn(index) {
            let terms = terms
            values.beside = Set(page.page.forms[index].controls.compactMap { terms[$0]?.term })
        }
        self.values = values
    }

    /// - Parameters:
    ///   - form: The form's number on the page.
    ///   - sayings: What was said of the form besides what it says itself.
    package static func plan(
        _ page: MappedPage, form: Int, profile: Profile, sayings: FormSayings = FormSayings()
    ) -> FillPlan {
        var filler = Filler(page, form: form, profile: profile, sayings: sayings)
        return filler.plan()
    }

    private mutating func plan() -> FillPlan {
        let form = page.page.forms[index]
        let mapping = page.forms[index]
        let traps = Set(mapping.honeypots)
        if !mapping.captchas.isEmpty {
            problems.append(
                FillPlan.Problem(
                    kind: .captcha, label: "",
                    message: "the form has a captcha (\(mapping.captchas.joined(separator: ", "))), which only a person can solve",
                    isBlocking: true))
        }
        var groups: Set<String> = []
        var waiting = form.controls.filter { !traps.contains($0) }
        // Those that hang on others come after them; what hangs on these, after that.
        for pass in 0..<4 {
            let now = waiting.filter { pass == 0 ? page.page.controls[$0].appearance == nil : isThere($0) }
            if pass > 0, now.isEmpty { break }
            waiting.removeAll { now.contains($0) }
            for ordinal in now { take(page.page.controls[ordinal], &groups) }
        }
        fields.sort { $0.ordinal < $1.ordinal }
        return FillPlan(form: index, fields: fields, problems: problems, entries: entries(form.form, traps), traps: mapping.honeypots)
    }

    private mutating func take(_ control: PageControl, _ groups: inout Set<String>) {
        guard control.isField, !control.isInert else { return }
        if control.appearance == nil {
            // What scripts show later is not ours to fill before they do.
            guard !control.constraints.isDisabled, control.concealment != .unshown || control.constraints.isRequired else { return }
        }
        switch control.state {
        case "checkbox":
            let group = page.page.group(of: control)
            guard group.count > 1 else { return check(control) }
            guard groups.insert("boxes \(control.name ?? "")").inserted, !pick(from: group) else { return }
            for box in group { check(box) }
        case "radio":
            guard groups.insert(control.name ?? "").inserted else { return }
            if !pick(from: page.page.group(of: control)) { choose(radios: control) }
        case "file": file(control)
        default: fill(control)
        }
    }

    // MARK: One control

    func called(_ control: PageControl) -> String {
        let text = (control.label ?? control.before.collapsed).collapsed.cut(60)
        return text.isEmpty ? control.name ?? "control \(control.ordinal)" : text
    }

    mutating func note(
        _ kind: FillPlan.Problem.Kind, _ control: PageControl, _ message: String, isBlocking: Bool, _ suggestions: [Suggestion] = []
    ) {
        problems.append(
            FillPlan.Problem(
                kind: kind, ordinal: control.ordinal, control: ControlKey(control), label: called(control), message: message,
                isBlocking: isBlocking,
                suggestions: suggestions))
    }

    private mutating func fill(_ control: PageControl) {
        switch answers[ControlKey(control)] {
        case .leave?:
            if isEmptyAndRequired(control) {
                note(.missing, control, "\"\(called(control))\" is required, and was told to stay empty", isBlocking: true)
            }
            return
        case .value(let value)?:
            let form = ProfileValues.Value(key: .description, forms: [value])
            place(form, in: control, term: terms[control.ordinal]?.term ?? "", how: "a person said so", isOwn: true)
            return
        case .term?, nil: break
        }
        guard let assignment = terms[control.ordinal] else { return }
        let isRequired = isEmptyAndRequired(control)
        guard let term = assignment.term, ProfileValues.key(of: term) != nil else {
            guard isRequired else { return }
            let options = Suggestion.options(control.options.filter { !$0.value.isEmpty }.prefix(8).map(\.label))
            // What is hardly likelier than anything else is no suggestion.
            let guesses = assignment.others.filter { Answer.isTerm($0.text) && $0.confidence ?? 1 >= 0.15 }
            note(
                .unknown, control, "\"\(called(control))\" is required and nothing says what it asks for", isBlocking: true,
                options + guesses)
            return
        }
        guard assignment.isAccepted else {
            let likely = Int((assignment.confidence * 100).rounded())
            note(
                .unsure, control, "\"\(called(control))\" may ask for the \(words(term)) (\(likely) %): \(assignment.reason)",
                isBlocking: isRequired,
                [Suggestion(.term(term), confidence: assignment.confidence, reason: assignment.reason)]
                    + assignment.others.filter { Answer.isTerm($0.text) })
            return
        }
        guard let value = values.value(of: term, for: control) else {
            if isRequired {
                note(.missing, control, "\(words(term)) is required and the profile has none", isBlocking: true, [Suggestion(.term(term))])
            }
            return
        }
        place(value, in: control, term: term, how: assignment.reason)
    }

    func words(_ term: String) -> String {
        switch term {
        case "tel-country-code": "country's dialling code"
        case "tel-area-code": "area code"
        case "tel-extension": "telephone extension"
        case "address-line2": "second address line"
        case "address-line3": "third address line"
        case "address-housenumber": "house number"
        default: ProfileValues.key(of: term)?.words ?? term
        }
    }

    /// Whether the browser would refuse to send it as it stands in the page.
    func isEmptyAndRequired(_ control: PageControl) -> Bool {
        (control.constraints.isRequired || control.saysRequired) && control.value.isEmpty && !control.constraints.isReadOnly
    }

    private mutating func place(_ value: ProfileValues.Value, in control: PageControl, term: String, how: String, isOwn: Bool = false) {
        let isSelect = control.tag == "select"
        let fitted = isSelect ? option(value, control, term, isOwn: isOwn) : text(value, control)
        switch fitted {
        case .success(let found):
            if let doubt = found.doubt {
                note(.unsure, control, doubt, isBlocking: isEmptyAndRequired(control), found.suggestions)
                return
            }
            fields.append(
                FillPlan.Field(
                    ordinal: control.ordinal, control: ControlKey(control), label: called(control), term: term,
                    key: isOwn ? nil : value.key,
                    values: found.values, shown: found.shown, how: [how, found.how].filter { !$0.isEmpty }.joined(separator: "; ")))
        case .failure(let refusal):
            note(.unfit, control, refusal.message, isBlocking: isEmptyAndRequired(control), refusal.suggestions)
        }
    }

    private struct Fitted {
        var values: [String]
        var shown: String
        var how = ""
        /// Why a person should look at it first.
        var doubt: String?
        var suggestions: [Suggestion] = []
    }

    private struct Refusal: Error {
        var message: String
        var suggestions: [Suggestion] = []
    }

    private func text(_ value: ProfileValues.Value, _ control: PageControl) -> Result<Fitted, Refusal> {
        let check = ConstraintCheck(control)
        var reason: String?
        for form in value.forms {
            guard let refusal = check.refusal(of: form) else {
                return .success(
                    Fitted(values: [form], shown: form, how: form == value.forms.first ? "" : "written as the control takes it"))
            }
            reason = reason ?? refusal
        }
        if let limit = control.constraints.maxLength, value.isProse {
            for form in value.forms {
                guard let cut = TextCut.cut(form, to: limit), check.refusal(of: cut) == nil else { continue }
                return .success(
                    Fitted(values: [cut], shown: cut, how: "cut from \(form.utf16.count) to \(cut.utf16.count) characters of \(limit)"))
            }
        }
        if let limit = control.constraints.maxLength, value.isList, let form = value.forms.first {
            let separator = form.contains("\n") ? "\n" : form.contains("; ") ? "; " : ", "
            var items = form.split(separator: separator).map(String.init)
            while items.count > 1 {
                items.removeLast()
                let shorter = items.joined(separator: separator)
                if shorter.utf16.count <= limit, check.refusal(of: shorter) == nil {
                    return .success(Fitted(values: [shorter], shown: shorter, how: "the first \(items.count), as more do not fit"))
                }
            }
        }
        return .failure(
            Refusal(
                message:
                    "the profile's \(value.key.words) \"\((value.forms.first ?? "").cut(60).collapsed)\" does not fit: \(reason ?? "it is refused")"
            ))
    }

    private func option(_ value: ProfileValues.Value, _ control: PageControl, _ term: String, isOwn: Bool) -> Result<Fitted, Refusal> {
        if !control.offersOptions {
            if value.key == .category, let chosen = fields.last(where: { $0.key == .category && !$0.values.isEmpty }) {
                return .success(
                    Fitted(
                        values: [chosen.values[0]], shown: RoundTrip.label(of: chosen.values[0], in: chosen, page),
                        how: "what \"\(chosen.label)\" was given, which its scripts offer here"))
            }
            return .failure(Refusal(message: "\"\(called(control))\" offers nothing to pick before its scripts have run"))
        }
        let chooser = OptionChooser(control.options)
        var choices: [OptionChooser.Choice] = []
        switch isOwn ? .name : value.key {
        case .addressLevel1: choices = [value.forms.first.flatMap { chooser.region($0, in: profile.homeCountry) }].compactMap(\.self)
        case .country: choices = [value.forms.first.flatMap { chooser.country($0) }].compactMap(\.self)
        case .category, .knowsAbout:
            let wanted = profile.all(value.key)
            choices = control.constraints.isMultiple ? chooser.categories(wanted) : [chooser.category(wanted)].compactMap(\.self)
        case .numberOfEmployees:
            choices = [chooser.exact(value.forms) ?? value.forms.first.flatMap { Int($0) }.flatMap { chooser.range($0) }].compactMap(\.self)
        default: choices = [chooser.exact(value.forms)].compactMap(\.self)
        }
        let labels = control.options.filter { !$0.value.isEmpty && !$0.isDisabled }.map(\.label)
        guard let first = choices.first else {
            return .failure(
                Refusal(
                    message:
                        "none of the \(labels.count) options of \"\(called(control))\" means \"\((value.forms.first ?? "").cut(60).collapsed)\"",
                    suggestions: Suggestion.options(labels.prefix(12))))
        }
        let options = choices.map { control.options[$0.index] }
        return .success(
            Fitted(
                values: options.map(\.value), shown: options.map(\.label).joined(separator: ", "),
                how: choices.map(\.how).joined(separator: ", "),
                doubt: first.isSure ? nil : "\"\(called(control))\": \(first.how)",
                suggestions: choices.map { Suggestion(.value(control.options[$0.index].label), reason: $0.how) }
                    + Suggestion.options(labels.filter { label in !options.contains { $0.label == label } }.prefix(11))))
    }

    // MARK: Boxes and buttons

    private mutating func check(_ control: PageControl) {
        guard control.constraints.isRequired else { return }
        let said = FoldedText(prose: called(control) + " " + control.after, limit: 300).padded
        if case .value? = answers[ControlKey(control)] {
            tick(control, "a person said so")
        } else if Self.consents.firstIndex(in: said) != nil {
            if profile[.acceptsTerms] != nil {
                tick(control, "the profile accepts terms")
            } else {
                note(
                    .consent, control, "\"\(called(control))\" must be agreed to, and the profile does not say acceptsTerms: yes",
                    isBlocking: true, ["acceptsTerms", Suggestion(.value("yes"), reason: "you agree, and the box is ticked")])
            }
        } else {
            note(
                .unknown, control, "the box \"\(called(control))\" must be ticked, and nothing says what it means", isBlocking: true,
                [Suggestion(.value("yes"), reason: "the box is ticked")])
        }
    }

    private mutating func tick(_ control: PageControl, _ how: String) {
        let value = control.value.isEmpty ? "on" : control.value
        fields.append(
            FillPlan.Field(
                ordinal: control.ordinal, control: ControlKey(control), label: called(control), term: ProfileKey.acceptsTerms.rawValue,
                key: .acceptsTerms, values: [value], shown: "ticked", how: how))
    }

    private static let consents = Phrases([
        " agree", " accept", " terms", " conditions", " consent", " agb", " datenschutz", " nutzungsbedingungen", " stimme", " accepte",
        " conditions generales", " acepto", " terminos", " condiciones", " accetto", " akkoord", " aceito", " privacy", " policy",
    ])

    private mutating func choose(radios first: PageControl) {
        let group = page.page.forms[index].controls.map { page.page.controls[$0] }.filter { $0.state == "radio" && $0.name == first.name }
        guard group.contains(where: \.constraints.isRequired) else { return }
        let isChecked = page.page.forms[index].form.controls.contains { $0.type == "radio" && $0.name == first.name && $0.isChecked }
        guard !isChecked else { return }
        if case .value(let wanted)? = answers[ControlKey(first)],
            let choice = group.first(where: { $0.value == wanted || called($0) == wanted })
        {
            fields.append(
                FillPlan.Field(
                    ordinal: choice.ordinal, control: ControlKey(first), label: called(first), term: "", key: nil,
                    values: [choice.value.isEmpty ? "on" : choice.value], shown: called(choice), how: "a person said so"))
            return
        }
        note(
            .unknown, first,
            "one of \(group.count) choices must be taken: \(group.prefix(6).map { "\"\(called($0))\"" }.joined(separator: ", "))",
            isBlocking: true, Suggestion.options(group.prefix(12).map { called($0) }))
    }

    // MARK: The form's data

    /// The entry set (HTML standard, "Constructing the entry set") with the values of `fields`; the first button that submits is taken for pressed.
    private func entries(_ form: Form, _ traps: Set<Int>) -> [FillPlan.Entry] {
        let ordinals = Dictionary(
            page.page.forms[index].controls.map { (page.page.controls[$0].node, $0) }, uniquingKeysWith: { first, _ in first })
        let filled = Dictionary(fields.map { ($0.ordinal, $0) }, uniquingKeysWith: { first, _ in first })
        var entries: [FillPlan.Entry] = []
        var isPressed = false
        for control in form.controls where isSent(control, ordinals[control.node]) {
            if control.isButton {
                guard !isPressed, control.type == "submit" || control.type == "image" else { continue }
                isPressed = true
                if let name = control.name, !name.isEmpty, control.type == "submit" {
                    entries.append(FillPlan.Entry(name: name, value: control.value))
                }
                continue
            }
            guard let name = control.name, !name.isEmpty, control.kind != .output, control.kind != .object else { continue }
            let field = ordinals[control.node].flatMap { filled[$0] }
            if control.type == "file" {
                // Without a file it is one without a name.
                let files = field?.files ?? []
                entries += files.map { FillPlan.Entry(name: name, value: $0.name, isFile: true, file: $0) }
                if files.isEmpty { entries.append(FillPlan.Entry(name: name, value: "", isFile: true)) }
                continue
            }
            if let field, !traps.contains(field.ordinal) {
                entries += field.values.map { FillPlan.Entry(name: name, value: $0) }
            } else if control.type == "checkbox" || control.type == "radio" {
                if control.isChecked { entries.append(FillPlan.Entry(name: name, value: control.value.isEmpty ? "on" : control.value)) }
            } else if control.kind == .select, control.options.isEmpty {
                continue
            } else {
                entries.append(FillPlan.Entry(name: name, value: name == "_charset_" && control.type == "hidden" ? "UTF-8" : control.value))
            }
        }
        return entries
    }
}

extension PageControl {
    /// Whether its label marks it as required without saying so to the browser: a star at its end.
    var saysRequired: Bool {
        guard let label = label ?? (labelText.isEmpty ? before : labelText) as String? else { return false }
        return TermWords.marksRequired(label)
    }
}
