import NIOCore
package import NIOHTTP1
import NIOPosix
import Synchronization

/// A server on loopback that does with each request what a test says, and keeps what it was sent.
package final class ScriptedSite: Sendable {
    package enum Answer: Sendable {
        case status(UInt, [(String, String)] = [])
        /// No answer, and the connection stays open.
        case hang
        /// The connection is closed without an answer.
        case cut
        /// It is closed in the middle of one.
        case half
        /// 200, once so many requests wait for it at the same time.
        case together(Int)
    }

    package struct Request: Sendable {
        package var headers: HTTPHeaders
        package var body: String
        package var at: ContinuousClock.Instant
        package var key: String { headers.first(name: "Idempotency-Key") ?? "" }
    }

    package let port: Int
    private let channel: any Channel
    private let desk: Desk

    package var url: String { "http://127.0.0.1:\(port)/leads" }
    package var requests: [Request] { desk.state.withLock { $0.requests } }

    /// - Parameter answers: to the requests in their order; 200 to all that follow.
    package static func start(_ answers: [Answer]) async throws -> ScriptedSite {
        let desk = Desk(answers)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(desk))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return ScriptedSite(channel, desk)
    }

    private init(_ channel: any Channel, _ desk: Desk) {
        self.channel = channel
        self.desk = desk
        port = channel.localAddress?.port ?? 0
    }

    package func stop() async { try? await channel.close() }

    private final class Desk: Sendable {
        let state: Mutex<(answers: [Answer], requests: [Request])>
        private let waiting = Mutex<[@Sendable () -> Void]>([])

        init(_ answers: [Answer]) { state = Mutex((answers, [])) }

        func wait(for count: Int, _ go: @escaping @Sendable () -> Void) {
            let all = waiting.withLock { waiting in
                waiting.append(go)
                guard waiting.count >= count else { return [@Sendable () -> Void]() }
                defer { waiting = [] }
                return waiting
            }
            for go in all { go() }
        }

        func take(_ request: Request) -> Answer {
            state.withLock { state in
                state.requests.append(request)
                return state.answers.isEmpty ? .status(200) : state.answers.removeFirst()
            }
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let desk: Desk
        private var headers = HTTPHeaders()
        private var body = ByteBuffer()

        init(_ desk: Desk) { self.desk = desk }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                headers = head.headers
                body.clear()
            case .body(var piece): body.writeBuffer(&piece)
            case .end: answer(context)
            }
        }

        private func answer(_ context: ChannelHandlerContext) {
            switch desk.take(Request(headers: headers, body: String(buffer: body), at: .now)) {
            case .hang: break
            case .cut: context.close(promise: nil)
            case .together(let count):
                let channel = context.channel
                desk.wait(for: count) {
                    let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["Content-Length": "0"])
                    channel.write(HTTPServerResponsePart.head(head), promise: nil)
                    channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
                }
            case .half:
                let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["Content-Length": "100"])
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: "half")))), promise: nil)
                context.close(promise: nil)
            case .status(let status, let more):
                var headers = HTTPHeaders(more)
                headers.add(name: "Content-Length", value: "0")
                let head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: Int(status)), headers: headers)
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}
