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
        guard let browser else { return nil }
        let url: WebURL
        do throws(DirectoriesError) { url = try RegistrableDirectory.watchable(name) } catch {
            throw CommandFailure(error.message, remedy: error.remedy)
        }
        let page: RenderedPage
        do throws(BrowserError) { page = try await browser.render(url) } catch {
            throw CommandFailure("\(url.href) cannot be rendered: \(error.message)", remedy: error.remedy)
        }
        guard (200..<300).contains(page.status) else {
            throw CommandFailure("\(url.href) answers with status \(page.status)", remedy: "open it in a browser and save the page")
        }
        return page
    }

    /// Ends what it needed.
    func close() async {
        await browser?.shutdown()
        await prober.shutdown()
    }
}
