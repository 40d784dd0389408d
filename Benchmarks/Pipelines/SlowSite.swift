import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A server on loopback that takes its time with each request, and knows how many it holds at once.
final class SlowSite: Sendable {
    let port: Int
    private let channel: any Channel
    private let held = Mutex((now: 0, most: 0, all: 0))

    /// The most requests that were open at the same time.
    var most: Int { held.withLock { $0.most } }
    /// Requests answered so far.
    var all: Int { held.withLock { $0.all } }

    private init(_ channel: any Channel) {
        self.channel = channel
        port = channel.localAddress?.port ?? 0
    }

    static func start(delay: TimeAmount) async throws -> SlowSite {
        let box = Box()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 4096)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(SlowHandler(delay: delay, box: box))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let made = SlowSite(channel)
        box.site.withLock { $0 = made }
        return made
    }

    func stop() async { try? await channel.close() }

    func begin() {
        held.withLock { held in
            held.now += 1
            held.most = max(held.most, held.now)
        }
    }

    func end() {
        held.withLock { held in
            held.now -= 1
            held.all += 1
        }
    }

    /// The site is there only once its channel is.
    final class Box: Sendable {
        let site = Mutex<SlowSite?>(nil)
    }
}

private final class SlowHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let delay: TimeAmount
    private let box: SlowSite.Box

    init(delay: TimeAmount, box: SlowSite.Box) {
        self.delay = delay
        self.box = box
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .end = unwrapInboundIn(data) else { return }
        let (channel, box) = (context.channel, box)
        box.site.withLock { $0 }?.begin()
        context.eventLoop.scheduleTask(in: delay) {
            box.site.withLock { $0 }?.end()
            let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["Content-Length": "0"])
            channel.write(HTTPServerResponsePart.head(head), promise: nil)
            channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
        }
    }
}
