import Crypto
import FoundationEssentials
import NIOCore
import NIOPosix
import NIOSSL
import SwiftASN1
import X509

/// The server that both are measured against: a page of 50 KB by HTTP and HTTPS, one response to a connection.
enum BenchmarkServer {
    /// Serves until killed; writes its ports and its authority's certificate into the folder.
    static func run(folder: String) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let page = ByteBuffer(string: BenchmarkPage.html)
        var response = ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: \(page.readableBytes)\r\n\r\n")
        response.writeImmutableBuffer(page)
        let whole = response
        let tls = try context(folder: folder)
        var ports: [Int] = []
        var channels: [any Channel] = []
        for secure in [false, true] {
            let channel = try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 1024)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if secure { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                        try channel.pipeline.syncOperations.addHandler(PageHandler(response: whole))
                    }
                }
                .bind(host: "127.0.0.1", port: 0).get()
            ports.append(channel.localAddress?.port ?? 0)
            channels.append(channel)
        }
        writeText(ports.map(String.init).joined(separator: " "), to: folder + "/ports")
        for channel in channels { try await channel.closeFuture.get() }
    }

    /// The ports of a server just started.
    static func ports(folder: String) async throws -> (http: Int, https: Int) {
        for _ in 0..<200 {
            if let text = readText(folder + "/ports") {
                let ports = text.split(separator: " ").compactMap { Int($0) }
                if ports.count == 2 { return (ports[0], ports[1]) }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw BenchmarkError("the server did not start")
    }

    private static func context(folder: String) throws -> NIOSSLContext {
        let (key, leafKey) = (Certificate.PrivateKey(P256.Signing.PrivateKey()), Certificate.PrivateKey(P256.Signing.PrivateKey()))
        let name = try DistinguishedName { CommonName("Benchmark Authority") }
        func sign(_ public: Certificate.PublicKey, subject: DistinguishedName, extensions: Certificate.Extensions) throws -> Certificate {
            try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: `public`, notValidBefore: Date() - 3600,
                notValidAfter: Date() + 86_400 * 90, issuer: name, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
                extensions: extensions,
                issuerPrivateKey: key)
        }
        let authority = try sign(
            key.publicKey, subject: name,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            })
        let leaf = try sign(
            leafKey.publicKey, subject: try DistinguishedName { CommonName("localhost") },
            extensions: try Certificate.Extensions {
                SubjectAlternativeNames([.dnsName("localhost")])
                try ExtendedKeyUsage([.serverAuth])
            })
        writeText(try authority.serializeAsPEM().pemString, to: folder + "/authority.pem")
        var serializer = DER.Serializer()
        try serializer.serialize(leaf)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(try NIOSSLCertificate(bytes: serializer.serializedBytes, format: .der))],
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(leafKey.serializeAsPEM().pemString.utf8), format: .pem)))
        configuration.applicationProtocols = ["http/1.1"]
        return try NIOSSLContext(configuration: configuration)
    }
}

private final class PageHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let response: ByteBuffer
    private var answered = false

    init(response: ByteBuffer) { self.response = response }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !answered else { return }
        answered = true
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(response)).whenComplete { _ in channel.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
