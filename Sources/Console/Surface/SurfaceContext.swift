import API
package import Hummingbird
import NIOCore

/// What travels with a request: the framework's own, and the connection it came by.
package struct SurfaceContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// Nothing here reads a body.
    package var maxUploadSize: Int { 0 }

    /// Closes the connection a moment after the answer, so that a body that nobody asked for is not read to its end.
    func hangUp() {
        let channel = channel
        channel.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
    }
}

/// Refuses requests that carry a body: nothing here takes one, and one without end would hold its connection.
struct NoBody: RouterMiddleware {
    func handle(
        _ request: Request, context: SurfaceContext, next: @concurrent (Request, SurfaceContext) async throws -> Response
    ) async throws -> Response {
        let announced = request.headers[.contentLength].map { $0 != "0" } ?? false
        guard announced || request.headers[.transferEncoding] != nil else { return try await next(request, context) }
        context.hangUp()
        var problem = Problem(
            .contentTooLarge, "body-refused", title: "No body is taken", detail: "Nothing here takes a request with a body.")
        problem.headers[.connection] = "close"
        throw problem
    }
}
