package import HTML

/// Whether a website is there.
package struct Liveness: Sendable, Hashable {
    package enum Verdict: String, Sendable, CaseIterable {
        /// It answers.
        case live
        /// Its name does not exist, nobody takes connections there, or the page is gone (404, 410).
        case dead
        /// That could not be found out: silence, an error of the server, a bad certificate, an address that may not be asked.
        case unknown
    }

    package var verdict: Verdict
    /// One sentence without a full stop.
    package var reason: String
    /// Of the last answer.
    package var status: Int?

    package init(_ verdict: Verdict, _ reason: String, status: Int? = nil) {
        (self.verdict, self.reason, self.status) = (verdict, reason, status)
    }

    /// What an answer means; nil for one that was cancelled. Only what was seen makes a site dead: silence may be the network's.
    init?(_ answer: SiteAnswer) {
        switch answer {
        case .answered(let status, let page):
            let verdict: Verdict = status == 404 || status == 410 ? .dead : status < 500 ? .live : .unknown
            self.init(verdict, "\(page.href) answers with \(status)", status: status)
        case .forbidden: self.init(.live, "the site answers; its robots.txt asks for the page to be left alone")
        case .failed(let failure):
            let isGone = failure.kind == .dnsNotFound || failure.kind == .connectRefused
            self.init(isGone ? .dead : .unknown, failure.message)
        case .later(_, let reason): self.init(.unknown, reason)
        case .cancelled: return nil
        }
    }
}

/// Looks whether websites are there, with a fetcher's manners; each address once in a while, however many ask about it. Thread-safe.
package final class WebsiteLooks: Sendable {
    /// A verdict is kept so many seconds; one that could not be found so many.
    static let (keptSeconds, unknownSeconds) = (3600, 120)

    private let fetcher: Fetcher
    private let answers: SharedAnswers<String, Liveness>

    /// - Parameter capacity: Addresses whose verdicts are kept.
    package init(_ fetcher: Fetcher, capacity: Int = 16_384) {
        self.fetcher = fetcher
        answers = SharedAnswers(capacity: capacity)
    }

    /// What the address of a website is when people leave out `https://`; nil for what is no address of the web.
    package static func address(_ text: String) -> WebURL? {
        let text = text.filter { !$0.isWhitespace }
        guard let url = WebURL(text.contains("://") ? text : "https://\(text)"), url.isHTTP, let host = url.host,
            host.contains(".") || host.hasPrefix("["), url.username.isEmpty
        else { return nil }
        return url.withoutFragment
    }

    /// The verdict on an address; `unknown` also where the task was cancelled.
    /// - Parameter isGuess: whether its scheme was not given: a site that has no https is then asked by http.
    package func look(at url: WebURL, isGuess: Bool = false) async -> Liveness {
        let found = await answers.answer(to: (isGuess ? "?" : "") + url.href) {
            guard var found = Liveness(await fetcher.look(at: url)) else { return nil }
            if isGuess, found.status == nil, found.verdict != .live, let plain = WebURL("http" + url.href.dropFirst(5)) {
                guard let other = Liveness(await fetcher.look(at: plain)) else { return nil }
                if other.verdict == .live { found = other }
            }
            return (found, found.verdict == .unknown ? Self.unknownSeconds : Self.keptSeconds)
        }
        return found ?? Liveness(.unknown, "the look at \(url.href) was cancelled")
    }
}
