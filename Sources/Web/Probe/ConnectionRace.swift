import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#endif

/// Connects to the first of several addresses that answers (Happy Eyeballs, RFC 8305 §5): the next is tried 250 ms after the last, or at once when
/// that one fails; the first to connect wins and the others are closed. Confined to its event loop.
final class ConnectionRace: @unchecked Sendable {
    struct Failure: Error {
        var kind: ProbeFailure.Kind
        var message: String
        var address: IPAddress?
    }

    /// Time between two attempts (RFC 8305 §8).
    static let delay = TimeAmount.milliseconds(250)
    /// Addresses tried at most; a name with dozens of dead ones is told by the first few.
    static let limit = 6

    private let loop: any EventLoop
    private let addresses: [IPAddress]
    private let port: Int
    private let timeout: TimeAmount
    private let readSize: Int
    private var next = 0
    private var running = 0
    private var channels: [any Channel] = []
    private var timer: Scheduled<Void>?
    private var worst: Failure?
    private(set) var ipv6Unreachable = false
    private var completion: ((Result<(channel: any Channel, address: IPAddress), Failure>) -> Void)?

    /// - Parameter readSize: Bytes read from the socket at a time.
    init(loop: any EventLoop, addresses: [IPAddress], port: Int, timeout: TimeAmount, readSize: Int) {
        self.loop = loop
        self.addresses = Array(addresses.prefix(Self.limit))
        self.port = port
        self.timeout = timeout
        self.readSize = readSize
    }

    func start(_ completion: @escaping (Result<(channel: any Channel, address: IPAddress), Failure>) -> Void) {
        self.completion = completion
        attempt()
    }

    /// Closes what is still under way; the completion is not called any more.
    func stop() {
        completion = nil
        timer?.cancel()
        timer = nil
        for channel in channels { channel.close(promise: nil) }
        channels = []
    }

    private func attempt() {
        timer?.cancel()
        timer = nil
        guard completion != nil, next < addresses.count else { return }
        let address = addresses[next]
        next += 1
        running += 1
        // The timer comes first: an attempt may fail before the call returns.
        if next < addresses.count { timer = loop.scheduleTask(in: Self.delay) { self.attempt() } }
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(timeout)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: readSize))
            .channelInitializer { channel in
                self.channels.append(channel)
                return channel.eventLoop.makeSucceededVoidFuture()
            }
        do {
            let target = try SocketAddress(address, port: port)
            bootstrap.connect(to: target).assumeIsolated().whenComplete { self.ended($0, address: address) }
        } catch {
            ended(.failure(error), address: address)
        }
    }

    private func ended(_ result: Result<any Channel, any Error>, address: IPAddress) {
        running -= 1
        guard let completion else {
            if case .success(let channel) = result { channel.close(promise: nil) }
            return
        }
        switch result {
        case .success(let channel):
            channels.removeAll { $0 === channel }
            stop()
            completion(.success((channel, address)))
        case .failure(let error):
            note(Self.failure(error, address: address, port: port))
            if next < addresses.count {
                attempt()
            } else if running == 0, let worst {
                stop()
                completion(.failure(worst))
            }
        }
    }

    /// Keeps the failure that tells most: a refusal more than silence, silence more than a missing route.
    private func note(_ failure: Failure) {
        if failure.kind == .connectUnreachable, failure.address?.isIPv6 == true { ipv6Unreachable = true }
        if let worst, Self.rank(worst.kind) >= Self.rank(failure.kind) { return }
        worst = failure
    }

    private static func rank(_ kind: ProbeFailure.Kind) -> Int {
        switch kind {
        case .localResources: 4
        case .connectRefused: 3
        case .connectTimeout: 2
        case .connectionReset: 1
        default: 0
        }
    }

    private static func failure(_ error: any Error, address: IPAddress, port: Int) -> Failure {
        let text = ErrorText.of(error)
        let place = address.isIPv6 ? "[\(address)]:\(port)" : "\(address):\(port)"
        func failure(_ kind: ProbeFailure.Kind, _ message: String) -> Failure { Failure(kind: kind, message: message, address: address) }
        if case .connectTimeout? = error as? ChannelError {
            return failure(.connectTimeout, "\(place) did not accept the connection in time")
        }
        guard let code = (error as? IOError)?.errnoCode else {
            return failure(.connectUnreachable, "\(place) cannot be connected to (\(text))")
        }
        switch code {
        case ECONNREFUSED: return failure(.connectRefused, "\(place) refused the connection")
        case ETIMEDOUT: return failure(.connectTimeout, "\(place) did not accept the connection in time")
        case ECONNRESET: return failure(.connectionReset, "\(place) reset the connection at once")
        case EADDRNOTAVAIL where !address.isIPv6: return failure(.localResources, "No local port is left to connect from")
        default:
            if LocalResources.areExhausted(by: error) { return failure(.localResources, "No socket could be had (\(text))") }
            return failure(.connectUnreachable, "\(place) cannot be reached (\(text))")
        }
    }
}
