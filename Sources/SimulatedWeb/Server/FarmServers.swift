import NIOCore
import NIOHTTP2
import NIOPosix
import NIOSSL
import NIOTLS
import Synchronization

/// The listeners of a farm: one for http and one for https at each of its addresses, all with the same two ports, and DNS.
struct FarmServers: Sendable {
    var httpPort: Int
    var httpsPort: Int
    var dnsPort: Int
    var channels: [any Channel]

    /// How often other ports are tried when one of the addresses has the chosen port taken.
    private static let attempts = 8

    static func start(core: FarmCore, authority: CertificateAuthority, options: SimulatedWeb.Options, on group: MultiThreadedEventLoopGroup)
        async throws -> FarmServers
    {
        let http = try await listen(core.plan.addresses, port: options.httpPort, on: group) { channel in
            let cutter = Cutter()
            try channel.pipeline.syncOperations.addHandlers([cutter, HTTP1Handler(core: core, cutter: cutter)])
        }
        var channels = http.channels
        do {
            let https = try await listen(core.plan.addresses, port: options.httpsPort, on: group) { channel in
                try greet(channel, core: core, authority: authority)
            }
            channels += https.channels
            core.hasIPv6.store(http.hasIPv6 && https.hasIPv6, ordering: .releasing)
            let dns = try await serveNames(DNSResponder(core: core, ttl: options.dnsTTL), port: options.dnsPort, on: group)
            channels += dns.channels
            return FarmServers(httpPort: http.port, httpsPort: https.port, dnsPort: dns.port, channels: channels)
        } catch {
            for channel in channels { try? await channel.close() }
            throw error
        }
    }

    // MARK: TLS

    /// TLS waits for the client's greeting, which tells whose certificate to show.
    private static func greet(_ channel: any Channel, core: FarmCore, authority: CertificateAuthority) throws {
        let cutter = NIOLoopBound(Cutter(), eventLoop: channel.eventLoop)
        let greeting = SNIHandler { result in
            channel.eventLoop.makeCompletedFuture {
                let name =
                    switch result {
                    case .hostname(let name): name
                    case .fallback: ""
                    }
                try secure(channel, site: core.site(host: name), cutter: cutter, core: core, authority: authority)
            }
        }
        try channel.pipeline.syncOperations.addHandlers([cutter.value, ByteToMessageHandler(greeting)])
    }

    private static func secure(
        _ channel: any Channel, site: FarmDirectory?, cutter: NIOLoopBound<Cutter>, core: FarmCore, authority: CertificateAuthority
    ) throws {
        var flaw = CertificateAuthority.Flaw.none
        switch site.flatMap({ core.state(of: $0)?.fault }) {
        case .handshakeHang:
            channel.eventLoop.scheduleTask(in: .seconds(120)) { cutter.value.close() }
            return try channel.pipeline.syncOperations.addHandler(Swallower())
        case .handshakeFailure:
            try channel.pipeline.syncOperations.addHandler(Swallower())
            channel.writeAndFlush(ByteBuffer(string: "HTTP/1.0 400 Bad Request\r\n\r\n")).whenComplete { _ in cutter.value.close() }
            return
        case .certificateExpired: flaw = .expired
        case .certificateWrongName: flaw = .wrongName
        case .certificateSelfSigned: flaw = .selfSigned
        case .certificateIncomplete: flaw = .incomplete
        case .certificateEnding(let days): flaw = .ending(days: days)
        default: break
        }
        let http2 = site?.http2 ?? false
        let context = try authority.context(
            zone: site.map { core.plan.zones[$0.zoneIndex] } ?? FarmPlan.controlSuffix, issuer: site?.issuerIndex ?? 0, flaw: flaw,
            http2: http2)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(NIOSSLServerHandler(context: context))
        guard http2 else { return try pipeline.addHandler(HTTP1Handler(core: core, cutter: cutter.value)) }
        try pipeline.addHandler(
            ApplicationProtocolNegotiationHandler { result, channel in
                if case .negotiated("h2") = result {
                    return channel.configureHTTP2Pipeline(
                        mode: .server, connectionConfiguration: .init(), streamConfiguration: .init()
                    ) { stream in
                        stream.eventLoop.makeCompletedFuture {
                            try stream.pipeline.syncOperations.addHandler(HTTP2StreamHandler(core: core, cutter: cutter))
                        }
                    }.map { _ in }
                }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(HTTP1Handler(core: core, cutter: cutter.value))
                }
            })
    }

    /// Reads and never answers.
    private final class Swallower: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    // MARK: Listeners

    private static func listen(
        _ addresses: [String], port wanted: Int, on group: MultiThreadedEventLoopGroup,
        each: @escaping @Sendable (any Channel) throws -> Void
    ) async throws -> (port: Int, channels: [any Channel], hasIPv6: Bool) {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4_096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in channel.eventLoop.makeCompletedFuture { try each(channel) } }
        // Not every machine has the other family, and a farm does without.
        func other(_ port: Int) async -> [any Channel] { (try? await bootstrap.bind(host: "::1", port: port).get()).map { [$0] } ?? [] }
        var last: (any Error)?
        for _ in 0..<(wanted == 0 ? attempts : 1) {
            let first = try await bootstrap.bind(host: addresses[0], port: wanted).get()
            let port = first.localAddress?.port ?? wanted
            let others = addresses.dropFirst().map { bootstrap.bind(host: $0, port: port) }
            var bound: [any Channel] = [first]
            last = nil
            for other in others {
                do { bound.append(try await other.get()) } catch { last = error }
            }
            if last == nil {
                let six = await other(port)
                return (port, bound + six, !six.isEmpty)
            }
            for channel in bound { try? await channel.close() }
        }
        throw last ?? ChannelError.inappropriateOperationForState
    }

    private static func serveNames(_ responder: DNSResponder, port wanted: Int, on group: MultiThreadedEventLoopGroup) async throws -> (
        port: Int, channels: [any Channel]
    ) {
        let stream = ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(DNSStreamHandler(responder)) }
            }
        let datagram = DatagramBootstrap(group: group)
            .channelOption(.socketOption(.so_rcvbuf), value: 4 << 20)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(DNSDatagramHandler(responder)) }
            }
        var last: (any Error)?
        for _ in 0..<(wanted == 0 ? attempts : 1) {
            let tcp = try await stream.bind(host: "127.0.0.1", port: wanted).get()
            let port = tcp.localAddress?.port ?? wanted
            do { return (port, [tcp, try await datagram.bind(host: "127.0.0.1", port: port).get()]) } catch {
                last = error
                try? await tcp.close()
            }
        }
        throw last ?? ChannelError.inappropriateOperationForState
    }
}
