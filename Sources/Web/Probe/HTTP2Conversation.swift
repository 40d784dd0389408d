import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOSSL

/// One request by HTTP/2 (RFC 9113) on stream 1. Built only when `h2` was agreed on; frames are read as they are, as one stream needs no multiplexer.
final class HTTP2Conversation: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    /// The header list accepted at most, as for HTTP/1, in bytes.
    private static let settings: HTTP2Settings = [
        HTTP2Setting(parameter: .enablePush, value: 0), HTTP2Setting(parameter: .maxHeaderListSize, value: HTTP1ResponseParser.headLimit),
        HTTP2Setting(parameter: .initialWindowSize, value: 262_144),
    ]
    /// Flow control credit is given back once this much has been read, in bytes.
    private static let creditStep = 16_384

    private let exchange: Exchange
    private let stream = HTTP2StreamID(1)
    private var owed = 0

    private init(exchange: Exchange) { self.exchange = exchange }

    /// Puts HTTP/2 between TLS and the exchange and sends the request.
    static func begin(on context: ChannelHandlerContext, after ssl: NIOSSLClientHandler, exchange: Exchange) throws {
        let operations = context.pipeline.syncOperations
        let http2 = NIOHTTP2Handler(mode: .client, initialSettings: settings, contentLengthValidation: .disabled)
        let conversation = HTTP2Conversation(exchange: exchange)
        try operations.addHandler(http2, position: .after(ssl))
        try operations.addHandler(conversation, position: .after(http2))
        let own = try operations.context(handler: conversation)
        let request = exchange.plan.request
        let head = HTTP2Frame(
            streamID: conversation.stream, payload: .headers(.init(headers: request.http2(), endStream: request.content.isEmpty)))
        own.write(conversation.wrapOutboundOut(head), promise: nil)
        if !request.content.isEmpty {
            let content = HTTP2Frame(
                streamID: conversation.stream,
                payload: .data(.init(data: .byteBuffer(ByteBuffer(bytes: request.content)), endStream: true)))
            own.write(conversation.wrapOutboundOut(content), promise: nil)
        }
        own.flush()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        guard exchange.phase == .waiting || exchange.phase == .transferring else { return }
        switch frame.payload {
        case .headers(let content) where frame.streamID == stream:
            exchange.beganAnswer()
            if exchange.outcome.head == nil {
                guard let text = content.headers.first(name: ":status"), let status = Int(text), (100...999).contains(status) else {
                    exchange.finish(ProbeFailure(.invalidResponse, "The response has no valid status"))
                    return
                }
                if status < 200 { return }
                var fields: [(name: String, value: String)] = []
                fields.reserveCapacity(content.headers.count)
                for field in content.headers where !field.name.hasPrefix(":") { fields.append((field.name.lowercased(), field.value)) }
                exchange.received(HTTPResponseHead(version: "HTTP/2", status: status, headers: fields))
            }
            if content.endStream, exchange.phase == .transferring { exchange.receivedEnd() }
        case .data(let content) where frame.streamID == stream:
            if case .byteBuffer(let part) = content.data, part.readableBytes > 0, exchange.outcome.head != nil { exchange.received(part) }
            guard exchange.phase == .transferring else { return }
            if content.endStream {
                finishBody()
                return
            }
            owed += content.data.readableBytes + (content.paddingBytes ?? 0)
            giveCredit(context)
        case .rstStream(let code) where frame.streamID == stream:
            exchange.finish(ProbeFailure(.connectionReset, "The server reset the HTTP/2 stream (\(code))"))
        case .goAway(let last, let code, _) where last == .rootStream:
            exchange.finish(ProbeFailure(.connectionReset, "The server sent the HTTP/2 connection away (\(code))"))
        default: break
        }
    }

    /// The stream ended; a body shorter than announced is incomplete in HTTP/2 too (RFC 9113 §8.1.1).
    private func finishBody() {
        if let announced = exchange.outcome.head?.header("content-length").flatMap({ Int($0) }), exchange.received < announced {
            exchange.finish(
                ProbeFailure(.bodyIncomplete, "The body ended \(announced - exchange.received) bytes before its Content-Length"))
        } else {
            exchange.receivedEnd()
        }
    }

    private func giveCredit(_ context: ChannelHandlerContext) {
        guard owed >= Self.creditStep else { return }
        for id in [HTTP2StreamID.rootStream, stream] {
            context.write(wrapOutboundOut(HTTP2Frame(streamID: id, payload: .windowUpdate(windowSizeIncrement: owed))), promise: nil)
        }
        context.flush()
        owed = 0
    }

    // Everything about the connection as a whole is the exchange's business; frames' own events are not.
    func channelInactive(context: ChannelHandlerContext) { context.fireChannelInactive() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {}
}
