import HTML

/// What each control of a form takes, of all that profiles hold: the trained model's tokens, and schema.org's terms for what it has none for. Two
/// witnesses that agree (the model, the label as a whole, the name, the type) are believed without asking; one alone that is not sure is not.
package struct TermMap: Sendable {
    package struct Assignment: Sendable, Hashable {
        /// An autofill token or a term of schema.org; nil for none of a profile's.
        package var term: String?
        /// 0 to 1.
        package var confidence: Double
        /// Whether it is used without asking a person.
        package var isAccepted: Bool
        /// In words.
        package var reason: String
        /// Other terms it may be, likeliest first.
        package var others: [Suggestion]
    }

    /// By `PageControl.ordinal`; only controls of the form that people fill in.
    package private(set) var assignments: [Int: Assignment] = [:]

    /// - Parameter sayings: What was said of the form besides what it says itself.
    package init(_ page: MappedPage, form index: Int, sayings: FormSayings = FormSayings()) {
        let form = page.page.forms[index]
        let traps = Set(page.forms[index].honeypots)
        let controls = form.controls.map { page.page.controls[$0] }.filter { $0.isField && !$0.isInert && !traps.contains($0.ordinal) }
        let isListing = Self.asksForABusiness(page, index)
        for control in controls {
            if case .term(let term) = sayings.answers[ControlKey(control)] {
                assignments[control.ordinal] = Assignment(
                    term: term, confidence: 1, isAccepted: true, reason: "a person said so", others: [])
            } else {
                var assignment =
                    control.state == "file"
                    ? Self.assign(file: control) : Self.assign(control, page.fields[control.ordinal], isListing: isListing)
                if let opinion = sayings.opinions[ControlKey(control)] { assignment = Self.weigh(opinion, assignment) }
                if let threshold = sayings.threshold, assignment.term != nil {
                    let isEnough = assignment.confidence >= threshold
                    if isEnough != assignment.isAccepted {
                        assignment.reason += isEnough ? "; sure enough as was set" : "; not as sure as was set"
                    }
                    assignment.isAccepted = isEnough
                }
                assignments[control.ordinal] = assignment
            }
        }
        if page.forms[index].type == .submitListing { settleTitle(controls) }
        settleNames(controls)
        settleRivals(controls)
    }

    /// What a second opinion adds to what is not sure: where it agrees there are two witnesses; alone, it is a question to a person, as any other
    /// witness alone.
    static func weigh(_ opinion: Opinion, _ assignment: Assignment) -> Assignment {
        guard assignment.term == nil || !assignment.isAccepted else { return assignment }
        var weighed = assignment
        let why = opinion.reason.isEmpty ? "" : " (\(opinion.reason))"
        switch (opinion.term, assignment.term) {
        case (nil, _): weighed.reason += "; a second opinion knows of nothing that it takes\(why)"
        case (let term?, let own?) where term == own:
            weighed.isAccepted = true
            weighed.confidence = max(weighed.confidence, 0.9)
            weighed.reason += "; a second opinion agrees\(why)"
        case (let term?, nil):
            (weighed.term, weighed.confidence, weighed.isAccepted) = (term, 0.5, false)
            weighed.reason = "a second opinion alone says so\(why)"
        case (let term?, _):
            let said = Suggestion(.term(term), reason: "a second opinion says so" + why)
            weighed.others = [said] + weighed.others.filter { $0.text != term }
            weighed.reason += "; a second opinion says \(term)\(why)"
        }
        return weighed
    }

    /// Whether the form may be one by which somebody is listed: what it is for is hard to tell from a form that also sends a message.
    private static func asksForABusiness(_ page: MappedPage, _ index: Int) -> Bool {
        switch page.forms[index].type {
        case .submitListing: true
        case .search, .login, .newsletter: false
        default: page.page.forms[index].controls.count { page.page.controls[$0].isEntry } >= 5
        }
    }

    package subscript(_ ordinal: Int) -> Assignment? { assignments[ordinal] }

    private static func assign(_ control: PageControl, _ mapping: FieldMapping, isListing: Bool) -> Assignment {
        let others = mapping.runnersUp.map { Suggestion(.term(canonical[$0.token] ?? $0.token), confidence: $0.confidence) }
        func made(_ term: String?, _ confidence: Double, _ isAccepted: Bool, _ reason: String) -> Assignment {
            Assignment(
                term: term, confidence: confidence, isAccepted: isAccepted, reason: reason, others: others.filter { $0.text != term })
        }
        if let token = autofillToken(control.constraints.autocomplete) { return made(token, 0.99, true, "autocomplete=\"\(token)\"") }
        let model = mapping.token.map { canonical[$0] ?? $0 }
        let called = control.label ?? control.before
        let label =
            TermWords.term(label: called, isListing: isListing)
            ?? (control.labelText.isEmpty ? nil : TermWords.term(label: control.labelText, isListing: isListing))
        let name = [control.name, control.id].compactMap(\.self).lazy.compactMap { TermWords.term(identifier: $0) }.first
        let typed = ["email": "email", "tel": "tel", "url": "url"][control.state]
        if let model, mapping.isAccepted { return made(model, mapping.confidence, true, mapping.reasons.first ?? "the form as a whole") }
        if let label {
            let words = "labelled \"\(called.cut(60).collapsed)\""
            if model == label || typed == label || name == label { return made(label, 0.97, true, words) }
            if label == "sameAs", typed == "url" { return made(label, 0.97, true, words) }
            if isListing, label == "organization", TermWords.namesEntry(label: called) { return made(label, 0.95, true, words) }
            // What the model was never taught it cannot deny, nor does a guess of its own against it, where a business is asked for.
            if !isKnownToModel(label), model == nil || isListing, typed == nil {
                let fits = control.tag == "select" || label != "category" || !isListing
                return made(label, fits ? 0.95 : 0.9, isListing || fits, words)
            }
            // The label as a whole beats a model that is not sure and that has it second.
            if let rival = mapping.runnersUp.first(where: { $0.token == label }), rival.confidence > 0.05, isListing {
                return made(label, 0.93, true, words)
            }
            if model == nil || related(label, model) { return made(label, 0.9, isListing, words) }
            return made(model, mapping.confidence, false, words + ", but \(mapping.reasons.first ?? "the form") says otherwise")
        }
        if let name, typed == nil || typed == name {
            // Two say it, and a guess of the model knows nothing of it.
            let isSaid = isListing && !isKnownToModel(name) && says(called, control, name)
            if model == nil || model == name || isSaid {
                let isSure = model == name || typed == name || isSaid
                return made(name, isSure ? 0.96 : 0.85, isSure, "named \"\((control.name ?? control.id ?? "").cut(60))\"")
            }
        }
        if let typed, model == nil || model == typed { return made(typed, model == nil ? 0.8 : 0.95, model == typed, "type \(typed)") }
        return made(model, mapping.confidence, model == nil && mapping.isAccepted, mapping.reasons.first ?? "nothing names it")
    }

    /// Whether the trained model has a token for it.
    private static func isKnownToModel(_ term: String) -> Bool { FormModel.embedded?.tokens.contains(term) ?? false }

    /// Whether what people read of a control has the words by which its name, or its id, names a term.
    private static func says(_ label: String, _ control: PageControl, _ term: String) -> Bool {
        [control.name, control.id].compactMap(\.self).contains {
            TermWords.term(identifier: $0) == term && TermWords.says(label, identifier: $0)
        }
    }

    /// Tokens that mean the same to a profile.
    private static let canonical = ["country-name": "country", "vat-number": "vatID", "id-number": "taxID"]

    /// Whether two terms are parts or forms of one thing.
    private static func related(_ a: String, _ b: String?) -> Bool {
        guard let b else { return false }
        let families: [Set<String>] = [
            ["name", "given-name", "family-name"], ["street-address", "address-line1", "address-streetname"],
            ["address-level2", "postal-code-or-suburb", "address-level3"], ["tel", "tel-national"],
        ]
        return families.contains { $0.contains(a) && $0.contains(b) }
    }

    /// The field of an `autocomplete` attribute, by the HTML standard's order of its words; nil for `on`, `off` and what is no field of a profile.
    private static func autofillToken(_ attribute: String?) -> String? {
        guard let attribute, attribute.utf8.count <= 200 else { return nil }
        let words = attribute.lowercased().split { $0 == " " || $0 == "\n" || $0 == "\t" }
        guard let last = words.last(where: { $0 != "webauthn" }) else { return nil }
        let token = canonical[String(last)] ?? String(last)
        return fields.contains(token) ? token : nil
    }

    private static let fields: Set<String> = [
        "name", "honorific-prefix", "given-name", "additional-name", "family-name", "organization-title", "organization", "street-address",
        "address-line1", "address-line2", "address-line3", "address-level2", "address-level1", "postal-code", "country", "email", "url",
        "tel",
        "tel-country-code", "tel-national", "tel-area-code", "tel-local", "tel-local-prefix", "tel-local-suffix", "tel-extension",
    ]

    // MARK: The form as a whole

    /// Entries have a title, and those of directories are called by whom they are about: it takes the business' name where no other control does.
    private mutating func settleTitle(_ controls: [PageControl]) {
        guard !controls.contains(where: { assignments[$0.ordinal]?.term == "organization" && assignments[$0.ordinal]?.isAccepted == true })
        else { return }
        let titles = controls.filter { $0.state == "text" && TermWords.isTitle(label: $0.label ?? $0.before) }
        guard titles.count == 1, let ordinal = titles.first?.ordinal, let assignment = assignments[ordinal],
            assignment.term == nil || !assignment.isAccepted
        else { return }
        assignments[ordinal] = Assignment(
            term: "organization", confidence: 0.93, isAccepted: true, reason: "the title of what is listed", others: assignment.others)
    }

    /// A "name" beside one for the family's name takes the given name; a given name with none beside it takes the whole.
    private mutating func settleNames(_ controls: [PageControl]) {
        func ordinals(_ term: String) -> [Int] { controls.map(\.ordinal).filter { assignments[$0]?.term == term } }
        let family = ordinals("family-name")
        let given = ordinals("given-name")
        if family.count == 1, given.isEmpty, let name = ordinals("name").first, ordinals("name").count == 1 {
            assignments[name]?.term = "given-name"
        }
        if family.isEmpty, given.count == 1, ordinals("name").isEmpty, let only = given.first, assignments[only]?.isAccepted == false,
            let control = controls.first(where: { $0.ordinal == only }), TermWords.term(label: control.label ?? control.before) == "name"
        {
            assignments[only]?.term = "name"
            assignments[only]?.isAccepted = true
        }
    }

    /// Of two controls for the same thing only the surer is used unasked; a second e-mail address is there to be written twice.
    private mutating func settleRivals(_ controls: [PageControl]) {
        var best: [String: Int] = [:]
        for control in controls {
            guard let assignment = assignments[control.ordinal], assignment.isAccepted, let term = assignment.term else { continue }
            guard term != "email", term != "sameAs", term != "tel", control.state != "checkbox", control.state != "radio" else { continue }
            // Its options are those that were picked in the other one.
            if term == "category", control.tag == "select", !control.offersOptions { continue }
            // An address of a picture may stand beside the picture itself, and several pictures beside one another.
            guard control.state != "file" else { continue }
            guard let rival = best[term], let other = assignments[rival] else {
                best[term] = control.ordinal
                continue
            }
            let loser = other.confidence < assignment.confidence ? rival : control.ordinal
            if loser == rival { best[term] = control.ordinal }
            assignments[loser]?.isAccepted = false
            assignments[loser]?.reason += "; another control takes the same"
        }
    }
}

extension PageControl {
    /// Whether it has an option that stands for something, before its scripts have run.
    var offersOptions: Bool { options.contains { !$0.value.isEmpty && !$0.isDisabled } }
}

/// How a control is known again on the next visit, and on other sites of the same platform: by its name, else its id, else its label.
package struct ControlKey: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    package init(text: String) { self.text = text }

    package init(_ control: PageControl) {
        let named = [control.name, control.id].compactMap(\.self).first { !$0.isEmpty }
        text =
            named?.cut(120) ?? "label:"
            + String(decoding: FoldedText(prose: control.label ?? control.before, limit: 80).bytes, as: UTF8.self)
    }

    package var description: String { text }
}

/// What a person said of a control.
package enum Answer: Sendable, Hashable {
    /// It takes what the profile holds under this term.
    case term(String)
    /// It takes this value, on this site and like ones.
    case value(String)
    /// It stays as it is.
    case leave
}
