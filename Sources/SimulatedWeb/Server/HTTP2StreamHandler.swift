import Model
import NIOCore
import NIOHPACK
import NIOHTTP2

/// One stream of an HTTP/2 connection: one request and its answer.
final class HTTP2StreamHandler: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    private let core: FarmCore
    private let cutter: NIOLoopBound<Cutter>
    private var headers: HPACKHeaders?
    private var body = ByteBuffer()

    init(core: FarmCore, cutter: NIOLoopBound<Cutter>) {
        self.core = core
        self.cutter = cutter
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .headers(let frame):
            if headers == nil { headers = frame.headers }
            if frame.endStream { answer(context) }
        case .data(let frame):
            if case .byteBuffer(var part) = frame.data, body.readableBytes + part.readableBytes <= Submission.mostUpload {
                body.writeBuffer(&part)
            }
            if frame.endStream { answer(context) }
        default: break
        }
    }

    private func answer(_ context: ChannelHandlerContext) {
        guard let headers else { return }
        let authority = headers.first(name: ":authority") ?? headers.first(name: "host") ?? ""
        let host = authority.split(separator: ":").first.map(String.init) ?? ""
        let method = headers.first(name: ":method") ?? "GET"
        let reply = core.reply(
            method: method, host: host, target: headers.first(name: ":path") ?? "/",
            gzip: headers.first(name: "accept-encoding")?.contains("gzip") ?? false, body: body,
            contentType: headers.first(name: "content-type") ?? "")
        switch reply {
        case .answer(let response, nil): send(response, method, context)
        case .answer(let response, let delay?):
            context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(delay.wholeMilliseconds)) {
                guard context.channel.isActive else { return }
                self.send(response, method, context)
            }
        case .silence:
            let cutter = cutter
            context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(120)) { cutter.value.close() }
        case .reset: cutter.value.reset()
        case .cut(let response, let at):
            write(response, context)
            let part = response.body.getSlice(at: response.body.readerIndex, length: at) ?? response.body
            let cutter = cutter
            context.writeAndFlush(wrapOutboundOut(.data(.init(data: .byteBuffer(part))))).assumeIsolated().whenComplete { _ in
                cutter.value.close()
            }
        case .endless(let response):
            write(response, context)
            context.writeAndFlush(wrapOutboundOut(.data(.init(data: .byteBuffer(response.body)))), promise: nil)
            pour(context)
        }
    }

    private func write(_ response: FarmResponse, _ context: ChannelHandlerContext, end: Bool = false) {
        var headers = HPACKHeaders([(":status", String(response.status))])
        for header in response.headers { headers.add(name: header.name, value: header.value) }
        context.write(wrapOutboundOut(.headers(.init(headers: headers, endStream: end))), promise: nil)
    }

    private func send(_ response: FarmResponse, _ method: String, _ context: ChannelHandlerContext) {
        guard method != "HEAD", response.body.readableBytes > 0 else {
            write(response, context, end: true)
            context.flush()
            return
        }
        write(response, context)
        context.writeAndFlush(wrapOutboundOut(.data(.init(data: .byteBuffer(response.body), endStream: true))), promise: nil)
    }

    private func pour(_ context: ChannelHandlerContext) {
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(50)) {
            guard context.channel.isActive else { return }
            if context.channel.isWritable {
                context.writeAndFlush(self.wrapOutboundOut(.data(.init(data: .byteBuffer(HTTP1Handler.flood)))), promise: nil)
            }
            self.pour(context)
        }
    }
}
