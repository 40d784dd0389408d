package import HTML

/// Maps a page's forms: a first pass looks at each control's own evidence, a second one at what the first thought of those around it. Pure and
/// deterministic; no part of it reads anything but the page.
package struct FormMapper: Sendable {
    private let model: FormModel

    /// Maps by `model`.
    package init(_ model: FormModel) { self.model = model }

    /// Maps by the model inside the program.
    package static let standard: FormMapper? = FormModel.embedded.map(FormMapper.init)

    /// Reads a page that came from `url`, and maps it.
    package func map(_ document: Document, url: WebURL? = nil) -> MappedPage { map(PageReader.read(document, url: url)) }

    package func map(_ page: FormPage) -> MappedPage {
        let features = FieldFeatures(page)
        let bags = page.controls.map { $0.isEntry ? features.bag($0.ordinal) : FeatureBag() }
        let second = probabilities(page, features, bags)
        let tokens = second.map { probabilities -> String? in
            guard let best = probabilities.best, best > 0 else { return nil }
            return model.tokens[best]
        }
        let reasons = Reasons(model: model, page: page, features: features, tokens: tokens)
        let fields = page.controls.map { control in
            mapping(control, second[control.ordinal], reasons, bags[control.ordinal])
        }
        let forms = page.forms.indices.map { form(page, $0, tokens) }
        return MappedPage(page: page, forms: forms, fields: fields)
    }

    /// The probabilities of tokens by control; empty for controls that are no entries.
    private func probabilities(_ page: FormPage, _ features: FieldFeatures, _ bags: [FeatureBag]) -> [[Float]] {
        let first = page.controls.map { $0.isEntry ? model.first.probabilities(bags[$0.ordinal]) : [] }
        let joint = JointFeatures(page, features, first: first)
        var both = page.controls.map { control -> [Float] in
            guard control.isEntry else { return [] }
            return Self.mean(first[control.ordinal], model.second.probabilities(joint.bag(control.ordinal)))
        }
        settleTelephones(&both, features)
        return both
    }

    /// The control behind one for the country's dialling code takes the national number, not the whole one.
    private func settleTelephones(_ probabilities: inout [[Float]], _ features: FieldFeatures) {
        guard let whole = model.tokens.firstIndex(of: "tel"), let national = model.tokens.firstIndex(of: "tel-national"),
            let code = model.tokens.firstIndex(of: "tel-country-code")
        else { return }
        for ordinal in probabilities.indices where probabilities[ordinal].best == whole || probabilities[ordinal].best == national {
            guard let before = features.neighbour(of: ordinal, -1), probabilities[before].best == code, probabilities[before][code] >= 0.5
            else { continue }
            let sum = probabilities[ordinal][whole] + probabilities[ordinal][national]
            probabilities[ordinal][national] = sum * Self.nationalShare
            probabilities[ordinal][whole] = sum * (1 - Self.nationalShare)
        }
    }

    /// How often a telephone's control behind a dialling code's was annotated as the national number.
    private static let nationalShare: Float = 0.82

    /// The two passes' geometric mean.
    package static func mean(_ first: [Float], _ second: [Float]) -> [Float] {
        var both = zip(first, second).map { ($0 * $1).squareRoot() }
        let sum = both.reduce(0, +)
        if sum > 0 { for index in both.indices { both[index] /= sum } }
        return both
    }

    private func mapping(_ control: PageControl, _ probabilities: [Float], _ reasons: Reasons, _ bag: FeatureBag) -> FieldMapping {
        guard let best = probabilities.best else {
            return FieldMapping(token: nil, confidence: 1, isAccepted: true, reasons: [Reasons.unfilled(control)], runnersUp: [])
        }
        let order = probabilities.indices.sorted {
            probabilities[$0] > probabilities[$1] || probabilities[$0] == probabilities[$1] && $0 < $1
        }
        let confidence = model.calibration.confidence(probabilities[best])
        let runners = order.dropFirst().filter { $0 > 0 && probabilities[$0] >= 0.01 }.prefix(3).map {
            FieldMapping.Candidate(token: model.tokens[$0], confidence: Double(probabilities[$0]))
        }
        return FieldMapping(
            token: best == 0 ? nil : model.tokens[best], confidence: Double(confidence),
            isAccepted: confidence >= model.calibration.threshold,
            reasons: reasons.words(control, best: best, second: order.dropFirst().first ?? 0, bag), runnersUp: Array(runners))
    }

    // MARK: Forms

    private func form(_ page: FormPage, _ index: Int, _ tokens: [String?]) -> FormMapping {
        let probabilities = model.form.probabilities(FormFeatures.bag(page, index))
        let best = probabilities.best ?? 0
        var type = FormType(rawValue: model.formTypes[best]) ?? .other
        if FormSigns.submitsListing(page, index, type) { type = .submitListing }
        return FormMapping(
            type: type, confidence: Double(probabilities[best]), captchas: FormSigns.captchas(page, index),
            steps: FormSigns.steps(page, index),
            honeypots: FormSigns.honeypots(page, index),
            fingerprint: FormFingerprint.of(page, index))
    }
}

extension [Float] {
    /// The index of the greatest, the first of equals; nil when there is none.
    var best: Int? { indices.max { self[$0] < self[$1] || self[$0] == self[$1] && $0 > $1 } }
}
