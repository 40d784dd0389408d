package import Hummingbird

/// Answers 405 to everything but GET and HEAD: nothing that is served here changes anything.
package struct ReadOnly<Context: RequestContext>: RouterMiddleware {
    package init() {}

    package func handle(_ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response) async throws
        -> Response
    {
        guard request.method == .get || request.method == .head else {
            var problem = Problem(
                .methodNotAllowed, "method-not-allowed", title: "Method not allowed",
                detail: "\(request.method.rawValue) is not allowed; GET and HEAD are.")
            problem.headers[.allow] = "GET, HEAD"
            throw problem
        }
        return try await next(request, context)
    }
}
