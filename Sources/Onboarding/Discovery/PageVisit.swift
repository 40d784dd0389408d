package import Browser
import HTML
package import Web

/// What opens pages for onboarding: fetched politely, and opened in a browser where only scripts build the form, or show parts of it as others are filled in.
package struct PageOpener: Sendable {
    let fetcher: Fetcher
    let mapper: FormMapper
    let browser: Browser?
    /// Whether every form's page is opened in the browser.
    let rendersAll: Bool

    /// - Parameter browser: Nil where none is allowed: pages are read as they are sent.
    package init(_ fetcher: Fetcher, mapper: FormMapper, browser: Browser? = nil, rendersAll: Bool = false) {
        (self.fetcher, self.mapper, self.browser, self.rendersAll) = (fetcher, mapper, browser, rendersAll)
    }
}

/// The requests of one visit of a site: what one answer sets the next is asked with. The browser knows of none of that, and nothing of it stays.
struct PageVisit: Sendable {
    /// A page that is to have a form, read and mapped.
    struct Opened {
        var document: Document
        /// As it was sent.
        var source: PageSource
        var mapped: MappedPage
        /// Where redirects led.
        var url: WebURL
        /// Whether it is as its scripts leave it.
        var isRendered = false
    }

    let opener: PageOpener
    /// Redirects are followed within its site only.
    let home: WebURL
    let cookies = CookieKeeper()

    init(_ opener: PageOpener, home: WebURL) { (self.opener, self.home) = (opener, home) }

    func fetch(_ url: WebURL) async -> Result<FetchedPage, PageFetch.Missed> {
        await PageFetch.page(url, with: opener.fetcher, near: home, cookies: cookies)
    }

    /// The page at an address that is to have a form, as its scripts leave it where that makes a difference.
    func form(_ url: WebURL) async -> Result<Opened, PageFetch.Missed> {
        switch await fetch(url) {
        case .failure(let missed): return .failure(missed)
        case .success(let page):
            let document = page.document
            let opened = Opened(
                document: document, source: page.source, mapped: opener.mapper.mapWithLoose(document, url: page.url), url: page.url)
            return await scripted(opened)
        }
    }

    /// A fetched page as its scripts leave it, where they may make a difference to its form; the same where they make none, or no browser is allowed.
    func scripted(_ opened: Opened) async -> Result<Opened, PageFetch.Missed> {
        let hasForm = opened.mapped.submissionForm != nil
        guard opener.rendersAll || !hasForm || opened.mapped.mayChange, opener.rendersAll || opened.document.hasPrograms else {
            return .success(opened)
        }
        guard let browser = opener.browser else { return .success(opened) }
        do throws(BrowserError) {
            let survey = try await browser.survey(opened.url)
            guard (200..<300).contains(survey.page.status), Discovery.isNear(survey.page.url, home) else { return .success(opened) }
            if survey.isCut {
                return .failure(.init(words: "trying the fields of \(opened.url.href) in the browser takes too long", isPassing: true))
            }
            let document = Document.parse(survey.page.html, transportEncoding: "utf-8")
            let mapped = opener.mapper.mapWithLoose(document, url: survey.page.url, marks: SurveyMarks(survey))
            return .success(Opened(document: document, source: opened.source, mapped: mapped, url: survey.page.url, isRendered: true))
        } catch {
            // What a page is without its scripts says nothing of a form that they build.
            let stays = error.code == .missing || error.code == .refused || error.code == .notPage
            if hasForm, stays { return .success(opened) }
            let words = "\(opened.url.href) has no form without its scripts, and cannot be rendered: \(error.message)"
            return .failure(.init(words: words, isPassing: !stays))
        }
    }
}

extension FetchedPage {
    /// Its markup, read.
    var document: Document { Document.parse(body, transportEncoding: charset) }
    /// For showing it again.
    var source: PageSource { PageSource(body, charset: charset) }
}

extension MappedPage {
    /// Whether scripts, where there are some, may show or bring in fields of its submission form as others are filled in: it has some that people do not see or
    /// cannot fill, traps for robots apart, has some in store, or asks for a choice that is nothing of a profile.
    fileprivate var mayChange: Bool {
        guard let form = submissionForm else { return false }
        if page.controls.contains(where: { $0.isInert && $0.isField }) { return true }
        return page.forms[form].controls.contains { ordinal in
            let control = page.controls[ordinal]
            guard control.isField, !forms[form].honeypots.contains(ordinal) else { return false }
            if control.concealment == .unshown || control.constraints.isDisabled || control.state == "radio" { return true }
            return control.state == "select-one" && (2...12).contains(control.options.count) && fields[ordinal].token == nil
        }
    }
}

extension Document {
    /// Whether it has scripts that are run, and not only data.
    var hasPrograms: Bool {
        var next = firstElement(in: root)
        while let element = next {
            next = elementAfter(element, within: root)
            guard nameText(of: element) == "script" else { continue }
            let type = attribute(.type, of: element)?.lowercased() ?? ""
            if type.isEmpty || type == "module" || type.contains("javascript") { return true }
        }
        return false
    }
}
