import HTML

/// What one page has done so far, and what it may still do. Pure: the shell (``OpenPage``) reports and obeys.
struct PageProgress: Sendable {
    /// What a page is opened for.
    enum Purpose: Sendable {
        /// Its markup: what is only looked at is not fetched.
        case text
        /// A picture of it.
        case picture
    }

    /// A request as the page makes it.
    struct Asked: Sendable, Hashable {
        var url: String
        /// As the protocol calls it: `Document`, `Script` …
        var kind: String
        /// Whether it is for the page itself, and not for something in it.
        var isMain: Bool
    }

    enum Verdict: Sendable, Hashable {
        /// It needs no network.
        case pass
        /// It is fetched, with no more bytes than there is ``room`` for then.
        case fetch
        /// Quietly: as if the page had never asked, so that a document stays what it is.
        case refuse(quietly: Bool)
    }

    let purpose: Purpose
    let limits: PageLimits
    private(set) var requests: [RenderedPage.Request] = []
    /// Requests being answered.
    private(set) var underWay = 0
    /// Requests that were begun.
    private(set) var begun = 0
    private(set) var bytes = 0
    /// Bytes that may still come.
    var room: Int { max(0, limits.bytes - bytes) }
    private(set) var isTruncated = false
    /// The status of the page's own document, of the last where there were several.
    private(set) var status: Int?
    /// Why the page's own document cannot be had.
    private(set) var trouble: BrowserError?
    private var refused = 0
    private var dialogs = 0
    private var windows = 0
    private var navigations = 0
    private var outlet = FormOutlet.open
    /// What the page has said in dialogs.
    private(set) var said: [String] = []

    static let mostDialogs = 20
    /// Characters of what a dialog says.
    static let mostWords = 300
    static let mostWindows = 10
    static let mostNavigations = 20
    /// Refused requests that are remembered.
    static let mostRefused = 200

    init(_ purpose: Purpose, _ limits: PageLimits) { (self.purpose, self.limits) = (purpose, limits) }

    // MARK: Requests

    mutating func asked(_ request: Asked) -> Verdict {
        if outlet == .closed { return refuse(request, "the form is filled: nothing is sent any more", quietly: true) }
        let scheme = request.url.prefix { $0 != ":" }.lowercased()
        if ["data", "blob", "about"].contains(scheme) { return .pass }
        guard scheme == "http" || scheme == "https" else { return refuse(request, "only http and https are fetched") }
        if case .hosts(let hosts) = outlet, !hosts.contains(WebURL(request.url)?.bareHost?.lowercased() ?? "") {
            return refuse(request, "the form is filled: nothing is sent to other sites", quietly: request.isMain)
        }
        switch request.kind {
        case "Document", "Script", "XHR", "Fetch", "Stylesheet": break
        case "Image", "Font": if purpose == .text { return refuse(request, "what is only looked at is not fetched") }
        default: return refuse(request, "what is of this kind is not needed to read a page")
        }
        guard begun < limits.requests, bytes < limits.bytes else {
            isTruncated = true
            return refuse(
                request,
                begun < limits.requests
                    ? "the page has fetched \(bytes) bytes, which is all that it may"
                    : "the page has made \(begun) requests, which is all that it may")
        }
        begun += 1
        underWay += 1
        return .fetch
    }

    private mutating func refuse(_ request: Asked, _ reason: String, quietly: Bool = false) -> Verdict {
        refused += 1
        if refused <= Self.mostRefused {
            requests.append(RenderedPage.Request(url: request.url, kind: request.kind, outcome: .refused(reason)))
        }
        return .refuse(quietly: quietly)
    }

    /// An answer has come whole.
    /// - Returns: whether the page may have it.
    mutating func answered(_ request: Asked, status: Int, bytes: Int) -> Bool {
        underWay -= 1
        // Several that were under way together may each have fitted alone.
        guard self.bytes + bytes <= limits.bytes else { return overflowed(request) }
        self.bytes += bytes
        requests.append(RenderedPage.Request(url: request.url, kind: request.kind, outcome: .answered(status: status, bytes: bytes)))
        if request.isMain { (self.status, trouble) = (status, nil) }
        return true
    }

    /// More came of an answer than the page may fetch.
    mutating func cut(_ request: Asked) {
        underWay -= 1
        _ = overflowed(request)
    }

    private mutating func overflowed(_ request: Asked) -> Bool {
        isTruncated = true
        let reason = "it is more than is left of the \(limits.bytes) bytes that the page may fetch"
        requests.append(RenderedPage.Request(url: request.url, kind: request.kind, outcome: .refused(reason)))
        if request.isMain {
            trouble = BrowserError(.unreachable, "\(request.url) is too long: \(reason)", remedy: "Raise browser.bytes")
        }
        return false
    }

    /// No answer has come, or none that the page may have.
    mutating func failed(_ request: Asked, _ error: BrowserError) {
        underWay -= 1
        requests.append(
            RenderedPage.Request(
                url: request.url, kind: request.kind, outcome: error.code == .refused ? .refused(error.message) : .failed(error.message)))
        if request.isMain { trouble = error }
    }

    // MARK: Manners

    /// From now on nothing goes out but there: values that are nobody else's business are about to stand in the page's form.
    mutating func narrow(to outlet: FormOutlet) { self.outlet = outlet }

    /// The page went on to another document.
    /// - Returns: the reason to end it, where it does that without end.
    mutating func navigated() -> BrowserError? {
        navigations += 1
        return navigations > Self.mostNavigations ? Self.unruly("The page goes on to other pages without end") : nil
    }

    /// The page wants to be heard by a person.
    mutating func asksAPerson(_ words: String) -> BrowserError? {
        dialogs += 1
        if !words.isEmpty { said.append(String(words.prefix(Self.mostWords))) }
        return dialogs > Self.mostDialogs ? Self.unruly("The page opens dialogs without end") : nil
    }

    /// The page opened a window.
    mutating func openedAWindow() -> BrowserError? {
        windows += 1
        return windows > Self.mostWindows ? Self.unruly("The page opens windows without end") : nil
    }

    static func unruly(_ message: String) -> BrowserError {
        BrowserError(.unruly, message, remedy: "Open it in a browser of your own to see what it does")
    }
}
