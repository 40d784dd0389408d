import HTML
import Web

extension Onboarder {
    /// A form on its page, as it is now.
    struct Look {
        var page: MappedPage
        var form: Int
        var shape: FormShape
    }

    /// The form as it is now, its further steps included, as far as they are shown without a value of any profile. One visit: what one step sets the next
    /// is asked with.
    func look(_ entry: OnboardingEntry) async -> Result<Look, PageFetch.Missed> {
        guard let page = entry.submission.flatMap({ WebURL($0) }) else {
            return .failure(.init(words: "its form's page is not known", isPassing: false))
        }
        let cookies = CookieKeeper(clock: store.clock)
        switch await PageFetch.page(page, with: fetcher, near: page, cookies: cookies) {
        case .failure(let missed): return .failure(missed)
        case .success(let fetched):
            let document = Document.parse(fetched.body, transportEncoding: fetched.charset)
            let mapped = mapper.map(document, url: fetched.url)
            guard let form = mapped.submissionForm else { return .failure(.init(words: "the form is gone", isPassing: false)) }
            var shape = FormShape(mapped, form: form, price: Self.price(in: document))
            switch await further(mapped, form, at: fetched.url, cookies) {
            case .failure(let missed): return .failure(missed)
            case .success(let shapes): shape.further = shapes
            }
            return .success(Look(page: mapped, form: form, shape: shape))
        }
    }

    /// The steps of a form after the first. What cannot be had for a reason that stays ends them.
    private func further(
        _ first: MappedPage, _ index: Int, at url: WebURL, _ cookies: CookieKeeper
    ) async -> Result<[FormShape], PageFetch.Missed> {
        var (page, form, url, seen, shapes) = (first, index, url, Set([url]), [FormShape]())
        while shapes.count + 1 < Trial.mostSteps, page.leadsOn(form), let next = page.page.forms[form].form.unfilled(at: url),
            seen.insert(next).inserted
        {
            switch await PageFetch.page(next, with: fetcher, near: url, cookies: cookies) {
            case .failure(let missed) where missed.isPassing: return .failure(missed)
            case .failure: return .success(shapes)
            case .success(let fetched):
                let document = Document.parse(fetched.body, transportEncoding: fetched.charset)
                let mapped = mapper.map(document, url: fetched.url)
                guard let step = mapped.submissionForm ?? mapped.largestForm, mapped.forms[step].fingerprint != page.forms[form].fingerprint
                else { return .success(shapes) }
                shapes.append(FormShape(mapped, form: step, price: Self.price(in: document)))
                (page, form, url) = (mapped, step, fetched.url)
            }
        }
        return .success(shapes)
    }

    /// What a page asks for the listing.
    private static func price(in document: Document) -> String? { PriceWords.price(in: document.visibleText().cut(20_000))?.amount }
}
