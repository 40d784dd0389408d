import NIOCore
import NIOPosix

/// One question put to the servers in turn until one of them answers, by UDP and, where the answer is cut short, by TCP.
///
/// Each attempt has a socket of its own, connected to the server, so that the port is random, strangers' packets are dropped by the kernel and a
/// dead server shows at once (RFC 5452). Confined to its event loop.
final class DNSTransaction: @unchecked Sendable {
    private let loop: any EventLoop
    private let name: String
    private let type: DNSType
    private let servers: [ResolverConfiguration.Server]
    private let timeout: TimeAmount
    private var attempts: Int
    private var attempt = 0
    private var plain = false
    private var id: UInt16 = 0
    private var channel: (any Channel)?
    private var timer: Scheduled<Void>?
    private var failure: DNSFailure?
    private var completion: ((Result<DNSMessage, DNSFailure>) -> Void)?
    private let slow: () -> Void

    /// - Parameters:
    ///   - first: The place of the server to be asked first.
    ///   - slow: Called when that one did not answer in time.
    ///   - completion: Called once, on the loop.
    init(
        loop: any EventLoop, name: String, type: DNSType, configuration: ResolverConfiguration, first: Int, slow: @escaping () -> Void,
        completion: @escaping (Result<DNSMessage, DNSFailure>) -> Void
    ) {
        self.loop = loop
        self.name = name
        self.type = type
        let count = configuration.servers.count
        self.servers = (0..<count).map { configuration.servers[(first + $0) % count] }
        self.timeout = TimeAmount(configuration.timeout)
        self.attempts = max(configuration.attempts, 1) * count
        self.slow = slow
        self.completion = completion
    }

    /// Asks the first server. To be called on the loop.
    func start() { next() }

    private func next() {
        guard completion != nil else { return }
        close()
        guard attempt < attempts else {
            finish(.failure(failure ?? DNSFailure(.unreachable, "No name server is configured")))
            return
        }
        let server = servers[attempt % servers.count]
        attempt += 1
        ask(server, stream: false)
    }

    private func ask(_ server: ResolverConfiguration.Server, stream: Bool) {
        id = UInt16.random(in: .min ... .max)
        let current = attempt
        let bytes: [UInt8]
        let target: SocketAddress
        do {
            target = try SocketAddress(server.address, port: server.port)
            bytes = try DNSMessage(query: name, type: type, id: id, edns: plain ? nil : DNSMessage.EDNS()).encoded()
        } catch {
            finish(.failure(DNSFailure(.notFound, "\(name) is no valid host name")))
            return
        }
        timer = loop.scheduleTask(in: timeout) { [self] in
            failure = DNSFailure(.timeout, "The name server \(server) did not answer in time")
            if attempt == 1 { slow() }
            next()
        }
        let connected =
            if stream {
                ClientBootstrap(group: loop).connectTimeout(timeout).connect(to: target)
            } else {
                DatagramBootstrap(group: loop).connect(to: target)
            }
        connected.assumeIsolated().whenComplete { [self] result in
            switch result {
            case .success(let channel):
                guard completion != nil, attempt == current, timer != nil else {
                    channel.close(promise: nil)
                    return
                }
                self.channel = channel
                var buffer = channel.allocator.buffer(capacity: bytes.count + 2)
                if stream { buffer.writeInteger(UInt16(bytes.count)) }
                buffer.writeBytes(bytes)
                do {
                    let handler: any ChannelHandler =
                        stream ? DNSStreamHandler(transaction: self, server: server) : DNSDatagramHandler(transaction: self, server: server)
                    try channel.pipeline.syncOperations.addHandler(handler)
                } catch {
                    failed(error, server: server, channel: channel)
                    return
                }
                channel.writeAndFlush(buffer, promise: nil)
            case .failure(let error):
                guard completion != nil, attempt == current else { return }
                failed(error, server: server, channel: nil)
            }
        }
    }

    /// A packet came in. What does not answer our question is left aside; a forger must guess id and port.
    fileprivate func received(_ bytes: [UInt8], server: ResolverConfiguration.Server, stream: Bool) {
        guard let message = try? DNSMessage(decoding: bytes), message.isResponse, message.id == id else { return }
        // Servers that refuse EDNS with FORMERR may leave the question out.
        if message.code == .formatError, !plain {
            plain = true
            ask(again: server)
            return
        }
        if let question = message.questions.first { guard question.name == name, question.type == type else { return } }
        if message.truncated, !stream {
            close()
            ask(server, stream: true)
            return
        }
        switch message.code {
        case .noError, .nameError: finish(.success(message))
        default:
            failure = DNSFailure(.serverFailure, "The name server \(server) answered \(message.code) for \(name)")
            next()
        }
    }

    private func ask(again server: ResolverConfiguration.Server) {
        close()
        ask(server, stream: false)
    }

    fileprivate func failed(_ error: any Error, server: ResolverConfiguration.Server, channel: (any Channel)?) {
        guard completion != nil else { return }
        if let channel, channel !== self.channel {
            channel.close(promise: nil)
            return
        }
        let kind: DNSFailure.Kind = LocalResources.areExhausted(by: error) ? .localResources : .unreachable
        failure = DNSFailure(kind, "The name server \(server) cannot be reached (\(ErrorText.of(error)))")
        next()
    }

    private func close() {
        timer?.cancel()
        timer = nil
        // Closing calls back at once: what is closed must not be ours any more by then.
        let closing = channel
        channel = nil
        closing?.close(promise: nil)
    }

    private func finish(_ result: Result<DNSMessage, DNSFailure>) {
        let completion = completion
        self.completion = nil
        close()
        completion?(result)
    }
}

private final class DNSDatagramHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let transaction: DNSTransaction
    private let server: ResolverConfiguration.Server

    init(transaction: DNSTransaction, server: ResolverConfiguration.Server) {
        self.transaction = transaction
        self.server = server
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        transaction.received(Array(unwrapInboundIn(data).data.readableBytesView), server: server, stream: false)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        transaction.failed(error, server: server, channel: context.channel)
    }
}

private final class DNSStreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let transaction: DNSTransaction
    private let server: ResolverConfiguration.Server
    private var pending: [UInt8] = []

    init(transaction: DNSTransaction, server: ResolverConfiguration.Server) {
        self.transaction = transaction
        self.server = server
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        pending.append(contentsOf: unwrapInboundIn(data).readableBytesView)
        guard pending.count >= 2 else { return }
        let size = Int(pending[0]) << 8 | Int(pending[1])
        guard pending.count >= size + 2 else { return }
        let message = Array(pending[2..<size + 2])
        pending = []
        transaction.received(message, server: server, stream: true)
    }

    func channelInactive(context: ChannelHandlerContext) {
        transaction.failed(ChannelError.eof, server: server, channel: context.channel)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        transaction.failed(error, server: server, channel: context.channel)
    }
}
