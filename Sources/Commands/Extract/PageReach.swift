import Assembly
import Browser
import Directories
import HTML
import Web

/// What fetches the pages that a command names, by the settings: as their servers send them, or as their scripts leave them.
struct PageReach {
    let prober: Prober
    private let browser: Browser?

    /// - Throws: ``CommandFailure`` where the settings cannot be used.
    init(_ global: GlobalOptions, allowPrivate: Bool, renders: Bool) throws {
        let configuration = try CommandContext(global).configuration
        var web = configuration.web
        if allowPrivate { web.allowPrivate = true }
        do { prober = try Prober(configuration: web) } catch { throw CommandFailure(error.message, remedy: error.remedy) }
        browser = renders ? Browser(configuration.browser, prober: prober) : nil
    }

    /// - Throws: ``CommandFailure`` where no page comes back, with what was seen instead.
    func page(_ name: String) async throws -> PageSource {
        guard let page = try await rendered(name) else { return try await PageSource.fetch(name, with: prober) }
        return PageSource(name: name, url: page.url, bytes: page.html, encoding: "utf-8")
    }

    /// The page as its scripts leave it; nil where pages are read as they are sent.
    func rendered(_ name: String) async throws(CommandFailure) -> RenderedPage? {
        try await open(name) { browser, url throws(BrowserError) in
            try await browser.render(url)
        } status: {
            $0.status
        }
    }

    /// The same, with what was found out of when its controls are seen.
    func surveyed(_ name: String) async throws(CommandFailure) -> SurveyedPage? {
        try await open(name) { browser, url throws(BrowserError) in
            try await browser.survey(url)
        } status: {
            $0.page.status
        }
    }

    private func open<Page: Sendable>(
        _ name: String, _ look: (Browser, WebURL) async throws(BrowserError) -> Page, status: (Page) -> Int
    ) async throws(CommandFailure) -> Page? {
        guard let browser else { return nil }
        let url: WebURL
        do throws(DirectoriesError) { url = try RegistrableDirectory.watchable(name) } catch {
            throw CommandFailure(error.message, remedy: error.remedy)
        }
        let page: Page
        do throws(BrowserError) { page = try await look(browser, url) } catch {
            throw CommandFailure("\(url.href) cannot be rendered: \(error.message)", remedy: error.remedy)
        }
        guard (200..<300).contains(status(page)) else {
            throw CommandFailure("\(url.href) answers with status \(status(page))", remedy: "open it in a browser and save the page")
        }
        return page
    }

    /// Ends what it needed.
    func close() async {
        await browser?.shutdown()
        await prober.shutdown()
    }
}
