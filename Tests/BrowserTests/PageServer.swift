import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A web server on loopback whose pages a test writes.
final class PageServer: Sendable {
    struct Request: Sendable {
        var method: String
        /// Path and query.
        var target: String
        var headers: HTTPHeaders
        var body: [UInt8] = []
    }

    enum Answer: Sendable {
        case body(String, type: String, headers: [(String, String)])
        case status(Int, headers: [(String, String)], body: String = "")
        /// Says nothing and keeps the connection open.
        case silence

        static func html(_ body: String, headers: [(String, String)] = []) -> Answer {
            .body("<!DOCTYPE html><html><head><title>t</title></head><body>\(body)</body></html>", type: "text/html", headers: headers)
        }
        static func script(_ body: String) -> Answer { .body(body, type: "text/javascript", headers: []) }
        static func json(_ body: String) -> Answer { .body(body, type: "application/json", headers: []) }
        static func to(_ place: String, headers: [(String, String)] = []) -> Answer {
            .status(302, headers: [("Location", place)] + headers)
        }
        static let missing = Answer.status(404, headers: [])
    }

    typealias Pages = @Sendable (Request) -> Answer

    let port: Int
    let host: String
    private let channel: any Channel
    private let log: Log

    fileprivate final class Log: Sendable {
        let requests = Mutex<[Request]>([])
        let connections = Atomic<Int>(0)
    }

    /// The requests so far.
    var seen: [Request] { log.requests.withLock { $0 } }
    var targets: [String] { seen.map(\.target) }
    /// Connections so far, with or without a request.
    var connections: Int { log.connections.load(ordering: .relaxed) }

    init(host: String = "127.0.0.1", _ pages: @escaping Pages) async throws {
        let log = Log()
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                log.connections.wrappingAdd(1, ordering: .relaxed)
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(PageHandler(pages, log))
                }
            }
            .bind(host: host, port: 0).get()
        self.host = host
        self.log = log
        port = channel.localAddress?.port ?? 0
    }

    func url(_ target: String = "/") -> String { "http://\(host):\(port)\(target)" }

    func close() async { try? await channel.close() }
}

private final class PageHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let pages: PageServer.Pages
    private let log: PageServer.Log
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(_ pages: @escaping PageServer.Pages, _ log: PageServer.Log) { (self.pages, self.log) = (pages, log) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): (self.head, body) = (head, [])
        case .body(let part): body += Array(part.readableBytesView)
        case .end:
            guard let head else { return }
            let request = PageServer.Request(method: head.method.rawValue, target: head.uri, headers: head.headers, body: body)
            log.requests.withLock { $0.append(request) }
            answer(pages(request), context)
        }
    }

    private func answer(_ answer: PageServer.Answer, _ context: ChannelHandlerContext) {
        var (status, fields, body) = (200, [(String, String)](), "")
        switch answer {
        case .silence: return
        case .status(let code, let headers, let text): (status, fields, body) = (code, headers, text)
        case .body(let text, let type, let headers): (fields, body) = ([("Content-Type", type)] + headers, text)
        }
        fields += [("Content-Length", String(body.utf8.count)), ("Connection", "close")]
        let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: HTTPHeaders(fields))
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
