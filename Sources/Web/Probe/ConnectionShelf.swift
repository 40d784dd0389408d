import NIOCore
import Synchronization

/// Connections that stay open for the next request to the same place, for a short while. Thread-safe; the channels are touched on their loops.
final class ConnectionShelf: Sendable {
    /// Who a connection leads to.
    struct Key: Sendable, Hashable {
        var tlsHost: String?
        var host: String
        var port: Int
    }

    /// A connection, and what was learned when it was made.
    struct Kept: Sendable {
        var channel: any Channel
        var address: IPAddress
        var tls: TLSFacts?
        fileprivate var idle: IdleConnection
    }

    /// How long a connection waits: less than the usual servers leave one open.
    static let patience = TimeAmount.seconds(4)
    /// Connections that wait, in all and for one place.
    private static let (most, mostForOne) = (128, 2)

    private struct Shelf {
        var kept: [Key: [Kept]] = [:]
        var count = 0
    }

    private let shelf = Mutex(Shelf())

    /// The connection that was put here last, whose address is still one of the host's; nil where there is none.
    func take(_ key: Key, addresses: [IPAddress]) -> Kept? {
        shelf.withLock { shelf in
            guard let place = shelf.kept[key]?.lastIndex(where: { addresses.contains($0.address) }) else { return nil }
            shelf.count -= 1
            let kept = shelf.kept[key]?.remove(at: place)
            if shelf.kept[key]?.isEmpty == true { shelf.kept[key] = nil }
            return kept
        }
    }

    /// Keeps a connection whose last response has come to its end. To be called on its loop.
    /// - Returns: whether it is kept; else it is the caller's to close.
    func put(_ channel: any Channel, address: IPAddress, tls: TLSFacts?, for key: Key) -> Bool {
        guard channel.isActive else { return false }
        let idle = IdleConnection { [weak self] channel in self?.remove(channel, key) }
        let isKept = shelf.withLock { shelf in
            guard shelf.count < Self.most, shelf.kept[key, default: []].count < Self.mostForOne else { return false }
            shelf.kept[key, default: []].append(Kept(channel: channel, address: address, tls: tls, idle: idle))
            shelf.count += 1
            return true
        }
        guard isKept else { return false }
        do { try channel.pipeline.syncOperations.addHandler(idle) } catch {
            remove(channel, key)
            return false
        }
        return true
    }

    /// Takes the watch off a connection that was taken. To be called on its loop.
    /// - Returns: whether it is still open.
    static func wake(_ kept: Kept) -> Bool {
        kept.idle.stop()
        guard kept.channel.isActive else { return false }
        kept.channel.pipeline.syncOperations.removeHandler(kept.idle, promise: nil)
        return true
    }

    /// Closes all that wait.
    func clear() {
        let all = shelf.withLock { shelf in
            defer { shelf = Shelf() }
            return shelf.kept.values.flatMap { $0 }
        }
        for kept in all { kept.channel.close(mode: .all, promise: nil) }
    }

    private func remove(_ channel: any Channel, _ key: Key) {
        shelf.withLock { shelf in
            guard let place = shelf.kept[key]?.firstIndex(where: { $0.channel === channel }) else { return }
            shelf.kept[key]?.remove(at: place)
            if shelf.kept[key]?.isEmpty == true { shelf.kept[key] = nil }
            shelf.count -= 1
        }
    }
}

/// Stands in the pipeline of a connection that waits: whatever comes unasked, a goodbye or the end of the patience closes it. Confined to its loop.
private final class IdleConnection: ChannelInboundHandler, RemovableChannelHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer

    private var timer: Scheduled<Void>?
    private var ended: ((any Channel) -> Void)?

    init(_ ended: @escaping (any Channel) -> Void) { self.ended = ended }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: ConnectionShelf.patience) { [weak self] in self?.close(channel) }
    }

    /// Lets go of the connection: it is in use again.
    func stop() {
        timer?.cancel()
        timer = nil
        ended = nil
    }

    private func close(_ channel: any Channel) {
        guard let ended else { return }
        stop()
        ended(channel)
        channel.close(mode: .all, promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { close(context.channel) }
    func channelInactive(context: ChannelHandlerContext) { close(context.channel) }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { close(context.channel) }
}
