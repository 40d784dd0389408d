package import HTML
import Listings
import Web

/// Opens pages in a browser, for those that are an empty shell without their scripts.
package struct PageRenderer: Sendable {
    /// A page as its scripts left it.
    package struct Rendered: Sendable {
        /// Where it stands at last.
        package var url: WebURL
        /// Markup in UTF-8.
        package var html: [UInt8]
        /// Bytes that were fetched for it.
        package var bytes: Int
        /// Whether something of it is missing: a list that would have gone on, requests or markup beyond their limits.
        package var isCut: Bool

        package init(url: WebURL, html: [UInt8], bytes: Int, isCut: Bool = false) {
            (self.url, self.html, self.bytes, self.isCut) = (url, html, bytes, isCut)
        }
    }

    /// Why a page cannot be rendered, in words.
    package struct Failure: Error, Sendable, Hashable {
        package var reason: String

        package init(reason: String) { self.reason = reason }
    }

    /// Opens a page; one with a list as far as that grows by scrolling and by its button.
    package typealias Render = @Sendable (_ url: WebURL, _ isList: Bool) async -> Result<Rendered, Failure>
    package var render: Render

    package init(_ render: @escaping Render) { self.render = render }
}

/// Which pages of a roll are rendered: those that read as nothing and look like a shell, for as long as that brings something.
struct ScriptedPages {
    private let renderer: PageRenderer?
    /// Whether lists are known to be built by scripts.
    private(set) var isKnown: Bool
    /// Why a page that needs it was not rendered; the roll is not complete then.
    private(set) var problem: String?
    /// Pages in a row that rendering brought nothing of.
    private var vain = 0
    private static let mostVain = 3

    init(_ renderer: PageRenderer?, recipe: DirectoryRecipe) {
        self.renderer = renderer
        isKnown = recipe.list?.isRendered == true
    }

    /// The page as its scripts leave it; nil where that is not called for, or cannot be.
    /// - Parameters:
    ///   - page: Read as it was sent, and found to hold nothing, or the beginning of a list.
    ///   - goesOn: Whether it holds such a beginning. Without a browser that is all there is.
    mutating func rendered(_ page: FetchedPage, isList: Bool, goesOn: Bool = false) async -> FetchedPage? {
        guard page.isHTML, vain < Self.mostVain, !goesOn || renderer != nil else { return nil }
        let known = goesOn ? "its list goes on by a button" : isKnown && isList ? "its recipe says so" : nil
        guard let sign = known ?? ScriptSigns.reason(Document.parse(page.body, transportEncoding: page.charset)) else { return nil }
        guard let renderer else {
            problem = problem ?? "\(page.url.href) is built by scripts (\(sign)), and there is no browser to run them"
            return nil
        }
        switch await renderer.render(page.url, isList) {
        case .failure(let failure):
            vain += 1
            // Many buttons are of something else: what is there may be all.
            if !goesOn { problem = problem ?? "\(page.url.href) is built by scripts (\(sign)), and cannot be rendered: \(failure.reason)" }
            return nil
        case .success(let rendered):
            var page = page
            page.url = rendered.url
            page.body = rendered.html
            page.hash = PageCache.hash(rendered.html)
            page.contentType = "text/html; charset=utf-8"
            page.bytes += rendered.bytes
            page.isTruncated = rendered.isCut
            // What the scripts fetched may have changed though the shell has not.
            page.isUnchanged = false
            return page
        }
    }

    /// Hears whether rendering a page brought listings.
    mutating func brought(_ something: Bool, by page: FetchedPage, isList: Bool) {
        vain = something ? 0 : vain + 1
        guard something, isList else { return }
        isKnown = true
        if page.isTruncated {
            problem = problem ?? "\(page.url.href) goes on for longer than a page may (browser.growth, browser.requests, browser.bytes)"
        }
    }

    /// A recipe that was learned from pages as their scripts left them says so.
    func marked(_ recipe: DirectoryRecipe) -> DirectoryRecipe {
        var recipe = recipe
        if isKnown { recipe.list?.isRendered = true }
        return recipe
    }
}
