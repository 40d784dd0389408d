import HTML

/// What to do about a redirect.
enum Redirect {
    case follow(WebURL)
    case fail(ProbeFailure)

    /// Whether a response sends the reader elsewhere: one of the five statuses, with a Location.
    static func isOne(_ head: HTTPResponseHead) -> Bool {
        switch head.status {
        case 301, 302, 303, 307, 308: head.header("location") != nil
        default: false
        }
    }

    /// Where a response's Location leads, or why not.
    /// - Parameters:
    ///   - visited: The URLs of all requests so far, without fragments.
    ///   - limit: Redirects that may be followed.
    static func decide(location: String, from url: WebURL, visited: [String], limit: Int) -> Redirect {
        guard let next = WebURL(location, base: url)?.withoutFragment, next.isHTTP, next.bareHost?.isEmpty == false else {
            return .fail(ProbeFailure(.redirectInvalid, "The redirect leads to \(location.prefix(200)), which is no http or https URL"))
        }
        if visited.contains(next.href) { return .fail(ProbeFailure(.redirectLoop, "The redirects lead back to \(next.href)")) }
        if visited.count > limit { return .fail(ProbeFailure(.tooManyRedirects, "There are more than \(limit) redirects")) }
        return .follow(next)
    }
}
