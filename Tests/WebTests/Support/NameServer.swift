import NIOCore
import NIOPosix
import Synchronization

@testable import Web

/// A name server on loopback that answers by UDP and TCP what a closure says.
final class NameServer: Sendable {
    /// What to do with a query; nil stays silent. `stream` tells TCP.
    typealias Answer = @Sendable (_ query: DNSMessage, _ stream: Bool) -> DNSMessage?

    let server: ResolverConfiguration.Server
    private let channels: [any Channel]
    private let log: QueryLog

    /// The questions so far: `www.example.org A`.
    var questions: [DNSMessage.Question] { log.questions.withLock { $0 } }

    init(answer: @escaping Answer) async throws {
        let log = QueryLog()
        self.log = log
        var (channels, port) = ([any Channel](), 0)
        // The port that is free for one may be taken for the other: then the next one.
        for attempt in 1...20 {
            do {
                (channels, port) = try await Self.bind(answer, log)
                break
            } catch { if attempt == 20 { throw error } }
        }
        self.channels = channels
        server = ResolverConfiguration.Server(address: .v4(0x7F00_0001), port: port)
    }

    private static func bind(_ answer: @escaping Answer, _ log: QueryLog) async throws -> ([any Channel], Int) {
        let group = MultiThreadedEventLoopGroup.singleton
        let stream = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(StreamHandler(answer: answer, log: log))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = stream.localAddress?.port ?? 0
        do {
            let datagram = try await DatagramBootstrap(group: group)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(DatagramHandler(answer: answer, log: log))
                    }
                }
                .bind(host: "127.0.0.1", port: port).get()
            return ([stream, datagram], port)
        } catch {
            try? await stream.close()
            throw error
        }
    }

    func close() async { for channel in channels { try? await channel.close() } }

    /// A server with fixed records, NODATA for other types of a known name and NXDOMAIN for others.
    static func zone(_ records: [DNSRecord], soa: String = "example.org") async throws -> NameServer {
        try await NameServer { query, _ in
            guard let question = query.questions.first else { return nil }
            var response = DNSMessage(respondingTo: query)
            var name = question.name
            var hops = 0
            while hops < 20, let alias = records.first(where: { $0.name == name && $0.type == .cname }) {
                response.answers.append(alias)
                if case .cname(let target) = alias.content { name = target }
                hops += 1
            }
            let found = records.filter { $0.name == name && $0.type == question.type }
            response.answers += found
            if found.isEmpty {
                if !records.contains(where: { $0.name == name || $0.name.hasSuffix("." + name) }) { response.code = .nameError }
                response.authorities = [
                    DNSRecord(name: soa, ttl: 60, content: .soa(.init(primary: "ns1." + soa, mailbox: "host." + soa, minimum: 20)))
                ]
            }
            return response
        }
    }
}

final class QueryLog: Sendable {
    let questions = Mutex<[DNSMessage.Question]>([])

    func note(_ query: DNSMessage) { questions.withLock { $0 += query.questions } }
}

private final class DatagramHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let answer: NameServer.Answer
    private let log: QueryLog

    init(answer: @escaping NameServer.Answer, log: QueryLog) {
        self.answer = answer
        self.log = log
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        guard let query = try? DNSMessage(decoding: Array(envelope.data.readableBytesView)) else { return }
        log.note(query)
        guard let response = answer(query, false), let bytes = try? response.encoded(limit: 1232) else { return }
        let reply = AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: ByteBuffer(bytes: bytes))
        context.writeAndFlush(wrapOutboundOut(reply), promise: nil)
    }
}

private final class StreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: NameServer.Answer
    private let log: QueryLog

    init(answer: @escaping NameServer.Answer, log: QueryLog) {
        self.answer = answer
        self.log = log
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let query = try? DNSMessage(decoding: Array(unwrapInboundIn(data).readableBytesView.dropFirst(2))) else { return }
        log.note(query)
        guard let response = answer(query, true), let bytes = try? response.encoded() else { return }
        // In two pieces, as a stream may.
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: [UInt8(bytes.count >> 8), UInt8(bytes.count & 255)])), promise: nil)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }
}
