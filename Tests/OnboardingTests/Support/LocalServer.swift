import HTML
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import Testing

/// A server on loopback that answers each request as a test says, and keeps what it was sent.
final class LocalServer: Sendable {
    struct Request: Sendable {
        var method: String
        var path: String
        var headers: HTTPHeaders
        var body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    enum Reply: Sendable {
        case answer(status: Int = 200, headers: [(String, String)] = [("content-type", "text/html; charset=utf-8")], String)
        /// No answer, and the connection stays open.
        case hang
    }

    let port: Int
    private let channel: any Channel
    private let desk: Desk

    func url(_ path: String) throws -> WebURL { try #require(WebURL("http://127.0.0.1:\(port)\(path)")) }
    var requests: [Request] { desk.requests.withLock { $0 } }

    /// Serves while the body runs.
    static func with(
        _ reply: @escaping @Sendable (Request) -> Reply, _ body: (LocalServer) async throws -> Void
    ) async throws {
        let desk = Desk(reply)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(desk))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = LocalServer(channel, desk)
        do { try await body(server) } catch {
            try? await channel.close()
            throw error
        }
        try? await channel.close()
    }

    private init(_ channel: any Channel, _ desk: Desk) {
        self.channel = channel
        self.desk = desk
        port = channel.localAddress?.port ?? 0
    }

    private final class Desk: Sendable {
        let requests = Mutex<[Request]>([])
        let reply: @Sendable (Request) -> Reply

        init(_ reply: @escaping @Sendable (Request) -> Reply) { self.reply = reply }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let desk: Desk
        private var request = Request(method: "", path: "", headers: [:], body: [])

        init(_ desk: Desk) { self.desk = desk }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                request = Request(method: head.method.rawValue, path: head.uri, headers: head.headers, body: [])
            case .body(let piece): request.body += Array(piece.readableBytesView)
            case .end: answer(context)
            }
        }

        private func answer(_ context: ChannelHandlerContext) {
            desk.requests.withLock { $0.append(request) }
            guard case .answer(let status, let fields, let body) = desk.reply(request) else { return }
            var headers = HTTPHeaders(fields)
            headers.add(name: "content-length", value: "\(body.utf8.count)")
            let head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
