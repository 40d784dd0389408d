package import HTML

/// Maps a page's forms: a first pass looks at each control's own evidence, a second one at what the first thought of those around it. Pure and
/// deterministic; no part of it reads anything but the page.
package struct FormMapper: Sendable {
    private let model: FormModel
    private let forms: TokenForms

    /// Maps by `model`.
    package init(_ model: FormModel) {
        self.model = model
        forms = TokenForms(model.tokens)
    }

    /// Maps by the model inside the program.
    package static let standard: FormMapper? = FormModel.embedded.map(FormMapper.init)

    /// Reads a page that came from `url`, and maps it.
    /// - Parameter marks: What a browser found out of when its controls are seen.
    package func map(_ document: Document, url: WebURL? = nil, marks: SurveyMarks? = nil) -> MappedPage {
        map(PageReader.read(document, url: url, marks: marks))
    }

    /// As ``map(_:url:marks:)``; where no form of a page with scripts lists anybody, and its controls that stand in no form would, these are its last form.
    /// - Parameter always: Whether they are so in any case: of a further step, which need not say what it is for.
    package func mapWithLoose(
        _ document: Document, url: WebURL? = nil, marks: SurveyMarks? = nil, always: Bool = false
    ) -> MappedPage {
        let mapped = map(document, url: url, marks: marks)
        guard always || mapped.submissionForm == nil, document.hasPrograms, let loose = document.looseForm(of: always ? 1 : 4) else {
            return mapped
        }
        let page = PageReader.read(document, url: url, marks: marks, gathering: loose)
        // What they ask for was learned of controls without a form.
        let gathered = MappedPage(
            page: page, forms: page.forms.indices.map { form(page, $0, mapped.fields.map(\.token)) }, fields: mapped.fields)
        return always || gathered.submissionForm != nil ? gathered : mapped
    }

    package func map(_ page: FormPage) -> MappedPage {
        let features = FieldFeatures(page)
        let evidence = page.controls.map { $0.isEntry ? model.first.known(features.bag($0.ordinal)) : SparseNetwork.Known() }
        let passes = passes(page, features, evidence)
        let tokens = passes.map { answer -> String? in
            guard let best = answer.best, best > 0 else { return nil }
            return model.tokens[best]
        }
        let reasons = Reasons(model: model, page: page, features: features, tokens: tokens)
        let signs = CertaintySigns.of(page, features, passes, tokens: model.tokens)
        let fields = page.controls.map { control in
            mapping(control, passes[control.ordinal], signs[control.ordinal], reasons, evidence[control.ordinal])
        }
        return MappedPage(page: page, forms: page.forms.indices.map { form(page, $0, tokens) }, fields: fields)
    }

    /// What the passes said of a control: probabilities of tokens, none for a control that is no entry.
    package struct Passes: Sendable {
        package var first: [Float] = []
        package var second: [Float] = []
        package var both: [Float] = []
        package var best: Int?
        /// Which tokens count together where it is asked how sure the best is.
        var forms = TokenForms.distinct
        /// How likely the best is, or what differs from it in form only.
        var said: Float { best.map { forms.share(both, $0) } ?? 0 }

        package init() {}

        package init(first: [Float], second: [Float], reserve: Float, forms: TokenForms = .distinct) {
            self.first = first
            self.second = second
            both = FormMapper.mean(first, second, reserve: reserve)
            self.forms = forms
            best = both.best
        }
    }

    private func passes(_ page: FormPage, _ features: FieldFeatures, _ evidence: [SparseNetwork.Known]) -> [Passes] {
        let first = page.controls.map { $0.isEntry ? model.first.probabilities(evidence[$0.ordinal]) : [] }
        let joint = JointFeatures(page, features, first: first)
        var passes = page.controls.map { control -> Passes in
            guard control.isEntry else { return Passes() }
            return Passes(
                first: first[control.ordinal], second: model.second.probabilities(joint.bag(control.ordinal)), reserve: model.reserve,
                forms: forms)
        }
        Agreement.settle(&passes, page)
        return passes
    }

    /// How likely the best tokens of the other entries of each control's form are, on average.
    package static func around(_ passes: [Passes], _ features: FieldFeatures) -> [Float] {
        passes.indices.map { ordinal in
            let group = features.group(of: ordinal)
            guard group.count > 1, let place = features.place(of: ordinal) else { return 0.5 }
            var sum: Float = 0
            let window = max(0, place - 4)..<min(group.count, place + 5)
            for index in window where index != place { sum += passes[group[index]].said }
            return sum / Float(window.count - 1)
        }
    }

    /// The two passes' geometric mean, with a `reserve` for the first token, which is none.
    private static func mean(_ first: [Float], _ second: [Float], reserve: Float) -> [Float] {
        var both = zip(first, second).map { ($0 * $1).squareRoot() }
        if !both.isEmpty { both[0] *= reserve }
        let sum = both.reduce(0, +)
        if sum > 0 { for index in both.indices { both[index] /= sum } }
        return both
    }

    private func mapping(
        _ control: PageControl, _ passes: Passes, _ signs: CertaintySigns, _ reasons: Reasons, _ evidence: SparseNetwork.Known
    ) -> FieldMapping {
        guard let best = passes.best, let answer = Certainty.Answer(passes, signs) else {
            return FieldMapping(token: nil, confidence: 1, isAccepted: true, reasons: [Reasons.unfilled(control)], runnersUp: [])
        }
        let probabilities = passes.both
        let next = probabilities.greatest(4, without: best)
        let certainty = model.certainty.share(answer)
        let runners = next.filter { $0 > 0 && probabilities[$0] >= 0.01 }.prefix(3).map {
            FieldMapping.Candidate(token: model.tokens[$0], confidence: Double(probabilities[$0]))
        }
        return FieldMapping(
            token: best == 0 ? nil : model.tokens[best], confidence: Double(certainty), isAccepted: certainty >= model.certainty.threshold,
            reasons: reasons.words(control, best: best, second: next.first ?? 0, evidence), runnersUp: runners)
    }

    // MARK: Forms

    private func form(_ page: FormPage, _ index: Int, _ tokens: [String?]) -> FormMapping {
        let kinds = model.form.probabilities(FormFeatures.bag(page, index))
        var shares: [FormType: Float] = [:]
        for (kind, probability) in zip(model.formKinds, kinds) { shares[FormModel.type(ofKind: kind), default: 0] += probability }
        var (type, confidence) = (FormType.other, shares[.other] ?? 0)
        for other in FormType.allCases {
            if let share = shares[other], share > confidence { (type, confidence) = (other, share) }
        }
        if let shown = TypeSigns(page, index, tokens: tokens).type(said: type, confidence: confidence) {
            (type, confidence) = (shown, max(shares[shown] ?? 0, TypeSigns.share))
        }
        if ListingSigns.submitsListing(page, index, type) { type = .submitListing }
        return FormMapping(
            type: type, confidence: Double(confidence), captchas: FormSigns.captchas(page, index),
            steps: FormSigns.steps(page, index),
            honeypots: FormSigns.honeypots(page, index),
            fingerprint: FormFingerprint.of(page, index))
    }
}

extension [Float] {
    /// The index of the greatest, the first of equals; nil when there is none.
    var best: Int? {
        guard var best = indices.first else { return nil }
        for index in indices where self[index] > self[best] { best = index }
        return best
    }

    /// The indices of the greatest but one, in falling order.
    func greatest(_ limit: Int, without left: Int) -> [Int] {
        var found: [Int] = []
        for index in indices where index != left {
            if found.count == limit, let last = found.last, self[index] <= self[last] { continue }
            let place = found.firstIndex { self[index] > self[$0] } ?? found.count
            found.insert(index, at: place)
            if found.count > limit { found.removeLast() }
        }
        return found
    }
}
