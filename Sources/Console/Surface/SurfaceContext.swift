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

    /// Who is at the other end of the connection; nil where nothing says.
    var remoteAddress: SocketAddress? { channel.remoteAddress }

    /// The largest body that is read: the greatest payload of a job, with what is written around it.
    package var maxUploadSize: Int { 2 * 1_024 * 1_024 }

    /// Closes the connection a moment after the answer, so that a body that nobody asked for is not read to its end.
    func hangUp() {
        let channel = channel
        channel.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
    }
}

/// Refuses bodies that no route takes, and those that do not say how long they are or are too long: one without end would hold its connection.
struct BodyLimit: RouterMiddleware {
    func handle(
        _ request: Request, context: SurfaceContext, next: @concurrent (Request, SurfaceContext) async throws -> Response
    ) async throws -> Response {
        let length = request.headers[.contentLength]
        let isEndless = request.headers[.transferEncoding] != nil
        guard isEndless || length.map({ $0 != "0" }) ?? false else { return try await next(request, context) }
        var problem: Problem
        if request.method != .post || context.endpointPath == nil {
            problem = Problem(
                .contentTooLarge, "body-refused", title: "No body is taken", detail: "Nothing takes a body with this request.")
        } else if isEndless {
            problem = Problem(
                .lengthRequired, "length-required", title: "Length required", detail: "Say how long the body is, by Content-Length.")
        } else if length.flatMap({ Int($0) }).map({ $0 > context.maxUploadSize }) ?? true {
            problem = Problem(
                .contentTooLarge, "body-too-large", title: "Body too large",
                detail: "At most \(context.maxUploadSize) bytes are taken.")
        } else {
            return try await next(request, context)
        }
        context.hangUp()
        problem.headers[.connection] = "close"
        throw problem
    }
}
