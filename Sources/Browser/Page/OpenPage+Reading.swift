import HTML
import Synchronization

extension OpenPage {
    /// Goes to an address.
    /// - Parameter source: What stands there; nil to ask its server.
    /// - Throws: ``BrowserError`` where no page is there.
    func open(_ url: WebURL, showing source: PageSource? = nil) async throws(BrowserError) {
        self.source.withLock { $0 = source }
        let reply = try await link.call(DevTools.Page.Navigate(url: url.href), session: session, within: left)
        if let trouble = progress.withLock({ $0.trouble }) { throw trouble }
        if reply.isDownload == true { throw BrowserError(.notPage, "\(url.href) is a download", remedy: "Name the address of a page") }
        // A page that at once goes on to another one breaks off its own loading.
        if let problem = reply.errorText, problem != "net::ERR_ABORTED" {
            // Where such an answer has no body, Chromium shows a page of its own.
            if let status = progress.withLock({ $0.status }), status >= 400 {
                throw BrowserError(
                    .notPage, "\(url.href) was answered with \(status) and no page", remedy: "`rollcall check \(url.href)` shows the phases"
                )
            }
            throw BrowserError(
                .unreachable, "\(url.href) cannot be opened (\(problem))", remedy: "`rollcall check \(url.href)` shows the phases")
        }
    }

    /// Milliseconds without a change that count as rest.
    private static let quiet = 500

    /// Waits until the page has come to rest: complete, nothing under way, nothing changing.
    /// - Returns: whether it has; false where its time for that is over, and it is read as it is.
    func settle() async throws(BrowserError) -> Bool {
        // What is left after that is for reading it.
        let latest = ContinuousClock.now + left * 3 / 4
        var readBy = latest
        var wasComplete = false
        while true {
            let begun = progress.withLock { $0.begun }
            let span = max(.milliseconds(50), min(.seconds(1), readBy - ContinuousClock.now))
            let isComplete = try await inWorld(
                PageScripts.rest(quiet: Self.quiet, longest: Int(span / .milliseconds(1))), Bool.self)
            if let trouble = progress.withLock({ $0.trouble }) { throw trouble }
            if isComplete == true {
                let isQuiet = progress.withLock { $0.underWay == 0 && $0.begun == begun }
                if isQuiet, ContinuousClock.now < readBy { return true }
                if !wasComplete { (wasComplete, readBy) = (true, min(latest, ContinuousClock.now + limits.settle)) }
            }
            if ContinuousClock.now >= readBy { return false }
        }
    }

    /// The page's markup as it is now.
    func read(isSettled: Bool) async throws(BrowserError) -> RenderedPage {
        struct Markup: Decodable, Sendable {
            var url: String
            var html: String
            var isCut: Bool
            var isHTML: Bool
        }
        var markup: Markup?
        for _ in 0..<5 where markup == nil { markup = try await inWorld(PageScripts.markup(longest: limits.html), Markup.self) }
        guard let markup, let url = WebURL(markup.url)?.withoutFragment else {
            throw PageProgress.unruly("The page changes into another before it can be read")
        }
        guard url.isHTTP, markup.isHTML else {
            throw BrowserError(.notPage, "What is shown at last is no page of the web", remedy: "Name the address of a page")
        }
        let progress = progress.withLock { $0 }
        return RenderedPage(
            url: url, status: progress.status ?? 200, html: Array(markup.html.utf8), requests: progress.requests, isSettled: isSettled,
            isTruncated: progress.isTruncated || markup.isCut)
    }

    /// Runs a script beside the page's own.
    /// - Returns: nil where the page went on to another document meanwhile.
    func inWorld<Value: Decodable & Sendable>(_ script: String, _ type: Value.Type) async throws(BrowserError) -> Value? {
        do throws(BrowserError) {
            let world = try await link.call(
                DevTools.Page.CreateIsolatedWorld(frameId: frame, worldName: "rollcall"), session: session, within: left
            ).executionContextId
            let reply = try await link.call(
                DevTools.Runtime.Evaluate<Value>(expression: script, contextId: world), session: session, within: left)
            if let exception = reply.exceptionDetails {
                throw BrowserError(.conversation, "The page cannot be read: \(exception.text)", remedy: "Update Chromium")
            }
            return reply.result.value
        } catch {
            // Contexts go with their document.
            guard error.code == .conversation, error.message.contains("context") || error.message.contains("navigated") else { throw error }
            guard left > .zero else { throw PageProgress.unruly("The page changes into another before it can be read") }
            do { try await Task.sleep(for: .milliseconds(20)) } catch { throw .cancelled }
            return nil
        }
    }
}
