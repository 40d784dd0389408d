import HTTPTypes
package import Hummingbird

/// Headers that keep a browser from doing what no page of ours asks for: no foreign scripts, no framing, no sniffing, no referrer elsewhere.
package struct SecurityHeaders<Context: RequestContext>: RouterMiddleware {
    package init() {}

    package func handle(_ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response) async throws
        -> Response
    {
        var response = try await next(request, context)
        let policy =
            "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'self'; "
            + "frame-ancestors 'none'"
        // A response that says how it is to be shown itself is a stranger's page, and says less is allowed.
        if response.headers[.contentSecurityPolicy] == nil { response.headers[.contentSecurityPolicy] = policy }
        response.headers[.xContentTypeOptions] = "nosniff"
        // What a response allows other sites is its own affair: a badge is shown there.
        for (name, value) in Self.others where response.headers[name] == nil { response.headers[name] = value }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    private static var others: [(HTTPField.Name, String)] {
        [
            // With `no-referrer` a browser would send `Origin: null` with our own forms, too (Fetch, "append a request Origin header").
            ("Referrer-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
        ].compactMap { name, value in HTTPField.Name(name).map { ($0, value) } }
    }
}
