import Model
import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#endif

/// Sits beneath everything else of a connection, TLS too, so that a connection can be cut without any farewell.
final class Cutter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    /// Closes with RST instead of FIN.
    func reset() {
        guard let context else { return }
        if let provider = context.channel as? any SocketOptionProvider {
            provider.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in }
        }
        context.close(promise: nil)
    }

    /// Closes at once, without TLS's farewell.
    func close() { context?.close(promise: nil) }
}

/// Speaks HTTP/1.1, as much of it as probes and crawlers use: requests one after another, keep-alive or close, bodies of a known length skipped.
final class HTTP1Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Longest head of a request, and longest body that is read over.
    private static let mostHead = 32_768
    private static let mostBody = 1 << 20
    /// Connections on which nothing happens for this long are closed.
    private static let patience = TimeAmount.seconds(120)

    private let core: FarmCore
    private let cutter: Cutter
    private var input = ByteBuffer()
    private var toSkip = 0
    /// A form that is not all there yet.
    private var waiting: RequestHead?
    /// While an answer is under way the next request waits.
    private var busy = false
    private var lastSign = NIODeadline.now()
    private var watchdog: Scheduled<Void>?

    init(core: FarmCore, cutter: Cutter) {
        self.core = core
        self.cutter = cutter
    }

    func handlerAdded(context: ChannelHandlerContext) { if context.channel.isActive { watch(context) } }
    func channelActive(context: ChannelHandlerContext) { watch(context) }

    func channelInactive(context: ChannelHandlerContext) {
        watchdog?.cancel()
        watchdog = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastSign = .now()
        var bytes = unwrapInboundIn(data)
        if input.readableBytes == 0 { input = bytes } else { input.writeBuffer(&bytes) }
        advance(context)
    }

    private func watch(_ context: ChannelHandlerContext) {
        guard watchdog == nil else { return }
        watchdog = context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) {
            self.watchdog = nil
            if NIODeadline.now() - self.lastSign >= Self.patience { self.cutter.close() } else { self.watch(context) }
        }
    }

    private func advance(_ context: ChannelHandlerContext) {
        while !busy {
            if toSkip > 0 {
                let skipped = min(toSkip, input.readableBytes)
                input.moveReaderIndex(forwardBy: skipped)
                toSkip -= skipped
                guard toSkip == 0 else { return }
            }
            if let request = waiting {
                guard let body = input.readSlice(length: request.length) else { return }
                waiting = nil
                perform(
                    core.reply(
                        method: request.method, host: request.host, target: request.target, gzip: request.gzip, body: body,
                        contentType: request.contentType), request, context)
                continue
            }
            guard input.readableBytes > 0 else { return }
            guard let request = RequestHead(&input) else {
                if input.readableBytes > Self.mostHead { context.close(promise: nil) }
                return
            }
            guard request.length <= Self.mostBody else {
                context.close(promise: nil)
                return
            }
            if request.method == "POST", request.length <= Submission.mostUpload {
                waiting = request
            } else {
                toSkip = request.length
                perform(
                    core.reply(method: request.method, host: request.host, target: request.target, gzip: request.gzip), request, context)
            }
        }
    }

    private func perform(_ reply: Reply, _ request: RequestHead, _ context: ChannelHandlerContext) {
        switch reply {
        case .answer(let response, nil): send(response, request, context)
        case .answer(let response, let delay?):
            busy = true
            context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(delay.wholeMilliseconds)) {
                self.busy = false
                guard context.channel.isActive else { return }
                self.send(response, request, context)
                self.advance(context)
            }
        case .silence: busy = true
        case .reset:
            busy = true
            cutter.reset()
        case .cut(let response, let at):
            busy = true
            let part = response.http1.getSlice(at: response.http1.readerIndex, length: response.headLength + at) ?? response.http1
            context.writeAndFlush(wrapOutboundOut(part)).assumeIsolated().whenComplete { _ in self.cutter.close() }
        case .endless(let response):
            busy = true
            context.writeAndFlush(wrapOutboundOut(response.http1), promise: nil)
            pour(context)
        }
    }

    private func send(_ response: FarmResponse, _ request: RequestHead, _ context: ChannelHandlerContext) {
        lastSign = .now()
        let bytes =
            request.method == "HEAD"
            ? response.http1.getSlice(at: response.http1.readerIndex, length: response.headLength) ?? response.http1 : response.http1
        if request.keepAlive {
            context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        } else {
            busy = true
            context.writeAndFlush(wrapOutboundOut(bytes)).assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        }
    }

    /// Body without end, sixteen kilobytes at a time, twenty times a second at the most.
    private func pour(_ context: ChannelHandlerContext) {
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(50)) {
            guard context.channel.isActive else { return }
            if context.channel.isWritable { context.writeAndFlush(self.wrapOutboundOut(Self.flood), promise: nil) }
            self.pour(context)
        }
    }

    static let flood = ByteBuffer(string: String(repeating: "<p>and another line of the same endless page</p>\n", count: 330))
}

