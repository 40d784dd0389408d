import HTML

/// What to do about a redirect.
enum Redirect {
    case follow(WebURL)
    case fail(ProbeFailure)

    /// A request that was made: where to, and with which cookies.
    struct Visit: Equatable {
        var url: String
        var cookie: String?
    }

    /// Whether a response sends the reader elsewhere: one of the five statuses, with a Location.
    static func isOne(_ head: HTTPResponseHead) -> Bool {
        switch head.status {
        case 301, 302, 303, 307, 308: head.header("location") != nil
        default: false
        }
    }

    /// Where a response's Location leads, or why not.
    /// - Parameters:
    ///   - visited: All requests so far, URLs without fragments.
    ///   - cookies: What goes along with the next: a page asked for again with a cookie that was not there is a new question, asked again with
    ///     the same it is a loop.
    ///   - limit: Redirects that may be followed.
    static func decide(location: String, from url: WebURL, visited: [Visit], cookies: CookieJar, limit: Int) -> Redirect {
        guard let next = WebURL(location, base: url)?.withoutFragment, next.isHTTP, next.bareHost?.isEmpty == false else {
            return .fail(ProbeFailure(.redirectInvalid, "The redirect leads to \(location.prefix(200)), which is no http or https URL"))
        }
        let loop = Redirect.fail(ProbeFailure(.redirectLoop, "The redirects lead back to \(next.href)"))
        if visited.contains(Visit(url: next.href, cookie: cookies.header(for: next))) { return loop }
        if visited.count > limit {
            // One that brings a new cookie each time is a loop as well.
            if visited.contains(where: { $0.url == next.href }) { return loop }
            return .fail(ProbeFailure(.tooManyRedirects, "There are more than \(limit) redirects"))
        }
        return .follow(next)
    }
}
