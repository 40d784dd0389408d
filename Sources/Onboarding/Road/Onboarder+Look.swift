import HTML
import Web

extension Onboarder {
    /// A form on its page, as it is now.
    struct Look {
        var page: MappedPage
        var form: Int
        var shape: FormShape
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
            case .success(let shapes): shape.further = shapes
            }
            return .success(Look(page: opened.mapped, form: form, shape: shape))
        }
    }

    /// The steps of a form after the first. What cannot be had for a reason that stays ends them.
    private func further(
        _ first: PageVisit.Opened, _ index: Int, _ visit: PageVisit
    ) async -> Result<[FormShape], PageFetch.Missed> {
        var (page, form, seen, shapes) = (first, index, Set([first.url]), [FormShape]())
        while shapes.count + 1 < Trial.mostSteps, page.mapped.leadsOn(form),
            let next = page.mapped.page.forms[form].form.unfilled(at: page.url), seen.insert(next).inserted
        {
            switch await visit.form(next) {
            case .failure(let missed) where missed.isPassing: return .failure(missed)
            case .failure: return .success(shapes)
            case .success(let opened):
                guard let step = opened.mapped.submissionForm ?? opened.mapped.largestForm,
                    opened.mapped.forms[step].fingerprint != page.mapped.forms[form].fingerprint
                else { return .success(shapes) }
                shapes.append(FormShape(opened.mapped, form: step, price: Self.price(in: opened.document)))
                (page, form) = (opened, step)
            }
        }
        return .success(shapes)
    }

    /// What a page asks for the listing.
    private static func price(in document: Document) -> String? { PriceWords.price(in: document.visibleText().cut(20_000))?.amount }
}