/// The head of a request, as much as the farm needs to know.
struct RequestHead {
    var method = ""
    var target = ""
    /// Lower case or not as sent, without its port.
    var host = ""
    var keepAlive = true
    var gzip = false
    /// Of the body, as sent.
    var contentType = ""
    /// Bytes of body that follow.
    var length = 0

    /// Takes a whole head off the buffer; nil, and nothing taken, while it is not all there.
    init?(_ buffer: inout ByteBuffer) {
        let view = buffer.readableBytesView
        var end: Int?
        var lineStart = view.startIndex
        var lines: [Range<Int>] = []
        var index = view.startIndex
        while let feed = view[index...].firstIndex(of: UInt8(ascii: "\n")) {
            let lineEnd = feed > lineStart && view[feed - 1] == UInt8(ascii: "\r") ? feed - 1 : feed
            if lineEnd == lineStart, !lines.isEmpty {
                end = feed + 1
                break
            }
            if lineEnd > lineStart { lines.append(lineStart..<lineEnd) }
            lineStart = feed + 1
            index = lineStart
        }
        guard let end, let first = lines.first else { return nil }
        let parts = view[first].split(separator: UInt8(ascii: " "), maxSplits: 2)
        method = parts.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
        target = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : "/"
        keepAlive = parts.count > 2 && parts[2].elementsEqual("HTTP/1.1".utf8)
        for line in lines.dropFirst() {
            guard let colon = view[line].firstIndex(of: UInt8(ascii: ":")) else { continue }
            var start = colon + 1
            while start < line.upperBound, view[start] == UInt8(ascii: " ") { start += 1 }
            let value = view[start..<line.upperBound]
            switch colon - line.lowerBound {
            case 4 where Self.same(view[line.lowerBound..<colon], "host"):
                let name = value.lastIndex(of: UInt8(ascii: ":")).map { value[..<$0] } ?? value
                host = String(decoding: name, as: UTF8.self)
            case 10 where Self.same(view[line.lowerBound..<colon], "connection"): if Self.same(value, "close") { keepAlive = false }
            case 12 where Self.same(view[line.lowerBound..<colon], "content-type"): contentType = String(decoding: value, as: UTF8.self)
            case 14 where Self.same(view[line.lowerBound..<colon], "content-length"):
                length = max(0, Int(String(decoding: value, as: UTF8.self)) ?? 0)
            case 15 where Self.same(view[line.lowerBound..<colon], "accept-encoding"):
                gzip = String(decoding: value, as: UTF8.self).contains("gzip")
            default: break
            }
        }
        buffer.moveReaderIndex(to: end)
    }

    private static func same(_ bytes: ByteBufferView, _ name: StaticString) -> Bool {
        name.withUTF8Buffer { name in
            bytes.count == name.count && zip(bytes, name).allSatisfy { ($0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0) == $1 }
        }
    }
}
