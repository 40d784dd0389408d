import API
import HTTPTypes
import Hummingbird
import Logging

/// Turns whatever is thrown into an answer: a page for a browser, problem+json for everyone else. What is our fault goes to the log, with
/// no word of it to strangers.
struct Failures: RouterMiddleware {
    let pages: Pages
    /// Whether the page of a failure has the console's frame (else the public page's).
    let framed: Bool
    private static let refresh = HTTPField.Name("Refresh")

    func handle(
        _ request: Request, context: SurfaceContext, next: @concurrent (Request, SurfaceContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            if error is CancellationError { throw error }
            let problem = Problem.of(error, path: request.uri.path)
            if problem.status.code >= 500, !problem.isLogged {
                context.logger.error("request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            }
            let wantsPage = request.headers[.accept]?.contains("text/html") ?? false
            guard wantsPage, !request.uri.path.hasPrefix("/api/"), problem.status != .misdirectedRequest else {
                return try problem.response(from: request, context: context)
            }
            let page = pages.problem(problem, framed: framed)
            var response = page.response(status: problem.status)
            for header in problem.headers { response.headers.append(header) }
            // The page asks again by itself.
            if request.method == .get, let name = Self.refresh, let wait = problem.headers[.retryAfter] { response.headers[name] = wait }
            return response
        }
    }
}
