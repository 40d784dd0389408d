package import HTML
package import Model
import Resilience

/// What a site answers to somebody who only wants to know whether it is there.
package enum SiteAnswer: Sendable {
    /// An answer of any status, of the page that redirects led to.
    case answered(status: Int, page: WebURL)
    /// robots.txt, which was there, asks for the page to be left alone.
    case forbidden
    /// No answer; what went wrong.
    case failed(ProbeFailure)
    /// The site wants to be left alone for longer than is waited.
    case later(Timestamp, reason: String)
    case cancelled
}

extension Fetcher {
    /// Asks a site for one page and reads no more of it than the head of the answer: with the manners of ``fetch(_:upTo:cookies:)`` at each host that
    /// redirects lead to.
    package func look(at url: WebURL, redirects: Int = 5) async -> SiteAnswer {
        // Sites that want their cookie back are not taken for a circle.
        let cookies = CookieKeeper(clock: clock)
        var url = url.withoutFragment
        for _ in 0...redirects {
            switch await step(url, cookies) {
            case .end(let answer): return answer
            case .redirect(let next): url = next
            }
        }
        return .failed(ProbeFailure(.tooManyRedirects, "More than \(redirects) redirects follow each other"))
    }

    private enum Step {
        case end(SiteAnswer)
        case redirect(WebURL)
    }

    private func step(_ url: WebURL, _ cookies: CookieKeeper) async -> Step {
        guard url.isHTTP else { return .end(.failed(ProbeFailure(.redirectInvalid, "\(url.href) is no http or https URL"))) }
        await take(url.origin)
        defer { give(url.origin) }
        switch await robots(for: url) {
        case .failure(let refusal): return .end(refusal.failure.map { .failed($0) } ?? Self.answer(refusal.value))
        case .success(let rules): guard rules.allows(url) else { return .end(.forbidden) }
        }
        if let outcome = await turn(of: url.origin) { return .end(Self.answer(outcome)) }
        var headers: [(name: String, value: String)] = [("accept", "text/html,application/xhtml+xml,*/*;q=0.5")]
        if let cookie = cookies.header(for: url) { headers.append(("cookie", cookie)) }
        let result = await prober.probe(ProbeRequest(url: url, headers: headers, body: .none, redirects: 0))
        if let failure = result.failure {
            if failure.kind == .cancelled { return .end(.cancelled) }
            if failure.kind != .addressRefused { refused(url.origin, retryAfter: nil) }
            return .end(.failed(failure))
        }
        let status = result.status ?? 0
        cookies.take(result.headers, from: url)
        if status == 429 || status == 503 {
            refused(url.origin, retryAfter: RetryAfter.wait(result, now: clock.now()))
        } else {
            answered(url.origin, after: .microseconds(result.timings.total))
        }
        if (300..<400).contains(status), let location = result.header("location"), let next = WebURL(location, base: url)?.withoutFragment {
            return .redirect(next)
        }
        return .end(.answered(status: status, page: url))
    }

    private static func answer(_ outcome: FetchOutcome) -> SiteAnswer {
        switch outcome {
        case .later(let until, let reason): .later(until, reason: reason)
        case .forbidden: .forbidden
        case .failed(let reason): .failed(ProbeFailure(.addressRefused, reason))
        case .missing(let status): .failed(ProbeFailure(.invalidResponse, "It was answered with \(status)"))
        case .page(let page): .answered(status: 200, page: page.url)
        case .redirect(let next): .answered(status: 301, page: next)
        case .cancelled: .cancelled
        }
    }
}
