import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import NIOSSL
import NIOTLS
import Synchronization

/// A server on loopback that does to each connection what a script says.
final class LoopbackServer: Sendable {
    enum Step: Sendable {
        case send([UInt8])
        case close
        /// Close with a RST.
        case reset
        /// Say nothing more and keep the connection open.
        case hang
        /// Send this over and over.
        case endless([UInt8])

        static func text(_ text: String) -> Step { .send(Array(text.utf8)) }
    }

    /// Answers a request's text; the empty text stands for the moment a connection opens.
    typealias Script = @Sendable (String) -> [Step]

    let port: Int
    private let channel: any Channel
    private let requests = Mutex<[String]>([])

    /// The requests so far.
    var seen: [String] { requests.withLock { $0 } }
    /// Connections that were accepted so far.
    var connections: Int { accepted.load(ordering: .relaxed) }
    private let accepted = Atomic<Int>(0)

    init(host: String = "127.0.0.1", port: Int = 0, tls: NIOSSLContext? = nil, script: @escaping Script) async throws {
        let box = Box()
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(ScriptHandler(script: script, box: box, awaitsTLS: tls != nil))
                }
            }
            .bind(host: host, port: port).get()
        self.port = channel.localAddress?.port ?? 0
        box.server.withLock { $0 = self }
    }

    func close() async { try? await channel.close() }

    fileprivate func note(_ request: String) { requests.withLock { $0.append(request) } }

    fileprivate func accept() { accepted.add(1, ordering: .relaxed) }

    fileprivate final class Box: Sendable {
        let server = Mutex<LoopbackServer?>(nil)
    }

    /// A whole response with its length.
    static func ok(_ body: String, headers: String = "") -> [Step] {
        [.text("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"), .close]
    }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let script: LoopbackServer.Script
    private let box: LoopbackServer.Box
    private let awaitsTLS: Bool
    private var text = ""
    private var answered = false
    private var endless: [UInt8]?

    init(script: @escaping LoopbackServer.Script, box: LoopbackServer.Box, awaitsTLS: Bool) {
        self.script = script
        self.box = box
        self.awaitsTLS = awaitsTLS
    }

    func channelActive(context: ChannelHandlerContext) {
        box.server.withLock { $0?.accept() }
        if !awaitsTLS { run(script(""), context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { run(script(""), context) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        guard !answered, text.hasSuffix("\r\n\r\n") else { return }
        answered = true
        box.server.withLock { $0?.note(text) }
        let steps = script(text)
        run(steps, context)
        // Where it only sends, another request may follow.
        let isOpen = steps.allSatisfy { step in
            if case .send = step { true } else { false }
        }
        if isOpen { (text, answered) = ("", false) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) { pump(context) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func run(_ steps: [LoopbackServer.Step], _ context: ChannelHandlerContext) {
        for step in steps {
            switch step {
            case .send(let bytes): context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            case .close: context.close(mode: .all, promise: nil)
            case .reset:
                _ = (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
                context.close(mode: .all, promise: nil)
            case .hang: break
            case .endless(let bytes):
                endless = bytes
                pump(context)
            }
        }
    }

    private func pump(_ context: ChannelHandlerContext) {
        guard let endless else { return }
        while context.channel.isActive, context.channel.isWritable {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: endless)), promise: nil)
        }
    }
}

/// A server that speaks HTTP/2 over TLS, frame by frame.
final class HTTP2LoopbackServer: Sendable {
    enum Step: Sendable {
        case headers([(String, String)], end: Bool)
        case data([UInt8], end: Bool)
        case reset
        case goAway
        case close
    }

    let port: Int
    private let channel: any Channel

    init(tls: NIOSSLContext, steps: @escaping @Sendable (HPACKHeaders) -> [Step]) async throws {
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        NIOSSLServerHandler(context: tls), NIOHTTP2Handler(mode: .server, contentLengthValidation: .disabled),
                        FrameHandler(steps: steps))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    func close() async { try? await channel.close() }
}

private final class FrameHandler: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private let steps: @Sendable (HPACKHeaders) -> [HTTP2LoopbackServer.Step]

    init(steps: @escaping @Sendable (HPACKHeaders) -> [HTTP2LoopbackServer.Step]) { self.steps = steps }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        guard case .headers(let request) = frame.payload else { return }
        for step in steps(request.headers) {
            switch step {
            case .headers(let fields, let end):
                write(.headers(.init(headers: HPACKHeaders(fields), endStream: end)), frame.streamID, context)
            case .data(let bytes, let end):
                write(.data(.init(data: .byteBuffer(ByteBuffer(bytes: bytes)), endStream: end)), frame.streamID, context)
            case .reset: write(.rstStream(.internalError), frame.streamID, context)
            case .goAway: write(.goAway(lastStreamID: .rootStream, errorCode: .enhanceYourCalm, opaqueData: nil), .rootStream, context)
            case .close:
                context.flush()
                context.close(promise: nil)
            }
        }
        context.flush()
    }

    private func write(_ payload: HTTP2Frame.FramePayload, _ id: HTTP2StreamID, _ context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(HTTP2Frame(streamID: id, payload: payload)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
