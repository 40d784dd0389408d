import HTML
import Web

/// One step of a form, on its page.
struct FormStep: Sendable {
    var page: MappedPage
    /// Its number on the page.
    var form: Int
}

extension Onboarder {
    /// A form on its page, as it is now.
    struct Look {
        var page: MappedPage
        var form: Int
        var shape: FormShape
        /// The steps after it, as far as they are shown.
        var further: [FormStep] = []

        /// All steps that are shown.
        var steps: [FormStep] { [FormStep(page: page, form: form)] + further }

        /// What stands against sending its steps for a profile, each with its step where there are several.
        func problems(_ profile: Profile, _ sayings: FormSayings) -> [FillPlan.Problem] {
            FillPlan.problems(steps.map { Filler.plan($0.page, form: $0.form, profile: profile, sayings: sayings) })
        }
    }

    /// How a form differs from what was mapped, weighed by what that does to what the directory is sent.
    func drift(of entry: OnboardingEntry, from mapping: OnboardingMapping, to look: Look) async throws -> FormDrift {
        let drift = FormDrift(from: mapping.shape, to: look.shape)
        guard !drift.isEmpty, let order = try await store.order(entry.order) else { return drift }
        return drift.weighed(by: look.problems(order.business, mapping.sayings))
    }

    /// The form as it is now, its further steps included, as far as they are shown without a value of any profile.
    func look(_ entry: OnboardingEntry) async -> Result<Look, PageFetch.Missed> {
        guard let page = entry.submission.flatMap({ WebURL($0) }) else {
            return .failure(.init(words: "its form's page is not known", isPassing: false))
        }
        let visit = PageVisit(opener, home: page)
        switch await visit.form(page) {
        case .failure(let missed): return .failure(missed)
        case .success(let opened):
            guard let form = opened.mapped.submissionForm else { return .failure(.init(words: "the form is gone", isPassing: false)) }
            var shape = FormShape(opened.mapped, form: form, price: Self.price(in: opened.document))
            switch await further(opened, form, visit) {
            case .failure(let missed): return .failure(missed)
            case .success(let (found, isWhole)):
                shape.further = found.map { $0.shape }
                shape.hasUnseen = isWhole ? nil : true
                return .success(Look(page: opened.mapped, form: form, shape: shape, further: found.map { $0.step }))
            }
        }
    }

    /// The steps of a form after the first, and whether these are all. What cannot be had for a reason that stays ends them.
    private func further(
        _ first: PageVisit.Opened, _ index: Int, _ visit: PageVisit
    ) async -> Result<(found: [(shape: FormShape, step: FormStep)], isWhole: Bool), PageFetch.Missed> {
        var (page, form, seen) = (first, index, Set([first.url]))
        var found: [(shape: FormShape, step: FormStep)] = []
        while found.count + 1 < Trial.mostSteps, page.mapped.leadsOn(form),
            let next = page.mapped.page.forms[form].form.unfilled(at: page.url), seen.insert(next).inserted
        {
            switch await visit.form(next) {
            case .failure(let missed) where missed.isPassing: return .failure(missed)
            case .failure: return .success((found, false))
            case .success(let opened):
                guard let step = opened.mapped.submissionForm ?? opened.mapped.largestForm,
                    opened.mapped.forms[step].fingerprint != page.mapped.forms[form].fingerprint
                else { return .success((found, false)) }
                found.append(
                    (
                        FormShape(opened.mapped, form: step, price: Self.price(in: opened.document)),
                        FormStep(page: opened.mapped, form: step)
                    ))
                (page, form) = (opened, step)
            }
        }
        return .success((found, !page.mapped.leadsOn(form)))
    }

    /// What a page asks for the listing.
    private static func price(in document: Document) -> String? { PriceWords.price(in: document.visibleText().cut(20_000))?.amount }
}
