import CZlib
import NIOCore
import NIOPosix
import NIOSSL
import SimulatedWeb

/// A client that speaks as little HTTP as it can, so that it sees what is really sent.
struct Client {
    enum Ending: Equatable {
        case closed, reset, timedOut, refused
        case handshake(String)
    }

    struct Answer {
        var head = ""
        var body: [UInt8] = []
        var ending = Ending.closed
        var applicationProtocol: String?

        var status: Int? { head.split(separator: " ").dropFirst().first.flatMap { Int($0) } }
        var text: String { String(decoding: body, as: UTF8.self) }
        func header(_ name: String) -> String? {
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name + ":") }.map { String($0.dropFirst(name.count + 2)) }
        }
    }

    let farm: SimulatedWeb

    /// One request on a new connection, which the server is asked to close.
    func get(_ site: FarmDirectory, _ path: String = "/", gzip: Bool = false, method: String = "GET", timeout: Int64 = 5_000) async throws
        -> Answer
    {
        let request =
            "\(method) \(path) HTTP/1.1\r\nHost: \(site.host):80\r\n\(gzip ? "Accept-Encoding: gzip\r\n" : "")Connection: close\r\n\r\n"
        return try await send(request, to: site, timeout: timeout)
    }

    func send(_ request: String, to site: FarmDirectory, address: String? = nil, timeout: Int64 = 5_000) async throws -> Answer {
        var tls: NIOSSLContext?
        if site.scheme == .https {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(farm.caPEM.utf8)))
            configuration.applicationProtocols = ["http/1.1"]
            tls = try NIOSSLContext(configuration: configuration)
        }
        let group = MultiThreadedEventLoopGroup.singleton
        let loop = group.next()
        let promise = loop.makePromise(of: Answer.self)
        let bootstrap = ClientBootstrap(group: loop).channelInitializer { [tls] channel in
            channel.eventLoop.makeCompletedFuture {
                if let tls {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: tls, serverHostname: site.host))
                }
                try channel.pipeline.syncOperations.addHandler(
                    Collector(request: request, promise: promise, timeout: .milliseconds(timeout)))
            }
        }
        do {
            _ = try await bootstrap.connect(host: address ?? site.address, port: site.scheme == .https ? farm.httpsPort : farm.httpPort)
                .get()
        } catch {
            promise.fail(error)
            var answer = Answer()
            answer.ending = .refused
            return answer
        }
        return try await promise.futureResult.get()
    }

    /// Collects until the connection ends or time is up.
    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let request: String
        private let promise: EventLoopPromise<Answer>
        private let timeout: TimeAmount
        private var received: [UInt8] = []
        private var ending = Ending.closed
        private var timer: Scheduled<Void>?

        init(request: String, promise: EventLoopPromise<Answer>, timeout: TimeAmount) {
            self.request = request
            self.promise = promise
            self.timeout = timeout
        }

        func channelActive(context: ChannelHandlerContext) {
            timer = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
                self.ending = .timedOut
                self.finish()
                context.close(promise: nil)
            }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if received.count < 1 << 20 { received += Array(unwrapInboundIn(data).readableBytesView) }
        }

        func channelInactive(context: ChannelHandlerContext) { finish() }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            switch error {
            case let error as IOError where error.errnoCode == 104: ending = .reset
            case NIOSSLError.uncleanShutdown: break
            case is NIOSSLError, is NIOSSLExtraError: ending = .handshake("\(error)")
            default: ending = .reset
            }
            finish()
            context.close(promise: nil)
        }

        private func finish() {
            timer?.cancel()
            var answer = Answer()
            answer.ending = ending
            let split = received.indices.first { received[$0...].starts(with: [13, 10, 13, 10]) }
            answer.head = String(decoding: received[..<(split ?? received.count)], as: UTF8.self)
            if let split { answer.body = Array(received[(split + 4)...]) }
            promise.succeed(answer)
        }
    }

    /// One DNS message by UDP; nil after half a second of silence.
    func ask(_ query: [UInt8]) async throws -> [UInt8]? {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: [UInt8]?.self)
        let channel = try await DatagramBootstrap(group: loop).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Datagram(promise)) }
        }.bind(host: "127.0.0.1", port: 0).get()
        let server = try SocketAddress(ipAddress: "127.0.0.1", port: farm.dnsServer.port)
        try await channel.writeAndFlush(AddressedEnvelope(remoteAddress: server, data: ByteBuffer(bytes: query)))
        let timer = loop.scheduleTask(in: .milliseconds(500)) { promise.succeed(nil) }
        let answer = try await promise.futureResult.get()
        timer.cancel()
        try await channel.close()
        return answer
    }

    private final class Datagram: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>
        private let promise: EventLoopPromise<[UInt8]?>
        init(_ promise: EventLoopPromise<[UInt8]?>) { self.promise = promise }
        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            promise.succeed(Array(unwrapInboundIn(data).data.readableBytesView))
        }
    }

    /// Undoes gzip, up to so many bytes.
    static func inflated(_ bytes: [UInt8], limit: Int) -> [UInt8] {
        var stream = z_stream()
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return [] }
        defer { inflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: limit)
        let count = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                _ = inflate(&stream, Z_SYNC_FLUSH)
                return Int(stream.total_out)
            }
        }
        return Array(output.prefix(count))
    }
}
