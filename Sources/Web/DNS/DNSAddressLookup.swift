import NIOCore
import Synchronization

/// The lookup of a host's addresses: A and AAAA side by side, aliases followed, the outcomes joined. Confined to its event loop.
final class DNSAddressLookup: @unchecked Sendable {
    /// What is known of one address family.
    private enum Half {
        case asking
        case answered([IPAddress], cnames: [String], ttl: Int)
        case failed(DNSFailure, seconds: Int)
    }

    /// How long the slower family is waited for when the other has an address (RFC 8305 §3).
    private static let resolutionDelay = TimeAmount.milliseconds(50)

    private let resolver: NameResolver
    private let loop: any EventLoop
    private let key: NameResolver.Key
    private var a = Half.asking
    private var aaaa = Half.asking
    private var delay: Scheduled<Void>?
    private var done = false

    init(resolver: NameResolver, loop: any EventLoop, key: NameResolver.Key) {
        self.resolver = resolver
        self.loop = loop
        self.key = key
    }

    /// Asks. To be called on the loop.
    func start() {
        ask(.aaaa, name: key.name, cnames: [], ttl: .max)
        ask(.a, name: key.name, cnames: [], ttl: .max)
    }

    private func ask(_ type: DNSType, name: String, cnames: [String], ttl: Int) {
        let first = resolver.preferred.load(ordering: .relaxed)
        let host = key.name
        let transaction = DNSTransaction(
            loop: loop, name: name, type: type, configuration: resolver.configuration, first: first,
            slow: { [resolver] in resolver.demote(first) }
        ) { [self] result in
            switch result {
            case .failure(let failure):
                settle(type, .failed(failure, seconds: 0))
            case .success(let message):
                switch DNSAnswer.reading(message, name: name, type: type) {
                case .records(let contents, let more, let seconds):
                    let addresses = contents.compactMap { content in
                        switch content {
                        case .a(let bytes), .aaaa(let bytes): IPAddress(bytes: bytes)
                        default: nil
                        }
                    }
                    settle(type, .answered(addresses, cnames: cnames + more, ttl: min(ttl, seconds)))
                case .alias(let target, let more, let seconds):
                    guard cnames.count + more.count <= 16, !cnames.contains(target), target != host else {
                        settle(type, .failed(DNSFailure(.serverFailure, "The aliases of \(host) go in a circle"), seconds: 30))
                        return
                    }
                    ask(type, name: target, cnames: cnames + more, ttl: min(ttl, seconds))
                case .noData(_, _, let seconds):
                    settle(type, .failed(DNSFailure(.noData, "The name \(host) has no address"), seconds: seconds))
                case .notFound(_, let seconds):
                    settle(type, .failed(DNSFailure(.notFound, "The name \(host) does not exist"), seconds: seconds))
                case .loop:
                    settle(type, .failed(DNSFailure(.serverFailure, "The aliases of \(host) go in a circle"), seconds: 30))
                }
            }
        }
        transaction.start()
    }

    private func settle(_ type: DNSType, _ half: Half) {
        guard !done else { return }
        if type == .a { a = half } else { aaaa = half }
        switch (a, aaaa) {
        // A name that does not exist has no AAAA either; the reverse is not believed, as some servers deny AAAA that way.
        case (.failed(let failure, let seconds), .asking) where failure.kind == .notFound: finish(.failure(failure), seconds: seconds)
        case (.answered, .asking), (.asking, .answered):
            delay = loop.scheduleTask(in: Self.resolutionDelay) { self.join() }
        case (.asking, _), (_, .asking): break
        default: join()
        }
    }

    private func join() {
        switch (a, aaaa) {
        case (.answered(let v4, let cnames, let one), .answered(let v6, let others, let two)):
            succeed(v6: v6, v4: v4, cnames: cnames.count >= others.count ? cnames : others, ttl: min(one, two))
        case (.answered(let v4, let cnames, let ttl), let other):
            // Half an answer is kept only briefly, unless the other half is known to be empty.
            succeed(v6: [], v4: v4, cnames: cnames, ttl: ttl, brief: !isEmpty(other))
        case (let other, .answered(let v6, let cnames, let ttl)):
            succeed(v6: v6, v4: [], cnames: cnames, ttl: ttl, brief: !isEmpty(other))
        case (.failed(let one, let first), .failed(let two, let second)):
            // The worse news decides: a family that could not be asked about may yet have an address.
            if one.kind == .notFound || one.kind != .noData {
                finish(.failure(one), seconds: first)
            } else {
                finish(.failure(two), seconds: two.kind == .noData ? min(first, second) : second)
            }
        case (.asking, _), (_, .asking): break
        }
    }

    private func isEmpty(_ half: Half) -> Bool {
        if case .failed(let failure, _) = half { return failure.kind == .noData || failure.kind == .notFound }
        return false
    }

    private func succeed(v6: [IPAddress], v4: [IPAddress], cnames: [String], ttl: Int, brief: Bool = false) {
        let name = ResolvedName(addresses: ResolvedName.interleaved(v6: v6, v4: v4), cnames: cnames, ttl: ttl)
        finish(.success(name), seconds: brief ? min(ttl, 30) : ttl)
    }

    private func finish(_ result: Result<ResolvedName, DNSFailure>, seconds: Int) {
        done = true
        delay?.cancel()
        resolver.complete(key, with: result, seconds: seconds)
    }
}

extension NameResolver {
    /// Asks another server first from now on, unless that has been decided already.
    func demote(_ server: Int) {
        let count = configuration.servers.count
        guard count > 1 else { return }
        _ = preferred.compareExchange(expected: server, desired: (server + 1) % count, ordering: .relaxed)
    }
}
