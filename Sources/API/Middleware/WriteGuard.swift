import HTTPTypes
package import Hummingbird

/// Lets a request that changes something pass only where one of our own pages makes it, or no page at all.
///
/// A browser says where a request comes from, and no page can make it lie: by `Sec-Fetch-Site` (W3C Fetch Metadata) where the connection is
/// trustworthy, by `Origin` (RFC 6454) on every POST. A program that sends neither is no browser and cannot be misled by a page. So no token
/// is needed in forms, and the API is guarded as they are. Everything but GET, HEAD and a POST that some route takes is answered with 405.
package struct WriteGuard<Context: RequestContext>: RouterMiddleware {
    package init() {}

    package func handle(_ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response) async throws
        -> Response
    {
        if request.method == .get || request.method == .head { return try await next(request, context) }
        guard request.method == .post, context.endpointPath != nil else {
            var problem = Problem(
                .methodNotAllowed, "method-not-allowed", title: "Method not allowed",
                detail: "\(request.method.rawValue) is not allowed here; GET and HEAD are.")
            problem.headers[.allow] = "GET, HEAD"
            throw problem
        }
        let site = HTTPField.Name("Sec-Fetch-Site").flatMap { request.headers[$0] }
        guard RequestSource(site: site, origin: request.headers[.origin], authority: request.head.authority).isTrusted else {
            throw Problem(
                .forbidden, "cross-origin", title: "Refused",
                detail:
                    "A page of another site asked for this change. Do it on a page of this server, or with a program that is no browser.")
        }
        return try await next(request, context)
    }
}

/// What a request says of the page that made it.
struct RequestSource: Sendable {
    /// `Sec-Fetch-Site`.
    var site: String?
    /// `Origin`.
    var origin: String?
    /// `Host`: whom the request was sent to.
    var authority: String?

    /// Whether it comes from a page of the same origin, from the user (an address typed, a bookmark), or from no browser.
    var isTrusted: Bool {
        if let site { return site == "same-origin" || site == "none" }
        guard let origin else { return true }
        // The scheme is left out: behind a proxy that ends TLS we do not know our own.
        guard let authority, let cut = origin.firstRange(of: "://") else { return false }
        return origin[cut.upperBound...].lowercased() == authority.lowercased()
    }
}
