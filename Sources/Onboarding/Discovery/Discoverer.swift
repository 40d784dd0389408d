package import HTML
package import Web

/// Looks at a directory for ``Discovery``: a small number of polite fetches, redirects followed within the site.
package struct Discoverer: Sendable {
    private let opener: PageOpener
    private let budget: Int
    /// Pages of one directory that are opened in the browser, at most.
    private static let mostRendered = 4

    package init(_ fetcher: Fetcher, mapper: FormMapper, budget: Int = 10) {
        self.init(PageOpener(fetcher, mapper: mapper), budget: budget)
    }

    package init(_ opener: PageOpener, budget: Int = 10) { (self.opener, self.budget) = (opener, budget) }

    package func discover(_ home: WebURL) async -> Discovery {
        var discovery = Discovery(home: home, budget: budget)
        let visit = PageVisit(opener, home: home)
        var (isFirst, rendered) = (true, 0)
        while let url = discovery.next() {
            switch await visit.fetch(url) {
            case .success(let page):
                let document = Document.parse(page.body, transportEncoding: page.charset)
                var opened = PageVisit.Opened(
                    document: document, source: page.source, mapped: opener.mapper.mapWithLoose(document, url: page.url), url: page.url)
                if rendered < Self.mostRendered, discovery.wantsScripts(opened, asked: url) {
                    rendered += 1
                    switch await visit.scripted(opened) {
                    case .success(let shown): opened = shown
                    case .failure(let missed): discovery.missed(url, reason: missed.words, mayPass: missed.isPassing)
                    }
                }
                discovery.took(opened.document, opened.mapped, asked: url, reached: opened.url)
                if isFirst {
                    let sitemaps = await opener.fetcher.sitemaps(of: home)
                    discovery.tookRobots(isThere: true, sitemaps: sitemaps)
                }
            case .failure(let missed): discovery.missed(url, reason: missed.words, mayPass: missed.isPassing)
            }
            isFirst = false
        }
        return discovery
    }
}

/// A page as it is fetched for onboarding: politely, redirects followed, HTML only.
enum PageFetch {
    /// Why there is no page, in words, and whether it may be there later.
    struct Missed: Error, Hashable {
        var words: String
        var isPassing: Bool
    }

    /// - Parameter home: Redirects are followed within its site only.
    /// - Parameter cookies: What is kept between the requests of one visit.
    static func page(
        _ url: WebURL, with fetcher: Fetcher, near home: WebURL, cookies: CookieKeeper? = nil
    ) async -> Result<FetchedPage, Missed> {
        var url = url
        for _ in 0..<6 {
            switch await fetcher.fetch(url, cookies: cookies) {
            case .page(let page):
                guard page.isHTML else { return .failure(Missed(words: "\(url.href) is no HTML page", isPassing: false)) }
                return .success(page)
            case .redirect(let next):
                guard Discovery.isNear(next, home) else {
                    return .failure(Missed(words: "\(url.href) leads to another site, \(next.host ?? "")", isPassing: false))
                }
                url = next
            case .forbidden: return .failure(Missed(words: "robots.txt forbids \(url.path)", isPassing: false))
            case .missing(let status): return .failure(Missed(words: "\(url.href) was answered with \(status)", isPassing: false))
            case .later(_, let reason): return .failure(Missed(words: reason, isPassing: true))
            case .failed(let reason): return .failure(Missed(words: reason, isPassing: false))
            case .cancelled: return .failure(Missed(words: "it was interrupted", isPassing: true))
            }
        }
        return .failure(Missed(words: "\(url.href) redirects too often", isPassing: false))
    }
}
