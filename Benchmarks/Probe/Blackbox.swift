import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Glibc)
    import Glibc
#endif

/// The peer: Debian's exporter on a port of its own, driven over connections kept open, as Prometheus does.
final class Blackbox: Sendable {
    private let process: ChildProcess
    private let port: Int

    /// Nil when it is not installed.
    init?(folder: String) async throws {
        let program = "/usr/bin/prometheus-blackbox-exporter"
        guard access(program, X_OK) == 0 else { return nil }
        writeText(
            """
            modules:
              http_2xx:
                prober: http
                timeout: 10s
                http: {preferred_ip_protocol: ip4}
              https_2xx:
                prober: http
                timeout: 10s
                http: {preferred_ip_protocol: ip4, tls_config: {ca_file: \(folder)/authority.pem}}
              keyword:
                prober: http
                timeout: 10s
                http: {preferred_ip_protocol: ip4, fail_if_body_not_matches_regexp: ["\(BenchmarkPage.keyword)"]}

            """, to: folder + "/blackbox.yml")
        port = Int.random(in: 20_000..<30_000)
        process = try ChildProcess(
            program, ["--config.file=\(folder)/blackbox.yml", "--web.listen-address=127.0.0.1:\(port)", "--log.level=error"])
        for _ in 0..<100 {
            try await Task.sleep(for: .milliseconds(50))
            if let channel = try? await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: "127.0.0.1", port: port)
                .get()
            {
                try await channel.close()
                return
            }
        }
        throw BenchmarkError("the exporter did not start")
    }

    func stop() { process.stop() }

    /// Its cost per 1,000 probes, 32 at a time.
    func cost(url: String, module: String, count: Int) async throws -> Double {
        try await run(url: url, module: module, lanes: 1, each: 1)
        let before = try process.seconds()
        let each = count / 32
        try await run(url: url, module: module, lanes: 32, each: each)
        return (try process.seconds() - before) * 1000 / Double(each * 32)
    }

    private func run(url: String, module: String, lanes: Int, each: Int) async throws {
        let port = port
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<lanes {
                group.addTask {
                    let loop = MultiThreadedEventLoopGroup.singleton.next()
                    let done = loop.makePromise(of: Void.self)
                    let channel = try await ClientBootstrap(group: loop)
                        .channelInitializer { channel in
                            channel.eventLoop.makeCompletedFuture {
                                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                                try channel.pipeline.syncOperations.addHandler(
                                    ScrapeHandler(path: "/probe?module=\(module)&target=\(url)", left: each, done: done))
                            }
                        }
                        .connect(host: "127.0.0.1", port: port).get()
                    try await done.futureResult.get()
                    try await channel.close()
                }
            }
            try await group.waitForAll()
        }
    }
}

/// Asks for the same probe again and again over one connection.
private final class ScrapeHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let path: String
    private var left: Int
    private let done: EventLoopPromise<Void>
    private var text = ""

    init(path: String, left: Int, done: EventLoopPromise<Void>) {
        self.path = path
        self.left = left
        self.done = done
    }

    func channelActive(context: ChannelHandlerContext) { ask(context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: text = ""
        case .body(let part): text += String(buffer: part)
        case .end:
            guard text.contains("probe_success 1") else {
                done.fail(BenchmarkError("the exporter's probe failed"))
                return
            }
            left -= 1
            if left > 0 { ask(context) } else { done.succeed() }
        }
    }

    private func ask(_ context: ChannelHandlerContext) {
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: ["Host": "127.0.0.1"])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { done.fail(error) }

    func channelInactive(context: ChannelHandlerContext) { done.fail(ChannelError.eof) }
}
